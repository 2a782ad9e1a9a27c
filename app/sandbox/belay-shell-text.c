/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-shell-text.h"

#include <string.h>

/* A character cut in half at the mark is not there rather than damaged: at most three bytes of each side. */
static gsize
skip_half (const guint8 *data,
           gsize         length)
{
  gsize n = 0;

  while (n < length && n < 3 && (data[n] & 0xc0) == 0x80)
    n++;

  return n;
}

static gsize
drop_half (const guint8 *data,
           gsize         length)
{
  for (gsize back = 1; back <= 3 && back <= length; back++)
    {
      guint8 c = data[length - back];

      if ((c & 0xc0) == 0xc0)
        return (c >= 0xf0 ? 4u : c >= 0xe0 ? 3u : 2u) > back ? length - back : length;
      if ((c & 0x80) == 0)
        break;
    }

  return length;
}

static char *
make_clipped (const guint8 *payload,
              guint64       size)
{
  gsize head = drop_half (payload, BELAY_SHELL_KEPT);
  gsize skipped = skip_half (payload + BELAY_SHELL_KEPT, BELAY_SHELL_KEPT);
  gsize tail = BELAY_SHELL_KEPT - skipped;
  g_autofree char *begin = g_utf8_make_valid ((const char *) payload, (gssize) head);
  g_autofree char *end = g_utf8_make_valid ((const char *) payload + BELAY_SHELL_KEPT + skipped, (gssize) tail);

  return g_strdup_printf ("%s\n[… %" G_GUINT64_FORMAT " bytes of output left out here …]\n%s",
                          begin, size - head - tail, end);
}

/* How it ended is for the caller to say. */
BelayShellOutput *
belay_shell_output_read (const BelayShellAnswer *answer,
                         const guint8           *payload,
                         gsize                   length)
{
  BelayShellOutput *self;

  if (length != MIN (answer->size, (guint64) 2 * BELAY_SHELL_KEPT) || answer->value > 255)
    return NULL;

  self = g_new0 (BelayShellOutput, 1);
  self->status = answer->value;
  self->size = answer->size;
  self->clipped = answer->size > length;
  self->text = self->clipped ? make_clipped (payload, answer->size)
                             : g_utf8_make_valid ((const char *) payload, (gssize) length);

  return self;
}

static gboolean
get_kind (char                 letter,
          BelayShellEntryKind *kind)
{
  switch ((BelayShellListed) letter)
    {
    case BELAY_SHELL_LISTED_FILE:
      *kind = BELAY_SHELL_ENTRY_FILE;
      return TRUE;
    case BELAY_SHELL_LISTED_FOLDER:
      *kind = BELAY_SHELL_ENTRY_FOLDER;
      return TRUE;
    case BELAY_SHELL_LISTED_LINK:
      *kind = BELAY_SHELL_ENTRY_LINK;
      return TRUE;
    case BELAY_SHELL_LISTED_OTHER:
      *kind = BELAY_SHELL_ENTRY_OTHER;
      return TRUE;
    default:
      return FALSE;
    }
}

/* Nothing that leads out of the folder: each part has a name of its own. */
static gboolean
stays_below (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);

  if (strlen (path) > BELAY_SHELL_MAX_PATH || parts[0] == NULL)
    return FALSE;

  for (char **part = parts; *part != NULL; part++)
    {
      if (**part == '\0' || g_str_equal (*part, ".") || g_str_equal (*part, ".."))
        return FALSE;
    }

  return TRUE;
}

static BelayShellEntry *
read_entry (const char *text)
{
  BelayShellEntry *self;
  BelayShellEntryKind kind;
  guint64 size = 0;
  const char *p = text + 1;

  if (!get_kind (*text, &kind))
    return NULL;

  for (; g_ascii_isdigit (*p) && size < G_MAXUINT64 / 100; p++)
    size = size * 10 + (guint64) (*p - '0');

  if (p == text + 1 || *p != ' ' || !stays_below (p + 1))
    return NULL;

  self = g_new (BelayShellEntry, 1);
  *self = (BelayShellEntry) { kind, size, g_strdup (p + 1) };

  return self;
}

GPtrArray *
belay_shell_list_read (const guint8 *data,
                       gsize         length)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_shell_entry_free);

  while (length > 0)
    {
      const guint8 *end = memchr (data, '\0', length);
      BelayShellEntry *entry = end != NULL ? read_entry ((const char *) data) : NULL;

      if (entry == NULL)
        return NULL;

      g_ptr_array_add (list, entry);
      if (list->len > BELAY_SHELL_MAX_LISTED)
        return NULL;

      length -= (gsize) (end - data) + 1;
      data = end + 1;
    }

  return g_steal_pointer (&list);
}

/* For the model: not translated. */
void
belay_shell_set_error (GError          **error,
                       BelayShellError   code)
{
  static const char * const messages[] = {
    [BELAY_SHELL_ERROR_GONE] = "The shell of the sandbox does not answer any more",
    [BELAY_SHELL_ERROR_FAILED] = "It failed",
    [BELAY_SHELL_ERROR_NOT_FOUND] = "No such file or folder",
    [BELAY_SHELL_ERROR_DENIED] = "Permission denied",
    [BELAY_SHELL_ERROR_EXISTS] = "The file exists already",
    [BELAY_SHELL_ERROR_FOLDER] = "It is a folder",
    [BELAY_SHELL_ERROR_NO_FOLDER] = "It is not a folder",
    [BELAY_SHELL_ERROR_LINK] = "It is a symbolic link, and none is followed",
    [BELAY_SHELL_ERROR_SPECIAL] = "It is not a regular file",
    [BELAY_SHELL_ERROR_CHANGED] = "The file has changed",
    [BELAY_SHELL_ERROR_TOO_LARGE] = "The file is too large",
    [BELAY_SHELL_ERROR_FULL] = "No space is left",
  };

  g_set_error_literal (error, BELAY_SHELL_ERROR, (int) code, messages[code]);
}

BelayShellError
belay_shell_error_of (BelayShellStatus status)
{
  static const BelayShellError codes[BELAY_SHELL_N_STATUSES] = {
    [BELAY_SHELL_OK] = BELAY_SHELL_ERROR_FAILED,
    [BELAY_SHELL_ENDED] = BELAY_SHELL_ERROR_FAILED,
    [BELAY_SHELL_KILLED] = BELAY_SHELL_ERROR_FAILED,
    [BELAY_SHELL_NOT_FOUND] = BELAY_SHELL_ERROR_NOT_FOUND,
    [BELAY_SHELL_DENIED] = BELAY_SHELL_ERROR_DENIED,
    [BELAY_SHELL_EXISTS] = BELAY_SHELL_ERROR_EXISTS,
    [BELAY_SHELL_FOLDER] = BELAY_SHELL_ERROR_FOLDER,
    [BELAY_SHELL_NO_FOLDER] = BELAY_SHELL_ERROR_NO_FOLDER,
    [BELAY_SHELL_LINK] = BELAY_SHELL_ERROR_LINK,
    [BELAY_SHELL_SPECIAL] = BELAY_SHELL_ERROR_SPECIAL,
    [BELAY_SHELL_CHANGED] = BELAY_SHELL_ERROR_CHANGED,
    [BELAY_SHELL_FULL] = BELAY_SHELL_ERROR_FULL,
    [BELAY_SHELL_FAILED] = BELAY_SHELL_ERROR_FAILED,
  };

  return codes[status];
}
