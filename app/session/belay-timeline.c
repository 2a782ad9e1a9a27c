/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-timeline.h"

/**
 * BelayTimeline:
 *
 * What happened in a session, as the person sees it.
 */
struct _BelayTimeline
{
  GObject     parent_instance;

  GListStore *entries;
  BelayEntry *growing;          /* the entry deltas go to, owned by @entries */
  guint       mark;             /* where the reply under way began */
};

G_DEFINE_FINAL_TYPE (BelayTimeline, belay_timeline, G_TYPE_OBJECT)

static void
belay_timeline_finalize (GObject *object)
{
  BelayTimeline *self = BELAY_TIMELINE (object);

  g_clear_object (&self->entries);

  G_OBJECT_CLASS (belay_timeline_parent_class)->finalize (object);
}

static void
belay_timeline_class_init (BelayTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_timeline_finalize;
}

static void
belay_timeline_init (BelayTimeline *self)
{
  self->entries = g_list_store_new (BELAY_TYPE_ENTRY);
}

BelayTimeline *
belay_timeline_new (void)
{
  return g_object_new (BELAY_TYPE_TIMELINE, NULL);
}

/**
 * belay_timeline_get_model:
 * @self: a timeline
 *
 * Returns: (transfer none): a list of #BelayEntry, oldest first
 */
GListModel *
belay_timeline_get_model (BelayTimeline *self)
{
  g_return_val_if_fail (BELAY_IS_TIMELINE (self), NULL);

  return G_LIST_MODEL (self->entries);
}

static void
append (BelayTimeline *self,
        BelayEntry    *entry)
{
  self->growing = NULL;
  g_list_store_append (self->entries, entry);
}

BelayEntry *
belay_timeline_open (BelayTimeline  *self,
                     BelayEntryKind  kind,
                     const char     *text)
{
  BelayEntry *entry;

  g_return_val_if_fail (BELAY_IS_TIMELINE (self), NULL);

  entry = belay_entry_new (kind, text);
  append (self, entry);

  return entry;
}

void
belay_timeline_add (BelayTimeline  *self,
                    BelayEntryKind  kind,
                    const char     *text)
{
  g_autoptr(BelayEntry) entry = belay_timeline_open (self, kind, text);

  (void) entry;
}

void
belay_timeline_add_step (BelayTimeline *self,
                         BelayStep     *step)
{
  g_autoptr(BelayEntry) entry = NULL;

  g_return_if_fail (BELAY_IS_TIMELINE (self));

  entry = belay_entry_new_step (step);
  append (self, entry);
}

void
belay_timeline_add_contact (BelayTimeline *self,
                            BelayContact  *contact)
{
  g_autoptr(BelayEntry) entry = NULL;

  g_return_if_fail (BELAY_IS_TIMELINE (self));

  entry = belay_entry_new_contact (contact);
  append (self, entry);
}

/**
 * belay_timeline_stream:
 * @self: a timeline
 * @kind: %BELAY_ENTRY_TEXT or %BELAY_ENTRY_THINKING
 * @delta: what came
 *
 * Lets the last entry grow if it is of this kind and of this reply, else begins one.
 */
void
belay_timeline_stream (BelayTimeline  *self,
                       BelayEntryKind  kind,
                       const char     *delta)
{
  g_return_if_fail (BELAY_IS_TIMELINE (self));

  if (self->growing == NULL || belay_entry_get_kind (self->growing) != kind)
    {
      g_autoptr(BelayEntry) entry = belay_entry_new (kind, NULL);

      append (self, entry);
      self->growing = entry;
    }

  belay_entry_append (self->growing, delta);
}

/**
 * belay_timeline_mark:
 * @self: a timeline
 *
 * A reply begins here.
 */
void
belay_timeline_mark (BelayTimeline *self)
{
  g_return_if_fail (BELAY_IS_TIMELINE (self));

  self->growing = NULL;
  self->mark = g_list_model_get_n_items (G_LIST_MODEL (self->entries));
}

/**
 * belay_timeline_rewind:
 * @self: a timeline
 *
 * Takes back what the reply under way has said and thought so far, because it is about to be said anew. Its steps stay:
 * they were on the record.
 */
void
belay_timeline_rewind (BelayTimeline *self)
{
  g_return_if_fail (BELAY_IS_TIMELINE (self));

  self->growing = NULL;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->entries)); i > self->mark; i--)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), i - 1);
      BelayEntryKind kind = belay_entry_get_kind (entry);

      if (kind == BELAY_ENTRY_TEXT || kind == BELAY_ENTRY_THINKING)
        g_list_store_remove (self->entries, i - 1);
    }
}
