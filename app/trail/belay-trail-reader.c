/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail.h"
#include "belay-trail-log.h"

/* A segment is no longer than this, or holds a single line. */
#define MAX_SEGMENT (BELAY_TRAIL_SEGMENT_SIZE + BELAY_TRAIL_MAX_LINE)

/* How much of the end of a segment is looked at for the last line. A session.close is far shorter. */
#define TAIL_SIZE 4096

struct _BelayTrailReader
{
  int               dir_fd;
  BelayTrailDigest *digest;

  guint             segment;
  guint             last_segment;
  char             *data;       /* the whole segment */
  gsize             length;
  gsize             capacity;
  gsize             offset;     /* of the next line */

  guint64           seq;
  guint8            head[BELAY_TRAIL_DIGEST_SIZE];
  char              session[65];
  char              boot[37];
  gint64            time;
  gint64            mono;
  gboolean          closed;
  GString          *torn;
  guint64           bad_seq;
};

static gboolean
parse_segment_name (const char *name,
                    guint      *segment)
{
  g_autofree char *canonical = NULL;

  if (!g_str_has_prefix (name, "log."))
    return FALSE;

  *segment = (guint) g_ascii_strtoull (name + strlen ("log."), NULL, 10);
  canonical = g_strdup_printf (BELAY_TRAIL_SEGMENT_NAME, *segment);

  return *segment > 0 && g_str_equal (name, canonical);
}

/* The highest number of a segment in @directory; 0: there is none. */
static guint
find_last_segment (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;
  guint segment, last = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (parse_segment_name (name, &segment))
      last = MAX (last, segment);

  return last;
}

/**
 * belay_trail_reader_new:
 * @directory: the directory of a session
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): a reader before the first record; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND
 */
BelayTrailReader *
belay_trail_reader_new (const char  *directory,
                        GError     **error)
{
  BelayTrailReader *self;
  guint last_segment = find_last_segment (directory);
  int fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0 || last_segment == 0)
    {
      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND,
                   _("There is no record of a session in %s."), directory);

      if (fd >= 0)
        close (fd);

      return NULL;
    }

  self = g_new0 (BelayTrailReader, 1);
  self->dir_fd = fd;
  self->last_segment = last_segment;
  self->digest = belay_trail_digest_new ();
  self->torn = g_string_new (NULL);

  return self;
}

/**
 * belay_trail_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
belay_trail_reader_free (BelayTrailReader *self)
{
  if (self == NULL)
    return;

  close (self->dir_fd);
  belay_trail_digest_free (self->digest);
  g_string_free (self->torn, TRUE);
  g_free (self->data);
  g_free (self);
}

G_GNUC_PRINTF (4, 5)
static gboolean
set_broken (BelayTrailReader  *self,
            guint64            bad_seq,
            GError           **error,
            const char        *format,
            ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  self->bad_seq = bad_seq;
  g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN,
               _("Record %" G_GUINT64_FORMAT ": %s"), bad_seq, message);

  return FALSE;
}

static gboolean
read_all (int    fd,
          char  *data,
          gsize  length)
{
  gsize done = 0;

  while (done < length)
    {
      gssize n = read (fd, data + done, length - done);

      if (n < 0 && errno == EINTR)
        continue;

      if (n <= 0)
        return FALSE;

      done += (gsize) n;
    }

  return TRUE;
}

static gboolean
load_segment (BelayTrailReader  *self,
              GError           **error)
{
  g_autofree char *name = g_strdup_printf (BELAY_TRAIL_SEGMENT_NAME, ++self->segment);
  int fd = openat (self->dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  gboolean success;

  if (fd < 0)
    return set_broken (self, self->seq + 1, error, _("the file %s cannot be read: %s."), name, g_strerror (errno));

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_SEGMENT)
    {
      close (fd);
      return set_broken (self, self->seq + 1, error, _("the file %s is none of a record."), name);
    }

  self->offset = 0;
  self->length = (gsize) status.st_size;

  if (self->length > self->capacity)
    {
      g_free (self->data);
      self->data = g_malloc (self->length);
      self->capacity = self->length;
    }

  success = read_all (fd, self->data, self->length);
  close (fd);

  if (!success)
    return set_broken (self, self->seq + 1, error, _("the file %s cannot be read."), name);

  return TRUE;
}

/* The segment ends in half a line. The next record has to know of it. */
static void
note_torn (BelayTrailReader *self)
{
  gsize length = self->length - self->offset;
  guint8 digest[BELAY_TRAIL_DIGEST_SIZE];
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];

  belay_trail_digest_compute (self->digest, self->data + self->offset, length, digest);
  belay_trail_digest_to_hex (digest, hex);
  g_string_append_printf (self->torn, "%s{\"segment\":%u,\"bytes\":%" G_GSIZE_FORMAT ",\"sha256\":\"%s\"}",
                          self->torn->len > 0 ? "," : "", self->segment, length, hex);
  self->offset = self->length;
}

