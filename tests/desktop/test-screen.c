/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The screen against real servers, and what becomes of its helper. */

static Peer *
start_window (XServer *server)
{
  g_autofree char *path = g_build_filename (g_getenv ("BELAY_TEST_BUILDDIR"), "x-peer", NULL);
  Peer *peer = peer_start ((const char * const[]) { path, NULL }, server->display);

  peer_expect (peer, "ready");

  return peer;
}

static void
test_live (void)
{
  g_autoptr(XServer) server = start_server ();
  g_autoptr(Peer) window = start_window (server);
  g_autoptr(BelayScreen) screen = screen_on (server->socket);
  int n_frames = 0, n_states = 0;
  guint64 seq;

  g_assert_cmpint (belay_screen_get_state (screen), ==, BELAY_SCREEN_CLOSED);
  g_assert_null (belay_screen_get_frame (screen));
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 0);
  g_assert_false (belay_screen_send_key (screen, 'a', TRUE));

  g_signal_connect_swapped (screen, "notify::frame", G_CALLBACK (count), &n_frames);
  g_signal_connect_swapped (screen, "notify::state", G_CALLBACK (count), &n_states);

  belay_screen_open (screen);
  belay_screen_open (screen);
  g_assert_cmpint (belay_screen_get_state (screen), ==, BELAY_SCREEN_CONNECTING);
  wait_until (is_live (screen), 20);
  g_assert_cmpint (n_states, ==, 2);
  g_assert_no_error (belay_screen_get_error (screen));
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 1);
  g_assert_cmpint (get_width (screen), ==, 1280);
  wait_until (pixel (screen, 640, 400) == 0xff204060, 5);

  /* A small change shares all tiles but one. */
  {
    g_autoptr(BelayFrame) before = belay_frame_ref (belay_screen_get_frame (screen));
    BelayRect changed;

    peer_write (window, "fill ff8000 300 200 10 20\n");
    wait_until (pixel (screen, 305, 210) == 0xffff8000, 5);
    g_assert_true (belay_frame_get_changed (belay_screen_get_frame (screen), before, NULL, &changed));
    g_assert_cmpint (changed.x, ==, 300);
    g_assert_cmpint (changed.y, ==, 200);
    g_assert_cmpint (changed.width, ==, 10);
    g_assert_cmpint (changed.height, ==, 20);
    g_assert_true (belay_frame_shares_tile (belay_screen_get_frame (screen), before, 0));
    g_assert_cmpuint (belay_frame_get_seq (belay_screen_get_frame (screen)), >, belay_frame_get_seq (before));
  }

  /* What is drawn but changes nothing is not a new frame. */
  seq = belay_frame_get_seq (belay_screen_get_frame (screen));
  n_frames = 0;
  peer_forget (window);
  peer_write (window, "fill ff8000 300 200 10 20\n");
  peer_expect (window, "filled");
  run_for (0.2);
  g_assert_cmpint (n_frames, ==, 0);
  g_assert_cmpuint (belay_frame_get_seq (belay_screen_get_frame (screen)), ==, seq);

  belay_screen_close (screen);
  g_assert_cmpint (belay_screen_get_state (screen), ==, BELAY_SCREEN_CLOSED);
  g_assert_false (belay_screen_send_pointer (screen, 1, 1, 0));
  wait_until (count_helpers () == 0, 5);

  belay_screen_open (screen);
  wait_until (is_live (screen), 20);
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 2);
  g_assert_cmpuint (belay_frame_get_seq (belay_screen_get_frame (screen)), >, seq);
}

