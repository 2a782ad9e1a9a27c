/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail-seal.h"

/* A day, in nanoseconds. */
#define SEGMENT_AGE (G_GINT64_CONSTANT (86400) * G_GINT64_CONSTANT (1000000000))

/* Lines are gathered up to this many bytes before they are written without being asked to. */
#define BUFFER_SIZE (1024 * 1024)

/* So many records, or so many microseconds of the first of them, wait for a checkpoint at most. */
#define NOTE_RECORDS 32
#define NOTE_DELAY   (30 * G_USEC_PER_SEC)

/* Records and checkpoints nobody waits for are made durable after this long without another request, in microseconds;
 * and so many checkpoints at most wait for that. */
#define IDLE_SYNC_DELAY G_USEC_PER_SEC
#define MAX_UNSYNCED    16

/* One line in the buffer: what the chain is at its end. */
typedef struct
{
  gsize   end;
  guint64 seq;
  gint64  time;
  guint8  digest[BELAY_TRAIL_DIGEST_SIZE];
} Line;

struct _BelayTrailLog
{
  BelayTrailFolder *folder;     /* not owned */
  BelayTrailDigest *digest;
  char              boot[BELAY_TRAIL_BOOT_ID_SIZE];

  int               fd;
  guint             segment;
  goffset           size;       /* bytes written to the segment */
  gint64            opened;     /* CLOCK_BOOTTIME of its first record, ns; 0: none yet */
  gboolean          dirty;      /* something is written or gathered that is not durable */

  /* The chain after the last line gathered */
  guint64           seq;
  guint8            head[BELAY_TRAIL_DIGEST_SIZE];

  /* The chain after the last line that is whole in the segment */
  guint64           written_seq;
  gint64            written_time;
  guint8            written_head[BELAY_TRAIL_DIGEST_SIZE];
  BelayTrailMerkle *written_lines;

  BelayTrailSeal   *seal;
  guint64           noted_seq;  /* the last record a checkpoint vouches for */
  gint64            waiting;    /* since when a durable record waits for one, monotonic µs; 0: none does */

  GString          *buffer;
  GArray           *lines;      /* of Line, in the buffer */
  GString          *torn;       /* JSON objects with commas between: half lines no record names yet */
};

/**
 * belay_trail_log_new:
 * @folder: the directory of the session; must outlive the log
 *
 * Returns: (transfer full): a log without a segment
 */
BelayTrailLog *
belay_trail_log_new (BelayTrailFolder *folder)
{
  BelayTrailLog *self = g_new0 (BelayTrailLog, 1);

  self->folder = folder;
  self->digest = belay_trail_digest_new ();
  self->fd = -1;
  self->buffer = g_string_new (NULL);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  self->torn = g_string_new (NULL);
  self->written_lines = belay_trail_merkle_new ();
  belay_trail_read_boot_id (self->boot);

  return self;
}

/**
 * belay_trail_log_free:
 * @self: (transfer full) (nullable): a log; what is still gathered is dropped
 */
void
belay_trail_log_free (BelayTrailLog *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);

  belay_trail_seal_free (self->seal);
  belay_trail_merkle_free (self->written_lines);
  belay_trail_digest_free (self->digest);
  g_string_free (self->buffer, TRUE);
  g_array_unref (self->lines);
  g_string_free (self->torn, TRUE);
  g_free (self);
}

