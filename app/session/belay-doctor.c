/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-doctor.h"
#include "belay-helper.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "belay-bubblewrap-check.h"
#include "belay-reader.h"
#include "belay-trail.h"
#include "belay-vm-check.h"

#define READ_SECONDS 10

typedef enum
{
  FINE,
  LESS,                         /* it works, and something does not */
  MISSING,                      /* it does not work */
} Health;

static Health worst;

/* One line, and below it what to do. @advice: (nullable) */
static void
say (Health      health,
     const char *what,
     const char *advice)
{
  static const char * const marks[] = { [FINE] = "✓", [LESS] = "–", [MISSING] = "✗" };

  worst = MAX (worst, health);
  g_print ("%s %s\n", marks[health], what);
  if (advice != NULL)
    g_print ("    %s\n", advice);
}

/* The command that installs packages, as a person would type it. */
static char *
get_command (const char *packages)
{
  return g_strdup_printf ("sudo apt install %s", packages);
}

/* Waiting for what answers on the main context. */

typedef struct
{
  GAsyncResult *result;
} Waiting;

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ((Waiting *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
await (Waiting *waiting)
{
  while (waiting->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return waiting->result;
}

/* The checks. */

static void
check_sandbox (void)
{
  Waiting waiting = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  belay_bubblewrap_check_async (NULL, on_done, &waiting);
  result = await (&waiting);

  if (belay_bubblewrap_check_finish (result, &error))
    say (FINE, _("A sandbox can be made on this computer."), NULL);
  else
    say (MISSING, _("No sandbox can be made on this computer."), error->message);
}

/* What fills the desktop of the sandbox, and what it lacks without. */
static void
check_programs (void)
{
  static const struct { const char *program; const char *package; const char *without; } programs[] = {
    { "/usr/bin/mousepad", "mousepad", N_("The sandbox has no text editor.") },
    { "/usr/bin/pcmanfm", "pcmanfm", N_("The sandbox has no file manager.") },
    { "/usr/bin/netsurf-gtk", "netsurf-gtk", N_("The sandbox has no light web browser.") },
    { "/usr/bin/dbus-daemon", "dbus", N_("Programs in the sandbox cannot say what is on their windows.") },
  };
  gboolean all = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      if (access (programs[i].program, X_OK) != 0)
        {
          g_autofree char *command = get_command (programs[i].package);

          say (LESS, _(programs[i].without), command);
          all = FALSE;
        }
    }

  if (all)
    say (FINE, _("The sandbox has an editor, a file manager and a web browser."), NULL);
}

/* Nobody has to have them. */
static void
check_machines (void)
{
  Waiting waiting = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) facts = NULL;

  belay_vm_check_async (on_done, &waiting);
  result = await (&waiting);
  facts = belay_vm_check_finish (result);

  for (guint i = 0; i < facts->len; i++)
    {
      BelayVmFact *fact = facts->pdata[i];

      say (fact->fine ? FINE : LESS, fact->what, fact->advice);
    }
}

static void
check_helpers (void)
{
  static const char * const helpers[] = { "belay-screen", "belay-reader", "belay-egress", "belay-doorway", "belay-machine",
                                          "belay-probe", NULL };

  for (guint i = 0; helpers[i] != NULL; i++)
    {
      g_autofree char *path = belay_helper_find (helpers[i]);

      if (access (path, X_OK) != 0)
        {
          g_autofree char *what = g_strdup_printf (_("A part of Belay is missing: %s"), path);

          say (MISSING, what, _("Install Belay again."));
          return;
        }
    }

  say (FINE, _("All parts of Belay are there."), NULL);
}

/* A real picture read by the real process: an empty one will do. */
static void
check_reader (void)
{
  const int side = 64;
  g_autofree guint8 *white = g_malloc (side * side);
  g_autoptr(GBytes) grey = NULL;
  g_autoptr(BelayReader) reader = belay_reader_new ();
  g_autoptr(GPtrArray) words = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *command = get_command ("tesseract-ocr-eng");
  Waiting waiting = { NULL };

  memset (white, 0xff, side * side);
  grey = g_bytes_new_take (g_steal_pointer (&white), side * side);
  belay_reader_read_async (reader, grey, side, side, BELAY_READER_BLOCK, READ_SECONDS * 1000, NULL, on_done, &waiting);
  result = await (&waiting);
  words = belay_reader_read_finish (reader, result, &error);

  if (words != NULL)
    say (FINE, _("Text on the screen can be read."), NULL);
  else
    say (LESS, _("Text on the screen cannot be read: hidden text is noticed, but not what it says."), command);
}

/* As the record is kept: written, and brought to the disk. */
static void
check_records (void)
{
  g_autofree char *root = belay_trail_get_default_root ();
  g_autofree char *path = g_build_filename (root, "doctor-XXXXXX", NULL);
  g_autofree char *what = NULL;
  gboolean written;
  int fd;

  if (g_mkdir_with_parents (root, 0700) != 0 || (fd = g_mkstemp (path)) < 0)
    {
      what = g_strdup_printf (_("Records cannot be kept in %s: %s. Nothing will run."), root, g_strerror (errno));
      say (MISSING, what, NULL);
      return;
    }

  written = write (fd, "belay\n", 6) == 6 && fdatasync (fd) == 0;
  close (fd);
  g_unlink (path);

  if (written)
    what = g_strdup_printf (_("Records are kept in %s."), root);
  else
    what = g_strdup_printf (_("Records cannot be written in %s. Nothing will run."), root);
  say (written ? FINE : MISSING, what, NULL);
}

static gboolean
is_listed (GDBusConnection *bus,
           const char      *method,
           const char      *name)
{
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                           "org.freedesktop.DBus", method, NULL, G_VARIANT_TYPE ("(as)"),
                                                           G_DBUS_CALL_FLAGS_NONE, 2000, NULL, NULL);
  g_autofree const char **names = NULL;

  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "(^a&s)", &names);

  return g_strv_contains (names, name);
}

static void
check_keyring (void)
{
  static const char name[] = "org.freedesktop.secrets";
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *command = get_command ("gnome-keyring");

  if (bus != NULL && (is_listed (bus, "ListNames", name) || is_listed (bus, "ListActivatableNames", name)))
    say (FINE, _("There is a keyring for the API key and for secrets."), NULL);
  else
    say (LESS, _("There is no keyring: set ANTHROPIC_API_KEY; secrets last until the program ends."), command);
}

int
belay_doctor (void)
{
  worst = FINE;

  check_sandbox ();
  check_programs ();
  check_machines ();
  check_helpers ();
  check_reader ();
  check_records ();
  check_keyring ();

  return worst == MISSING ? 1 : 0;
}
