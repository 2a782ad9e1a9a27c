/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A day, in nanoseconds. */
#define SEGMENT_AGE (G_GINT64_CONSTANT (86400) * G_GINT64_CONSTANT (1000000000))

/* Lines are gathered up to this many bytes before they are written without being asked to. */
#define BUFFER_SIZE (1024 * 1024)

/* One line in the buffer: what the chain is at its end. */
typedef struct
{
  gsize   end;
  guint64 seq;
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
  guint8            written_head[BELAY_TRAIL_DIGEST_SIZE];

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
  return open_segment (self, 1, error);
}

/**
 * belay_trail_log_continue:
 * @self: a new log
 * @segment: the last segment there is
 * @seq: the last record in it or before it
 * @head: the SHA-256 of that record's line
 * @torn: (nullable): JSON objects with commas between, for the half lines no record names yet
 * @error: (nullable): return location for an error
 *
 * Nothing that is there is touched: the chain goes on in a segment of its own.
 *
 * Returns: %TRUE if that segment is there
 */
gboolean
belay_trail_log_continue (BelayTrailLog  *self,
                          guint           segment,
                          guint64         seq,
                          const guint8    head[BELAY_TRAIL_DIGEST_SIZE],
                          const char     *torn,
                          GError        **error)
{
  self->seq = self->written_seq = seq;
  memcpy (self->head, head, BELAY_TRAIL_DIGEST_SIZE);
  memcpy (self->written_head, head, BELAY_TRAIL_DIGEST_SIZE);

  if (torn != NULL)
    g_string_assign (self->torn, torn);

  return open_segment (self, segment + 1, error);
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

  if (fdatasync (self->fd) != 0)
    return belay_trail_folder_set_error (self->folder, "sync", errno, error);

  self->dirty = FALSE;

  return TRUE;
}

/**
 * belay_trail_log_finish:
 * @self: a log whose last record is session.close
 * @stamp: when that was handed over
 * @error: (nullable): return location for an error
 *
 * The chain vouches for every line but its last one; the note does for that.
 *
 * Returns: %TRUE if the session is complete on disk
 */
gboolean
belay_trail_log_finish (BelayTrailLog          *self,
                        const BelayTrailStamp  *stamp,
                        GError                **error)
{
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];
  g_autofree char *note = NULL;
  gsize written;
  int fd;

  if (!belay_trail_log_sync (self, error))
    return FALSE;

  belay_trail_digest_to_hex (self->head, hex);
  note = g_strdup_printf ("{\"v\":%d,\"seq\":%" G_GUINT64_FORMAT ",\"t\":%" G_GINT64_FORMAT
                          ",\"sess\":\"%s\",\"head\":\"%s\"}\n",
                          BELAY_TRAIL_VERSION, self->seq, stamp->real,
                          belay_trail_folder_get_id (self->folder), hex);
  fd = openat (belay_trail_folder_get_fd (self->folder), BELAY_TRAIL_NOTES_NAME,
               O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    return belay_trail_folder_set_error (self->folder, "checkpoint", errno, error);

  if (!belay_trail_write_all (fd, note, strlen (note), &written) || fdatasync (fd) != 0)
    {
      belay_trail_folder_set_error (self->folder, "checkpoint", errno, error);
      close (fd);
      return FALSE;
    }

  close (fd);

  return belay_trail_folder_sync (self->folder, error);
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
      fdatasync (self->fd) != 0)
    g_info ("The end of the record %s cannot be recorded", belay_trail_folder_get_id (self->folder));
}
