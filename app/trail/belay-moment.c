/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moment-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-visible-text.h"

/* Characters of a recorded text in a sentence. */
#define MAX_SHOWN 300

G_DEFINE_FINAL_TYPE (BelayMoment, belay_moment, G_TYPE_OBJECT)

static void
belay_moment_finalize (GObject *object)
{
  BelayMoment *self = BELAY_MOMENT (object);

  g_clear_pointer (&self->record, g_ref_string_release);
  g_clear_pointer (&self->picture, g_ref_string_release);
  g_clear_pointer (&self->step, belay_moment_step_free);
  g_free (self->text);
  g_free (self->thought);
  g_free (self->host);

  if (self->lines != NULL)
    g_string_free (self->lines, TRUE);

  G_OBJECT_CLASS (belay_moment_parent_class)->finalize (object);
}

static void
belay_moment_class_init (BelayMomentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_moment_finalize;
}

static void
belay_moment_init (BelayMoment *self)
{
}

/**
 * belay_moment_new:
 * @kind: what it is
 * @record: its first record
 *
 * Returns: (transfer full): a moment
 */
BelayMoment *
belay_moment_new (BelayMomentKind         kind,
                  const BelayTrailRecord *record)
{
  BelayMoment *self = g_object_new (BELAY_TYPE_MOMENT, NULL);
  char name[33] = { 0 };

  memcpy (name, record->kind.at, MIN (record->kind.length, sizeof name - 1));
  self->kind = kind;
  self->seq = record->seq;
  self->time = record->time;
  self->record = g_ref_string_new_intern (name);

  return self;
}

/**
 * belay_moment_get_kind:
 * @self: a moment
 *
 * Returns: what it is
 */
BelayMomentKind
belay_moment_get_kind (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), BELAY_MOMENT_RECORD);

  return self->kind;
}

/**
 * belay_moment_get_seq:
 * @self: a moment
 *
 * Returns: the number of its first record
 */
guint64
belay_moment_get_seq (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), 0);

  return self->seq;
}

/**
 * belay_moment_get_time:
 * @self: a moment
 *
 * Returns: when its first record was made, nanoseconds since 1970, UTC
 */
gint64
belay_moment_get_time (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), 0);

  return self->time;
}

/**
 * belay_moment_get_record:
 * @self: a moment
 *
 * Returns: (transfer none): the kind of its first record; letters, digits, `-`, `.` and `_`
 */
const char *
belay_moment_get_record (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), NULL);

  return self->record;
}

/**
 * belay_moment_get_text:
 * @self: a moment
 *
 * Of a task or an instruction: its words; of a reply: what was said; of what the person did: "took over", the slack that
 * was set, …; of problems and notes: the sentence; of the record itself and its end: the reason. As recorded.
 *
 * Returns: (transfer none) (nullable): the text
 */
const char *
belay_moment_get_text (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), NULL);

  return self->text;
}

/**
 * belay_moment_get_thought:
 * @self: a moment
 *
 * Returns: (transfer none) (nullable): what the agent thought in this reply, as recorded
 */
const char *
belay_moment_get_thought (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), NULL);

  return self->thought;
}

/**
 * belay_moment_get_host:
 * @self: a moment
 *
 * Returns: (transfer none) (nullable): the host of a %BELAY_MOMENT_NETWORK, as recorded
 */
const char *
belay_moment_get_host (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), NULL);

  return self->host;
}

/**
 * belay_moment_get_picture:
 * @self: a moment
 *
 * Of a step, the same as its picture "before". The regions agents zoom into are no pictures of the screen.
 *
 * Returns: (transfer none) (nullable): the SHA-256 of the screen as it was last recorded at this moment
 */
const char *
belay_moment_get_picture (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), NULL);

  return self->picture;
}

gboolean
belay_moment_get_size (BelayMoment *self,
                       int         *width,
                       int         *height)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), FALSE);

  *width = self->width;
  *height = self->height;

  return self->width > 0 && self->height > 0;
}

/**
 * belay_moment_get_cost:
 * @self: a moment
 *
 * Returns: what all replies until then cost, this one's included, in millionths of a dollar
 */
gint64
belay_moment_get_cost (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), 0);

  return self->cost;
}

/**
 * belay_moment_get_step:
 * @self: a moment
 *
 * The records of a step are read when this is called first.
 *
 * Returns: (transfer none) (nullable): the step, of %BELAY_MOMENT_STEP
 */
