/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-entry.h"

#include <glib/gi18n-lib.h>

/**
 * BelayEntry:
 *
 * One line of the timeline. Its kind, step and time never change; text of a reply grows as it arrives.
 */
struct _BelayEntry
{
  GObject         parent_instance;

  BelayEntryKind  kind;
  GString        *text;
  BelayStep      *step;
  BelayContact   *contact;
  gint64          time;
  gboolean        abandoned;
};

enum
{
  PROP_KIND = 1,
  PROP_TEXT,
  PROP_STEP,
  PROP_CONTACT,
  PROP_TIME,
  PROP_ABANDONED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (BelayEntryKind, belay_entry_kind,
                    G_DEFINE_ENUM_VALUE (BELAY_ENTRY_TASK, "task"),
                    G_DEFINE_ENUM_VALUE (BELAY_ENTRY_THINKING, "thinking"),
                    G_DEFINE_ENUM_VALUE (BELAY_ENTRY_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (BELAY_ENTRY_STEP, "step"),
                    G_DEFINE_ENUM_VALUE (BELAY_ENTRY_PERSON, "person"),
                    G_DEFINE_ENUM_VALUE (BELAY_ENTRY_NOTICE, "notice"),
                    G_DEFINE_ENUM_VALUE (BELAY_ENTRY_PROBLEM, "problem"),
                    G_DEFINE_ENUM_VALUE (BELAY_ENTRY_CONTACT, "contact"))

G_DEFINE_FINAL_TYPE (BelayEntry, belay_entry, G_TYPE_OBJECT)

static void
belay_entry_finalize (GObject *object)
{
  BelayEntry *self = BELAY_ENTRY (object);

  g_string_free (self->text, TRUE);
  g_clear_object (&self->step);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (belay_entry_parent_class)->finalize (object);
}

static void
belay_entry_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BelayEntry *self = BELAY_ENTRY (object);

  switch (property_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_TEXT:
      g_value_set_string (value, self->text->str);
      break;

    case PROP_STEP:
      g_value_set_object (value, self->step);
      break;

    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;

    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;

    case PROP_ABANDONED:
      g_value_set_boolean (value, self->abandoned);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_entry_class_init (BelayEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = belay_entry_finalize;
  object_class->get_property = belay_entry_get_property;

  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, BELAY_TYPE_ENTRY_KIND, BELAY_ENTRY_TASK, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_STEP] = g_param_spec_object ("step", NULL, NULL, BELAY_TYPE_STEP, flags);
  properties[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, BELAY_TYPE_CONTACT, flags);
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ABANDONED] = g_param_spec_boolean ("abandoned", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_entry_init (BelayEntry *self)
{
  self->text = g_string_new (NULL);
  self->time = g_get_real_time ();
}

/**
 * belay_entry_new:
 * @kind: any but %BELAY_ENTRY_STEP and %BELAY_ENTRY_CONTACT
 * @text: (nullable): what it says so far
 *
 * Returns: (transfer full): an entry of now
 */
BelayEntry *
belay_entry_new (BelayEntryKind  kind,
                 const char     *text)
{
  BelayEntry *self;

  g_return_val_if_fail (kind != BELAY_ENTRY_STEP && kind != BELAY_ENTRY_CONTACT, NULL);

  self = g_object_new (BELAY_TYPE_ENTRY, NULL);
  self->kind = kind;
  g_string_assign (self->text, text != NULL ? text : "");

  return self;
}

/**
 * belay_entry_new_step:
 * @step: a step
 *
 * Returns: (transfer full): the entry of @step
 */
BelayEntry *
belay_entry_new_step (BelayStep *step)
{
  BelayEntry *self;

  g_return_val_if_fail (BELAY_IS_STEP (step), NULL);

  self = g_object_new (BELAY_TYPE_ENTRY, NULL);
  self->kind = BELAY_ENTRY_STEP;
  self->step = g_object_ref (step);

  return self;
}

/* How it stands, and how often the sandbox has tried. */
static void
describe_contact (BelayEntry *self)
{
  guint count = belay_contact_get_count (self->contact);
  g_autofree char *sentence = belay_contact_describe (self->contact);

  g_string_assign (self->text, sentence);
  if (count > 1)
    {
      g_string_append_c (self->text, ' ');
      g_string_append_printf (self->text, g_dngettext (GETTEXT_PACKAGE, "(%u time)", "(%u times)", count), count);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * belay_entry_new_contact:
 * @contact: what the sandbox reached for
 *
 * Returns: (transfer full): its entry, which says how it stands
 */
BelayEntry *
belay_entry_new_contact (BelayContact *contact)
{
  BelayEntry *self;

  g_return_val_if_fail (BELAY_IS_CONTACT (contact), NULL);

  self = g_object_new (BELAY_TYPE_ENTRY, NULL);
  self->kind = BELAY_ENTRY_CONTACT;
  self->contact = g_object_ref (contact);
  g_signal_connect_object (contact, "notify", G_CALLBACK (describe_contact), self, G_CONNECT_SWAPPED);
  describe_contact (self);

  return self;
}

BelayEntryKind
belay_entry_get_kind (BelayEntry *self)
{
  g_return_val_if_fail (BELAY_IS_ENTRY (self), BELAY_ENTRY_NOTICE);

  return self->kind;
}

const char *
belay_entry_get_text (BelayEntry *self)
{
  g_return_val_if_fail (BELAY_IS_ENTRY (self), NULL);

  return self->text->str;
}

BelayStep *
belay_entry_get_step (BelayEntry *self)
{
  g_return_val_if_fail (BELAY_IS_ENTRY (self), NULL);

  return self->step;
}

BelayContact *
belay_entry_get_contact (BelayEntry *self)
{
  g_return_val_if_fail (BELAY_IS_ENTRY (self), NULL);

  return self->contact;
}

gint64
belay_entry_get_time (BelayEntry *self)
{
  g_return_val_if_fail (BELAY_IS_ENTRY (self), 0);

  return self->time;
}

gboolean
belay_entry_is_abandoned (BelayEntry *self)
{
  g_return_val_if_fail (BELAY_IS_ENTRY (self), FALSE);

  return self->abandoned;
}

/**
 * belay_entry_abandon:
 * @self: an entry
 *
 * With its step, where it has one.
 */
void
belay_entry_abandon (BelayEntry *self)
{
  g_return_if_fail (BELAY_IS_ENTRY (self));

  if (self->abandoned)
    return;

  self->abandoned = TRUE;
  if (self->step != NULL)
    belay_step_abandon (self->step);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ABANDONED]);
}

void
belay_entry_append (BelayEntry *self,
                    const char *delta)
{
  g_return_if_fail (BELAY_IS_ENTRY (self));
  g_return_if_fail (delta != NULL);

  if (*delta == '\0')
    return;

  g_string_append (self->text, delta);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * belay_entry_set_text:
 * @self: an entry that is no step
 * @text: what it says now
 */
void
belay_entry_set_text (BelayEntry *self,
                      const char *text)
{
  g_return_if_fail (BELAY_IS_ENTRY (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (self->text->str, text))
    return;

  g_string_assign (self->text, text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}
