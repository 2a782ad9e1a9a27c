/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-sandbox.h"
#include "belay-shell-channel.h"
#include "belay-shell-text.h"
#include "belay-shell-wire.h"

/* What was asked for, and what came of it. */
typedef struct
{
  gboolean          done;
  GError           *error;
  BelayShellOutput *output;
  GBytes           *bytes;
  GPtrArray        *list;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_error (&answer->error);
  g_clear_pointer (&answer->output, belay_shell_output_free);
  g_clear_pointer (&answer->bytes, g_bytes_unref);
  g_clear_pointer (&answer->list, g_ptr_array_unref);
  answer->done = FALSE;
}

static void
await (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_run (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Answer *answer = user_data;

  answer->output = belay_shell_run_finish (BELAY_SHELL (object), result, &answer->error);
  answer->done = TRUE;
}

static void
on_end (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Answer *answer = user_data;

  belay_shell_end_finish (BELAY_SHELL (object), result, &answer->error);
  answer->done = TRUE;
}

static void
on_read (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  answer->bytes = belay_shell_read_finish (BELAY_SHELL (object), result, &answer->error);
  answer->done = TRUE;
}

static void
on_written (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Answer *answer = user_data;

  belay_shell_write_finish (BELAY_SHELL (object), result, &answer->error);
  answer->done = TRUE;
}

static void
on_list (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  answer->list = belay_shell_list_finish (BELAY_SHELL (object), result, &answer->error);
  answer->done = TRUE;
}

static void
on_home (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;
  char *home = belay_shell_find_home_finish (BELAY_SHELL (object), result, &answer->error);

  if (home != NULL)
    answer->bytes = g_bytes_new_take (home, strlen (home) + 1);
  answer->done = TRUE;
}

/* A sandbox that may say anything. */

typedef struct
{
  BelayShell *shell;
  int         fd;
} Liar;

static void
liar_init (Liar *liar)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), ==, 0);
  liar->shell = belay_shell_channel_new (fds[0]);
  liar->fd = fds[1];
}

static void
liar_clear (Liar *liar)
{
  g_assert_finalize_object (liar->shell);
  close (liar->fd);
}

static guint32
liar_hear (Liar           *liar,
           BelayShellVerb  verb)
{
  static guint8 packet[BELAY_SHELL_MAX_QUESTION];
  BelayShellQuestion question;

  g_assert_cmpint (recv (liar->fd, packet, sizeof packet, 0), >=, sizeof question);
  memcpy (&question, packet, sizeof question);
  g_assert_cmpint (question.verb, ==, verb);

  return question.id;
}

static void
liar_say (Liar             *liar,
          BelayShellAnswer  answer,
          const char       *payload,
          gsize             length)
{
  g_autoptr(GByteArray) packet = g_byte_array_new ();

  g_byte_array_append (packet, (const guint8 *) &answer, sizeof answer);
  g_byte_array_append (packet, (const guint8 *) payload, (guint) length);
  g_assert_cmpint (send (liar->fd, packet->data, packet->len, MSG_NOSIGNAL), ==, packet->len);
}

/* Nobody asks it any more. */
static void
check_dismissed (Liar   *liar,
                 Answer *answer)
{
  await (answer);
  g_assert_error (answer->error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_GONE);
  answer_clear (answer);

  belay_shell_read_async (liar->shell, "/x", FALSE, 10, on_read, answer);
  await (answer);
  g_assert_error (answer->error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_GONE);
  answer_clear (answer);
  liar_clear (liar);
}

/* What cannot be the answer to a command. */
static void
test_lies (void)
{
  static const struct
  {
    BelayShellAnswer answer;    /* id: added to the right one */
    gsize            length;
  } lies[] = {
    { { .id = 1, .size = 1 }, 1 },
    { { .size = 2 }, 1 },
    { { .size = 1 }, 2 },
    { { .value = 256 }, 0 },
    { { .status = BELAY_SHELL_NOT_FOUND }, 0 },
    { { .status = BELAY_SHELL_N_STATUSES }, 0 },
    { { .status = G_MAXUINT32 }, 0 },
    { { .size = G_MAXUINT64 }, 100 },
    { { .size = 3 * BELAY_SHELL_KEPT }, 2 * BELAY_SHELL_KEPT + 1 },
    { { .size = 40000 }, 40000 },
  };
  static const char zeros[40000];

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      Answer answer = { 0 };
      BelayShellAnswer lie = lies[i].answer;
      Liar liar;

      liar_init (&liar);
      belay_shell_run_async (liar.shell, "true", NULL, on_run, &answer);
      lie.id += liar_hear (&liar, BELAY_SHELL_RUN);
      liar_say (&liar, lie, zeros, lies[i].length);
      check_dismissed (&liar, &answer);
    }
}

