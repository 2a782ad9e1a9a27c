/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-sandbox-vm.h"

/* Of a session in a virtual machine: what that was given. */

/* Not translated, as all of the record. */
static JsonObject *
record_machine (const BelayVmLimits *given,
                gboolean             emulated,
                const char          *host)
{
  JsonObject *object = json_object_new ();
  g_autofree char *disk = given->disk > 0 ? g_strdup_printf ("%u MiB of disk at most", given->disk) : g_strdup ("any disk");
  g_autofree char *text = g_strdup_printf ("%u MiB of memory, %u processors, %s%s%s%s", given->memory, given->cpus, disk,
                                           emulated ? ", emulated" : "", host != NULL ? ", on " : "", host != NULL ? host : "");

  json_object_set_int_member (object, "memory", given->memory);
  json_object_set_int_member (object, "processors", given->cpus);
  json_object_set_int_member (object, "disk", given->disk);
  json_object_set_boolean_member (object, "emulated", emulated);
  if (host != NULL)
    json_object_set_string_member (object, "host", host);
  json_object_set_string_member (object, "text", text);

  return object;
}

/* Whoever waits for it wants to know why. */
static void
tell_emulated (BelaySession *self)
{
  const char *sentence = _("This machine is emulated, because the processor does not help with it here: everything in it takes "
                           "some ten times as long.");

  belay_trail_append (self->trail, "note", belay_record_string ("text", sentence));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

/* Who has allowed hosts wants to know that it is of no use. */
static void
tell_cut_off (BelaySession *self)
{
  const char *sentence = _("Nothing can be reached from this machine, no allowed host either: no guest agent in it has taken in what "
                           "Belay needs there.");

  belay_trail_append (self->trail, "note", belay_record_string ("text", sentence));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

/**
 * belay_session_unlock_screen:
 * @self: a session with a screen that was not opened yet
 *
 * Gives the screen the password of a machine's own, if that has one.
 */
void
belay_session_unlock_screen (BelaySession *self)
{
  const char *password = BELAY_IS_SANDBOX_VM (self->sandbox)
                           ? belay_sandbox_vm_get_password (BELAY_SANDBOX_VM (self->sandbox)) : NULL;

  if (password != NULL)
    belay_screen_set_password (self->screen, password);
}

/**
 * belay_session_record_machine:
 * @self: a session whose sandbox has started, with a trail
 *
 * Puts on the record what the machine was given; nothing if the sandbox is none.
 */
void
belay_session_record_machine (BelaySession *self)
{
  const BelayVmLimits *given;
  BelaySandboxVm *machine;
  const char *host;
  gboolean emulated;

  if (!BELAY_IS_SANDBOX_VM (self->sandbox))
    return;

  machine = BELAY_SANDBOX_VM (self->sandbox);
  given = belay_sandbox_vm_get_given (machine);
  host = belay_sandbox_vm_get_host (machine);
  emulated = belay_sandbox_vm_is_emulated (machine);

  /* Its screen may be there while it has ended: then there is nothing to say. */
  if (given == NULL)
    return;

  belay_trail_append (self->trail, "machine", record_machine (given, emulated, host));
  if (emulated)
    tell_emulated (self);
  if (belay_sandbox_get_egress (self->sandbox) == NULL)
    tell_cut_off (self);
}
