/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-item.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "belay-moment-words.h"
#include "belay-visible-text.h"

#define MAX_TASK  200           /* characters; two lines */
#define MAX_AGENT 40

/**
 * BelayTrailItem:
 *
 * A line in the list of trails: a day, a session, or a place in one.
 */
struct _BelayTrailItem
{
  GObject             parent_instance;

  BelayTrailItemKind  kind;
  char               *session;
  guint64             seq;
  char               *title;
  char               *detail;
};

G_DEFINE_FINAL_TYPE (BelayTrailItem, belay_trail_item, G_TYPE_OBJECT)

static void
belay_trail_item_finalize (GObject *object)
{
  BelayTrailItem *self = BELAY_TRAIL_ITEM (object);

  g_free (self->session);
  g_free (self->title);
  g_free (self->detail);

  G_OBJECT_CLASS (belay_trail_item_parent_class)->finalize (object);
}

static void
belay_trail_item_class_init (BelayTrailItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_trail_item_finalize;
}

static void
belay_trail_item_init (BelayTrailItem *self)
{
}

static void
append (GListStore         *store,
        BelayTrailItemKind  kind,
        const char         *session,
        guint64             seq,
        char               *title,
        char               *detail)
{
  g_autoptr(BelayTrailItem) self = g_object_new (BELAY_TYPE_TRAIL_ITEM, NULL);

  self->kind = kind;
  self->session = g_strdup (session);
  self->seq = seq;
  self->title = title;
  self->detail = detail;
  g_list_store_append (store, self);
}

/* Sessions. */

static GDateTime *
to_local (gint64 time)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000000000);

  return utc != NULL ? g_date_time_to_local (utc) : g_date_time_new_from_unix_local (0);
}

static gint32
get_julian (GDateTime *time)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (time), (GDateMonth) g_date_time_get_month (time),
                  (GDateYear) g_date_time_get_year (time));

  return (gint32) g_date_get_julian (&date);
}

/* Days of this week by their names, what is older by its month. A clock that was set may put a session after now. */
static char *
describe_day (gint64     time,
              GDateTime *now)
{
  g_autoptr(GDateTime) local = to_local (time);
  gint32 ago = get_julian (now) - get_julian (local);

  if (ago == 0)
    return g_strdup (_("Today"));
  if (ago == 1)
    return g_strdup (_("Yesterday"));
  if (ago > 1 && ago < 7)
    return g_date_time_format (local, "%A");

  return g_date_time_format (local, "%B %Y");
}

static const char *
describe_state (BelayTrailState state)
{
  switch (state)
    {
    case BELAY_TRAIL_RECORDING:
      return _("being recorded");

    case BELAY_TRAIL_RECOVERED:
      return _("ended unexpectedly");

    case BELAY_TRAIL_OPEN:
      return _("not closed");

    case BELAY_TRAIL_CHANGED:
      return _("changed: does not verify");

    case BELAY_TRAIL_COMPLETE:
    default:
      return NULL;
    }
}

/* (transfer full) (nullable) */
static char *
describe_agent (const char *agent)
{
  if (agent == NULL)
    return NULL;

  if (g_str_has_prefix (agent, "rehearsal:"))
    return g_strdup (_("rehearsal"));
  if (g_str_has_prefix (agent, "replay:"))
    return g_strdup (_("replay"));

  return belay_visible_text (agent, MAX_AGENT);
}

static char *
make_title (const BelayTrailSummary *summary)
{
  g_autofree char *task = NULL;

  if (summary == NULL || summary->task == NULL || *summary->task == '\0')
    return g_markup_printf_escaped ("<i>%s</i>", _("No task was given"));

  task = belay_visible_text (summary->task, MAX_TASK);

  return g_markup_escape_text (task, -1);
}

static char *
make_detail (const BelayTrailSummary *summary,
             gboolean                 with_day)
{
  g_autoptr(GDateTime) local = to_local (summary->time);
  /* Translators: a short date and a time, and a time, as strftime() takes them */
  g_autofree char *time = g_date_time_format (local, with_day ? _("%-d %b, %H:%M") : _("%H:%M"));
  g_autofree char *steps = g_strdup_printf (ngettext ("%u step", "%u steps", summary->n_steps), summary->n_steps);
  g_autofree char *agent = describe_agent (summary->agent);
  const char *state = describe_state (summary->state);
  GString *detail = g_string_new (time);

  g_string_append_printf (detail, " · %s", steps);
  if (agent != NULL)
    g_string_append_printf (detail, " · %s", agent);
  if (state != NULL)
    g_string_append_printf (detail, " · %s", state);

  return g_string_free (detail, FALSE);
}

static gboolean
is_recent (gint64     time,
           GDateTime *now)
{
  g_autoptr(GDateTime) local = to_local (time);
  gint32 ago = get_julian (now) - get_julian (local);

  return ago >= 0 && ago < 7;
}

/**
 * belay_trail_item_list_sessions:
 * @sessions: (element-type BelayTrailSummary): the newest first
 * @now: local time
 *
 * Returns: (transfer full): them by their days
 */
