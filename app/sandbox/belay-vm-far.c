/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-far.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <unistd.h>

#include "belay-sandbox.h"
#include "belay-visible-text.h"
#include "belay-vm-run.h"

#define HELPER        "belay-ssh"
#define LEAST_VERSION 7001000   /* 7.1: the kind of processor that is asked for where one is emulated */
#define MAX_SAID      300       /* characters of another computer's words */
#define OWNER_LENGTH  12

/* A connection over which nothing comes any more is found out about. */
#define N_TRIES 3
#define ALIVE_SECONDS 5
#define ALIVE_COUNT   4

/* What goes wrong. */

typedef enum
{
  NO_SSH,
  NO_NAME,
  UNKNOWN_KEY,
  NOT_ALLOWED,
  NOT_LET_IN,
  NOT_RUNNING,
  NO_LIBVIRT,
  SILENT,
} Trouble;

/* What ssh, what it starts there and libvirt say. The first that fits counts. */
static const struct
{
  const char *said;
  const char *also;             /* (nullable) has to be said, too */
  Trouble     trouble;
} known[] = {
  { "belay-ssh: ssh", NULL, NO_SSH },
  { "Could not resolve hostname", NULL, NO_NAME },
  { "Host key verification failed", NULL, UNKNOWN_KEY },
  { "-sock", "Permission denied", NOT_ALLOWED },
  { "polkit", NULL, NOT_ALLOWED },
  { "authentication failed", NULL, NOT_ALLOWED },
  { "Permission denied (", NULL, NOT_LET_IN },
  { "Too many authentication failures", NULL, NOT_LET_IN },
  { "-sock", "No such file or directory", NOT_RUNNING },
  { "-sock", "Connection refused", NOT_RUNNING },
  { "nc: not found", NULL, NO_LIBVIRT },
  { "nc: command not found", NULL, NO_LIBVIRT },
  { "virt-ssh-helper: not found", NULL, NO_LIBVIRT },
  { "ssh: connect to host", NULL, SILENT },
  { "timed out", NULL, SILENT },
};

static GError *
describe (Trouble     trouble,
          const char *host)
{
  /* Translators: in all of these %s is the name of a computer. */
  switch (trouble)
    {
    case NO_SSH:
      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING,
                          _("%s is reached by ssh, which is not installed here. Install it with “sudo apt install openssh-client”."),
                          host);

    case NO_NAME:
      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                          _("There is no computer of the name %s. Check the address."), host);

    case UNKNOWN_KEY:
      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                          _("ssh does not know the key of %s, or it is another one than before. Connect once with “ssh” in a terminal "
                            "and compare the key; Belay accepts none for you."), host);

    case NOT_ALLOWED:
      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                          _("You may not use libvirt on %s. Have yourself added to the group “libvirt” there."), host);

    case NOT_LET_IN:
      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                          _("%s does not let you in without asking, and Belay lets ssh ask nothing. Put your key there with "
                            "“ssh-copy-id”, or unlock it in your key agent."), host);

    case NOT_RUNNING:
      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                          _("libvirt does not run on %s. Have it started there; or write “/session” instead of “/system” if the "
                            "machine is one of your own user."), host);

    case NO_LIBVIRT:
      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING,
                          _("libvirt is not installed on %s. It takes “libvirt-daemon-system” and “netcat-openbsd” there."), host);

    case SILENT:
    default:
      return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                          _("%s does not answer to ssh. See whether it is switched on and can be reached from here."), host);
    }
}

/* From another computer, in any language and of any length. */
static char *
clean (const char *said)
{
  g_autofree char *valid = g_utf8_make_valid (said, -1);

  return belay_visible_text (g_strstrip (valid), MAX_SAID);
}

GError *
belay_vm_far_explain (const BelayVmAddress *address,
                      const char           *sentence,
                      const char           *said)
{
  g_autofree char *words = clean (said);

  if (belay_vm_is_full (said))
    return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                        /* Translators: the name of a computer. */
                        _("There is no room left for the disk of the machine on %s."), belay_vm_address_get_place (address));

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strstr (said, known[i].said) != NULL && (known[i].also == NULL || strstr (said, known[i].also) != NULL))
      {
        GError *error = describe (known[i].trouble, belay_vm_address_get_place (address));

        g_debug ("%s: %s", belay_vm_address_get_place (address), words);

        return error;
      }

  return g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, "%s (%s: %s)", sentence, belay_vm_address_get_place (address),
                      words);
}

void
belay_vm_far_set_error (GError               **error,
                        const BelayVmAddress  *address,
                        const char            *sentence)
{
  GError *reason = belay_vm_far_explain (address, sentence, virGetLastErrorMessage ());

  g_propagate_error (error, reason);
}

/* Reaching it. */

static char *
get_helper (void)
{
  const char *dir = g_getenv ("BELAY_LIBEXECDIR");

  return g_build_filename (dir != NULL ? dir : BELAY_LIBEXECDIR, HELPER, NULL);
}