/* The next whole line; FALSE at the end and on errors. */
static gboolean
next_line (BelayTrailReader  *self,
           const char       **line,
           gsize             *length,
           GError           **error)
{
  for (;;)
    {
      const char *start = self->data + self->offset;
      const char *newline = NULL;

      if (self->offset < self->length)
        newline = memchr (start, '\n', self->length - self->offset);

      if (newline != NULL)
        {
          *line = start;
          *length = (gsize) (newline - start) + 1;
          self->offset += *length;
          return TRUE;
        }

      if (self->offset < self->length)
        note_torn (self);

      if (self->segment == self->last_segment || !load_segment (self, error))
        return FALSE;
    }
}

/* The link between two records is cut. Which of them was changed shows in whether the one after still follows. */
static gboolean
set_unlinked (BelayTrailReader        *self,
              const BelayTrailRecord  *record,
              GError                 **error)
{
  guint8 digest[BELAY_TRAIL_DIGEST_SIZE];
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];
  BelayTrailRecord next;
  const char *line, *newline;

  if (self->seq == 0)
    return set_broken (self, 1, error, _("it follows on another one, but is the first."));

  belay_trail_digest_compute (self->digest, record->line.at, record->line.length, digest);
  belay_trail_digest_to_hex (digest, hex);
  line = record->line.at + record->line.length;
  newline = self->offset < self->length ? memchr (line, '\n', self->length - self->offset) : NULL;

  if (newline == NULL || !belay_trail_scan_record (line, (gsize) (newline - line) + 1, &next))
    return set_broken (self, self->seq, error,
                       _("its SHA-256 is not what record %" G_GUINT64_FORMAT " says; one of the two was changed."),
                       record->seq);

  if (belay_trail_span_equal (next.prev, hex))
    return set_broken (self, self->seq, error,
                       _("its SHA-256 is not what record %" G_GUINT64_FORMAT " says; it was changed."), record->seq);

  return set_broken (self, record->seq, error, _("it does not follow from the record before; it was changed."));
}

/* Only a record made for it may follow half a line, and it names all there are. */
static gboolean
check_torn (BelayTrailReader        *self,
            const BelayTrailRecord  *record,
            GError                 **error)
{
  g_autofree char *expected = NULL;
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member = { 0 };
  gboolean said = FALSE;

  if (belay_trail_span_equal (record->kind, "audit.gap") || belay_trail_span_equal (record->kind, "audit.failed"))
    while (!said && belay_trail_scan_member (&payload, &member))
      said = belay_trail_span_equal (member.name, "torn");

  if (!said && self->torn->len == 0)
    return TRUE;

  expected = g_strdup_printf ("[%s]", self->torn->str);

  if (!said || !belay_trail_span_equal (member.value, expected))
    return set_broken (self, record->seq, error, _("half a line before it is not the one it names."));

  g_string_truncate (self->torn, 0);

  return TRUE;
}

static gboolean
check_order (BelayTrailReader        *self,
             const BelayTrailRecord  *record,
             GError                 **error)
{
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];

  if (record->seq != self->seq + 1)
    return set_broken (self, self->seq + 1, error,
                       _("record %" G_GUINT64_FORMAT " stands in its place."), record->seq);

  belay_trail_digest_to_hex (self->head, hex);

  if (!belay_trail_span_equal (record->prev, hex))
    return set_unlinked (self, record, error);

  if (self->closed)
    return set_broken (self, record->seq, error, _("it comes after the session was closed."));

  if (belay_trail_span_equal (record->kind, "session.open") != (record->seq == 1))
    return set_broken (self, record->seq, error, _("a session is opened in its first record and nowhere else."));

  if (record->seq > 1 && !belay_trail_span_equal (record->session, self->session))
    return set_broken (self, record->seq, error, _("it belongs to another session."));

  if (record->mono < self->mono && belay_trail_span_equal (record->boot, self->boot))
    return set_broken (self, record->seq, error, _("it is older than the record before."));

  return check_torn (self, record, error);
}

static gboolean
check_payload (BelayTrailReader        *self,
               const BelayTrailRecord  *record,
               GError                 **error)
{
  static const char * const reserved[] = { "v", "seq", "t", "boot", "mono", "sess", "kind", "prev" };
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;

  while (belay_trail_scan_member (&payload, &member))
    for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
      if (belay_trail_span_equal (member.name, reserved[i]))
        return set_broken (self, record->seq, error, _("it says “%s” twice."), reserved[i]);

  if (payload.length > 0)
    return set_broken (self, record->seq, error, _("it is not written as a record is."));

  return TRUE;
}

static void
advance (BelayTrailReader       *self,
         const BelayTrailRecord *record)
{
  belay_trail_digest_compute (self->digest, record->line.at, record->line.length, self->head);
  self->seq = record->seq;
  self->time = record->time;
  self->mono = record->mono;
  self->closed = belay_trail_span_equal (record->kind, "session.close");
  memcpy (self->boot, record->boot.at, record->boot.length);
  self->boot[record->boot.length] = '\0';
  memcpy (self->session, record->session.at, record->session.length);
  self->session[record->session.length] = '\0';
}