static gboolean
open_segment (BelayTrailLog  *self,
              guint           segment,
              GError        **error)
{
  g_autofree char *name = g_strdup_printf (BELAY_TRAIL_SEGMENT_NAME, segment);

  if (self->fd >= 0)
    close (self->fd);

  self->fd = openat (belay_trail_folder_get_fd (self->folder), name,
                     O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (self->fd < 0)
    return belay_trail_folder_set_error (self->folder, "segment", errno, error);

  self->segment = segment;
  self->size = 0;
  self->opened = 0;

  return belay_trail_folder_sync (self->folder, error);
}

/**
 * belay_trail_log_begin:
 * @self: a new log
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if the first segment is there
 */
gboolean
belay_trail_log_begin (BelayTrailLog  *self,
                       GError        **error)
{
  self->seal = belay_trail_seal_new (self->folder, error);

  return self->seal != NULL && open_segment (self, 1, error);
}

/**
 * belay_trail_log_continue:
 * @self: a new log
 * @segment: the last segment there is
 * @seq: the last record in it or before it
 * @head: the SHA-256 of that record's line
 * @lines: (transfer full): the tree of all lines so far
 * @torn: (nullable): JSON objects with commas between, for the half lines no record names yet
 * @error: (nullable): return location for an error
 *
 * Nothing that is there is touched: the chain goes on in a segment of its own.
 *
 * Returns: %TRUE if that segment is there
 */
gboolean
belay_trail_log_continue (BelayTrailLog     *self,
                          guint              segment,
                          guint64            seq,
                          const guint8       head[BELAY_TRAIL_DIGEST_SIZE],
                          BelayTrailMerkle  *lines,
                          const char        *torn,
                          GError           **error)
{
  belay_trail_merkle_free (self->written_lines);
  self->written_lines = lines;
  self->seq = self->written_seq = seq;
  memcpy (self->head, head, BELAY_TRAIL_DIGEST_SIZE);
  memcpy (self->written_head, head, BELAY_TRAIL_DIGEST_SIZE);

  if (torn != NULL)
    g_string_assign (self->torn, torn);

  self->noted_seq = seq;
  self->seal = belay_trail_seal_new (self->folder, error);

  return self->seal != NULL && open_segment (self, segment + 1, error);
}

/**
 * belay_trail_log_seal:
 * @self: a log that was begun or goes on, with nothing appended since
 * @identity: the key of this installation
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if the checkpoints will be signed
 */
gboolean
belay_trail_log_seal (BelayTrailLog       *self,
                      BelayTrailIdentity  *identity,
                      GError             **error)
{
  return belay_trail_seal_certify (self->seal, identity, self->seq + 1, error);
}

/**
 * belay_trail_log_get_key:
 * @self: a log that was begun or goes on
 *
 * Returns: (transfer none) (nullable): the public key its checkpoints are signed with
 */
const guint8 *
belay_trail_log_get_key (BelayTrailLog *self)
{
  return belay_trail_seal_get_key (self->seal);
}

/**
 * belay_trail_log_get_seq:
 * @self: a log
 *
 * Returns: the number of the last record appended, 0 before the first
 */
guint64
belay_trail_log_get_seq (BelayTrailLog *self)
{
  return self->seq;
}

/**
 * belay_trail_log_is_dirty:
 * @self: a log
 *
 * Returns: %TRUE if something was appended since the last sync
 */
gboolean
belay_trail_log_is_dirty (BelayTrailLog *self)
{
  return self->dirty;
}

/**
 * belay_trail_log_take_torn:
 * @self: a log
 *
 * The half lines no record names yet. The caller writes the record that does.
 *
 * Returns: (transfer full): the member "torn", beginning with a comma; empty if no segment is torn
 */
char *
belay_trail_log_take_torn (BelayTrailLog *self)
{
  char *member;

  if (self->torn->len == 0)
    return g_strdup ("");

  member = g_strdup_printf (",\"torn\":[%s]", self->torn->str);
  g_string_truncate (self->torn, 0);

  return member;
}

static gboolean
rotate (BelayTrailLog          *self,
        const BelayTrailStamp  *stamp,
        gsize                   length,
        GError                **error)
{
  goffset size = self->size + (goffset) self->buffer->len;

  if (size == 0 ||
      (size + (goffset) length <= BELAY_TRAIL_SEGMENT_SIZE && stamp->boot - self->opened < SEGMENT_AGE))
    return TRUE;

  /* The end of a segment is durable before the next one is begun, so that only the last one can be torn. */
  if (!belay_trail_log_sync (self, error))
    return FALSE;

  return open_segment (self, self->segment + 1, error);
}

/**
 * belay_trail_log_append:
 * @self: a log with a segment
 * @stamp: when the record was handed over
 * @kind: its kind
 * @payload: from belay_trail_payload_format()
 * @seq: (out) (optional): its number
 * @error: (nullable): return location for an error
 *
 * Gathers one record. It is in the file after belay_trail_log_flush(), durable after belay_trail_log_sync().
 *
 * Returns: %TRUE if it was gathered
 */
gboolean
belay_trail_log_append (BelayTrailLog          *self,
                        const BelayTrailStamp  *stamp,
                        const char             *kind,
                        const char             *payload,
                        guint64                *seq,
                        GError                **error)
{
  const char *id = belay_trail_folder_get_id (self->folder);
  gsize start;
  Line line;

  if (!rotate (self, stamp, strlen (payload) + 512, error))
    return FALSE;

  if (self->opened == 0)
    self->opened = stamp->boot;

  start = self->buffer->len;
  belay_trail_record_format (self->buffer, self->seq + 1, stamp, self->boot, id, kind, self->head, payload);
  belay_trail_digest_compute (self->digest, self->buffer->str + start, self->buffer->len - start, self->head);
  self->seq++;
  self->dirty = TRUE;

  line.end = self->buffer->len;
  line.seq = self->seq;
  line.time = stamp->real;
  memcpy (line.digest, self->head, sizeof line.digest);
  g_array_append_val (self->lines, line);

  if (seq != NULL)
    *seq = self->seq;

  if (self->buffer->len >= BUFFER_SIZE)
    return belay_trail_log_flush (self, error);

  return TRUE;
}

/* @written bytes of the buffer reached the file. The chain is at the last line that did as a whole; what follows it
 * there is torn, and the next record has to say so. */
static void
take_stock (BelayTrailLog *self,
            gsize          written)
{
  gsize whole = 0;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = &g_array_index (self->lines, Line, i);

      if (line->end > written)
        break;

      whole = line->end;
      self->written_seq = line->seq;
      self->written_time = line->time;
      belay_trail_merkle_append (self->written_lines, line->digest);
      memcpy (self->written_head, line->digest, sizeof line->digest);
    }

  if (written > whole)
    {
      guint8 digest[BELAY_TRAIL_DIGEST_SIZE];
      char hex[BELAY_TRAIL_DIGEST_HEX + 1];

      belay_trail_digest_compute (self->digest, self->buffer->str + whole, written - whole, digest);
      belay_trail_digest_to_hex (digest, hex);
      g_string_append_printf (self->torn, "%s{\"segment\":%u,\"bytes\":%" G_GSIZE_FORMAT ",\"sha256\":\"%s\"}",
                              self->torn->len > 0 ? "," : "", self->segment, written - whole, hex);
    }

  self->size += written;
  g_string_truncate (self->buffer, 0);
  g_array_set_size (self->lines, 0);
}

