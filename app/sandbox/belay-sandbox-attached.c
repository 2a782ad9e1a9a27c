/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sandbox-attached.h"

#include <glib/gi18n-lib.h>
#include <gio/gunixsocketaddress.h>
#include <sys/stat.h>
#include <sys/un.h>

#define UNIX_PREFIX  "vnc+unix://"
#define DEFAULT_PORT 5900       /* RFC 6143 section 8.1: of display 0 */

struct _BelaySandboxAttached
{
  BelaySandbox        parent_instance;

  GSocketConnectable *connectable;
  char               *path;     /* of a Unix socket, or NULL */
};

G_DEFINE_FINAL_TYPE (BelaySandboxAttached, belay_sandbox_attached, BELAY_TYPE_SANDBOX)

static gboolean
check_socket (const char  *path,
              GError     **error)
{
  struct stat status;

  if (stat (path, &status) != 0)
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                 /* Translators: the first %s is a path, the second the system's reason. */
                 _("The screen at %s cannot be reached: %s."), path, g_strerror (errno));
  else if (!S_ISSOCK (status.st_mode))
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                 /* Translators: %s is a path. */
                 _("%s is not the socket of a VNC server."), path);
  else
    return TRUE;

  return FALSE;
}

static void
belay_sandbox_attached_start_async (BelaySandbox        *sandbox,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  BelaySandboxAttached *self = BELAY_SANDBOX_ATTACHED (sandbox);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, belay_sandbox_attached_start_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->path != NULL && !check_socket (self->path, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (self->connectable), g_object_unref);
}

static GSocketConnectable *
belay_sandbox_attached_start_finish (BelaySandbox  *sandbox,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sandbox), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
belay_sandbox_attached_stop (BelaySandbox *sandbox)
{
}

static void
belay_sandbox_attached_finalize (GObject *object)
{
  BelaySandboxAttached *self = BELAY_SANDBOX_ATTACHED (object);

  g_clear_object (&self->connectable);
  g_free (self->path);

  G_OBJECT_CLASS (belay_sandbox_attached_parent_class)->finalize (object);
}

static void
belay_sandbox_attached_class_init (BelaySandboxAttachedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BelaySandboxClass *sandbox_class = BELAY_SANDBOX_CLASS (klass);

  object_class->finalize = belay_sandbox_attached_finalize;

  sandbox_class->start_async = belay_sandbox_attached_start_async;
  sandbox_class->start_finish = belay_sandbox_attached_start_finish;
  sandbox_class->stop = belay_sandbox_attached_stop;
}

static void
belay_sandbox_attached_init (BelaySandboxAttached *self)
{
}

/* Everything after the two slashes is the path, with %-escapes as in a file URI. */
static char *
parse_unix (const char  *address,
            GError     **error)
{
  g_autofree char *path = NULL;

  if (g_str_has_prefix (address, UNIX_PREFIX "/"))
    path = g_uri_unescape_string (address + strlen (UNIX_PREFIX), NULL);

  if (path == NULL || path[1] == '\0')
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                   /* Translators: %s is what the person entered; “vnc+unix:///path” is to be typed as it is. */
                   _("“%s” does not name a socket. Write “vnc+unix:///path”, with three slashes."), address);
      return NULL;
    }

  if (strlen (path) >= sizeof ((struct sockaddr_un *) NULL)->sun_path)
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                   /* Translators: %s is a path. */
                   _("The path %s is too long for a socket."), path);
      return NULL;
    }

  return g_steal_pointer (&path);
}

static gboolean
parse_tcp (const char  *address,
           char       **host,
           int         *port,
           GError     **error)
{
  g_autofree char *user = NULL;
  g_autofree char *path = NULL;
  g_autofree char *query = NULL;
  g_autofree char *fragment = NULL;
  g_autofree char *found = NULL;

  if (!g_uri_split (address, G_URI_FLAGS_NONE, NULL, &user, &found, port, &path, &query, &fragment, NULL) ||
      found == NULL || *found == '\0' || *port == 0 || query != NULL || fragment != NULL ||
      (*path != '\0' && !g_str_equal (path, "/")))
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                   /* Translators: %s is what the person entered; the words in quotes are to be typed as they are. */
                   _("“%s” is not the address of a screen. Write “vnc://host” or “vnc://host:port”; an IPv6 address "
                     "stands in brackets."), address);
      return FALSE;
    }

  if (user != NULL)
    {
      g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                           _("Leave the user name and the password out of the address: Belay asks for them when the "
                             "screen wants them."));
      return FALSE;
    }

  if (*port == -1)
    *port = DEFAULT_PORT;

  *host = g_steal_pointer (&found);

  return TRUE;
}

/**
 * belay_sandbox_attached_new:
 * @address: "vnc://host[:port]" or "vnc+unix:///path"
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a sandbox that stands for the screen there, or %NULL with %BELAY_SANDBOX_ERROR_NAME
 */
BelaySandbox *
belay_sandbox_attached_new (const char  *address,
                            GError     **error)
{
  g_autofree char *path = NULL;
  g_autofree char *host = NULL;
  g_autofree char *where = NULL;
  g_autofree char *title = NULL;
  BelaySandboxAttached *self;
  int port = -1;

  if (g_str_has_prefix (address, "vnc+unix:"))
    path = parse_unix (address, error);
  else
    parse_tcp (address, &host, &port, error);

  if (path == NULL && host == NULL)
    return NULL;

  if (path != NULL)
    where = g_strdup (path);
  else
    where = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host, port);

  /* Translators: %s is a path or host:port, the place of a VNC server. */
  title = g_strdup_printf (_("Screen at %s"), where);

  self = g_object_new (BELAY_TYPE_SANDBOX_ATTACHED, "name", address, "title", title, NULL);

  if (path != NULL)
    self->connectable = G_SOCKET_CONNECTABLE (g_unix_socket_address_new (path));
  else
    self->connectable = g_network_address_new (host, port);

  self->path = g_steal_pointer (&path);

  return BELAY_SANDBOX (self);
}
