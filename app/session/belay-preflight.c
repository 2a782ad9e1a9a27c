/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-preflight.h"

#include "belay-preflight-item.h"

struct _BelayPreflight
{
  GObject     parent_instance;

  GListStore *items;
  gboolean    done;
  gboolean    accepted;
  const char *absence;          /* (nullable) why nobody can check from inside */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayPreflight, belay_preflight, G_TYPE_OBJECT)

static void
belay_preflight_finalize (GObject *object)
{
  g_object_unref (BELAY_PREFLIGHT (object)->items);

  G_OBJECT_CLASS (belay_preflight_parent_class)->finalize (object);
}

static void
belay_preflight_class_init (BelayPreflightClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_preflight_finalize;

  signals[CHANGED] = g_signal_new ("changed", BELAY_TYPE_PREFLIGHT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
belay_preflight_init (BelayPreflight *self)
{
  self->items = g_list_store_new (BELAY_TYPE_PREFLIGHT_ITEM);

  for (guint i = 0; i < BELAY_PREFLIGHT_N_CHECKS; i++)
    {
      g_autoptr(BelayPreflightItem) item = belay_preflight_item_new (&belay_preflight_words[i]);

      g_list_store_append (self->items, item);
    }
}

BelayPreflight *
belay_preflight_new (void)
{
  return g_object_new (BELAY_TYPE_PREFLIGHT, NULL);
}

GListModel *
belay_preflight_get_items (BelayPreflight *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT (self), NULL);

  return G_LIST_MODEL (self->items);
}

/* (transfer none): the list keeps it */
static BelayPreflightItem *
get_item (BelayPreflight *self,
          guint           i)
{
  g_autoptr(BelayPreflightItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

  return item;
}

BelayPreflightItem *
belay_preflight_find (BelayPreflight *self,
                      const char     *check)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT (self), NULL);

  for (guint i = 0; i < BELAY_PREFLIGHT_N_CHECKS; i++)
    {
      BelayPreflightItem *item = get_item (self, i);

      if (g_str_equal (belay_preflight_item_get_check (item), check))
        return item;
    }

  return NULL;
}

guint
belay_preflight_count (BelayPreflight      *self,
                       BelayPreflightState  state)
{
  guint n = 0;

  g_return_val_if_fail (BELAY_IS_PREFLIGHT (self), 0);

  for (guint i = 0; i < BELAY_PREFLIGHT_N_CHECKS; i++)
    n += belay_preflight_item_get_state (get_item (self, i)) == state;

  return n;
}

gboolean
belay_preflight_is_done (BelayPreflight *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT (self), FALSE);

  return self->done;
}

gboolean
belay_preflight_is_accepted (BelayPreflight *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT (self), FALSE);

  return self->accepted;
}

gboolean
belay_preflight_is_blocking (BelayPreflight *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT (self), TRUE);

  return !self->done || (!self->accepted && belay_preflight_count (self, BELAY_PREFLIGHT_RED) > 0);
}

void
belay_preflight_set_machine (BelayPreflight *self)
{
  g_return_if_fail (BELAY_IS_PREFLIGHT (self));

  for (guint i = 0; i < BELAY_PREFLIGHT_N_CHECKS; i++)
    belay_preflight_item_set_machine (get_item (self, i));
}

void
belay_preflight_set_absence (BelayPreflight *self,
                             const char     *sentence)
{
  g_return_if_fail (BELAY_IS_PREFLIGHT (self));

  self->absence = sentence;
}

void
belay_preflight_set (BelayPreflight      *self,
                     const char          *check,
                     BelayPreflightState  state,
                     const char          *detail)
{
  BelayPreflightItem *item;

  g_return_if_fail (BELAY_IS_PREFLIGHT (self));

  item = belay_preflight_find (self, check);
  g_return_if_fail (item != NULL);

  if (belay_preflight_item_set (item, state, detail))
    g_signal_emit (self, signals[CHANGED], 0);
}