/**
 * belay_trail_log_flush:
 * @self: a log
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if everything gathered is in the file
 */
gboolean
belay_trail_log_flush (BelayTrailLog  *self,
                       GError        **error)
{
  gsize written;
  gboolean success;
  int error_number;

  if (self->buffer->len == 0)
    return TRUE;

  success = belay_trail_write_all (self->fd, self->buffer->str, self->buffer->len, &written);
  error_number = errno;
  take_stock (self, written);

  if (!success)
    return belay_trail_folder_set_error (self->folder, "append", error_number, error);

  return TRUE;
}

/* The segment is still the file of that name, and holds what this log wrote and nothing else. */
static gboolean
check_segment (BelayTrailLog  *self,
               GError        **error)
{
  g_autofree char *name = g_strdup_printf (BELAY_TRAIL_SEGMENT_NAME, self->segment);
  struct stat here, there;

  if (fstat (self->fd, &here) != 0 ||
      fstatat (belay_trail_folder_get_fd (self->folder), name, &there, AT_SYMLINK_NOFOLLOW) != 0)
    return belay_trail_folder_set_error (self->folder, "identity", errno, error);

  if (here.st_dev != there.st_dev || here.st_ino != there.st_ino || here.st_size != self->size)
    return belay_trail_folder_set_error (self->folder, "identity", ESTALE, error);

  return belay_trail_folder_check (self->folder, error);
}

/* While ext4 gives up its journal, a sync can report success for what was never committed: the transaction was ended, not
 * written (Linux 6.18: jbd2_complete_transaction() after jbd2_journal_abort(); seen in one of twenty emergency remounts). A
 * change of the file needs the journal and says that it is gone; this one changes nothing. */
static gboolean
has_journal (BelayTrailLog *self)
{
  return ftruncate (self->fd, self->size) == 0;
}

/**
 * belay_trail_log_sync:
 * @self: a log
 * @error: (nullable): return location for an error
 *
 * A failed sync is never tried again: the kernel may have dropped the pages and would report success.
 *
 * Returns: %TRUE if everything appended is durable, in the file everyone finds
 */
gboolean
belay_trail_log_sync (BelayTrailLog  *self,
                      GError        **error)
{
  if (!belay_trail_log_flush (self, error))
    return FALSE;

  if (!self->dirty)
    return TRUE;

  if (!check_segment (self, error))
    return FALSE;

  if (fdatasync (self->fd) != 0 || !has_journal (self))
    return belay_trail_folder_set_error (self->folder, "sync", errno, error);

  self->dirty = FALSE;

  if (self->waiting == 0 && self->seq > self->noted_seq)
    self->waiting = g_get_monotonic_time ();

  return TRUE;
}

/**
 * belay_trail_log_get_wait:
 * @self: a log that was begun or goes on
 *
 * Returns: microseconds until there will be something to do that nobody asks for; -1 if there will not be
 */
