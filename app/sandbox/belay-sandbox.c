/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sandbox-private.h"

#include <glib/gi18n-lib.h>

#include "belay-sandbox-attached.h"
#include "belay-sandbox-bubblewrap.h"
#include "belay-sandbox-vm.h"
#include "belay-vm-address.h"

/**
 * BelaySandbox:
 *
 * Where the desktop lives that the agent works on.
 *
 * A sandbox is started once and then listens as a VNC server at the address that starting it gave. What it needs to know
 * about the machine it finds out when it starts; making the object touches nothing.
 */
typedef struct
{
  char     *name;
  char     *title;
  gboolean  own;
  gboolean  frozen;
} BelaySandboxPrivate;

enum
{
  PROP_NAME = 1,
  PROP_TITLE,
  PROP_OWN,
  PROP_FROZEN,
  N_PROPS,
};

enum
{
  ENDED,
  TROUBLE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (belay-sandbox-error-quark, belay_sandbox_error)

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BelaySandbox, belay_sandbox, G_TYPE_OBJECT)

static void
belay_sandbox_finalize (GObject *object)
{
  BelaySandboxPrivate *priv = belay_sandbox_get_instance_private (BELAY_SANDBOX (object));

  g_free (priv->name);
  g_free (priv->title);

  G_OBJECT_CLASS (belay_sandbox_parent_class)->finalize (object);
}

static void
belay_sandbox_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BelaySandboxPrivate *priv = belay_sandbox_get_instance_private (BELAY_SANDBOX (object));

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, priv->name);
      break;

    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;

    case PROP_OWN:
      g_value_set_boolean (value, priv->own);
      break;

    case PROP_FROZEN:
      g_value_set_boolean (value, priv->frozen);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_sandbox_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  BelaySandboxPrivate *priv = belay_sandbox_get_instance_private (BELAY_SANDBOX (object));

  switch (prop_id)
    {
    case PROP_NAME:
      priv->name = g_value_dup_string (value);
      break;

    case PROP_TITLE:
      priv->title = g_value_dup_string (value);
      break;

    case PROP_OWN:
      priv->own = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_sandbox_class_init (BelaySandboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = belay_sandbox_finalize;
  object_class->get_property = belay_sandbox_get_property;
  object_class->set_property = belay_sandbox_set_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_OWN] = g_param_spec_boolean ("own", NULL, NULL, FALSE, flags);
  properties[PROP_FROZEN] = g_param_spec_boolean ("frozen", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * BelaySandbox::ended:
   * @self: the sandbox
   * @error: (nullable): why, as far as it is known
   *
   * A sandbox that had started is over without having been stopped. Never emitted for somebody else's screen: there the
   * closed connection is all one learns.
   */
  signals[ENDED] = g_signal_new ("ended", BELAY_TYPE_SANDBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * BelaySandbox::trouble:
   * @self: the sandbox
   * @error: what is wrong, in the person's words
   *
   * Something has gone wrong with a sandbox that is still there: its disk is full, or it could not be frozen.
   */
  signals[TROUBLE] = g_signal_new ("trouble", BELAY_TYPE_SANDBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
belay_sandbox_init (BelaySandbox *self)
{
}

void
belay_sandbox_emit_ended (BelaySandbox *self,
                          const GError *error)
{
  g_signal_emit (self, signals[ENDED], 0, error);
}

void
belay_sandbox_emit_trouble (BelaySandbox *self,
                            const GError *error)
{
  g_signal_emit (self, signals[TROUBLE], 0, error);
}

void
belay_sandbox_set_frozen (BelaySandbox *self,
                          gboolean      frozen)
{
  BelaySandboxPrivate *priv = belay_sandbox_get_instance_private (self);

  if (priv->frozen == frozen)
    return;

  priv->frozen = frozen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FROZEN]);
}

/**
 * belay_sandbox_is_frozen:
 * @self: a sandbox
 *
 * Returns: whether what is in there has been told to stand still
 */
gboolean
belay_sandbox_is_frozen (BelaySandbox *self)
{
  BelaySandboxPrivate *priv = belay_sandbox_get_instance_private (self);

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), FALSE);

  return priv->frozen;
}

/**
 * belay_sandbox_new:
 * @name: "bubblewrap", "vm:NAME", "vm:/path/disk", "qemu+ssh://host/system#NAME", "vnc://host[:port]" or "vnc+unix:///path"; a port is a TCP port as given, 5900 if there is none,
 *   and an IPv6 address stands in brackets
 * @error: return location for an error
 *
 * Makes a sandbox of the kind that @name says. Nothing is started and nothing is looked up.
 *
 * Returns: (transfer full) (nullable): the sandbox, or %NULL with %BELAY_SANDBOX_ERROR_NAME
 */
BelaySandbox *
belay_sandbox_new (const char  *name,
                   GError     **error)
{
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (g_str_equal (name, BELAY_SANDBOX_BUBBLEWRAP_NAME))
    return belay_sandbox_bubblewrap_new ();

  if (g_str_has_prefix (name, "vnc://") || g_str_has_prefix (name, "vnc+unix:"))
    return belay_sandbox_attached_new (name, error);

  if (belay_vm_address_is (name))
    return belay_sandbox_vm_new (name, error);

  g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
               /* Translators: %s is what the person entered; the words in quotes are to be typed as they are. */
               _("There is no sandbox called “%s”. Use “bubblewrap”, “vm:NAME”, “qemu+ssh://host/system#NAME”, "
                 "“vnc://host:port” or “vnc+unix:///path”."), name);

  return NULL;
}