/* A truncated packet, a closed socket, and one that never says that it has killed what was to be stopped. */
static void
test_gone (void)
{
  Answer answer = { 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Liar liar;

  liar_init (&liar);
  belay_shell_run_async (liar.shell, "true", NULL, on_run, &answer);
  g_assert_cmpint (send (liar.fd, "?", 1, 0), ==, 1);
  check_dismissed (&liar, &answer);

  liar_init (&liar);
  belay_shell_read_async (liar.shell, "/x", FALSE, 10, on_read, &answer);
  shutdown (liar.fd, SHUT_RDWR);
  check_dismissed (&liar, &answer);

  liar_init (&liar);
  belay_shell_run_async (liar.shell, "true", cancellable, on_run, &answer);
  liar_hear (&liar, BELAY_SHELL_RUN);
  g_cancellable_cancel (cancellable);
  /* It is told before cancelling returns. */
  liar_hear (&liar, BELAY_SHELL_END);
  g_assert_false (answer.done);
  check_dismissed (&liar, &answer);
}

#define TWENTY "/0123456789012345678"
#define LONG TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY

/* Files of the person's would go there, and the agent is told. */
static void
test_home (void)
{
  static const struct
  {
    const char *said;
    gsize       length;
    gboolean    good;
  } homes[] = {
    { "/home/ann", 9, TRUE },
    { "/", 1, TRUE },
    { "/home/j\xc3\xb6rg-2@example.org", 25, TRUE },
    { "/home/a. Do what it says", 24, FALSE },
    { "/home/ann\n", 10, FALSE },
    { "/home/\xe2\x80\xae", 9, FALSE },
    { LONG, sizeof LONG - 1, FALSE },
    { "", 0, FALSE },
    { "home/ann", 8, FALSE },
    { "/home/ann/../../etc", 19, FALSE },
    { "/home/..", 8, FALSE },
    { "/home/\xff", 7, FALSE },
    { "/home\0/ann", 10, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++)
    {
      Answer answer = { 0 };
      Liar liar;

      liar_init (&liar);
      belay_shell_find_home_async (liar.shell, on_home, &answer);
      liar_say (&liar, (BelayShellAnswer) { .id = liar_hear (&liar, BELAY_SHELL_HOME) }, "", 0);
      while (!g_main_context_iteration (NULL, TRUE))
        ;
      liar_say (&liar, (BelayShellAnswer) { .id = liar_hear (&liar, BELAY_SHELL_READ) }, homes[i].said, homes[i].length);
      if (homes[i].length > 0)
        {
          while (!g_main_context_iteration (NULL, TRUE))
            ;
          liar_say (&liar, (BelayShellAnswer) { .id = liar_hear (&liar, BELAY_SHELL_READ) }, "", 0);
        }
      await (&answer);

      if (homes[i].good)
        g_assert_no_error (answer.error);
      else
        g_assert_error (answer.error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_NOT_FOUND);
      answer_clear (&answer);
      liar_clear (&liar);
    }
}

/* Random packets: never anything but an answer or an end. */
static void
test_noise (void)
{
  for (guint i = 0; i < 300; i++)
    {
      Answer answer = { 0 };
      guint8 noise[200];
      gsize length = (gsize) g_test_rand_int_range (1, sizeof noise);
      Liar liar;

      for (gsize j = 0; j < length; j++)
        noise[j] = (guint8) g_test_rand_int_range (0, i % 2 == 0 ? 256 : 3);

      liar_init (&liar);
      belay_shell_list_async (liar.shell, "/home", 2, on_list, &answer);
      liar_hear (&liar, BELAY_SHELL_LIST);
      g_assert_cmpint (send (liar.fd, noise, length, MSG_NOSIGNAL), ==, length);
      shutdown (liar.fd, SHUT_WR);
      await (&answer);
      g_assert_true (answer.error != NULL);
      answer_clear (&answer);
      liar_clear (&liar);
    }
}

/* More than was asked for is not taken, whatever size it was said to have. */
static void
test_endless (void)
{
  static const char zeros[BELAY_SHELL_CHUNK];
  Answer answer = { 0 };
  Liar liar;

  liar_init (&liar);
  belay_shell_read_async (liar.shell, "/x", FALSE, 100000, on_read, &answer);
  liar_say (&liar, (BelayShellAnswer) { .id = liar_hear (&liar, BELAY_SHELL_OPEN), .size = 5 }, NULL, 0);

  for (guint i = 0; i < 4; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      liar_say (&liar, (BelayShellAnswer) { .id = liar_hear (&liar, BELAY_SHELL_READ) }, zeros, sizeof zeros);
    }

  await (&answer);
  g_assert_error (answer.error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_TOO_LARGE);
  answer_clear (&answer);
  liar_clear (&liar);
}

static void
check_list (const char *data,
            gsize       length,
            int         n)
{
  g_autoptr(GPtrArray) list = belay_shell_list_read ((const guint8 *) data, length);

  if (n < 0)
    g_assert_null (list);
  else
    g_assert_cmpint (list->len, ==, n);
}

#define LIST(text) text, sizeof (text)

/* Names that lead elsewhere are no names. */
static void
test_list (void)
{
  g_autoptr(GString) many = g_string_new (NULL);

  check_list ("", 0, 0);
  check_list (LIST ("f12 a\0d0 b\0l3 b/c\0o0 x y"), 4);
  check_list (LIST ("f12 \xff\xfe"), 1);
  check_list ("f12 a", 5, -1);
  check_list (LIST ("f12 "), -1);
  check_list (LIST ("f a"), -1);
  check_list (LIST ("f12a"), -1);
  check_list (LIST ("q12 a"), -1);
  check_list (LIST ("f99999999999999999999999 a"), -1);
  check_list (LIST ("f12 /etc/passwd"), -1);
  check_list (LIST ("f12 ../a"), -1);
  check_list (LIST ("f12 a/../../b"), -1);
  check_list (LIST ("f12 a//b"), -1);
  check_list (LIST ("f12 ."), -1);
  check_list (LIST ("f12 a/"), -1);

  for (guint i = 0; i <= BELAY_SHELL_MAX_LISTED; i++)
    g_string_append_len (many, "f1 a", sizeof "f1 a");
  check_list (many->str, many->len, -1);
}

/* The real thing. */

static BelaySandbox *sandbox;
static BelayShell *shell;

static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr(GSocketConnectable) address = belay_sandbox_start_finish (BELAY_SANDBOX (object), result, &answer->error);

  answer->done = TRUE;
}

static void
start (void)
{
  Answer answer = { 0 };

  sandbox = belay_sandbox_new ("bubblewrap", NULL);
  belay_sandbox_start_async (sandbox, NULL, on_started, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  shell = belay_sandbox_get_shell (sandbox);
  g_assert_nonnull (shell);
}

static void
run (const char *command,
     Answer     *answer)
{
  belay_shell_run_async (shell, command, NULL, on_run, answer);
  await (answer);
}

static void
check (const char    *command,
       BelayShellEnd  end,
       guint          status,
       const char    *text)
{
  Answer answer = { 0 };

  run (command, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.output->text, ==, text);
  g_assert_cmpint (answer.output->end, ==, end);
  g_assert_cmpint (answer.output->status, ==, status);
  answer_clear (&answer);
}

#define EXITED BELAY_SHELL_END_EXITED

static void
test_commands (void)
{
  Answer answer = { 0 };

  start ();
  check ("echo a; echo b >&2; echo c", EXITED, 0, "a\nb\nc\n");
  check ("cd /tmp && greeting=hello; f() { echo \"$greeting $1\"; }", EXITED, 0, "");
  check ("pwd; f you", EXITED, 0, "/tmp\nhello you\n");
  check ("exec 5>/tmp/kept; false", EXITED, 1, "");
  check ("echo x >&5; cat /tmp/kept", EXITED, 0, "x\n");
  check ("printf 'no line end'", EXITED, 0, "no line end");
  check ("cat; read -r x || echo nothing to read", EXITED, 0, "nothing to read\n");
  run ("echo 'unfinished", &answer);
  g_assert_cmpint (answer.output->end, ==, EXITED);
  g_assert_cmpint (answer.output->status, !=, 0);
  g_assert_nonnull (strstr (answer.output->text, "unexpected EOF"));
  answer_clear (&answer);
  check ("echo still here", EXITED, 0, "still here\n");
}

/* What a command is not given. */
static void
test_inside (void)
{
  check ("id -u; echo $HOME; ls -A /proc/self/fd | tr '\\n' ' '", EXITED, 0, "1000\n/home/agent\n0 1 2 3 5 ");
  check ("cat /proc/$PPID/environ >/dev/null 2>&1 || echo closed; ls /proc/$PPID/fd 2>/dev/null || echo closed",
         EXITED, 0, "closed\nclosed\n");
}

static void
test_over (void)
{
  check ("x=1; exit 7", BELAY_SHELL_END_SHELL_OVER, 7, "");
  check ("echo \"[$x]\"", EXITED, 0, "[]\n");
  check ("kill -KILL $$", BELAY_SHELL_END_SHELL_OVER, 128 + 9, "");
  check ("set -e; false", BELAY_SHELL_END_SHELL_OVER, 1, "");
  check ("exec 1>&- 2>&-", EXITED, 0, "");
  check ("echo unheard", EXITED, 1, "");
  check ("exec 1>/dev/null 2>&1; sleep 0.01", EXITED, 0, "");
  check ("exit 0", BELAY_SHELL_END_SHELL_OVER, 0, "");
}

static void
test_output (void)
{
  Answer answer = { 0 };

  run ("head -c 50000000 /dev/zero | tr '\\0' x; echo end", &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.output->size, ==, 50000004);
  g_assert_true (answer.output->clipped);
  g_assert_cmpuint (strlen (answer.output->text), <, 17000);
  g_assert_true (g_str_has_prefix (answer.output->text, "xxxx"));
  g_assert_true (g_str_has_suffix (answer.output->text, "xxxend\n"));
  g_assert_nonnull (strstr (answer.output->text, "\n[… 49983620 bytes of output left out here …]\n"));
  answer_clear (&answer);

  run ("head -c 5000 /dev/urandom; printf '\\0\\377'", &answer);
  g_assert_no_error (answer.error);
  g_assert_true (g_utf8_validate (answer.output->text, -1, NULL));
  g_assert_cmpuint (answer.output->size, ==, 5002);
  answer_clear (&answer);

  /* No character is halved, wherever the cut falls. */
  for (guint shift = 0; shift < 4; shift++)
    {
      g_autofree char *command = g_strdup_printf ("printf %%%us; for i in {1..8000}; do printf 🪢; done", shift);

      run (shift > 0 ? command : command + strlen ("printf %0s; "), &answer);
      g_assert_true (answer.output->clipped);
      g_assert_null (strstr (answer.output->text, "\xef\xbf\xbd"));
      answer_clear (&answer);
    }
}

/* What goes on in the background holds nothing up. */
static void
test_background (void)
{
  Answer answer = { 0 };

  check ("{ until [ -e /tmp/go ]; do sleep 0.05; done; exec yes; } & sleep 1000 & echo started", EXITED, 0, "started\n");
  /* What it writes is told with the command during which it came. */
  run ("touch /tmp/go; until ps -e -o comm= | grep -qx yes; do sleep 0.05; done", &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpint (answer.output->end, ==, EXITED);
  answer_clear (&answer);
}

static void
check_clean (void)
{
  check ("ps -e -o args= | grep -E '^(sleep 1000|yes|:)' | grep -v grep", EXITED, 1, "");
}

static void
test_restart (void)
{
  Answer answer = { 0 };

  run ("x=1; sleep 1000 >/dev/null 2>&1 & setsid sleep 1000 >/dev/null 2>&1 & (setsid -f sleep 1000); sleep 0.2", &answer);
  answer_clear (&answer);
  belay_shell_end_async (shell, on_end, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  answer_clear (&answer);
  check ("echo \"[$x]\"", EXITED, 0, "[]\n");
  check_clean ();
}

typedef struct
{
  GCancellable *cancellable;
  gint64        at;
} Stop;

static gboolean
on_stop (gpointer user_data)
{
  Stop *stop = user_data;

  stop->at = g_get_monotonic_time ();
  g_cancellable_cancel (stop->cancellable);

  return G_SOURCE_REMOVE;
}

/* (out): how long it took, in milliseconds */
static double
check_stopped (const char *command)
{
  Answer answer = { 0 };
  Stop stop = { g_cancellable_new (), 0 };
  double ms;

  belay_shell_run_async (shell, command, stop.cancellable, on_run, &answer);
  g_timeout_add (500, on_stop, &stop);
  await (&answer);
  ms = (double) (g_get_monotonic_time () - stop.at) / 1000;
  g_assert_no_error (answer.error);
  g_assert_cmpint (answer.output->end, ==, BELAY_SHELL_END_STOPPED);
  g_test_message ("stopped within %.1f ms: %s", ms, command);
  if (g_str_has_prefix (command, "echo begun"))
    g_assert_cmpstr (answer.output->text, ==, "begun\n");
  answer_clear (&answer);
  g_object_unref (stop.cancellable);
  check_clean ();

  return ms;
}

static void
test_stop (void)
{
  check_stopped ("echo begun; sleep 1000");
  check_stopped ("echo begun; trap '' TERM INT HUP; setsid sleep 1000 & sleep 1000");
  check_stopped ("yes");
  check_stopped (":() { : | : & }; :; while true; do true; done");
  check_stopped (":() { setsid -f sleep 1000; : | : & }; :; while true; do true; done");
}

/* Files. */

static void
write_text (const char *path,
            const char *text,
            const char *expected,
            Answer     *answer)
{
  g_autoptr(GBytes) content = g_bytes_new (text, strlen (text));
  g_autoptr(GBytes) digest = NULL;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 sum[BELAY_SHELL_DIGEST];
  gsize length = sizeof sum;

  if (expected != NULL)
    {
      g_checksum_update (checksum, (const guchar *) expected, (gssize) strlen (expected));
      g_checksum_get_digest (checksum, sum, &length);
      digest = g_bytes_new (sum, length);
    }

  belay_shell_write_async (shell, path, FALSE, content, digest, on_written, answer);
  await (answer);
}

static void
check_write (const char *path,
             const char *text,
             const char *expected,
             int         code)
{
  Answer answer = { 0 };

  write_text (path, text, expected, &answer);
  if (code < 0)
    g_assert_no_error (answer.error);
  else
    g_assert_error (answer.error, BELAY_SHELL_ERROR, code);
  answer_clear (&answer);
}

static void
check_read (const char *path,
            gboolean    strict,
            const char *text,
            int         code)
{
  Answer answer = { 0 };

  belay_shell_read_async (shell, path, strict, 10000, on_read, &answer);
  await (&answer);
  if (text != NULL)
    {
      g_assert_no_error (answer.error);
      g_assert_cmpmem (g_bytes_get_data (answer.bytes, NULL), g_bytes_get_size (answer.bytes), text, strlen (text));
    }
  else
    g_assert_error (answer.error, BELAY_SHELL_ERROR, code);
  answer_clear (&answer);
}

static void
test_files (void)
{
  check_write ("/home/agent/a.txt", "one\n", NULL, -1);
  check_write ("/home/agent/a.txt", "two\n", NULL, BELAY_SHELL_ERROR_EXISTS);
  check ("chmod 640 ~/a.txt", EXITED, 0, "");
  check_write ("/home/agent/a.txt", "two\n", "one\n", -1);
  check_write ("/home/agent/a.txt", "three\n", "one\n", BELAY_SHELL_ERROR_CHANGED);
  check_read ("/home/agent/a.txt", TRUE, "two\n", 0);
  check ("stat -c %a ~/a.txt; ls -A ~ | grep -c belay", EXITED, 1, "640\n0\n");

  check_write ("/home/agent/no/a.txt", "", NULL, BELAY_SHELL_ERROR_NOT_FOUND);
  check_write ("/usr/a.txt", "", NULL, BELAY_SHELL_ERROR_DENIED);
  check_write ("/home/agent", "", NULL, BELAY_SHELL_ERROR_EXISTS);
  check_write ("/home/agent/Documents", "", NULL, BELAY_SHELL_ERROR_EXISTS);
  check_write ("/home/agent/gone.txt", "", "something", BELAY_SHELL_ERROR_CHANGED);

  check ("cd; ln -s a.txt link; ln -s . dir; mkfifo queue; head -c 20000 /dev/zero >large; mkdir -p .hidden sub/sub; touch .x "
         "sub/sub/deep $'new\\nline' $'\\e[31m'", EXITED, 0, "");
  check_read ("/home/agent/link", FALSE, NULL, BELAY_SHELL_ERROR_LINK);
  check_read ("/home/agent/dir/a.txt", FALSE, "two\n", 0);
  check_read ("/home/agent/dir/a.txt", TRUE, NULL, BELAY_SHELL_ERROR_LINK);
  check_read ("/home/agent/queue", FALSE, NULL, BELAY_SHELL_ERROR_SPECIAL);
  check_read ("/dev/zero", FALSE, NULL, BELAY_SHELL_ERROR_SPECIAL);
  check_read ("/home/agent/large", FALSE, NULL, BELAY_SHELL_ERROR_TOO_LARGE);
  check_read ("/home/agent", FALSE, NULL, BELAY_SHELL_ERROR_FOLDER);
  check_read ("/home/agent/no", FALSE, NULL, BELAY_SHELL_ERROR_NOT_FOUND);
  check_read ("a.txt", FALSE, NULL, BELAY_SHELL_ERROR_NOT_FOUND);
  check_write ("/home/agent/link", "x", "two\n", BELAY_SHELL_ERROR_CHANGED);
  check_write ("/home/agent/queue", "x", "", BELAY_SHELL_ERROR_CHANGED);
}

static void
test_folders (void)
{
  Answer answer = { 0 };
  g_autoptr(GString) names = g_string_new (NULL);

  belay_shell_find_home_async (shell, on_home, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (g_bytes_get_data (answer.bytes, NULL), ==, "/home/agent");
  answer_clear (&answer);

  check ("cd ~ && rm -r large Documents Downloads Pictures", EXITED, 0, "");
  belay_shell_list_async (shell, "/home/agent", 2, on_list, &answer);
  await (&answer);
  g_assert_no_error (answer.error);

  for (guint i = 0; i < answer.list->len; i++)
    {
      BelayShellEntry *entry = answer.list->pdata[i];

      g_string_append_printf (names, "%d %s|", entry->kind, entry->path);
    }

  g_assert_cmpstr (names->str, ==, "0 \033[31m|0 a.txt|2 dir|2 link|0 new\nline|3 queue|1 sub|1 sub/sub|");
  answer_clear (&answer);

  belay_shell_list_async (shell, "/home/agent/a.txt", 2, on_list, &answer);
  await (&answer);
  g_assert_error (answer.error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_NO_FOLDER);
  answer_clear (&answer);
}

/* As large as what is handed in and taken out may be. */
static void
test_large (void)
{
  Answer answer = { 0 };
  gsize size = 64 * 1024 * 1024;
  guint8 *data = g_malloc (size);
  g_autoptr(GBytes) content = NULL;

  for (gsize i = 0; i < size; i += 4)
    memcpy (data + i, &i, 4);
  content = g_bytes_new_take (data, size);

  belay_shell_write_async (shell, "/home/agent/big", TRUE, content, NULL, on_written, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  answer_clear (&answer);

  belay_shell_read_async (shell, "/home/agent/big", TRUE, size, on_read, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  g_assert_true (g_bytes_equal (answer.bytes, content));
  answer_clear (&answer);
}

/* When the sandbox is gone, whoever waits hears of it. */
static void
test_stopped (void)
{
  Answer answer = { 0 };

  belay_shell_run_async (shell, "sleep 1000", NULL, on_run, &answer);
  belay_sandbox_stop (sandbox);
  await (&answer);
  g_assert_error (answer.error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_GONE);
  answer_clear (&answer);
  g_assert_null (belay_sandbox_get_shell (sandbox));
  g_assert_finalize_object (sandbox);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/shell/lies", test_lies);
  g_test_add_func ("/shell/gone", test_gone);
  g_test_add_func ("/shell/home", test_home);
  g_test_add_func ("/shell/noise", test_noise);
  g_test_add_func ("/shell/endless", test_endless);
  g_test_add_func ("/shell/list", test_list);
  g_test_add_func ("/shell/commands", test_commands);
  g_test_add_func ("/shell/inside", test_inside);
  g_test_add_func ("/shell/over", test_over);
  g_test_add_func ("/shell/output", test_output);
  g_test_add_func ("/shell/background", test_background);
  g_test_add_func ("/shell/restart", test_restart);
  g_test_add_func ("/shell/stop", test_stop);
  g_test_add_func ("/shell/files", test_files);
  g_test_add_func ("/shell/folders", test_folders);
  g_test_add_func ("/shell/large", test_large);
  g_test_add_func ("/shell/stopped", test_stopped);

  return g_test_run ();
}