gint64
belay_trail_log_get_wait (BelayTrailLog *self)
{
  if (self->dirty || belay_trail_seal_get_n_unsynced (self->seal) > 0)
    return IDLE_SYNC_DELAY;

  if (self->waiting == 0)
    return -1;

  return MAX (self->waiting + NOTE_DELAY - g_get_monotonic_time (), 1);
}

/**
 * belay_trail_log_note:
 * @self: a log of which everything appended is durable
 * @error: (nullable): return location for an error
 *
 * A checkpoint never speaks of a record that a power cut could take back.
 *
 * Returns: %TRUE if a checkpoint vouches for the last record
 */
gboolean
belay_trail_log_note (BelayTrailLog  *self,
                      GError        **error)
{
  BelayTrailCheckpoint where = { .seq = self->written_seq, .time = self->written_time };

  if (self->noted_seq >= self->written_seq)
    return TRUE;

  memcpy (where.head, self->written_head, sizeof where.head);
  belay_trail_merkle_get_root (self->written_lines, where.root);

  if (!belay_trail_seal_note (self->seal, &where, error))
    return FALSE;

  self->noted_seq = self->written_seq;
  self->waiting = 0;

  return TRUE;
}

/* Enough durable records wait for a checkpoint, or one has waited long enough. */
static gboolean
is_due (BelayTrailLog *self)
{
  return !self->dirty && self->waiting > 0 &&
         (self->seq - self->noted_seq >= NOTE_RECORDS || g_get_monotonic_time () - self->waiting >= NOTE_DELAY);
}

/**
 * belay_trail_log_attend:
 * @self: a log that was begun or goes on
 * @idle: whether nothing else is to do at the moment
 * @error: (nullable): return location for an error
 *
 * Writes a checkpoint if one is due. It need not be durable before the next one: the disk is waited for when nobody
 * else waits.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_WRITE
 */
gboolean
belay_trail_log_attend (BelayTrailLog  *self,
                        gboolean        idle,
                        GError        **error)
{
  if (is_due (self) && !belay_trail_log_note (self, error))
    return FALSE;

  if (!idle && belay_trail_seal_get_n_unsynced (self->seal) < MAX_UNSYNCED)
    return TRUE;

  return belay_trail_seal_sync (self->seal, error);
}

/**
 * belay_trail_log_finish:
 * @self: a log whose last record is session.close
 * @error: (nullable): return location for an error
 *
 * The chain vouches for every line but its last one; the checkpoint does for that.
 *
 * Returns: %TRUE if the session is complete on disk
 */
gboolean
belay_trail_log_finish (BelayTrailLog  *self,
                        GError        **error)
{
  return belay_trail_log_sync (self, error) &&
         belay_trail_log_note (self, error) &&
         belay_trail_seal_sync (self->seal, error);
}

/**
 * belay_trail_log_fail:
 * @self: a log of which a function failed
 *
 * The last words go to a segment of their own: the one that failed may end in half a line, and a descriptor whose
 * sync failed is not to be trusted. Whatever goes wrong here is not reported: the first error has been.
 */
void
belay_trail_log_fail (BelayTrailLog *self)
{
  int error_number;
  const char *operation = belay_trail_folder_get_failure (self->folder, &error_number);
  const char *name = error_number != 0 ? strerrorname_np (error_number) : NULL;
  g_autofree char *torn = NULL;
  g_autofree char *payload = NULL;
  BelayTrailStamp stamp;

  /* Lines that never reached the file are not part of the chain. */
  g_string_truncate (self->buffer, 0);
  g_array_set_size (self->lines, 0);
  self->seq = self->written_seq;
  memcpy (self->head, self->written_head, sizeof self->head);

  belay_trail_folder_release_reserve (self->folder);
  belay_trail_stamp_now (&stamp);
  torn = belay_trail_log_take_torn (self);
  payload = g_strdup_printf (",\"operation\":\"%s\",\"errno\":\"%s\"%s",
                             operation != NULL ? operation : "record", name != NULL ? name : "", torn);

  if (!open_segment (self, self->segment + 1, NULL) ||
      !belay_trail_log_append (self, &stamp, "audit.failed", payload, NULL, NULL) ||
      !belay_trail_log_flush (self, NULL) ||
      fdatasync (self->fd) != 0 ||
      !belay_trail_log_note (self, NULL) ||
      !belay_trail_seal_sync (self->seal, NULL))
    g_info ("The end of the record %s cannot be recorded", belay_trail_folder_get_id (self->folder));
}
