/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-identity.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail-folder.h"
#include "belay-hex.h"
#include "belay-trail-keyring.h"
#include "belay-trail-known.h"
#include "belay-trail-secret.h"
#include "belay-trail.h"

#define SECRET_NAME   "trail-key"
#define LOCK_NAME     "trail-key.lock"

/* What the file of the secret part holds before its digits. */
#define SECRET_PREFIX "belay-ed25519-1 "
#define SECRET_LENGTH (strlen (SECRET_PREFIX) + 2 * BELAY_TRAIL_SEED_SIZE + 1)

/* How long another process may take to make the key, and how often it is looked at; microseconds. It waits for the
 * keyring itself. */
#define LOCK_PATIENCE (8 * G_USEC_PER_SEC)
#define LOCK_INTERVAL (5 * 1000)

/**
 * BelayTrailIdentity:
 *
 * The key of this installation. Its secret part is in the keyring if that can be had without asking the person when
 * the key is made, else in a file; which of the two is written beside the public part, and it is not looked for
 * elsewhere later. A key that cannot be read is never replaced by itself.
 */
struct _BelayTrailIdentity
{
  BelayTrailSecret *secret;
};

/* The directory of the keys, held by this process. */
typedef struct
{
  char *path;
  int   fd;
  int   lock_fd;
} Place;

