/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-contact.h"

#include <glib/gi18n-lib.h>

struct _BelayContact
{
  GObject             parent_instance;

  char               *id;
  char               *host;
  char               *shown;            /* (nullable) instead of that, to people */
  guint16             port;
  gboolean            secure;
  BelayContactState   state;
  BelayContactReason  reason;
  char               *other;
  guint               count;
  gint64              time;
};

enum
{
  PROP_STATE = 1,
  PROP_COUNT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (BelayContactState, belay_contact_state,
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_HELD, "held"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_ALLOWED, "allowed"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_UNREACHABLE, "unreachable"))

G_DEFINE_ENUM_TYPE (BelayContactReason, belay_contact_reason,
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_NOT_LISTED, "not-listed"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_NEVER, "never"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_RULE, "rule"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_FORBIDDEN, "forbidden"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_ADDRESS, "address"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_PRIVATE, "private"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_MALFORMED, "malformed"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_NOT_ENCRYPTED, "not-encrypted"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTACT_OTHER_NAME, "other-name"))

G_DEFINE_FINAL_TYPE (BelayContact, belay_contact, G_TYPE_OBJECT)

BelayContact *
belay_contact_new (const char *host,
                   guint16     port,
                   gboolean    secure)
{
  BelayContact *self = g_object_new (BELAY_TYPE_CONTACT, NULL);

  self->id = g_strdup_printf ("%s:%u/%s", host, port, secure ? "tls" : "plain");
  self->host = g_strdup (host);
  self->port = port;
  self->secure = secure;

  return self;
}

/* Once more the sandbox reached for it. */
void
belay_contact_count (BelayContact *self)
{
  g_return_if_fail (BELAY_IS_CONTACT (self));

  self->count++;
  self->time = g_get_real_time ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

/**
 * belay_contact_happen:
 * @self: a contact
 * @state: what became of it this time
 * @reason: why, if it was refused or is held
 * @other: (nullable): the name that was spoken to instead
 */
void
belay_contact_happen (BelayContact       *self,
                      BelayContactState   state,
                      BelayContactReason  reason,
                      const char         *other)
{
  g_return_if_fail (BELAY_IS_CONTACT (self));

  self->reason = reason;
  g_free (self->other);
  self->other = g_strdup (other);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

const char *
belay_contact_get_id (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), NULL);

  return self->id;
}

const char *
belay_contact_get_host (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), NULL);

  return self->host;
}

const char *
belay_contact_get_shown (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), NULL);

  return self->shown != NULL ? self->shown : self->host;
}

void
belay_contact_set_shown (BelayContact *self,
                         const char   *shown)
{
  g_return_if_fail (BELAY_IS_CONTACT (self));

  g_free (self->shown);
  self->shown = g_strdup (shown);
}

guint16
belay_contact_get_port (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), 0);

  return self->port;
}

gboolean
belay_contact_get_secure (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), FALSE);

  return self->secure;
}

BelayContactState
belay_contact_get_state (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), BELAY_CONTACT_REFUSED);

  return self->state;
}

BelayContactReason
belay_contact_get_reason (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), BELAY_CONTACT_MALFORMED);

  return self->reason;
}

const char *
belay_contact_get_other (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), NULL);

  return self->other;
}

guint
belay_contact_get_count (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), 0);

  return self->count;
}

gint64
belay_contact_get_time (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), 0);

  return self->time;
}

gboolean
belay_contact_is_open (BelayContact *self)
{
  g_return_val_if_fail (BELAY_IS_CONTACT (self), FALSE);

  return (self->state == BELAY_CONTACT_HELD || self->state == BELAY_CONTACT_REFUSED) &&
         (self->reason == BELAY_CONTACT_NOT_LISTED || self->reason == BELAY_CONTACT_NEVER);
}

/* The host, with the port where that is not the usual one. */
static char *
name_host (BelayContact *self)
{
  if (*self->host == '\0')
    return g_strdup (_("something that is no host"));

  if (self->port == 0 || self->port == (self->secure ? 443 : 80))
    return g_strdup (belay_contact_get_shown (self));

  return g_strdup_printf ("%s:%u", belay_contact_get_shown (self), self->port);
}

static char *
describe_refusal (BelayContact *self,
                  const char   *host)
{
  switch (self->reason)
    {
    case BELAY_CONTACT_NEVER:
      return g_strdup_printf (_("%s was refused: you said never."), host);
    case BELAY_CONTACT_RULE:
      return g_strdup_printf (_("%s was refused: one of your rules denies it."), host);
    case BELAY_CONTACT_FORBIDDEN:
      return g_strdup_printf (_("%s was refused: it is the model’s own service, which no sandbox may reach."), host);
    case BELAY_CONTACT_ADDRESS:
      return g_strdup_printf (_("%s was refused: a sandbox reaches hosts by their names only."), host);
    case BELAY_CONTACT_PRIVATE:
      return g_strdup_printf (_("%s was refused: the name leads to this computer or its network."), host);
    case BELAY_CONTACT_MALFORMED:
      return g_strdup_printf (_("%s was refused: the request could not be understood."), host);
    case BELAY_CONTACT_NOT_ENCRYPTED:
      return g_strdup_printf (_("%s was refused: what was said in the tunnel was not encrypted."), host);
    case BELAY_CONTACT_OTHER_NAME:
      return g_strdup_printf (_("%s was refused: the connection was for another host."), host);
    case BELAY_CONTACT_NOT_LISTED:
    default:
      return g_strdup_printf (_("%s was refused: it is not on the list of allowed hosts."), host);
    }
}

char *
belay_contact_describe (BelayContact *self)
{
  g_autofree char *host = NULL;

  g_return_val_if_fail (BELAY_IS_CONTACT (self), NULL);

  host = name_host (self);

  switch (self->state)
    {
    case BELAY_CONTACT_HELD:
      /* Translators: %s is the name of a host */
      return g_strdup_printf (_("The sandbox wants to reach %s."), host);
    case BELAY_CONTACT_ALLOWED:
      return g_strdup_printf (_("The sandbox reached %s."), host);
    case BELAY_CONTACT_UNREACHABLE:
      return g_strdup_printf (_("%s is allowed, but it did not answer."), host);
    case BELAY_CONTACT_REFUSED:
    default:
      return describe_refusal (self, host);
    }
}

static void
belay_contact_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BelayContact *self = BELAY_CONTACT (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;

    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_contact_finalize (GObject *object)
{
  BelayContact *self = BELAY_CONTACT (object);

  g_free (self->id);
  g_free (self->host);
  g_free (self->shown);
  g_free (self->other);

  G_OBJECT_CLASS (belay_contact_parent_class)->finalize (object);
}

static void
belay_contact_class_init (BelayContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = belay_contact_get_property;
  object_class->finalize = belay_contact_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BELAY_TYPE_CONTACT_STATE, BELAY_CONTACT_HELD, flags);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_contact_init (BelayContact *self)
{
}

BelayContactReason
belay_contact_reason_of (guint32 reason)
{
  switch (reason)
    {
    case BELAY_EGRESS_REASON_ADDRESS:
      return BELAY_CONTACT_ADDRESS;
    case BELAY_EGRESS_REASON_NOT_ENCRYPTED:
      return BELAY_CONTACT_NOT_ENCRYPTED;
    case BELAY_EGRESS_REASON_NO_NAME:
    case BELAY_EGRESS_REASON_OTHER_NAME:
      return BELAY_CONTACT_OTHER_NAME;
    default:
      return BELAY_CONTACT_MALFORMED;
    }
}
