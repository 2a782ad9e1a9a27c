/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-egress.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "belay-contacts.h"
#include "belay-egress-process.h"
#include "belay-host-dial.h"
#include "belay-sandbox-fd.h"

/* A connection the helper has asked about. */
typedef struct
{
  BelayEgress  *egress;         /* not owned; NULL once it has stopped */
  guint32       id;
  BelayContact *contact;
  GCancellable *dialling;       /* nullable */
  guint         deadline;       /* source id: until then it is held */
} Crossing;

struct _BelayEgress
{
  GObject             parent_instance;

  BelayAllowList     *list;
  int                 listener;         /* until there is a process; -1: none */
  gboolean            is_open;
  BelayEgressTrial   *trial;            /* (nullable) not owned */
  BelayEgressProcess *process;          /* nullable */
  guint               source;           /* its packets */
  GHashTable         *crossings;        /* id → Crossing, those that have no answer yet */
  BelayContacts      *contacts;
};

enum
{
  CONTACT,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayEgress, belay_egress, G_TYPE_OBJECT)

static void
crossing_clear (Crossing *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_object (&self->dialling);
  g_object_unref (self->contact);
}

static void
crossing_unref (Crossing *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) crossing_clear);
}

/* It has its answer, or is over. */
static void
crossing_end (gpointer data)
{
  Crossing *self = data;

  self->egress = NULL;
  g_clear_handle_id (&self->deadline, g_source_remove);
  if (self->dialling != NULL)
    g_cancellable_cancel (self->dialling);
  crossing_unref (self);
}

BelayAllowList *
belay_egress_get_list (BelayEgress *self)
{
  g_return_val_if_fail (BELAY_IS_EGRESS (self), NULL);

  return self->list;
}

GListModel *
belay_egress_get_contacts (BelayEgress *self)
{
  g_return_val_if_fail (BELAY_IS_EGRESS (self), NULL);

  return belay_contacts_get_model (self->contacts);
}

static void
tell (BelayEgress  *self,
      BelayContact *contact)
{
  guint suppressed;

  if (belay_contacts_may_tell (self->contacts, &suppressed))
    g_signal_emit (self, signals[CONTACT], 0, contact, suppressed);
}

/* (transfer full) */
static BelayContact *
get_contact (BelayEgress             *self,
             const BelayEgressPacket *packet)
{
  return belay_contacts_take (self->contacts, packet->host, packet->port, packet->secure != 0);
}

BelayContact *
belay_egress_find (BelayEgress *self,
                   const char  *id)
{
  g_return_val_if_fail (BELAY_IS_EGRESS (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return belay_contacts_find (self->contacts, id);
}

/* Answers. */

static void
answer (Crossing           *crossing,
        BelayEgressVerdict  verdict,
        int                 server)
{
  BelayEgress *self = crossing->egress;

  belay_egress_process_answer (self->process, crossing->id, verdict, server);
  g_hash_table_remove (self->crossings, GUINT_TO_POINTER (crossing->id));
}

static void
refuse (Crossing           *crossing,
        BelayContactReason  reason)
{
  BelayEgress *self = crossing->egress;
  g_autoptr(BelayContact) contact = g_object_ref (crossing->contact);

  answer (crossing, BELAY_EGRESS_DENY, -1);
  belay_contact_happen (contact, BELAY_CONTACT_REFUSED, reason, NULL);
  tell (self, contact);
}

static void
on_dialled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Crossing *crossing = user_data;
  BelayEgress *self = crossing->egress;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = belay_host_dial_finish (result, &error);
  g_autoptr(BelayContact) contact = g_object_ref (crossing->contact);

  /* Over, or decided anew meanwhile. */
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      crossing_unref (crossing);
      return;
    }

  if (connection != NULL)
    {
      answer (crossing, BELAY_EGRESS_ALLOW, g_socket_get_fd (g_socket_connection_get_socket (connection)));
      belay_contact_happen (contact, BELAY_CONTACT_ALLOWED, BELAY_CONTACT_NOT_LISTED, NULL);
      tell (self, contact);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      refuse (crossing, BELAY_CONTACT_PRIVATE);
    }
  else
    {
      /* Which is not for a log: it may be a secret in the wrong field. */
      g_debug ("A host cannot be reached: %s %d", g_quark_to_string (error->domain), error->code);
      answer (crossing, BELAY_EGRESS_FAIL, -1);
      belay_contact_happen (contact, BELAY_CONTACT_UNREACHABLE, BELAY_CONTACT_NOT_LISTED, NULL);
      tell (self, contact);
    }

  crossing_unref (crossing);
}

static void
dial (Crossing *crossing)
{
  g_clear_handle_id (&crossing->deadline, g_source_remove);
  crossing->dialling = g_cancellable_new ();
  belay_host_dial_async (belay_contact_get_host (crossing->contact), belay_contact_get_port (crossing->contact),
                         crossing->dialling, on_dialled, g_rc_box_acquire (crossing));
}

static gboolean
on_deadline (gpointer user_data)
{
  Crossing *crossing = user_data;

  crossing->deadline = 0;
  refuse (crossing, BELAY_CONTACT_NOT_LISTED);

  return G_SOURCE_REMOVE;
}