const BelayMomentStep *
belay_moment_get_step (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), NULL);

  if (self->step == NULL && self->lines != NULL)
    {
      self->step = belay_moment_step_new (self->lines->str, self->lines->len);
      self->step->before = g_strdup (self->picture);
      g_string_free (self->lines, TRUE);
      self->lines = NULL;
    }

  return self->step;
}

/* Tools that are no part of the toolset are written without its name. */
static BelayAction *
parse_sent (const BelayActionSpace *space,
            const char             *name,
            const char             *input)
{
  BelayAction *action = belay_action_parse (space, "computer", name, input, -1, NULL);

  return action != NULL ? action : belay_action_parse (space, NULL, name, input, -1, NULL);
}

/**
 * belay_moment_parse_action:
 * @self: a moment
 * @sent: what was sent rather than what was proposed, where there was an intent
 *
 * Coordinates are those of the picture the agent had seen last; where none is recorded, any are taken.
 *
 * Returns: (transfer full) (nullable): the action; %NULL if it was none, or this is no step
 */
BelayAction *
belay_moment_parse_action (BelayMoment *self,
                           gboolean     sent)
{
  const BelayMomentStep *step = belay_moment_get_step (self);
  BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, G_MAXUINT16, G_MAXUINT16 };

  if (step == NULL)
    return NULL;

  if (self->width > 0 && self->height > 0)
    {
      space.width = self->width;
      space.height = self->height;
    }

  if (sent && step->sent_name != NULL && step->sent_input != NULL)
    return parse_sent (&space, step->sent_name, step->sent_input);

  if (step->toolset == NULL && g_str_equal (step->name, "computer"))
    space.shape = BELAY_TOOL_SHAPE_COMPUTER_20251124;

  return belay_action_parse (&space, step->toolset, step->name, step->input, -1, NULL);
}

static char *
show (const char *text)
{
  return belay_visible_text (text != NULL ? text : "", MAX_SHOWN);
}

static char *
describe_step (BelayMoment *self)
{
  const BelayMomentStep *step = belay_moment_get_step (self);
  g_autoptr(BelayAction) action = belay_moment_parse_action (self, FALSE);
  g_autofree char *text = NULL;

  if (action != NULL)
    return belay_action_describe_target (action, step->target);

  if (*step->name == '\0')
    /* Translators: the placeholder is the number of a step. */
    return g_strdup_printf (_("Step %u, of which the proposal is not recorded"), step->number);

  text = g_strconcat (step->name, " ", step->input, NULL);

  return show (text);
}

static char *
describe_person (BelayMoment *self)
{
  static const struct
  {
    const char *record;
    const char *text;
    const char *sentence;
  } sentences[] = {
    { "interrupt", NULL, N_("The person stopped the session.") },
    { "person.control", "took over", N_("The person took over.") },
    { "person.control", "handed back", N_("The person handed back.") },
    { "person.control", "handed back when idle", N_("The person did nothing for a while, so control went back to the agent.") },
    { "person.control", "private input began", N_("Private input began: nothing is recorded.") },
    { "person.control", "private input ended", N_("Private input ended.") },
    { "person.control", "typing is recorded", N_("From here on what the person types is recorded.") },
    { "person.control", "typing is not recorded", N_("From here on what the person types is not recorded.") },
    { "person.control", "resumed", N_("The person let the session go on.") },
  };
  g_autofree char *text = show (self->text);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (self->record, sentences[i].record) &&
        (sentences[i].text == NULL || g_strcmp0 (self->text, sentences[i].text) == 0))
      return g_strdup (_(sentences[i].sentence));

  if (g_str_equal (self->record, "slack"))
    /* Translators: the placeholder is a setting of the slack as it is recorded, as in “looks”. */
    return g_strdup_printf (_("The person set the slack to “%s”."), text);

  if (g_str_equal (self->record, "rules"))
    /* Translators: the placeholder says how, as it is recorded: “added”, “revoked”, “changed”, “in force”. */
    return g_strdup_printf (_("Rules: %s"), text);

  if (g_str_equal (self->record, "machine"))
    /* Translators: the placeholder is what, as it is recorded: “1024 MiB of memory, 2 processors, any disk”. */
    return g_strdup_printf (_("The machine was given %s."), text);

  if (g_str_equal (self->record, "rewound"))
    /* Translators: the placeholder is which step, as it is recorded: “before step 5; undone: steps 5 to 8”. */
    return g_strdup_printf (_("The person went back: %s"), text);

  if (g_str_equal (self->record, "preflight.accepted"))
    /* Translators: the placeholder is what was found, as it is recorded: “environment: the variable NAME”. */
    return g_strdup_printf (_("The person took on what the check of the sandbox found: %s"), text);

  if (g_str_equal (self->record, "human.input"))
    /* Translators: the placeholder says what was done, as it is recorded: “12 keys”, “left click at 20,30”. */
    return g_strdup_printf (_("The person acted in the sandbox: %s"), text);

  return *text != '\0' ? g_strdup_printf ("%s: %s", self->record, text) : g_strdup (self->record);
}