char **
belay_vm_far_build_command (const BelayVmAddress *address,
                            const char           *forward,
                            const char           *command)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_autofree char *helper = get_helper ();
  g_autofree char *port = g_strdup_printf ("%d", address->port);

  g_strv_builder_add (words, helper);
  if (address->port > 0)
    g_strv_builder_add_many (words, "-p", port, NULL);
  if (address->user != NULL)
    g_strv_builder_add_many (words, "-l", address->user, NULL);
  if (address->keyfile != NULL)
    g_strv_builder_add_many (words, "-i", address->keyfile, NULL);
  if (forward != NULL)
    g_strv_builder_add_many (words, "-W", forward, NULL);
  g_strv_builder_add_many (words, "-T", "-e", "none", "--", address->host, command, NULL);

  return g_strv_builder_end (words);
}

gboolean
belay_vm_far_run_command (const BelayVmAddress  *address,
                          const char            *command,
                          const char            *sentence,
                          GError               **error)
{
  g_auto(GStrv) argv = belay_vm_far_build_command (address, NULL, command);
  g_autoptr(GSubprocess) process = g_subprocess_newv ((const char * const *) argv,
                                                      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, error);
  g_autoptr(GBytes) said = NULL;
  g_autofree char *text = NULL;

  if (process == NULL || !g_subprocess_communicate (process, NULL, NULL, NULL, &said, error))
    return FALSE;

  if (g_subprocess_get_successful (process))
    return TRUE;

  text = g_strndup (g_bytes_get_data (said, NULL), g_bytes_get_size (said));
  g_propagate_error (error, belay_vm_far_explain (address, sentence, text));

  return FALSE;
}

gboolean
belay_vm_far_check_version (const BelayVmAddress  *address,
                            unsigned long          version,
                            GError               **error)
{
  if (version >= LEAST_VERSION)
    return TRUE;

  g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
               /* Translators: the name of a computer, and the version of libvirt there in three parts. */
               _("libvirt on %s is too old (%lu.%lu.%lu). It takes 7.1 or newer."), belay_vm_address_get_place (address),
               version / 1000000, version / 1000 % 1000, version % 1000);

  return FALSE;
}

/* What QEMU would run as is said as “+0:+0”. */
static gboolean
check_user (virConnectPtr          connection,
            const BelayVmAddress  *address,
            GError               **error)
{
  g_autofree char *text = NULL;
  char *capabilities = virConnectGetCapabilities (connection);

  if (capabilities == NULL)
    {
      belay_vm_far_set_error (error, address, _("The libvirt there does not say what it can do."));
      return FALSE;
    }

  text = g_strdup (capabilities);
  free (capabilities);

  if (strstr (text, ">+0:") == NULL)
    return TRUE;

  g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
               /* Translators: %s is the name of a computer. */
               _("On %s machines run as root, and Belay starts none that do. Set another “user” in qemu.conf there."),
               belay_vm_address_get_place (address));

  return FALSE;
}

static gboolean
check (virConnectPtr          connection,
       const BelayVmAddress  *address,
       GError               **error)
{
  unsigned long version = 0;

  if (virConnectGetLibVersion (connection, &version) != 0 || virConnectSetKeepAlive (connection, ALIVE_SECONDS, ALIVE_COUNT) < 0)
    {
      belay_vm_far_set_error (error, address, _("The libvirt there does not answer."));
      return FALSE;
    }

  return belay_vm_far_check_version (address, version, error) && check_user (connection, address, error);
}

/* An ssh that has ended before libvirt has said anything to it has not been heard either, and may be the next time. */
static virConnectPtr
connect_to (const char *uri)
{
  virConnectPtr connection = NULL;

  for (int i = 0; i < N_TRIES && connection == NULL; i++)
    {
      connection = virConnectOpen (uri);
      if (connection == NULL && strstr (virGetLastErrorMessage (), "Broken pipe") == NULL)
        break;
    }

  return connection;
}

virConnectPtr
belay_vm_far_open (const BelayVmAddress  *address,
                   GError               **error)
{
  g_autofree char *helper = get_helper ();
  g_autofree char *escaped = g_uri_escape_string (helper, "/", FALSE);
  g_autofree char *by_ssh = g_strdup_printf ("%s%cno_tty=1&command=%s", address->uri, strchr (address->uri, '?') != NULL ? '&' : '?',
                                             escaped);
  virConnectPtr connection;

  if (address->host != NULL && access (helper, X_OK) != 0)
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING,
                   /* Translators: %s is the path of a program. */
                   _("%s is not installed here. “belay doctor” says what is missing."), helper);
      return NULL;
    }

  connection = connect_to (address->host != NULL ? by_ssh : address->uri);

  if (connection == NULL)
    belay_vm_far_set_error (error, address, _("The libvirt there cannot be reached."));
  else if (!check (connection, address, error))
    g_clear_pointer (&connection, virConnectClose);

  return connection;
}

char *
belay_vm_far_get_owner (void)
{
  g_autofree char *machine = NULL;
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;

  g_file_get_contents ("/etc/machine-id", &machine, NULL, NULL);
  text = g_strdup_printf ("belay owner of machines\n%s\n%u\n", machine != NULL && *machine != '\0' ? machine : g_get_host_name (),
                          (guint) getuid ());
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strndup (digest, OWNER_LENGTH);
}
