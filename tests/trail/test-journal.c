/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-forge.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-trail-anchor.h"
#include "belay-trail-known.h"

/* A journal of this test's own: the socket it is written to, and a journalctl that prints what came there. */
typedef struct
{
  Root  root;
  int   fd;
  char *socket;
  char *entries;        /* file of JSON, one entry a line */
  char *asked;          /* file: the words journalctl was called with */
  char *path;           /* the PATH before */
} Journal;

static void
journal_set_up (Journal       *journal,
                gconstpointer  data)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *program = NULL;
  g_autofree char *script = NULL;
  g_autofree char *path = NULL;

  root_set_up (&journal->root, data);
  journal->socket = g_build_filename (journal->root.path, "socket", NULL);
  journal->entries = g_build_filename (journal->root.path, "entries", NULL);
  journal->asked = g_build_filename (journal->root.path, "asked", NULL);
  journal->path = g_strdup (g_getenv ("PATH"));
  program = g_build_filename (journal->root.path, "journalctl", NULL);

  g_strlcpy (address.sun_path, journal->socket, sizeof address.sun_path);
  journal->fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (bind (journal->fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_setenv ("BELAY_JOURNAL_SOCKET", journal->socket, TRUE);

  script = g_strdup_printf ("#!/bin/sh\nprintf '%%s\\n' \"$@\" > '%s'\ncat '%s'\n", journal->asked, journal->entries);
  g_assert_true (g_file_set_contents_full (program, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_assert_true (g_file_set_contents (journal->entries, "", -1, NULL));
  path = g_strdup_printf ("%s:%s", journal->root.path, journal->path);
  g_setenv ("PATH", path, TRUE);
}

static void
journal_tear_down (Journal       *journal,
                   gconstpointer  data)
{
  g_setenv ("PATH", journal->path, TRUE);
  g_setenv ("BELAY_JOURNAL_SOCKET", "/nonexistent", TRUE);
  close (journal->fd);
  root_tear_down (&journal->root, data);
  g_free (journal->socket);
  g_free (journal->entries);
  g_free (journal->asked);
  g_free (journal->path);
}

static void
add_field (GString    *json,
           const char *text,
           const char *name)
{
  g_autofree char *mark = g_strdup_printf ("\n%s=", name);
  const char *at = strstr (text, mark);
  g_autofree char *value = NULL;
  g_autofree char *escaped = NULL;

  g_assert_nonnull (at);
  at += strlen (mark);
  value = g_strndup (at, strcspn (at, "\n"));
  escaped = g_strescape (value, NULL);
  g_string_append_printf (json, "%s\"%s\":\"%s\"", json->len > 1 ? "," : "", name, escaped);
}

/* What came to the socket is in the journal now; how many entries. */
static guint
take_entries (Journal *journal)
{
  g_autoptr(GString) text = g_string_new (NULL);
  char datagram[8192];
  guint n = 0;
  gssize length;

  while ((length = recv (journal->fd, datagram, sizeof datagram - 1, 0)) > 0)
    {
      g_autoptr(GString) json = g_string_new ("{");

      datagram[length] = '\0';
      g_assert_cmpint (datagram[length - 1], ==, '\n');
      g_assert_true (g_str_has_prefix (datagram, "MESSAGE=Checkpoint of record "));
      g_assert_nonnull (strstr (datagram, "\nBELAY_SEQ="));
      g_assert_nonnull (strstr (datagram, "\nMESSAGE_ID=5f1c3b1a0f6d4a0e9b7c2d84e6a91f37\n"));
      add_field (json, datagram, "BELAY_SESSION");
      add_field (json, datagram, "BELAY_CERTIFICATE");
      add_field (json, datagram, "BELAY_CHECKPOINT");
      g_string_append_printf (text, "%s}\n", json->str);
      n++;
    }

  g_assert_true (g_file_set_contents (journal->entries, text->str, -1, NULL));

  return n;
}

static BelayTrailReport *
ask (const char        *directory,
     BelayTrailVerdict  verdict,
     const char        *words)
{
  const BelayTrailTrust trust = { .journal = TRUE };
  g_autoptr(GError) error = NULL;
  BelayTrailReport *report = belay_trail_verify_with (directory, &trust, &error);
  g_autofree char *text = belay_trail_report_describe (report);

  g_test_message ("%s", text);
  g_assert_cmpint (report->verdict, ==, verdict);

  if (strstr (text, words) == NULL)
    g_error ("“%s” is not in: %s", words, text);

  return report;
}

static void
test_agrees (Journal       *journal,
             gconstpointer  data)
{
  g_autofree char *path = make_session (journal->root.path, 2);
  g_autofree char *match = NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *asked = NULL;
  g_autoptr(BelayTrailReport) report = NULL;

  g_assert_cmpuint (take_entries (journal), ==, 2);
  report = ask (path, BELAY_TRAIL_SEALED, "");
  g_assert_cmpuint (report->n_anchors, ==, 2);

  match = g_strconcat ("BELAY_SESSION=", name, "\n", NULL);
  g_assert_true (g_file_get_contents (journal->asked, &asked, NULL, NULL));
  g_assert_nonnull (strstr (asked, match));
  g_assert_nonnull (strstr (asked, "MESSAGE_ID=5f1c3b1a0f6d4a0e9b7c2d84e6a91f37\n"));
}

static void
drop_last (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, lines->len - 1);
}

/* A tail cut off with the checkpoints that speak of it leaves no trace in the files. */
static void
test_tail_cut (Journal       *journal,
               gconstpointer  data)
{
  g_autofree char *path = make_session (journal->root.path, 2);
  g_autoptr(BelayTrailReport) report = NULL;

  take_entries (journal);
  change_file (path, "log.0001.jsonl", drop_last);
  change_file (path, "checkpoints", drop_last);
  assert_verdict (path, BELAY_TRAIL_UNSEALED, "It was not closed");
  report = ask (path, BELAY_TRAIL_BROKEN, "the system's journal has a checkpoint of record 13");
  g_assert_cmpuint (report->bad_seq, ==, 13);
}

/* Who has the key of the installation, too, can make a record that looks sealed; the journal knows better. */
static void
test_forged_with_own_key (Journal       *journal,
                          gconstpointer  data)
{
  g_autofree char *path = make_session (journal->root.path, 2);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailIdentity) own = belay_trail_identity_load (&error);
  g_autoptr(BelayTrailReport) report = NULL;

  take_entries (journal);
  forge (path, own, forge_decision);
  assert_verdict (path, BELAY_TRAIL_SEALED, "");
  report = ask (path, BELAY_TRAIL_BROKEN, "the record was written anew");
  g_assert_cmpuint (report->bad_seq, ==, 1);
}

static void
test_replaced (Journal       *journal,
               gconstpointer  data)
{
  g_autofree char *path = make_session (journal->root.path, 2);
  g_autoptr(BelayTrailReport) report = NULL;

  take_entries (journal);
  forge (path, NULL, forge_decision);
  report = ask (path, BELAY_TRAIL_BROKEN, "the record was written anew");
}

/* A session that is gone as a whole. */
static void
test_taken_away (Journal       *journal,
                 gconstpointer  data)
{
  g_autofree char *path = make_session (journal->root.path, 2);
  g_autofree char *name = g_path_get_basename (path);
  g_auto(GStrv) own = belay_trail_known_list ();
  const char * const strangers[] = { NULL };
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_auto(GStrv) missing = NULL;
  g_auto(GStrv) none = NULL;
  g_auto(GStrv) not_believed = NULL;
  g_autofree char *asked = NULL;

  take_entries (journal);
  not_believed = belay_trail_anchor_list_missing (strangers, names);
  g_assert_cmpuint (g_strv_length (not_believed), ==, 0);
  missing = belay_trail_anchor_list_missing ((const char * const *) own, names);
  g_assert_cmpstr (missing[0], ==, name);
  g_assert_true (g_file_get_contents (journal->asked, &asked, NULL, NULL));
  g_assert_nonnull (strstr (asked, "BELAY_SEQ=1\n"));
  g_ptr_array_add (names, name);
  none = belay_trail_anchor_list_missing ((const char * const *) own, names);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

/* Everybody may write to a journal: noise, entries of another session, and what others have signed change nothing. */
static void
test_not_believed (Journal       *journal,
                   gconstpointer  data)
{
  g_autofree char *path = make_session (journal->root.path, 2);
  g_autofree char *other = NULL;
  g_autofree char *entries = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr(GString) text = g_string_new ("{\"BELAY_CERTIFICATE\":\"\",\"BELAY_CHECKPOINT\":\"{\"}\nnoise\n[[[\n{}\n");
  g_autoptr(BelayTrailIdentity) stranger = NULL;
  g_autoptr(BelayTrailReport) report = NULL;
  g_autofree char *log = read_log (path, 1);
  g_autofree char *first = read_file (path, "session.pub");
  g_autofree char *notes = read_file (path, "checkpoints");

  take_entries (journal);
  other = make_session (journal->root.path, 1);
  take_entries (journal);
  g_assert_true (g_file_get_contents (journal->entries, &entries, NULL, NULL));
  g_string_append (text, entries);

  /* The same session as a stranger would have it. */
  stranger = make_other_identity ();
  forge (path, stranger, forge_decision);
  certificate = read_file (path, "session.pub");
  checkpoint = read_file (path, "checkpoints");
  g_strdelimit (certificate, "\n", '\0');
  g_strdelimit (checkpoint, "\n", '\0');
  {
    g_autofree char *one = g_strescape (certificate, NULL);
    g_autofree char *two = g_strescape (checkpoint, NULL);

    g_string_append_printf (text, "{\"BELAY_CERTIFICATE\":\"%s\",\"BELAY_CHECKPOINT\":\"%s\"}\n", one, two);
  }

  write_log (path, 1, log, -1);
  write_file (path, "session.pub", first);
  write_file (path, "checkpoints", notes);
  g_assert_true (g_file_set_contents (journal->entries, text->str, -1, NULL));
  report = ask (path, BELAY_TRAIL_SEALED, "");
  g_assert_cmpuint (report->n_anchors, ==, 0);
}

/* A journal that takes nothing, or is not there, costs the record nothing. */
static void
test_absent (Journal       *journal,
             gconstpointer  data)
{
  g_autofree char *full = make_session (journal->root.path, 2);
  g_autofree char *path = NULL;
  g_autoptr(BelayTrailReport) report = NULL;

  while (belay_trail_journal_send ("s", 1, "c\n", "n\n"))
    continue;

  path = make_session (journal->root.path, 2);
  assert_verdict (path, BELAY_TRAIL_SEALED, "");
  g_setenv ("PATH", "/nonexistent", TRUE);
  report = ask (path, BELAY_TRAIL_SEALED, "");
}

#define ADD(name, function) \
  g_test_add ("/journal/" name, Journal, NULL, journal_set_up, function, journal_tear_down)

int
main (int    argc,
      char **argv)
{
  isolate ();
  g_test_init (&argc, &argv, NULL);

  ADD ("agrees", test_agrees);
  ADD ("tail-cut", test_tail_cut);
  ADD ("forged-with-own-key", test_forged_with_own_key);
  ADD ("replaced", test_replaced);
  ADD ("taken-away", test_taken_away);
  ADD ("not-believed", test_not_believed);
  ADD ("absent", test_absent);

  return g_test_run ();
}