void
belay_preflight_finish (BelayPreflight *self,
                        gboolean        answers_due)
{
  g_return_if_fail (BELAY_IS_PREFLIGHT (self));

  for (guint i = 0; i < BELAY_PREFLIGHT_N_CHECKS; i++)
    {
      BelayPreflightItem *item = get_item (self, i);

      if (belay_preflight_item_get_state (item) == BELAY_PREFLIGHT_PENDING)
        belay_preflight_item_set (item, answers_due ? BELAY_PREFLIGHT_RED : BELAY_PREFLIGHT_UNKNOWN, answers_due ? NULL : self->absence);
    }

  self->done = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
belay_preflight_accept (BelayPreflight *self)
{
  g_return_if_fail (BELAY_IS_PREFLIGHT (self));
  g_return_if_fail (self->done);

  self->accepted = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static JsonObject *
record_item (BelayPreflightItem *item)
{
  static const char * const states[] = { "pending", "fine", "unknown", "red" };
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "check", belay_preflight_item_get_check (item));
  json_object_set_string_member (object, "state", states[belay_preflight_item_get_state (item)]);
  if (belay_preflight_item_get_detail (item) != NULL)
    json_object_set_string_member (object, "detail", belay_preflight_item_get_detail (item));

  return object;
}

/* (transfer full) (nullable): what is red, in one line. */
static char *
list_red (BelayPreflight *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < BELAY_PREFLIGHT_N_CHECKS; i++)
    {
      BelayPreflightItem *item = get_item (self, i);

      if (belay_preflight_item_get_detail (item) != NULL)
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "; " : "", belay_preflight_item_get_check (item),
                                belay_preflight_item_get_detail (item));
    }

  return g_string_free (text, text->len == 0);
}

/* For whoever reads the record: not translated. */
static void
add_text (BelayPreflight *self,
          JsonObject     *object)
{
  guint n_fine = belay_preflight_count (self, BELAY_PREFLIGHT_FINE);
  guint n_unknown = belay_preflight_count (self, BELAY_PREFLIGHT_UNKNOWN);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *red = list_red (self);

  g_string_printf (text, "%u of %u fine", n_fine, BELAY_PREFLIGHT_N_CHECKS - n_unknown);
  if (n_unknown > 0)
    g_string_append_printf (text, ", %u cannot be checked", n_unknown);
  if (red != NULL)
    g_string_append_printf (text, "; %s", red);

  json_object_set_string_member (object, "text", text->str);
}

JsonObject *
belay_preflight_record (BelayPreflight *self,
                        gint64          ms)
{
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < BELAY_PREFLIGHT_N_CHECKS; i++)
    json_array_add_object_element (items, record_item (get_item (self, i)));

  add_text (self, object);
  json_object_set_int_member (object, "fine", belay_preflight_count (self, BELAY_PREFLIGHT_FINE));
  json_object_set_int_member (object, "unknown", belay_preflight_count (self, BELAY_PREFLIGHT_UNKNOWN));
  json_object_set_int_member (object, "red", belay_preflight_count (self, BELAY_PREFLIGHT_RED));
  json_object_set_int_member (object, "ms", ms);
  json_object_set_array_member (object, "checks", items);

  return object;
}

JsonObject *
belay_preflight_record_accepted (BelayPreflight *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *red = json_array_new ();
  g_autofree char *text = list_red (self);

  for (guint i = 0; i < BELAY_PREFLIGHT_N_CHECKS; i++)
    {
      BelayPreflightItem *item = get_item (self, i);

      if (belay_preflight_item_get_state (item) == BELAY_PREFLIGHT_RED)
        json_array_add_string_element (red, belay_preflight_item_get_check (item));
    }

  json_object_set_array_member (object, "checks", red);
  if (text != NULL)
    json_object_set_string_member (object, "text", text);

  return object;
}
