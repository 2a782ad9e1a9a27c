/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-seal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail-journal.h"
#include "belay-trail-record.h"

/* As the reader has it: more is no file of notes. */
#define MAX_SIZE (16 * 1024 * 1024)

struct _BelayTrailSeal
{
  BelayTrailFolder *folder;     /* not owned */
  BelayTrailDigest *digest;
  int               fd;         /* of the checkpoints; -1: none was written */
  guint             n_unsynced;
  guint8            prev[BELAY_TRAIL_DIGEST_SIZE];

  BelayTrailSecret *secret;     /* (nullable) */
  guint64           certificate;        /* the number of the last one */
  char             *line;               /* its line */
};

/* Cuts off what was never finished: it is said to mean nothing. @lines: (out): how many whole lines there are; @last:
 * (out) (optional) (transfer full): the last of them. */
static gboolean
take_up (BelayTrailSeal  *self,
         const char      *name,
         guint64         *lines,
         GBytes         **last)
{
  int fd = openat (belay_trail_folder_get_fd (self->folder), name,
                   O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  g_autofree char *text = NULL;
  gsize whole = 0, start = 0;
  struct stat status;
  gboolean done = FALSE;

  *lines = 0;

  if (fd < 0)
    return errno == ENOENT;

  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_size <= MAX_SIZE)
    {
      text = g_malloc ((gsize) status.st_size + 1);
      done = pread (fd, text, (size_t) status.st_size, 0) == status.st_size;
    }
  else
    {
      errno = EFBIG;
    }

  for (gsize i = 0; done && i < (gsize) status.st_size; i++)
    if (text[i] == '\n')
      {
        start = whole;
        whole = i + 1;
        (*lines)++;
      }

  if (done && whole < (gsize) status.st_size)
    done = ftruncate (fd, (off_t) whole) == 0;

  if (done && last != NULL && whole > 0)
    *last = g_bytes_new (text + start, whole - start);

  close (fd);

  return done;
}

/**
 * belay_trail_seal_new:
 * @folder: the directory of the session, held; must outlive the seal
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): a seal without a key; %NULL with %BELAY_TRAIL_ERROR_WRITE
 */
BelayTrailSeal *
belay_trail_seal_new (BelayTrailFolder  *folder,
                      GError           **error)
{
  g_autoptr(BelayTrailSeal) self = g_new0 (BelayTrailSeal, 1);
  g_autoptr(GBytes) last = NULL;
  guint64 n_notes;

  self->folder = folder;
  self->digest = belay_trail_digest_new ();
  self->fd = -1;

  if (!take_up (self, BELAY_TRAIL_CERTIFICATES_NAME, &self->certificate, NULL) ||
      !take_up (self, BELAY_TRAIL_NOTES_NAME, &n_notes, &last))
    {
      belay_trail_folder_set_error (folder, "checkpoint", errno, error);
      return NULL;
    }

  if (last != NULL)
    belay_trail_digest_compute (self->digest, g_bytes_get_data (last, NULL), g_bytes_get_size (last), self->prev);

  return g_steal_pointer (&self);
}

/**
 * belay_trail_seal_free:
 * @self: (transfer full) (nullable): a seal; its key is gone for good
 */
void
belay_trail_seal_free (BelayTrailSeal *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);

  belay_trail_secret_free (self->secret);
  belay_trail_digest_free (self->digest);
  g_free (self->line);
  g_free (self);
}

