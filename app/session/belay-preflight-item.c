/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-preflight-item.h"

#include <glib/gi18n-lib.h>

#include "belay-visible-text.h"

#define MAX_DETAIL 120          /* characters */

struct _BelayPreflightItem
{
  GObject                    parent_instance;

  const BelayPreflightWords *words;
  BelayPreflightState        state;
  char                      *detail;
  char                      *sentence;
  gboolean                   machine;
};

enum
{
  PROP_STATE = 1,
  PROP_SENTENCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (BelayPreflightState, belay_preflight_state,
                    G_DEFINE_ENUM_VALUE (BELAY_PREFLIGHT_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (BELAY_PREFLIGHT_FINE, "fine"),
                    G_DEFINE_ENUM_VALUE (BELAY_PREFLIGHT_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (BELAY_PREFLIGHT_RED, "red"))

G_DEFINE_FINAL_TYPE (BelayPreflightItem, belay_preflight_item, G_TYPE_OBJECT)

static void
belay_preflight_item_finalize (GObject *object)
{
  BelayPreflightItem *self = BELAY_PREFLIGHT_ITEM (object);

  g_free (self->detail);
  g_free (self->sentence);

  G_OBJECT_CLASS (belay_preflight_item_parent_class)->finalize (object);
}

static void
belay_preflight_item_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  BelayPreflightItem *self = BELAY_PREFLIGHT_ITEM (object);

  if (property_id == PROP_STATE)
    g_value_set_enum (value, self->state);
  else if (property_id == PROP_SENTENCE)
    g_value_set_string (value, self->sentence);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
belay_preflight_item_class_init (BelayPreflightItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = belay_preflight_item_finalize;
  object_class->get_property = belay_preflight_item_get_property;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BELAY_TYPE_PREFLIGHT_STATE, BELAY_PREFLIGHT_PENDING, flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_preflight_item_init (BelayPreflightItem *self)
{
}

BelayPreflightItem *
belay_preflight_item_new (const BelayPreflightWords *words)
{
  BelayPreflightItem *self = g_object_new (BELAY_TYPE_PREFLIGHT_ITEM, NULL);

  self->words = words;
  self->sentence = g_strdup (_("Being checked…"));

  return self;
}

static char *
describe (BelayPreflightItem *self)
{
  g_autofree char *visible = NULL;

  switch (self->state)
    {
    case BELAY_PREFLIGHT_FINE:
      return g_strdup (_(self->machine && self->words->machine_fine != NULL ? self->words->machine_fine : self->words->fine));

    case BELAY_PREFLIGHT_RED:
      if (self->detail == NULL)
        return g_strdup (_("This should have been checked, but nothing in the sandbox answered."));
      visible = belay_visible_text (self->detail, MAX_DETAIL);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      return g_strdup_printf (_(self->words->red), visible);
#pragma GCC diagnostic pop

    case BELAY_PREFLIGHT_UNKNOWN:
      if (self->machine && self->words->machine_unknown != NULL)
        return g_strdup (_(self->words->machine_unknown));
      return g_strdup (self->detail != NULL ? self->detail : _("Cannot be checked here."));

    case BELAY_PREFLIGHT_PENDING:
    default:
      return g_strdup (self->detail != NULL ? self->detail : _("Cannot be checked here."));
    }
}

void
belay_preflight_item_set_machine (BelayPreflightItem *self)
{
  self->machine = TRUE;
}

gboolean
belay_preflight_item_set (BelayPreflightItem  *self,
                          BelayPreflightState  state,
                          const char          *detail)
{
  if (state <= self->state)
    return FALSE;

  self->state = state;
  g_free (self->detail);
  self->detail = g_strdup (detail);
  g_free (self->sentence);
  self->sentence = describe (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENTENCE]);

  return TRUE;
}

const char *
belay_preflight_item_get_check (BelayPreflightItem *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT_ITEM (self), NULL);

  return self->words->check;
}

const char *
belay_preflight_item_get_title (BelayPreflightItem *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT_ITEM (self), NULL);

  return _(self->words->title);
}

BelayPreflightState
belay_preflight_item_get_state (BelayPreflightItem *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT_ITEM (self), BELAY_PREFLIGHT_PENDING);

  return self->state;
}

const char *
belay_preflight_item_get_sentence (BelayPreflightItem *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT_ITEM (self), NULL);

  return self->sentence;
}

const char *
belay_preflight_item_get_advice (BelayPreflightItem *self)
{
  g_return_val_if_fail (BELAY_IS_PREFLIGHT_ITEM (self), NULL);

  if (self->state != BELAY_PREFLIGHT_RED)
    return NULL;

  return _(self->machine && self->words->machine_advice != NULL ? self->words->machine_advice : self->words->advice);
}

const char *
belay_preflight_item_get_detail (BelayPreflightItem *self)
{
  if (self->state != BELAY_PREFLIGHT_RED)
    return NULL;

  return self->detail != NULL ? self->detail : "no answer";
}