static void
place_clear (Place *place)
{
  if (place->lock_fd >= 0)
    close (place->lock_fd);

  if (place->fd >= 0)
    close (place->fd);

  g_free (place->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
set_errno (GError **error)
{
  g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_KEY,
               /* Translators: the placeholder is the reason, such as “No space left on device”. */
               _("The key that signs records cannot be kept: %s."), g_strerror (errno));

  return FALSE;
}

static gboolean
take_lock (int fd)
{
  gint64 deadline = g_get_monotonic_time () + LOCK_PATIENCE;
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  while (fcntl (fd, F_OFD_SETLK, &lock) != 0)
    {
      if ((errno != EAGAIN && errno != EACCES && errno != EINTR) || g_get_monotonic_time () > deadline)
        return FALSE;

      g_usleep (LOCK_INTERVAL);
    }

  return TRUE;
}

/* One process at a time, so that two that start together agree on one key. */
static gboolean
place_open (Place   *place,
            GError **error)
{
  *place = (Place) { belay_trail_known_get_directory (), -1, -1 };

  if (g_mkdir_with_parents (place->path, 0700) != 0)
    return set_errno (error);

  place->fd = open (place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (place->fd >= 0)
    place->lock_fd = openat (place->fd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

  if (place->lock_fd < 0 || !take_lock (place->lock_fd))
    return set_errno (error);

  return TRUE;
}

/* Durable before it has its name. */
static gboolean
write_file (Place         *place,
            const char    *name,
            gconstpointer  data,
            gsize          length,
            mode_t         mode,
            GError       **error)
{
  g_autofree char *passing = g_strconcat (name, ".new", NULL);
  gsize written;
  gboolean kept = FALSE;
  int error_number, fd;

  unlinkat (place->fd, passing, 0);
  fd = openat (place->fd, passing, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

  if (fd < 0)
    return set_errno (error);

  kept = belay_trail_write_all (fd, data, length, &written) && fsync (fd) == 0 &&
         renameat (place->fd, passing, place->fd, name) == 0 && fsync (place->fd) == 0;
  error_number = errno;
  close (fd);

  if (!kept)
    unlinkat (place->fd, passing, 0);

  errno = error_number;

  return kept || set_errno (error);
}

static gboolean
write_secret (Place         *place,
              const guint8  *seed,
              GError       **error)
{
  char *text = belay_trail_secret_alloc (SECRET_LENGTH + 1);
  gboolean written;

  strcpy (text, SECRET_PREFIX);
  belay_hex_encode (seed, BELAY_TRAIL_SEED_SIZE, text + strlen (SECRET_PREFIX));
  text[SECRET_LENGTH - 1] = '\n';
  written = write_file (place, SECRET_NAME, text, SECRET_LENGTH, 0600, error);
  belay_trail_secret_wipe (text, SECRET_LENGTH + 1);

  return written;
}

static gboolean
set_unreadable (Place       *place,
                const char  *why,
                GError     **error)
{
  g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_KEY,
               /* Translators: the placeholders are the path of a directory, the name of a file, and a reason. */
               _("The key that signs records, %s/%s, cannot be used: %s."), place->path, SECRET_NAME, why);

  return FALSE;
}

/* @found: (out): whether there is such a file at all. */
static guint8 *
read_secret (Place     *place,
             gboolean  *found,
             GError   **error)
{
  int fd = openat (place->fd, SECRET_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  guint8 *seed = NULL;
  char *text;

  *found = fd >= 0 || errno != ENOENT;

  if (fd < 0)
    {
      set_unreadable (place, g_strerror (errno), error);
      return NULL;
    }

  text = belay_trail_secret_alloc (SECRET_LENGTH + 1);

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_uid != geteuid () ||
      (status.st_mode & 077) != 0)
    {
      set_unreadable (place, _("it has to be a file that its owner alone can read"), error);
    }
  else if (read (fd, text, SECRET_LENGTH + 1) == (gssize) SECRET_LENGTH &&
           g_str_has_prefix (text, SECRET_PREFIX) && text[SECRET_LENGTH - 1] == '\n')
    {
      seed = belay_trail_secret_alloc (BELAY_TRAIL_SEED_SIZE);

      if (!belay_hex_decode (text + strlen (SECRET_PREFIX), 2 * BELAY_TRAIL_SEED_SIZE, seed,
                                   BELAY_TRAIL_SEED_SIZE))
        {
          belay_trail_secret_wipe (seed, BELAY_TRAIL_SEED_SIZE);
          seed = NULL;
        }
    }

  if (seed == NULL && error != NULL && *error == NULL)
    set_unreadable (place, _("it is damaged"), error);

  belay_trail_secret_wipe (text, SECRET_LENGTH + 1);
  close (fd);

  return seed;
}

static gboolean
save_known (Place             *place,
            BelayTrailSecret  *secret,
            gboolean           in_keyring,
            BelayTrailKnown   *before,
            GError           **error)
{
  g_autoptr(BelayTrailKnown) known = g_new0 (BelayTrailKnown, 1);
  g_autofree char *text = NULL;

  known->current = g_malloc (2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1);
  belay_hex_encode (belay_trail_secret_get_public (secret), BELAY_TRAIL_PUBLIC_KEY_SIZE, known->current);
  known->in_keyring = in_keyring;
  known->former = g_ptr_array_new_with_free_func (g_free);

  if (before != NULL)
    g_ptr_array_add (known->former, g_strdup (before->current));

  for (guint i = 0; before != NULL && i < before->former->len; i++)
    g_ptr_array_add (known->former, g_strdup (before->former->pdata[i]));

  text = belay_trail_known_format (known);

  return write_file (place, BELAY_TRAIL_KNOWN_NAME, text, strlen (text), 0644, error);
}

static BelayTrailSecret *
make_secret (const guint8  *seed,
             GError       **error)
{
  BelayTrailSecret *secret = belay_trail_secret_new (seed);

  if (secret == NULL)
    g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_KEY,
                         _("The system's library of ciphers cannot sign."));

  return secret;
}

/* The secret part is kept before the public part says that there is a key. */
static BelayTrailSecret *
create (Place            *place,
        BelayTrailKnown  *before,
        GError          **error)
{
  g_autoptr(BelayTrailSecret) secret = NULL;
  char hex[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1];
  gboolean in_keyring = FALSE, kept = FALSE;
  guint8 *seed = belay_trail_secret_draw_seed (error);

  if (seed == NULL)
    return NULL;

  secret = make_secret (seed, error);

  if (secret != NULL)
    {
      belay_hex_encode (belay_trail_secret_get_public (secret), BELAY_TRAIL_PUBLIC_KEY_SIZE, hex);
      in_keyring = belay_trail_keyring_store (hex, seed) == BELAY_TRAIL_KEYRING_DONE;
      kept = in_keyring || write_secret (place, seed, error);
    }

  belay_trail_secret_wipe (seed, BELAY_TRAIL_SEED_SIZE);

  if (!kept || !save_known (place, secret, in_keyring, before, error))
    return NULL;

  return g_steal_pointer (&secret);
}

static gboolean
set_keyring_error (BelayTrailKeyringAnswer   answer,
                   GError                  **error)
{
  const char *text = _("The key that signs records is in the keyring, which cannot be reached.");

  if (answer == BELAY_TRAIL_KEYRING_LOCKED)
    text = _("The key that signs records is in the keyring, which is locked.");
  else if (answer == BELAY_TRAIL_KEYRING_NOTHING)
    text = _("The key that signs records is not in the keyring any more.");

  g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_KEY, text);

  return FALSE;
}

/* No public part: it is the first time, or somebody removed it, or making the key was cut short. */
static BelayTrailSecret *
adopt_or_create (Place   *place,
                 GError **error)
{
  g_autoptr(BelayTrailSecret) secret = NULL;
  g_autoptr(GError) local_error = NULL;
  BelayTrailKeyringAnswer answer = BELAY_TRAIL_KEYRING_NOTHING;
  gboolean in_file;
  guint8 *seed = read_secret (place, &in_file, &local_error);

  if (seed == NULL && in_file)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (seed == NULL)
    answer = belay_trail_keyring_look_up (NULL, &seed);

  if (answer == BELAY_TRAIL_KEYRING_LOCKED)
    {
      set_keyring_error (answer, error);
      return NULL;
    }

  if (seed == NULL)
    return create (place, NULL, error);

  secret = make_secret (seed, error);
  belay_trail_secret_wipe (seed, BELAY_TRAIL_SEED_SIZE);

  if (secret == NULL || !save_known (place, secret, !in_file, NULL, error))
    return NULL;

  return g_steal_pointer (&secret);
}

static BelayTrailSecret *
load_known (Place            *place,
            BelayTrailKnown  *known,
            GError          **error)
{
  g_autoptr(BelayTrailSecret) secret = NULL;
  char hex[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1];
  gboolean found;
  guint8 *seed = NULL;

  if (known->in_keyring)
    {
      BelayTrailKeyringAnswer answer = belay_trail_keyring_look_up (known->current, &seed);

      if (answer != BELAY_TRAIL_KEYRING_DONE)
        set_keyring_error (answer, error);
    }
  else
    {
      seed = read_secret (place, &found, error);
    }

  if (seed == NULL)
    return NULL;

  secret = make_secret (seed, error);
  belay_trail_secret_wipe (seed, BELAY_TRAIL_SEED_SIZE);

  if (secret == NULL)
    return NULL;

  belay_hex_encode (belay_trail_secret_get_public (secret), BELAY_TRAIL_PUBLIC_KEY_SIZE, hex);

  if (!g_str_equal (hex, known->current))
    {
      set_unreadable (place, _("it does not belong to the public key beside it"), error);
      return NULL;
    }

  return g_steal_pointer (&secret);
}

/* Takes over @secret. */
static BelayTrailIdentity *
identity_new (BelayTrailSecret *secret)
{
  BelayTrailIdentity *self;

  if (secret == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (BelayTrailIdentity);
  self->secret = secret;

  return self;
}

/* Opens the place and reads what is public of the key in it: @known is %NULL if there is no key yet. */
static gboolean
open_public (Place            *place,
             BelayTrailKnown **known,
             GError          **error)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) local_error = NULL;

  if (!place_open (place, error))
    return FALSE;

  path = g_build_filename (place->path, BELAY_TRAIL_KNOWN_NAME, NULL);
  *known = belay_trail_known_load (path, &local_error);

  if (*known != NULL || g_error_matches (local_error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/**
 * belay_trail_identity_load:
 * @error: (nullable): return location for an error
 *
 * The key of this installation, made if there is none. Blocks on the disk and the session bus, for eight seconds at most,
 * never on a question to the person. A key that is there but cannot be read is an error. Any thread but the main one.
 *
 * Returns: (transfer full): the key; %NULL with %BELAY_TRAIL_ERROR_KEY
 */
BelayTrailIdentity *
belay_trail_identity_load (GError **error)
{
  g_auto(Place) place = { NULL, -1, -1 };
  g_autoptr(BelayTrailKnown) known = NULL;

  if (!open_public (&place, &known, error))
    return NULL;

  return identity_new (known != NULL ? load_known (&place, known, error) : adopt_or_create (&place, error));
}

/**
 * belay_trail_identity_renew:
 * @error: (nullable): return location for an error
 *
 * Makes a new key in place of the one there is, whether that can be read or not. What the old one signed goes on being
 * this installation's. For a person who asked for it. Blocks like belay_trail_identity_load().
 *
 * Returns: (transfer full): the new key; %NULL with %BELAY_TRAIL_ERROR_KEY
 */
BelayTrailIdentity *
belay_trail_identity_renew (GError **error)
{
  g_auto(Place) place = { NULL, -1, -1 };
  g_autoptr(BelayTrailKnown) known = NULL;

  if (!open_public (&place, &known, error))
    return NULL;

  return identity_new (create (&place, known, error));
}

/**
 * belay_trail_identity_ref:
 * @self: a key
 *
 * Returns: (transfer full): @self
 */
BelayTrailIdentity *
belay_trail_identity_ref (BelayTrailIdentity *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
identity_clear (gpointer data)
{
  BelayTrailIdentity *self = data;

  belay_trail_secret_free (self->secret);
}

/**
 * belay_trail_identity_unref:
 * @self: (transfer full): a key; its secret part is wiped with the last reference
 */
void
belay_trail_identity_unref (BelayTrailIdentity *self)
{
  g_atomic_rc_box_release_full (self, identity_clear);
}

/**
 * belay_trail_identity_get_public:
 * @self: a key
 *
 * Returns: (transfer none): %BELAY_TRAIL_PUBLIC_KEY_SIZE bytes
 */
const guint8 *
belay_trail_identity_get_public (BelayTrailIdentity *self)
{
  return belay_trail_secret_get_public (self->secret);
}

/**
 * belay_trail_identity_sign:
 * @self: a key
 * @data: (array length=length): what to sign; it begins with a line that says what it is good for, see
 *   docs/trail-format.md
 * @length: its length in bytes
 * @signature: (out caller-allocates): an Ed25519 signature
 * @error: (nullable): return location for an error
 *
 * Any thread.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_KEY
 */
gboolean
belay_trail_identity_sign (BelayTrailIdentity  *self,
                           gconstpointer        data,
                           gsize                length,
                           guint8               signature[BELAY_TRAIL_SIGNATURE_SIZE],
                           GError             **error)
{
  return belay_trail_secret_sign (self->secret, data, length, signature, error);
}