static int
open_file (BelayTrailSeal *self,
           const char     *name)
{
  return openat (belay_trail_folder_get_fd (self->folder), name,
                 O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static gboolean
write_certificate (BelayTrailSeal  *self,
                   const char      *line,
                   GError         **error)
{
  int fd = open_file (self, BELAY_TRAIL_CERTIFICATES_NAME);
  gsize written;
  gboolean kept;

  if (fd < 0)
    return belay_trail_folder_set_error (self->folder, "certificate", errno, error);

  kept = belay_trail_write_all (fd, line, strlen (line), &written) && fdatasync (fd) == 0;

  if (!kept)
    belay_trail_folder_set_error (self->folder, "certificate", errno, error);

  close (fd);

  return kept && belay_trail_folder_sync (self->folder, error);
}

static BelayTrailSecret *
make_secret (GError **error)
{
  guint8 *seed = belay_trail_secret_draw_seed (error);
  BelayTrailSecret *secret = NULL;

  if (seed != NULL)
    {
      secret = belay_trail_secret_new (seed);
      belay_trail_secret_wipe (seed, BELAY_TRAIL_SEED_SIZE);
    }

  return secret;
}

/**
 * belay_trail_seal_certify:
 * @self: a seal without a key
 * @identity: the key of this installation
 * @from: the first record to be vouched for
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if what follows is signed
 */
gboolean
belay_trail_seal_certify (BelayTrailSeal      *self,
                          BelayTrailIdentity  *identity,
                          guint64              from,
                          GError             **error)
{
  const char *id = belay_trail_folder_get_id (self->folder);
  BelayTrailCertificate certificate = {
    .number = self->certificate + 1,
    .from = from,
    .session = { id, strlen (id) },
  };
  g_autoptr(BelayTrailSecret) secret = make_secret (error);
  BelayTrailStamp stamp;

  if (secret == NULL)
    return FALSE;

  belay_trail_stamp_now (&stamp);
  certificate.time = stamp.real;
  memcpy (certificate.key, belay_trail_secret_get_public (secret), sizeof certificate.key);
  self->line = belay_trail_certificate_sign (&certificate, identity, error);

  if (self->line == NULL || !write_certificate (self, self->line, error))
    return FALSE;

  self->certificate = certificate.number;
  self->secret = g_steal_pointer (&secret);

  return TRUE;
}

/**
 * belay_trail_seal_get_key:
 * @self: a seal
 *
 * Returns: (transfer none) (nullable): the public part of the session's key; %NULL if it does not sign
 */
const guint8 *
belay_trail_seal_get_key (BelayTrailSeal *self)
{
  return self->secret != NULL ? belay_trail_secret_get_public (self->secret) : NULL;
}

/**
 * belay_trail_seal_note:
 * @self: a seal
 * @where: number, time, head and root of a durable record; the rest is filled in
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if the checkpoint is in the file
 */
gboolean
belay_trail_seal_note (BelayTrailSeal              *self,
                       const BelayTrailCheckpoint  *where,
                       GError                     **error)
{
  const char *id = belay_trail_folder_get_id (self->folder);
  BelayTrailCheckpoint checkpoint = *where;
  g_autofree char *line = NULL;
  BelayTrailStamp stamp;
  gsize written;

  belay_trail_stamp_now (&stamp);
  checkpoint.at = stamp.real;
  checkpoint.session = (BelayTrailSpan) { id, strlen (id) };
  checkpoint.certificate = self->certificate;
  memcpy (checkpoint.prev, self->prev, sizeof checkpoint.prev);
  line = belay_trail_checkpoint_sign (&checkpoint, self->secret, error);

  if (line == NULL)
    return FALSE;

  if (self->fd < 0)
    {
      self->fd = open_file (self, BELAY_TRAIL_NOTES_NAME);

      if (self->fd < 0)
        return belay_trail_folder_set_error (self->folder, "checkpoint", errno, error);

      if (!belay_trail_folder_sync (self->folder, error))
        return FALSE;
    }

  if (!belay_trail_write_all (self->fd, line, strlen (line), &written))
    return belay_trail_folder_set_error (self->folder, "checkpoint", errno, error);

  self->n_unsynced++;
  belay_trail_digest_compute (self->digest, line, strlen (line), self->prev);

  /* Where it cannot be had, the record is as good as it was without. */
  if (self->secret != NULL)
    belay_trail_journal_send (id, checkpoint.seq, self->line, line);

  return TRUE;
}

/**
 * belay_trail_seal_sync:
 * @self: a seal
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if the checkpoints are durable
 */
gboolean
belay_trail_seal_sync (BelayTrailSeal  *self,
                       GError         **error)
{
  if (self->n_unsynced == 0)
    return TRUE;

  if (fdatasync (self->fd) != 0)
    return belay_trail_folder_set_error (self->folder, "checkpoint", errno, error);

  self->n_unsynced = 0;

  return TRUE;
}

/**
 * belay_trail_seal_get_n_unsynced:
 * @self: a seal
 *
 * Returns: how many checkpoints are not durable yet
 */
guint
belay_trail_seal_get_n_unsynced (BelayTrailSeal *self)
{
  return self->n_unsynced;
}