static void
test_input (void)
{
  g_autoptr(XServer) server = start_server ();
  g_autoptr(Peer) window = start_window (server);
  g_autoptr(BelayScreen) screen = open_live (server->socket);
  g_autofree char *log = NULL;

  g_assert_true (belay_screen_send_pointer (screen, 123, 456, 0));
  g_assert_true (belay_screen_send_pointer (screen, 123, 456, BELAY_BUTTON_LEFT));
  g_assert_true (belay_screen_send_pointer (screen, 200, 300, BELAY_BUTTON_LEFT));
  g_assert_true (belay_screen_send_pointer (screen, 200, 300, 0));
  g_assert_true (belay_screen_send_pointer (screen, 1279, 799, BELAY_BUTTON_WHEEL_DOWN));
  g_assert_true (belay_screen_send_pointer (screen, 1279, 799, 0));
  peer_expect (window, "button 1 1 123 456");
  peer_expect (window, "motion 200 300");
  peer_expect (window, "button 1 0 200 300");
  peer_expect (window, "button 5 1 1279 799");

  g_assert_true (belay_screen_send_key (screen, 'a', TRUE));
  g_assert_true (belay_screen_send_key (screen, 'a', FALSE));
  g_assert_true (belay_screen_send_key (screen, 0xff0d, TRUE));
  g_assert_true (belay_screen_send_key (screen, 0xff0d, FALSE));
  peer_expect (window, "key 97 1");
  peer_expect (window, "key 97 0");
  peer_expect (window, "key 65293 1");
  peer_expect (window, "key 65293 0");

  /* Never clamped: refused. */
  g_assert_false (belay_screen_send_pointer (screen, 1280, 10, 0));
  g_assert_false (belay_screen_send_pointer (screen, 10, 800, 0));
  g_assert_false (belay_screen_send_pointer (screen, -1, 10, 0));

  g_assert_true (g_file_get_contents (g_getenv ("BELAY_WIRE_LOG"), &log, NULL, NULL));
  g_assert_nonnull (strstr (log, " pointer 123 456 1\n"));
  g_assert_nonnull (strstr (log, " key 65293 0\n"));
  g_assert_null (strstr (log, "1280"));
}

static char *
hex (const char *text)
{
  GString *string = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    g_string_append_printf (string, "%02x", (guchar) *p);

  return g_string_free (string, FALSE);
}

static void
test_clipboard (void)
{
  static const char * const texts[] = {
    "plain", "Grüße, 5 €", "Привет, мир", "日本語のテキスト", "👩‍👩‍👧 🇩🇪", "e\xcc\x81 n\xcc\x83", "שלום", "two\nlines\n\ttab",
  };
  g_autoptr(XServer) server = start_server ();
  g_autoptr(Peer) window = start_window (server);
  g_autoptr(BelayScreen) screen = open_live (server->socket);
  g_autoptr(GPtrArray) copied = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *longest = g_strnfill (65536, 'x');

  g_signal_connect (screen, "clipboard", G_CALLBACK (keep_text), copied);
  wait_until (belay_screen_takes_clipboard (screen), 5);

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : longest;
      g_autofree char *expected = hex (text);

      peer_forget (window);
      g_assert_true (belay_screen_send_clipboard (screen, text));
      run_for (0.05);
      peer_write (window, "paste\n");
      g_assert_cmpstr (peer_expect (window, "pasted "), ==, expected);
    }

  g_assert_cmpuint (copied->len, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *sent = hex (texts[i]);

      /* A server that is busy now and then tells nobody of one: whoever is not served copies again. */
      g_ptr_array_set_size (copied, 0);
      for (guint tries = 0; copied->len == 0 && tries < 5; tries++)
        {
          gint64 deadline = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;

          peer_write (window, "copy %s\n", sent);
          while (copied->len == 0 && g_get_monotonic_time () < deadline)
            run_for (0.02);
        }

      g_assert_cmpuint (copied->len, >, 0);
      g_assert_cmpstr (copied->pdata[0], ==, texts[i]);
    }
}

static void
run_xrandr (XServer    *server,
            const char *size)
{
  g_autoptr(Peer) xrandr = peer_start ((const char * const[]) { "xrandr", "-s", size, NULL }, server->display);

  run_for (0.1);
}

static void
test_resize (void)
{
  g_autoptr(XServer) server = start_server ();
  g_autoptr(Peer) window = start_window (server);
  g_autoptr(BelayScreen) screen = open_live (server->socket);

  run_xrandr (server, "1024x768");
  wait_until (get_width (screen) == 1024 && pixel (screen, 1000, 700) == 0xff204060, 10);
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 2);
  g_assert_false (belay_screen_send_pointer (screen, 1100, 10, 0));

  run_xrandr (server, "1920x1200");
  wait_until (get_width (screen) == 1920 && pixel (screen, 1900, 1100) == 0xff204060, 10);
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 3);
  g_assert_true (belay_screen_send_pointer (screen, 1900, 1100, 0));
  peer_expect (window, "motion 1900 1100");
}