static void
hold (Crossing *crossing)
{
  if (crossing->deadline != 0)
    return;

  crossing->deadline = g_timeout_add_seconds (BELAY_EGRESS_HOLD_SECONDS, on_deadline, crossing);
  belay_contact_happen (crossing->contact, BELAY_CONTACT_HELD, BELAY_CONTACT_NOT_LISTED, NULL);
  tell (crossing->egress, crossing->contact);
}

static BelayAllowListVerdict
check (Crossing *crossing)
{
  return belay_allow_list_check (crossing->egress->list, belay_contact_get_host (crossing->contact),
                                 belay_contact_get_port (crossing->contact), belay_contact_get_secure (crossing->contact), NULL);
}

/* What the list says of a crossing that has no answer. */
static void
decide (Crossing *crossing)
{
  switch (check (crossing))
    {
    case BELAY_ALLOW_LIST_ALLOWED:
      dial (crossing);
      break;

    case BELAY_ALLOW_LIST_NEVER:
      refuse (crossing, BELAY_CONTACT_NEVER);
      break;

    case BELAY_ALLOW_LIST_DENIED:
      refuse (crossing, BELAY_CONTACT_RULE);
      break;

    case BELAY_ALLOW_LIST_ASK:
      hold (crossing);
      break;

    case BELAY_ALLOW_LIST_FORBIDDEN:
    default:
      refuse (crossing, BELAY_CONTACT_FORBIDDEN);
    }
}

static void
on_list_changed (BelayEgress *self)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) crossing_unref);
  GHashTableIter iter;
  gpointer crossing;

  /* Whoever is told of one may change the list again. */
  g_hash_table_iter_init (&iter, self->crossings);
  while (g_hash_table_iter_next (&iter, NULL, &crossing))
    g_ptr_array_add (all, g_rc_box_acquire (crossing));

  for (guint i = 0; i < all->len; i++)
    {
      Crossing *waiting = all->pdata[i];

      if (waiting->egress == NULL)
        continue;

      /* A connection that is still being made can be taken back. */
      if (waiting->dialling != NULL && check (waiting) != BELAY_ALLOW_LIST_ALLOWED)
        {
          g_cancellable_cancel (waiting->dialling);
          g_clear_object (&waiting->dialling);
        }

      if (waiting->dialling == NULL)
        decide (waiting);
    }
}

/* What the helper says. */

/* Before it is open nothing goes anywhere but to the trial, if there is one. */
static void
try (BelayEgress             *self,
     const BelayEgressPacket *packet)
{
  int server = -1;

  if (self->trial != NULL)
    server = belay_egress_trial_connect (self->trial, packet->host, packet->port, packet->secure != 0);

  belay_egress_process_answer (self->process, packet->id, server >= 0 ? BELAY_EGRESS_ALLOW : BELAY_EGRESS_DENY, server);
  belay_sandbox_clear_fd (&server);
}

/* The helper has read what is hostile: what it says is looked at once more. */
static void
on_asked (BelayEgress             *self,
          const BelayEgressPacket *packet)
{
  char name[BELAY_HOST_NAME_MAX + 1];
  Crossing *crossing;

  if (belay_host_name_parse (packet->host, strlen (packet->host), name) != BELAY_HOST_NAME || packet->port == 0 ||
      !g_str_equal (name, packet->host) || g_hash_table_size (self->crossings) >= BELAY_EGRESS_MAX_CONNECTIONS ||
      g_hash_table_contains (self->crossings, GUINT_TO_POINTER (packet->id)))
    {
      belay_egress_process_answer (self->process, packet->id, BELAY_EGRESS_DENY, -1);
      return;
    }

  crossing = g_rc_box_new0 (Crossing);
  crossing->egress = self;
  crossing->id = packet->id;
  crossing->contact = get_contact (self, packet);
  belay_contact_count (crossing->contact);
  g_hash_table_insert (self->crossings, GUINT_TO_POINTER (packet->id), crossing);
  decide (crossing);
}

static void
on_refused (BelayEgress             *self,
            const BelayEgressPacket *packet)
{
  g_autoptr(BelayContact) contact = get_contact (self, packet);

  belay_contact_count (contact);
  belay_contact_happen (contact, BELAY_CONTACT_REFUSED, belay_contact_reason_of (packet->reason),
                        *packet->other != '\0' ? packet->other : NULL);
  tell (self, contact);
}

static void
fail (BelayEgress *self,
      const char  *message)
{
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, message);

  belay_egress_stop (self);
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
take_packet (BelayEgress             *self,
             const BelayEgressPacket *packet)
{
  switch (packet->kind)
    {
    case BELAY_EGRESS_READY:
      break;

    case BELAY_EGRESS_ASK:
      if (self->is_open)
        on_asked (self, packet);
      else
        try (self, packet);
      break;

    case BELAY_EGRESS_REFUSED:
      if (self->is_open)
        on_refused (self, packet);
      break;

    case BELAY_EGRESS_ENDED:
      g_hash_table_remove (self->crossings, GUINT_TO_POINTER (packet->id));
      break;

    case BELAY_EGRESS_NOT_CONFINED:
    default:
      fail (self, _("The way out of the sandbox is closed: its program could not be confined."));
    }
}

