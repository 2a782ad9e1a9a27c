/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-journal.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-json.h"

#define SOCKET "/run/systemd/journal/socket"

/* Says which entries are checkpoints; see sd_journal_print(3) on message ids. */
#define MESSAGE_ID "5f1c3b1a0f6d4a0e9b7c2d84e6a91f37"

/* Thousands of sessions' worth; more is not read. */
#define MAX_LINE   65536
#define MAX_ANSWER (64 * 1024 * 1024)

/**
 * belay_trail_anchor_free:
 * @anchor: (transfer full) (nullable): a checkpoint from the journal
 */
void
belay_trail_anchor_free (BelayTrailAnchor *anchor)
{
  if (anchor == NULL)
    return;

  g_free (anchor->certificate);
  g_free (anchor->checkpoint);
  g_free (anchor);
}

/* A test has a journal of its own; nobody else sets this. */
static const char *
get_socket (void)
{
  const char *path = g_getenv ("BELAY_JOURNAL_SOCKET");

  return path != NULL ? path : SOCKET;
}

/**
 * belay_trail_journal_send:
 * @session: the name of the session
 * @seq: the record the checkpoint is of
 * @certificate: the line that certifies its key
 * @checkpoint: its line
 *
 * One datagram in the journal's native protocol, https://systemd.io/JOURNAL_NATIVE_PROTOCOL/; it fits the smallest
 * socket buffer, so that no memory descriptor is needed.
 *
 * Returns: %TRUE if the journal took it
 */
gboolean
belay_trail_journal_send (const char *session,
                          guint64     seq,
                          const char *certificate,
                          const char *checkpoint)
{
  g_autofree char *text = NULL;
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  gssize sent;
  int fd;

  if (g_strlcpy (address.sun_path, get_socket (), sizeof address.sun_path) >= sizeof address.sun_path)
    return FALSE;

  text = g_strdup_printf ("MESSAGE=Checkpoint of record %" G_GUINT64_FORMAT " of the session %s\n"
                          "MESSAGE_ID=" MESSAGE_ID "\nPRIORITY=6\nSYSLOG_IDENTIFIER=belay\n"
                          "BELAY_SESSION=%s\nBELAY_SEQ=%" G_GUINT64_FORMAT "\n"
                          "BELAY_CERTIFICATE=%sBELAY_CHECKPOINT=%s",
                          seq, session, session, seq, certificate, checkpoint);
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    return FALSE;

  sent = sendto (fd, text, strlen (text), MSG_NOSIGNAL, (struct sockaddr *) &address, sizeof address);
  close (fd);

  return sent == (gssize) strlen (text);
}

static void
take_entry (GPtrArray  *anchors,
            const char *line)
{
  g_autoptr(JsonNode) node = belay_json_parse (line, -1, MAX_LINE, NULL);
  const char *certificate, *checkpoint;
  BelayTrailAnchor *anchor;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !belay_json_get_string (json_node_get_object (node), "BELAY_CERTIFICATE", &certificate, NULL) ||
      !belay_json_get_string (json_node_get_object (node), "BELAY_CHECKPOINT", &checkpoint, NULL))
    return;

  anchor = g_new0 (BelayTrailAnchor, 1);
  anchor->certificate = g_strdup (certificate);
  anchor->checkpoint = g_strdup (checkpoint);
  g_ptr_array_add (anchors, anchor);
}

static GPtrArray *
parse_answer (GBytes *answer)
{
  GPtrArray *anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_trail_anchor_free);
  gsize length;
  const char *data = g_bytes_get_data (answer, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", MIN (length, MAX_ANSWER));
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    take_entry (anchors, lines[i]);

  return anchors;
}

/**
 * belay_trail_journal_read:
 * @session: (nullable): the name of a session; %NULL: the first checkpoint of each one
 *
 * Asks journalctl(1), because the files of the journal have no other promised reader. Anybody of this user may have
 * written what it answers: believe no more of it than is signed.
 *
 * Returns: (transfer full) (element-type BelayTrailAnchor) (nullable): the oldest first; %NULL if it cannot be asked
 */
GPtrArray *
belay_trail_journal_read (const char *session)
{
  g_autofree char *program = g_find_program_in_path ("journalctl");
  g_autofree char *match = session != NULL ? g_strconcat ("BELAY_SESSION=", session, NULL) : g_strdup ("BELAY_SEQ=1");
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GBytes) answer = NULL;

  if (program == NULL)
    return NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, program,
                              "--no-pager", "--quiet", "--all", "--output=json",
                              "--output-fields=BELAY_CERTIFICATE,BELAY_CHECKPOINT",
                              "MESSAGE_ID=" MESSAGE_ID, match, NULL);

  if (process == NULL || !g_subprocess_communicate (process, NULL, NULL, &answer, NULL, NULL) ||
      !g_subprocess_get_successful (process))
    return NULL;

  return parse_answer (answer);
}