static char *
write_password (XServer *server)
{
  char *path = g_build_filename (server->folder, "passwd", NULL);

  /* "secret", as vncpasswd scrambles it with the key everybody knows. */
  g_assert_true (g_file_set_contents (path, "\x2e\x2d\xbf\x57\x6e\xb0\x6c\x9e", 8, NULL));

  return path;
}

static void
test_password (void)
{
  g_autoptr(XServer) other = start_server ();
  g_autofree char *path = write_password (other);
  g_autoptr(XServer) server = x_server_start ("-SecurityTypes", "VncAuth", "-PasswordFile", path, NULL);
  g_autoptr(BelayScreen) screen = screen_on (server->socket);
  int n_wanted = 0;

  g_signal_connect_swapped (screen, "password-wanted", G_CALLBACK (count), &n_wanted);
  belay_screen_open (screen);
  wait_until (n_wanted == 1, 20);
  g_assert_cmpint (belay_screen_get_state (screen), ==, BELAY_SCREEN_FAILED);
  g_assert_error (belay_screen_get_error (screen), BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_PASSWORD);
  g_assert_cmpint (belay_screen_get_retry_time (screen), ==, 0);

  belay_screen_set_password (screen, "wrong");
  wait_until (n_wanted == 2, 20);
  g_assert_error (belay_screen_get_error (screen), BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_PASSWORD);

  belay_screen_set_password (screen, "secret");
  wait_until (is_live (screen), 20);
  g_assert_no_error (belay_screen_get_error (screen));
  g_assert_cmpint (n_wanted, ==, 2);
}

/* Raw over one connection and ZRLE over the other give the same picture. */
static void
test_tcp (void)
{
  g_autoptr(XServer) server = x_server_start ("-SecurityTypes", "None", "-rfbport", "", NULL);
  g_autoptr(Peer) window = start_window (server);
  g_autoptr(BelayScreen) near = open_live (server->socket);
  g_autoptr(BelayScreen) far = screen_on_port (server->port);
  GRand *random = g_rand_new_with_seed (7);

  belay_screen_open (far);
  wait_until (is_live (far), 20);

  for (guint i = 0; i < 400; i++)
    peer_write (window, "fill %06x %d %d %d %d\n", g_rand_int_range (random, 0, 0x1000000),
                g_rand_int_range (random, 0, 1280), g_rand_int_range (random, 0, 800),
                g_rand_int_range (random, 1, 200), g_rand_int_range (random, 1, i % 2 ? 3 : 200));
  peer_write (window, "fill 123456 0 0 5 5\n");
  wait_until (pixel (near, 2, 2) == 0xff123456 && pixel (far, 2, 2) == 0xff123456, 20);
  wait_until (!belay_frame_get_changed (belay_screen_get_frame (near), belay_screen_get_frame (far), NULL, NULL), 5);
  g_assert_true (belay_screen_send_pointer (far, 77, 88, 0));
  peer_expect (window, "motion 77 88");
  g_rand_free (random);
}

static void
test_tls (void)
{
  g_autoptr(XServer) server = x_server_start ("-SecurityTypes", "TLSNone", "-rfbport", "", NULL);
  g_autoptr(Peer) window = start_window (server);
  g_autoptr(BelayScreen) screen = screen_on_port (server->port);

  belay_screen_open (screen);
  wait_until (is_live (screen), 20);
  wait_until (pixel (screen, 10, 10) == 0xff204060, 5);
  g_assert_true (belay_screen_send_key (screen, 'b', TRUE));
  peer_expect (window, "key 98 1");
  peer_write (window, "fill 00ff00 0 0 1280 800\n");
  wait_until (pixel (screen, 1279, 799) == 0xff00ff00, 5);
}

static void
test_untrusted_certificate (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *key = g_build_filename (folder, "key", NULL);
  g_autofree char *certificate = g_build_filename (folder, "certificate", NULL);
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  const char * const argv[] = { "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
                                certificate, "-subj", "/CN=127.0.0.1", "-days", "2", NULL };

  if (openssl == NULL)
    {
      g_test_skip ("openssl is not installed");
      remove_folder (g_steal_pointer (&folder));
      return;
    }

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                               NULL, NULL, NULL, NULL, NULL));
  {
    g_autoptr(XServer) server = x_server_start ("-SecurityTypes", "X509None", "-X509Cert", certificate, "-X509Key",
                                                key, "-rfbport", "", NULL);
    g_autoptr(BelayScreen) screen = screen_on_port (server->port);

    belay_screen_open (screen);
    wait_until (belay_screen_get_state (screen) == BELAY_SCREEN_FAILED, 20);
    g_assert_error (belay_screen_get_error (screen), BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_REFUSED);
    g_assert_nonnull (strstr (belay_screen_get_error (screen)->message, "certificate"));
  }

  remove_folder (g_steal_pointer (&folder));
}