/**
 * belay_trail_reader_next:
 * @self: a reader
 * @record: (out caller-allocates): the next record, valid until the next call
 * @error: (nullable): return location for an error
 *
 * Every record is checked: the way it is written, its number, the SHA-256 of the line before, its session, its clock.
 * Half a line is passed over where a later record names it, and at the very end.
 *
 * Returns: %FALSE at the end, and with %BELAY_TRAIL_ERROR_BROKEN
 */
gboolean
belay_trail_reader_next (BelayTrailReader  *self,
                         BelayTrailRecord  *record,
                         GError           **error)
{
  const char *line;
  gsize length;

  if (!next_line (self, &line, &length, error))
    return FALSE;

  if (length > BELAY_TRAIL_MAX_LINE || !belay_trail_scan_record (line, length, record))
    return set_broken (self, self->seq + 1, error, _("it is not written as a record is."));

  if (!check_order (self, record, error) || !check_payload (self, record, error))
    return FALSE;

  advance (self, record);

  return TRUE;
}

/**
 * belay_trail_reader_get_end:
 * @self: a reader
 * @end: (out caller-allocates): where the last record read ends, and what is torn after it; valid until the next call
 */
void
belay_trail_reader_get_end (BelayTrailReader *self,
                            BelayTrailEnd    *end)
{
  end->segment = self->last_segment;
  end->seq = self->seq;
  end->time = self->time;
  memcpy (end->head, self->head, sizeof end->head);
  end->closed = self->closed;
  end->torn = self->torn->len > 0 ? self->torn->str : NULL;
}

/**
 * belay_trail_reader_tell:
 * @self: a reader
 * @place: (out caller-allocates): the place after the last record read
 *
 * Returns: %FALSE before the first record, and if half a line follows
 */
gboolean
belay_trail_reader_tell (BelayTrailReader *self,
                         BelayTrailPlace  *place)
{
  if (self->seq == 0 || self->torn->len > 0)
    return FALSE;

  memset (place, 0, sizeof *place);
  place->segment = self->segment;
  place->offset = self->offset;
  place->seq = self->seq;
  place->time = self->time;
  place->mono = self->mono;
  place->closed = self->closed;
  memcpy (place->head, self->head, sizeof place->head);
  memcpy (place->boot, self->boot, sizeof place->boot);
  memcpy (place->session, self->session, sizeof place->session);

  return TRUE;
}

/**
 * belay_trail_reader_seek:
 * @self: a reader before its first record
 * @place: what belay_trail_reader_tell() said of the same session
 *
 * Goes on after a record that was read by another reader, at another time. The records after it have to follow from it.
 *
 * Returns: %FALSE if there is no such place any more; the reader is not to be used then
 */
gboolean
belay_trail_reader_seek (BelayTrailReader      *self,
                         const BelayTrailPlace *place)
{
  if (place->segment == 0 || place->segment > self->last_segment)
    return FALSE;

  self->segment = place->segment - 1;
  self->seq = place->seq;
  self->time = place->time;
  self->mono = place->mono;
  self->closed = place->closed;
  memcpy (self->head, place->head, sizeof self->head);
  g_strlcpy (self->boot, place->boot, sizeof self->boot);
  g_strlcpy (self->session, place->session, sizeof self->session);

  if (!load_segment (self, NULL) || place->offset > self->length)
    return FALSE;

  self->offset = place->offset;

  return TRUE;
}

/**
 * belay_trail_reader_get_bad_seq:
 * @self: a reader that has answered with %BELAY_TRAIL_ERROR_BROKEN
 *
 * Returns: the number of the first record that is not as it was
 */
guint64
belay_trail_reader_get_bad_seq (BelayTrailReader *self)
{
  return self->bad_seq;
}

/**
 * belay_trail_reader_is_closed:
 * @directory: the directory of a session
 *
 * A quick look, not a proof: the last line alone is read.
 *
 * Returns: %TRUE if the last segment ends with session.close
 */
gboolean
belay_trail_reader_is_closed (const char *directory)
{
  g_autofree char *name = g_strdup_printf (BELAY_TRAIL_SEGMENT_NAME, find_last_segment (directory));
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char tail[TAIL_SIZE];
  BelayTrailRecord record;
  const char *line;
  gssize n = -1;
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd >= 0)
    {
      off_t size = lseek (fd, 0, SEEK_END);

      n = pread (fd, tail, sizeof tail, MAX (size - TAIL_SIZE, 0));
      close (fd);
    }

  if (n < 2)
    return FALSE;

  line = memrchr (tail, '\n', (gsize) n - 1);
  line = line != NULL ? line + 1 : tail;

  return belay_trail_scan_record (line, (gsize) (tail + n - line), &record) &&
         belay_trail_span_equal (record.kind, "session.close");
}