static gboolean
on_packet (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  g_autoptr(BelayEgress) self = g_object_ref (user_data);
  BelayEgressPacket packet;
  gssize n = belay_egress_process_read (self->process, &packet);

  if (n > 0)
    take_packet (self, &packet);
  else if (n < 0)
    fail (self, _("The way out of the sandbox is closed: its program has ended."));

  return self->process != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

BelayEgress *
belay_egress_new (BelayAllowList *list)
{
  BelayEgress *self;

  g_return_val_if_fail (BELAY_IS_ALLOW_LIST (list), NULL);

  self = g_object_new (BELAY_TYPE_EGRESS, NULL);
  self->list = g_object_ref (list);
  g_signal_connect_object (list, "changed", G_CALLBACK (on_list_changed), self, G_CONNECT_SWAPPED);

  return self;
}

/* When both the sandbox and the session are ready, or it is to be tried. */
static void
start (BelayEgress *self)
{
  g_autoptr(GError) error = NULL;

  if ((!self->is_open && self->trial == NULL) || self->listener < 0)
    return;

  self->process = belay_egress_process_start (self->listener, &error);
  self->listener = -1;

  if (self->process == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error);
      return;
    }

  /* Below drawing and input: the sandbox can make it busy. */
  self->source = g_unix_fd_add_full (G_PRIORITY_LOW, belay_egress_process_get_fd (self->process), G_IO_IN | G_IO_HUP,
                                     on_packet, self, NULL);
}

void
belay_egress_take_listener (BelayEgress *self,
                            int          listener)
{
  g_return_if_fail (BELAY_IS_EGRESS (self));
  g_return_if_fail (listener >= 0);

  belay_sandbox_clear_fd (&self->listener);
  self->listener = listener;
  start (self);
}

void
belay_egress_try (BelayEgress      *self,
                  BelayEgressTrial *trial)
{
  g_return_if_fail (BELAY_IS_EGRESS (self));
  g_return_if_fail (!self->is_open);

  self->trial = trial;
  start (self);
}

void
belay_egress_end_trial (BelayEgress *self)
{
  g_return_if_fail (BELAY_IS_EGRESS (self));

  self->trial = NULL;
}

void
belay_egress_open (BelayEgress *self)
{
  g_return_if_fail (BELAY_IS_EGRESS (self));

  self->trial = NULL;
  self->is_open = TRUE;
  start (self);
}

void
belay_egress_stop (BelayEgress *self)
{
  g_return_if_fail (BELAY_IS_EGRESS (self));

  self->is_open = FALSE;
  self->trial = NULL;
  belay_sandbox_clear_fd (&self->listener);
  g_hash_table_remove_all (self->crossings);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->process, belay_egress_process_kill);
}

void
belay_egress_allow_once (BelayEgress  *self,
                         BelayContact *contact)
{
  g_return_if_fail (BELAY_IS_EGRESS (self));
  g_return_if_fail (BELAY_IS_CONTACT (contact));

  belay_allow_list_allow_once (self->list, belay_contact_get_host (contact), belay_contact_get_port (contact),
                               belay_contact_get_secure (contact));
}

void
belay_egress_allow (BelayEgress  *self,
                    BelayContact *contact)
{
  g_return_if_fail (BELAY_IS_EGRESS (self));
  g_return_if_fail (BELAY_IS_CONTACT (contact));

  belay_allow_list_allow (self->list, belay_contact_get_host (contact), belay_contact_get_port (contact),
                          belay_contact_get_secure (contact));
}

void
belay_egress_never (BelayEgress  *self,
                    BelayContact *contact)
{
  g_return_if_fail (BELAY_IS_EGRESS (self));
  g_return_if_fail (BELAY_IS_CONTACT (contact));

  belay_allow_list_never (self->list, belay_contact_get_host (contact), belay_contact_get_port (contact),
                          belay_contact_get_secure (contact));
}

static void
belay_egress_dispose (GObject *object)
{
  BelayEgress *self = BELAY_EGRESS (object);

  belay_egress_stop (self);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (belay_egress_parent_class)->dispose (object);
}

static void
belay_egress_finalize (GObject *object)
{
  BelayEgress *self = BELAY_EGRESS (object);

  g_hash_table_unref (self->crossings);
  belay_contacts_free (self->contacts);

  G_OBJECT_CLASS (belay_egress_parent_class)->finalize (object);
}

static void
belay_egress_class_init (BelayEgressClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = belay_egress_dispose;
  object_class->finalize = belay_egress_finalize;

  signals[CONTACT] = g_signal_new ("contact", BELAY_TYPE_EGRESS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, BELAY_TYPE_CONTACT, G_TYPE_UINT);
  signals[FAILED] = g_signal_new ("failed", BELAY_TYPE_EGRESS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
belay_egress_init (BelayEgress *self)
{
  self->listener = -1;
  self->crossings = g_hash_table_new_full (NULL, NULL, NULL, crossing_end);
  self->contacts = belay_contacts_new ();
}