/* Nobody listens, then somebody does, then dies, and comes back. */
static void
test_reconnect (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "good.sock", NULL);
  g_autoptr(BelayScreen) screen = screen_on (path);
  Peer *server;
  gint64 first;

  belay_screen_open (screen);
  wait_until (belay_screen_get_retry_time (screen) != 0, 5);
  g_assert_cmpint (belay_screen_get_state (screen), ==, BELAY_SCREEN_CONNECTING);
  g_assert_error (belay_screen_get_error (screen), BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_CONNECT);
  first = belay_screen_get_retry_time (screen);
  g_assert_cmpint (first - g_get_monotonic_time (), <=, 200 * 1000);
  wait_until (belay_screen_get_retry_time (screen) > first + 300 * 1000, 5);

  server = peer_start_script ("fake_rfb.py", folder, NULL);
  wait_until (is_live (screen), 20);
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 1);
  g_assert_cmpint (belay_screen_get_retry_time (screen), ==, 0);

  /* A button is down when the server dies. */
  g_assert_true (belay_screen_send_pointer (screen, 5, 6, BELAY_BUTTON_LEFT));
  peer_expect (server, "good pointer 5 6 1");
  peer_stop (server);
  wait_until (!is_live (screen), 5);
  g_assert_cmpint (belay_screen_get_state (screen), ==, BELAY_SCREEN_CONNECTING);
  g_assert_error (belay_screen_get_error (screen), BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_CONNECT);
  g_assert_false (belay_screen_send_pointer (screen, 5, 6, 0));
  g_assert_nonnull (belay_screen_get_frame (screen));

  g_unlink (path);
  remove_folder (g_steal_pointer (&folder));
  folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  server = peer_start_script ("fake_rfb.py", folder, NULL);
  wait_until (is_live (screen), 20);
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 2);
  g_assert_true (belay_screen_send_pointer (screen, 5, 6, 0));
  peer_expect (server, "good pointer 5 6 0");

  belay_screen_close (screen);
  peer_stop (server);
  remove_folder (g_steal_pointer (&folder));
}

static char *
read_proc (int         pid,
           const char *name,
           gsize      *length)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, name);
  char *contents = NULL;

  g_file_get_contents (path, &contents, length, NULL);

  return contents;
}

static void
assert_status (const char *status,
               const char *field,
               const char *value)
{
  const char *line = strstr (status, field);

  g_assert_nonnull (line);
  line += strlen (field) + strspn (line + strlen (field), ":\t ");
  g_assert_true (g_str_has_prefix (line, value));
}

static void
test_confined (void)
{
  g_autoptr(XServer) server = start_server ();
  g_autoptr(BelayScreen) screen = open_live (server->socket);
  int pid = only_helper ();
  g_autofree char *status = read_proc (pid, "status", NULL);
  g_autofree char *limits = read_proc (pid, "limits", NULL);
  g_autofree char *environment = NULL;
  g_autofree char *folder = g_strdup_printf ("/proc/%d/fd", pid);
  g_autoptr(GDir) fds = NULL;
  gsize length = 0;
  guint n_fds = 0;

  assert_status (status, "\nSeccomp", "2");
  assert_status (status, "\nNoNewPrivs", "1");
  assert_status (status, "\nThreads", "1");
  assert_status (status, "\nCapEff", "0000000000000000");
  assert_status (status, "\nCapPrm", "0000000000000000");
  if (getuid () == 0)
    {
      assert_status (status, "\nUid", "61998\t61998\t61998\t61998");
      assert_status (status, "\nGid", "61998\t61998\t61998\t61998");
      assert_status (status, "\nGroups", "\n");
      assert_status (status, "\nCapBnd", "0000000000000000");
    }
  g_assert_nonnull (strstr (limits, "Max core file size        0 "));

  /* It cannot be looked into, except by root. */
  fds = g_dir_open (folder, 0, NULL);
  if (fds == NULL)
    return;

  environment = read_proc (pid, "environ", &length);
  g_assert_cmpuint (length, ==, 0);

  for (const char *name; (name = g_dir_read_name (fds)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

#if defined(__SANITIZE_ADDRESS__)
      if (atoi (name) < 3)
        continue;
#endif
      g_assert_true (g_str_has_prefix (target, "socket:"));
      n_fds++;
    }
  g_assert_cmpuint (n_fds, ==, 2);
}

static void
test_helper_killed (void)
{
  g_autoptr(XServer) server = start_server ();
  g_autoptr(BelayScreen) screen = open_live (server->socket);

  kill (only_helper (), SIGKILL);
  wait_until (!is_live (screen), 5);
  g_assert_error (belay_screen_get_error (screen), BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_PROTOCOL);
  wait_until (is_live (screen), 5);
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 2);
}

