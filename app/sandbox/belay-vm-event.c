/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-event.h"

#include <glib/gi18n-lib.h>

#include "belay-sandbox.h"

#define MIB G_GUINT64_CONSTANT (1048576)

gboolean
belay_vm_event_is_end (BelayVmEvent event)
{
  return event != BELAY_VM_DISK_FULL && event != BELAY_VM_DISK_FAILED;
}

static GError *
explain_full (const char *host,
              guint       disk)
{
  if (disk > 0)
    {
      g_autofree char *size = g_format_size_full (disk * MIB, G_FORMAT_SIZE_IEC_UNITS);

      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                          /* Translators: %s is a size, such as “20 GB”. */
                          _("The disk of the machine takes as much as it may, %s. The machine stands still. Go back to an earlier "
                            "step, or start again and give it more, in the preferences."), size);
    }

  if (host != NULL)
    return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                        /* Translators: %s is the name of a computer. */
                        _("There is no room left for the disk of the machine. It stands still. Make room on %s, then let it go on."),
                        host);

  return g_error_new_literal (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                              _("There is no room left for the disk of the machine. It stands still. Make room on this computer, "
                                "then let it go on."));
}

static GError *
explain_lost (const char *host)
{
  if (host != NULL)
    return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                        /* Translators: %s is the name of a computer. */
                        _("The connection to libvirt on %s is lost. The machine ends there as soon as that is noticed; what is left of "
                          "it is removed when a machine is started there again."), host);

  return g_error_new_literal (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                              _("libvirt, which ran the machine, is gone, and the machine with it."));
}

GError *
belay_vm_event_explain (BelayVmEvent  event,
                        const char   *host,
                        guint         disk)
{
  const char *sentence = NULL;

  switch (event)
    {
    case BELAY_VM_SHUT_DOWN:
      sentence = _("The machine has shut itself down.");
      break;

    case BELAY_VM_CRASHED:
      sentence = _("The machine has crashed.");
      break;

    case BELAY_VM_DESTROYED:
      sentence = _("The machine was ended by somebody else.");
      break;

    case BELAY_VM_LOST:
      return explain_lost (host);

    case BELAY_VM_DISK_FULL:
      return explain_full (host, disk);

    case BELAY_VM_DISK_FAILED:
      sentence = _("The disk of the machine cannot be written. It stands still.");
      break;

    default:
      g_assert_not_reached ();
    }

  return g_error_new_literal (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, sentence);
}