/**
 * belay_sandbox_get_name:
 * @self: a sandbox
 *
 * Returns: the name it was made by, for the trail and the settings
 */
const char *
belay_sandbox_get_name (BelaySandbox *self)
{
  BelaySandboxPrivate *priv = belay_sandbox_get_instance_private (self);

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), NULL);

  return priv->name;
}

/**
 * belay_sandbox_get_title:
 * @self: a sandbox
 *
 * Returns: (transfer full): what to call it in the interface, translated
 */
char *
belay_sandbox_get_title (BelaySandbox *self)
{
  BelaySandboxPrivate *priv = belay_sandbox_get_instance_private (self);

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), NULL);

  return g_strdup (priv->title);
}

/**
 * belay_sandbox_is_own:
 * @self: a sandbox
 *
 * Returns: %TRUE if Belay makes it and it is gone afterwards, %FALSE for somebody else's screen
 */
gboolean
belay_sandbox_is_own (BelaySandbox *self)
{
  BelaySandboxPrivate *priv = belay_sandbox_get_instance_private (self);

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), FALSE);

  return priv->own;
}

/**
 * belay_sandbox_start_async:
 * @self: a sandbox that does not run
 * @cancellable: (nullable): ends what has been started so far
 * @callback: (scope async): called on the main thread when the desktop is there to be seen, or when that failed
 * @user_data: for @callback
 *
 * Checks what the sandbox needs of this machine, then starts it. Call it on the main thread. Starting a sandbox that runs
 * already, or is being started, fails.
 */
void
belay_sandbox_start_async (BelaySandbox        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (BELAY_IS_SANDBOX (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  BELAY_SANDBOX_GET_CLASS (self)->start_async (self, cancellable, callback, user_data);
}

/**
 * belay_sandbox_start_finish:
 * @self: a sandbox
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): where the VNC server of the desktop listens, or %NULL with a %BELAY_SANDBOX_ERROR
 *   whose message says in the person's words what to do, or with %G_IO_ERROR_CANCELLED
 */
GSocketConnectable *
belay_sandbox_start_finish (BelaySandbox  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return BELAY_SANDBOX_GET_CLASS (self)->start_finish (self, result, error);
}

/**
 * belay_sandbox_stop:
 * @self: a sandbox
 *
 * Ends what start began, at once and with everything in it. Somebody else's screen is left alone. Harmless when nothing
 * runs; a start under way then fails with %G_IO_ERROR_CANCELLED. #BelaySandbox::ended is not emitted.
 */
void
belay_sandbox_stop (BelaySandbox *self)
{
  g_return_if_fail (BELAY_IS_SANDBOX (self));

  BELAY_SANDBOX_GET_CLASS (self)->stop (self);
}

BelayEgress *
belay_sandbox_get_egress (BelaySandbox *self)
{
  BelaySandboxClass *klass;

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), NULL);

  klass = BELAY_SANDBOX_GET_CLASS (self);

  return klass->get_egress != NULL ? klass->get_egress (self) : NULL;
}

/**
 * belay_sandbox_get_witness:
 * @self: a sandbox
 *
 * Returns: (transfer none) (nullable): who says what is at a point of its screen, while it runs
 */
BelayWitness *
belay_sandbox_get_witness (BelaySandbox *self)
{
  BelaySandboxClass *klass;

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), NULL);

  klass = BELAY_SANDBOX_GET_CLASS (self);

  return klass->get_witness != NULL ? klass->get_witness (self) : NULL;
}

/**
 * belay_sandbox_get_shell:
 * @self: a sandbox
 *
 * Returns: (transfer none) (nullable): who runs commands in it, while it runs
 */
BelayShell *
belay_sandbox_get_shell (BelaySandbox *self)
{
  BelaySandboxClass *klass;

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), NULL);

  klass = BELAY_SANDBOX_GET_CLASS (self);

  return klass->get_shell != NULL ? klass->get_shell (self) : NULL;
}

BelayProbe *
belay_sandbox_get_probe (BelaySandbox *self)
{
  BelaySandboxClass *klass;

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), NULL);

  klass = BELAY_SANDBOX_GET_CLASS (self);

  return klass->get_probe != NULL ? klass->get_probe (self) : NULL;
}

pid_t
belay_sandbox_get_process (BelaySandbox *self)
{
  BelaySandboxClass *klass;

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), 0);

  klass = BELAY_SANDBOX_GET_CLASS (self);

  return klass->get_process != NULL ? klass->get_process (self) : 0;
}

pid_t
belay_sandbox_get_machine (BelaySandbox *self)
{
  BelaySandboxClass *klass;

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), 0);

  klass = BELAY_SANDBOX_GET_CLASS (self);

  return klass->get_machine != NULL ? klass->get_machine (self) : 0;
}