static void
test_no_helper (void)
{
  g_autoptr(XServer) server = start_server ();
  g_autoptr(BelayScreen) screen = screen_on (server->socket);
  g_autofree char *dir = g_strdup (g_getenv ("BELAY_LIBEXECDIR"));

  g_setenv ("BELAY_LIBEXECDIR", "/nonexistent", TRUE);
  belay_screen_open (screen);
  wait_until (belay_screen_get_state (screen) == BELAY_SCREEN_FAILED, 5);
  g_assert_error (belay_screen_get_error (screen), BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_REFUSED);
  g_setenv ("BELAY_LIBEXECDIR", dir, TRUE);
}

/* What the test below runs and kills. */
static void
be_a_victim (const char *path)
{
  g_autoptr(BelayScreen) screen = open_live (path);

  g_print ("helper %d\n", only_helper ());
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_program_killed (void)
{
  g_autoptr(XServer) server = start_server ();
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  Peer *victim = peer_start ((const char * const[]) { self, "--victim", server->socket, NULL }, NULL);
  g_autofree char *status = g_strdup_printf ("/proc/%s/status", peer_expect (victim, "helper "));

  g_assert_true (g_file_test (status, G_FILE_TEST_EXISTS));
  kill (peer_get_pid (victim), SIGKILL);

  /* Nobody may be there to reap it. */
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *contents = NULL;

      if (!g_file_get_contents (status, &contents, NULL, NULL) || strstr (contents, "State:\tZ") != NULL)
        {
          peer_stop (victim);
          return;
        }
      run_for (0.02);
    }

  g_assert_not_reached ();
}

/* Closing and letting go at any moment. */
static void
test_let_go (void)
{
  g_autoptr(XServer) server = start_server ();
  guint n_descriptors = count_descriptors ();

  for (guint i = 0; i < 12; i++)
    {
      BelayScreen *screen = screen_on (server->socket);

      belay_screen_open (screen);
      if (i % 3 == 1)
        belay_screen_close (screen);
      if (i % 3 == 2)
        {
          belay_screen_close (screen);
          belay_screen_open (screen);
        }
      run_for (0.01 * i);
      g_assert_finalize_object (screen);
    }

  wait_until (count_helpers () == 0, 5);
  wait_until (count_descriptors () == n_descriptors, 5);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL, *log = NULL;
  int result;

  if (argc == 3 && strcmp (argv[1], "--victim") == 0)
    be_a_victim (argv[2]);

  folder = make_folder ();
  log = g_build_filename (folder, "wire.log", NULL);
  g_setenv ("BELAY_WIRE_LOG", log, TRUE);
  g_test_init (&argc, &argv, NULL);
  measure_turns ();

  g_test_add_func ("/screen/live", test_live);
  g_test_add_func ("/screen/input", test_input);
  g_test_add_func ("/screen/clipboard", test_clipboard);
  g_test_add_func ("/screen/resize", test_resize);
  g_test_add_func ("/screen/password", test_password);
  g_test_add_func ("/screen/tcp", test_tcp);
  g_test_add_func ("/screen/tls", test_tls);
  g_test_add_func ("/screen/untrusted-certificate", test_untrusted_certificate);
  g_test_add_func ("/screen/reconnect", test_reconnect);
  g_test_add_func ("/screen/confined", test_confined);
  g_test_add_func ("/screen/helper-killed", test_helper_killed);
  g_test_add_func ("/screen/no-helper", test_no_helper);
  g_test_add_func ("/screen/program-killed", test_program_killed);
  g_test_add_func ("/screen/let-go", test_let_go);

  result = g_test_run ();
  remove_folder (g_steal_pointer (&folder));

  return result;
}