GListStore *
belay_trail_item_list_sessions (GPtrArray *sessions,
                                GDateTime *now)
{
  GListStore *store = g_list_store_new (BELAY_TYPE_TRAIL_ITEM);
  g_autofree char *last = NULL;

  for (guint i = 0; i < sessions->len; i++)
    {
      const BelayTrailSummary *summary = sessions->pdata[i];
      char *day = describe_day (summary->time, now);

      if (g_strcmp0 (day, last) != 0)
        append (store, BELAY_TRAIL_ITEM_HEADING, NULL, 0, g_markup_escape_text (day, -1), NULL);
      g_free (last);
      last = day;

      append (store, BELAY_TRAIL_ITEM_SESSION, summary->id, 0, make_title (summary),
              make_detail (summary, !is_recent (summary->time, now)));
    }

  return store;
}

/* Hits. */

static const BelayTrailSummary *
find_summary (GPtrArray  *sessions,
              const char *id)
{
  for (guint i = 0; sessions != NULL && i < sessions->len; i++)
    {
      const BelayTrailSummary *summary = sessions->pdata[i];

      if (g_str_equal (summary->id, id))
        return summary;
    }

  return NULL;
}

/* What was found stands out. Isolates come in pairs, but who knows: each tag that is opened is closed. */
static char *
make_snippet (const char *snippet)
{
  g_autofree char *escaped = g_markup_escape_text (snippet, -1);
  GString *markup = g_string_new (NULL);
  gboolean bold = FALSE;

  for (const char *p = escaped; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0x2068 || c == 0x2069)
        {
          if (bold != (c == 0x2068))
            g_string_append (markup, c == 0x2068 ? "<b>" : "</b>");
          bold = c == 0x2068;
        }
      else
        {
          g_string_append_unichar (markup, c);
        }
    }

  if (bold)
    g_string_append (markup, "</b>");

  return g_string_free (markup, FALSE);
}

static char *
make_hit_detail (const BelayTrailHit *hit)
{
  g_autofree char *clock = belay_moment_words_format_clock (hit->time);

  if (hit->step > 0)
    /* Translators: a time of day, then the number of a step */
    return g_strdup_printf (_("%s · step %d"), clock, (int) MIN (hit->step, G_MAXINT));

  return g_steal_pointer (&clock);
}

static void
append_hit (GListStore          *store,
            const BelayTrailHit *hit)
{
  append (store, BELAY_TRAIL_ITEM_HIT, hit->session, hit->seq,
          make_snippet (hit->snippet != NULL ? hit->snippet : ""), make_hit_detail (hit));
}

/**
 * belay_trail_item_list_hits:
 * @hits: (element-type BelayTrailHit): the newest first
 * @sessions: (nullable) (element-type BelayTrailSummary): what is known of the sessions
 *
 * Returns: (transfer full): them below their sessions; within one in the order of its records
 */
GListStore *
belay_trail_item_list_hits (GPtrArray *hits,
                            GPtrArray *sessions)
{
  GListStore *store = g_list_store_new (BELAY_TYPE_TRAIL_ITEM);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < hits->len; i++)
    {
      const BelayTrailHit *first = hits->pdata[i];
      const BelayTrailSummary *summary;

      if (!g_hash_table_add (seen, first->session))
        continue;

      summary = find_summary (sessions, first->session);
      append (store, BELAY_TRAIL_ITEM_SESSION, first->session, 0, make_title (summary),
              summary != NULL ? make_detail (summary, TRUE) : belay_visible_text (first->session, 0));

      for (guint j = hits->len; j > i; j--)
        {
          const BelayTrailHit *hit = hits->pdata[j - 1];

          if (g_str_equal (hit->session, first->session))
            append_hit (store, hit);
        }
    }

  return store;
}

/**
 * belay_trail_item_get_kind:
 * @self: an item
 *
 * Returns: what it is
 */
BelayTrailItemKind
belay_trail_item_get_kind (BelayTrailItem *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_ITEM (self), BELAY_TRAIL_ITEM_HEADING);

  return self->kind;
}

/**
 * belay_trail_item_get_session:
 * @self: an item
 *
 * Returns: (nullable): the name of the session's directory
 */
const char *
belay_trail_item_get_session (BelayTrailItem *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_ITEM (self), NULL);

  return self->session;
}

/**
 * belay_trail_item_get_seq:
 * @self: an item
 *
 * Returns: the record to go to; 0 for the beginning
 */
guint64
belay_trail_item_get_seq (BelayTrailItem *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_ITEM (self), 0);

  return self->seq;
}

/**
 * belay_trail_item_get_title:
 * @self: an item
 *
 * Returns: Pango markup, safe to show
 */
const char *
belay_trail_item_get_title (BelayTrailItem *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_ITEM (self), NULL);

  return self->title;
}

/**
 * belay_trail_item_get_detail:
 * @self: an item
 *
 * Returns: (nullable): a line below the title
 */
const char *
belay_trail_item_get_detail (BelayTrailItem *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_ITEM (self), NULL);

  return self->detail;
}