static char *
describe_network (BelayMoment *self)
{
  g_autofree char *host = show (self->host != NULL ? self->host : "?");

  /* Translators: the placeholder is the name of a host, here and in what follows. */
  if (g_str_equal (self->record, "net.allowed"))
    return g_strdup_printf (_("A connection to %s was allowed."), host);
  if (g_str_equal (self->record, "net.held"))
    return g_strdup_printf (_("A connection to %s waited for the person."), host);
  if (g_str_equal (self->record, "net.unreachable"))
    return g_strdup_printf (_("%s was allowed, and did not answer."), host);
  if (g_str_equal (self->record, "net.decision"))
    {
      g_autofree char *decision = show (self->text != NULL ? self->text : "?");

      /* Translators: the second placeholder is the decision as it is recorded: “once”, “session”, “never”. */
      return g_strdup_printf (_("The person decided on %s: %s"), host, decision);
    }

  return g_strdup_printf (_("A connection to %s was refused."), host);
}

static char *
describe_record (BelayMoment *self)
{
  static const struct
  {
    const char *record;
    const char *sentence;
  } sentences[] = {
    { "audit.gap", N_("The record was not closed: the program had ended. It was closed later.") },
    { "audit.failed", N_("The record could not be written; nothing ran after that.") },
    { "clock.step", N_("The clock was set.") },
  };
  g_autofree char *text = show (self->text);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (self->record, sentences[i].record))
      return g_strdup (_(sentences[i].sentence));

  if (g_str_equal (self->record, "file.in"))
    /* Translators: the placeholder is where it came to and how large it is, as it is recorded. */
    return g_strdup_printf (_("The person handed a file in: %s"), text);

  if (g_str_equal (self->record, "file.out"))
    /* Translators: the placeholder is where it came from and how large it is, as it is recorded. */
    return g_strdup_printf (_("The person took a file out: %s"), text);

  if (g_str_equal (self->record, "preflight"))
    /* Translators: the placeholder is what was found, as it is recorded: “15 of 15 fine”. */
    return g_strdup_printf (_("The sandbox was checked: %s"), text);

  return *text != '\0' ? g_strdup_printf ("%s: %s", self->record, text) : g_strdup (self->record);
}

static char *
describe_close (BelayMoment *self)
{
  g_autofree char *text = show (self->text);

  /* What is recorded where nothing went wrong. */
  if (*text == '\0' || g_str_equal (text, "closed"))
    return g_strdup (_("The session was closed."));

  /* Translators: the placeholder is the reason as it is recorded, as in “finished”. */
  return g_strdup_printf (_("The session was closed: %s"), text);
}

/**
 * belay_moment_describe:
 * @self: a moment
 *
 * Returns: (transfer full): a sentence for a person, translated; of a step, what was proposed; of words, the words. One
 *   line, of limited length, in which nothing is invisible; not Pango markup
 */
char *
belay_moment_describe (BelayMoment *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT (self), NULL);

  switch (self->kind)
    {
    case BELAY_MOMENT_OPEN:
      return g_strdup (_("The session began."));

    case BELAY_MOMENT_TASK:
    case BELAY_MOMENT_PROBLEM:
      return show (self->text != NULL ? self->text : self->record);

    case BELAY_MOMENT_SAID:
      return show (self->text != NULL ? self->text : self->thought);

    case BELAY_MOMENT_STEP:
      return describe_step (self);

    case BELAY_MOMENT_PERSON:
      return describe_person (self);

    case BELAY_MOMENT_NETWORK:
      return describe_network (self);

    case BELAY_MOMENT_CLOSE:
      return describe_close (self);

    case BELAY_MOMENT_RECORD:
    default:
      return describe_record (self);
    }
}
