/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way out of a sandbox: the real helper process, real connections, and an internet of the test's own. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-egress.h"
#include "belay-egress-wire.h"
#include "far-peer.h"
#include "hello-peer.h"

#define PATIENCE (10 * G_USEC_PER_SEC)

typedef struct
{
  BelayAllowList *list;
  BelayEgress    *egress;
  char           *path;
  GString        *told;         /* a line a contact: host port state reason */
  guint           suppressed;
  gboolean        failed;
} Fixture;

static char *folder;

static const char *
get_nick (GType type,
          int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);

  return g_enum_get_value (klass, value)->value_nick;
}

static void
on_contact (BelayEgress  *egress,
            BelayContact *contact,
            guint         suppressed,
            Fixture      *self)
{
  self->suppressed += suppressed;
  g_string_append_printf (self->told, "%s %u %s %s\n", belay_contact_get_host (contact), belay_contact_get_port (contact),
                          get_nick (BELAY_TYPE_CONTACT_STATE, belay_contact_get_state (contact)),
                          get_nick (BELAY_TYPE_CONTACT_REASON, belay_contact_get_reason (contact)));
}

static void
on_failed (BelayEgress  *egress,
           const GError *error,
           Fixture      *self)
{
  self->failed = TRUE;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  self->path = g_build_filename (folder, "proxy", NULL);
  g_strlcpy (address.sun_path, self->path, sizeof address.sun_path);
  g_unlink (self->path);
  g_assert_cmpint (bind (listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listener, 64), ==, 0);

  self->told = g_string_new (NULL);
  self->list = belay_allow_list_new ();
  self->egress = belay_egress_new (self->list);
  g_signal_connect (self->egress, "contact", G_CALLBACK (on_contact), self);
  g_signal_connect (self->egress, "failed", G_CALLBACK (on_failed), self);
  belay_egress_take_listener (self->egress, listener);
  belay_egress_open (self->egress);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->egress);
  g_assert_finalize_object (self->list);
  g_string_free (self->told, TRUE);
  g_free (self->path);

  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What happens in the sandbox. */

static int
dial (Fixture *self)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, self->path, sizeof address.sun_path);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);

  return fd;
}

static void
say (int           fd,
     gconstpointer data,
     gsize         length)
{
  g_assert_cmpint (send (fd, data, length, MSG_NOSIGNAL), ==, (gssize) length);
}

/* Reads until @end has come or the other side has ended, while the program goes on. */
static char *
hear (int         fd,
      const char *end)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  gssize n;

  while (end == NULL || strstr (text->str, end) == NULL)
    {
      char bytes[4096];

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      n = recv (fd, bytes, sizeof bytes, MSG_DONTWAIT);

      if (n > 0)
        g_string_append_len (text, bytes, n);
      else if (n == 0 || errno != EAGAIN)
        break;
      else
        g_usleep (1000);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
wait_told (Fixture    *self,
           const char *line)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;

  while (strstr (self->told->str, line) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("not told “%s”, but: %s", line, self->told->str);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

/* One request, and how it is answered. */
static void
check_refused (Fixture    *self,
               const char *request,
               const char *status,
               const char *told)
{
  int fd = dial (self);
  g_autofree char *answer = NULL;

  say (fd, request, strlen (request));
  answer = hear (fd, NULL);
  g_test_message ("%s → %s", request, answer);
  g_assert_true (g_str_has_prefix (answer, status));
  wait_told (self, told);
  close (fd);
}

static void
test_plain (Fixture       *self,
            gconstpointer  data)
{
  static const char request[] = "POST http://plain.example/form HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 5\r\n\r\n"
                                "helloGET http://plain.example/second HTTP/1.1\r\nHost: evil.example\r\n\r\n";
  g_autofree char *answer = NULL;
  g_autofree char *heard = NULL;
  int fd;

  g_assert_true (belay_allow_list_add (self->list, "plain.example", NULL));
  fd = dial (self);
  say (fd, request, sizeof request - 1);
  answer = hear (fd, "port 80\n");
  g_assert_cmpstr (answer, ==, "port 80\n");
  close (fd);
  wait_told (self, "plain.example 80 allowed");

  /* The server gets the request and its body, for the host that was allowed, and no second request. */
  heard = far_peer_get_heard ();
  g_assert_nonnull (strstr (heard, "POST /form HTTP/1.1\r\nHost: plain.example\r\nConnection: close\r\n"));
  g_assert_nonnull (strstr (heard, "\r\n\r\nhello"));
  g_assert_null (strstr (heard, "second"));
  g_assert_null (strstr (heard, "evil.example"));
}

static int
open_tunnel (Fixture    *self,
             const char *host)
{
  g_autofree char *request = g_strdup_printf ("CONNECT %s:443 HTTP/1.1\r\nHost: %s:443\r\n\r\n", host, host);
  g_autofree char *answer = NULL;
  int fd = dial (self);

  say (fd, request, strlen (request));
  answer = hear (fd, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));

  return fd;
}

static void
test_tunnel (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr(GByteArray) hello = hello_peer_say ("secure.example", 100);
  g_autofree char *answer = NULL;
  guint visits;
  int fd;

  g_assert_true (belay_allow_list_add (self->list, "*.example", NULL) == FALSE);
  g_assert_true (belay_allow_list_add (self->list, "secure.example", NULL));
  visits = far_peer_get_visits ();
  fd = open_tunnel (self, "secure.example");

  /* In two parts: nothing goes on before the whole has been read. */
  say (fd, hello->data, 50);
  for (guint i = 0; i < 50; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpint (recv (fd, &(char) { 0 }, 1, MSG_DONTWAIT), <, 0);
  say (fd, hello->data + 50, hello->len - 50);
  answer = hear (fd, "port 443\n");
  g_assert_cmpstr (answer, ==, "port 443\n");
  g_assert_cmpuint (far_peer_get_visits (), ==, visits + 1);
  close (fd);
}

/* TLS for another host than was asked for, for none, or no TLS at all: not a byte of it leaves. */
static void
test_fronting (Fixture       *self,
               gconstpointer  data)
{
  static const struct { const char *name; const char *told; } cases[] = {
    { "hidden.example", "secure.example 443 refused other-name\n" },
    { NULL, "secure.example 443 refused other-name\n" },
    { "ssh", "secure.example 443 refused not-encrypted\n" },
  };

  g_assert_true (belay_allow_list_add (self->list, "secure.example", NULL));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *before = far_peer_get_heard ();
      g_autofree char *after = NULL;
      g_autofree char *answer = NULL;
      int fd = open_tunnel (self, "secure.example");

      g_string_truncate (self->told, 0);
      if (g_strcmp0 (cases[i].name, "ssh") == 0)
        {
          say (fd, "SSH-2.0-tunnel\r\n", 16);
        }
      else
        {
          g_autoptr(GByteArray) hello = hello_peer_say (cases[i].name, 4000);

          say (fd, hello->data, hello->len);
        }

      answer = hear (fd, NULL);
      g_assert_null (strstr (answer, "port"));
      wait_told (self, cases[i].told);
      after = far_peer_get_heard ();
      g_assert_cmpstr (before, ==, after);
      close (fd);
    }
}

static void
test_refused (Fixture       *self,
              gconstpointer  data)
{
  guint visits = far_peer_get_visits (), lookups = far_peer_get_lookups ();

  belay_allow_list_forbid (self->list, "API.example.");
  belay_allow_list_never (self->list, "plain.example", 80, FALSE);
  g_assert_true (belay_allow_list_add (self->list, "*.api.example:*", NULL));

  check_refused (self, "GET http://127.0.0.1/ HTTP/1.1\r\n\r\n", "HTTP/1.1 403 ", "127.0.0.1 80 refused address\n");
  check_refused (self, "CONNECT [::1]:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 403 ", "443 refused address\n");
  check_refused (self, "CONNECT 2130706433:22 HTTP/1.1\r\n\r\n", "HTTP/1.1 403 ", "2130706433 22 refused address\n");
  check_refused (self, "CONNECT api.example:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 403 ", "api.example 443 refused forbidden\n");
  check_refused (self, "CONNECT eu.api.example:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 403 ",
                 "eu.api.example 443 refused forbidden\n");
  check_refused (self, "GET http://plain.example/ HTTP/1.1\r\n\r\n", "HTTP/1.1 403 ", "plain.example 80 refused never\n");
  check_refused (self, "nonsense\r\n\r\n", "HTTP/1.1 400 ", "refused malformed\n");
  check_refused (self, "POST http://plain.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 411 ",
                 "plain.example 80 refused malformed\n");

  /* Nobody was asked for a name, and nobody was visited. */
  g_assert_cmpuint (far_peer_get_lookups (), ==, lookups);
  g_assert_cmpuint (far_peer_get_visits (), ==, visits);
}

/* A name that is allowed and leads inside. */
static void
test_private (Fixture       *self,
              gconstpointer  data)
{
  g_assert_true (belay_allow_list_add (self->list, "inside.example", NULL));
  g_assert_true (belay_allow_list_add (self->list, "mapped.example", NULL));
  g_assert_true (belay_allow_list_add (self->list, "nowhere.example", NULL));
  far_peer_name ("inside.example", "127.0.0.1");
  far_peer_name ("mapped.example", "::ffff:10.0.0.1");

  check_refused (self, "GET http://inside.example/ HTTP/1.1\r\n\r\n", "HTTP/1.1 403 ", "inside.example 80 refused private\n");
  check_refused (self, "GET http://mapped.example/ HTTP/1.1\r\n\r\n", "HTTP/1.1 403 ", "mapped.example 80 refused private\n");
  check_refused (self, "GET http://nowhere.example/ HTTP/1.1\r\n\r\n", "HTTP/1.1 502 ", "nowhere.example 80 unreachable");
}

static BelayContact *
get_contact (Fixture    *self,
             const char *host)
{
  GListModel *contacts = belay_egress_get_contacts (self->egress);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(BelayContact) contact = g_list_model_get_item (contacts, i);

      if (g_str_equal (belay_contact_get_host (contact), host))
        return contact;
    }

  return NULL;
}

/* What is on no list is held until the person has decided; then it goes on without being asked for again. */
static void
test_held (Fixture       *self,
           gconstpointer  data)
{
  static const char request[] = "GET http://held.example/ HTTP/1.1\r\n\r\n";
  g_autofree char *answer = NULL;
  g_autofree char *again = NULL;
  BelayContact *contact;
  int first = dial (self), second = dial (self), gone = dial (self);

  far_peer_name ("held.example", FAR_ADDRESS);
  say (first, request, sizeof request - 1);
  say (second, request, sizeof request - 1);
  say (gone, request, sizeof request - 1);
  wait_told (self, "held.example 80 held not-listed\nheld.example 80 held not-listed\nheld.example 80 held not-listed\n");
  g_assert_cmpint (recv (first, &(char) { 0 }, 1, MSG_DONTWAIT), <, 0);

  contact = get_contact (self, "held.example");
  g_assert_true (belay_contact_is_open (contact));
  g_assert_cmpuint (belay_contact_get_count (contact), ==, 3);
  close (gone);

  belay_egress_allow_once (self->egress, contact);
  answer = hear (first, "port 80\n");
  again = hear (second, "port 80\n");
  g_assert_cmpstr (answer, ==, "port 80\n");
  g_assert_cmpstr (again, ==, "port 80\n");
  g_assert_false (belay_contact_is_open (contact));
  g_assert_cmpuint (belay_contact_get_count (contact), ==, 3);
  close (first);
  close (second);
}

static void
test_never (Fixture       *self,
            gconstpointer  data)
{
  static const char request[] = "CONNECT unwanted.example:443 HTTP/1.1\r\n\r\n";
  g_autofree char *answer = NULL;
  int fd = dial (self);

  say (fd, request, sizeof request - 1);
  wait_told (self, "unwanted.example 443 held not-listed\n");
  belay_egress_never (self->egress, get_contact (self, "unwanted.example"));
  answer = hear (fd, NULL);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 403 "));
  wait_told (self, "unwanted.example 443 refused never\n");
  close (fd);
}

/* Much of it both ways, unaltered. */
/* The person says no while the connection is being made. */
static void
test_taken_back (Fixture       *self,
                 gconstpointer  data)
{
  static const char request[] = "GET http://slow.example/ HTTP/1.1\r\n\r\n";
  guint lookups = far_peer_get_lookups (), visits = far_peer_get_visits ();
  g_autofree char *answer = NULL;
  g_autofree char *other = NULL;
  int fd;

  g_assert_true (belay_allow_list_add (self->list, "slow.example", NULL));
  far_peer_name ("slow.example", FAR_ADDRESS);

  fd = dial (self);
  say (fd, request, sizeof request - 1);
  while (far_peer_get_lookups () == lookups)
    g_main_context_iteration (NULL, TRUE);
  belay_allow_list_never (self->list, "slow.example", 80, FALSE);
  answer = hear (fd, NULL);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 403 "));
  wait_told (self, "slow.example 80 refused never\n");
  close (fd);
  g_assert_cmpuint (far_peer_get_visits (), ==, visits);

  /* Taken off the list it is asked about; put on it again it goes on. */
  belay_allow_list_allow_once (self->list, "slow.example", 80, FALSE);
  fd = dial (self);
  say (fd, request, sizeof request - 1);
  while (far_peer_get_lookups () == lookups + 1)
    g_main_context_iteration (NULL, TRUE);
  belay_allow_list_never (self->list, "other.example", 80, FALSE);
  other = hear (fd, "port 80\n");
  g_assert_cmpstr (other, ==, "port 80\n");
  close (fd);
}

#define LIE "inner\xe2\x80\xae.example"

/* The helper reads what is hostile: one that has been taken over says what it likes, and is this program. */
static int
lie (void)
{
  BelayEgressPacket packet = { .kind = BELAY_EGRESS_REFUSED, .id = 1, .reason = BELAY_EGRESS_REASON_OTHER_NAME, .port = 443 };

  memset (packet.host, 'a', sizeof packet.host);
  memset (packet.other, 'b', sizeof packet.other);
  memcpy (packet.host, LIE, sizeof LIE);
  memcpy (packet.other, LIE, sizeof LIE);
  while (write (BELAY_EGRESS_FD_CONTROL, &packet, sizeof packet) == (gssize) sizeof packet && packet.kind++ < 100)
    pause ();

  return 0;
}

static void
test_liar (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *before = g_strdup (g_getenv ("BELAY_LIBEXECDIR"));
  g_autofree char *program = g_build_filename (folder, "belay-egress", NULL);
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr(BelayEgress) egress = belay_egress_new (self->list);
  g_autoptr(BelayContact) contact = NULL;

  g_assert_cmpint (symlink (own, program), ==, 0);
  g_setenv ("BELAY_LIBEXECDIR", folder, TRUE);
  g_signal_connect (egress, "contact", G_CALLBACK (on_contact), self);
  belay_egress_take_listener (egress, socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  belay_egress_open (egress);
  wait_told (self, " 443 refused other-name\n");
  g_assert_cmpstr (self->told->str, ==, " 443 refused other-name\n");

  contact = g_list_model_get_item (belay_egress_get_contacts (egress), 0);
  g_assert_cmpstr (belay_contact_get_host (contact), ==, "");
  g_assert_cmpstr (belay_contact_get_other (contact), ==, NULL);

  belay_egress_stop (egress);
  g_setenv ("BELAY_LIBEXECDIR", before, TRUE);
  g_unlink (program);
}

static void
test_bulk (Fixture       *self,
           gconstpointer  data)
{
  const gsize size = 3 * 1024 * 1024;
  g_autofree char *head = g_strdup_printf ("POST http://plain.example/bulk HTTP/1.1\r\nContent-Length: %" G_GSIZE_FORMAT
                                           "\r\n\r\n", size);
  g_autofree char *body = g_malloc (size + 1);
  g_autofree char *heard = NULL;
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  gsize sent = 0;
  int fd;

  for (gsize i = 0; i < size; i++)
    body[i] = (char) ('a' + i * 7 % 26);
  body[size] = '\0';

  g_assert_true (belay_allow_list_add (self->list, "plain.example", NULL));
  fd = dial (self);
  say (fd, head, strlen (head));

  while (sent < size)
    {
      gssize n = send (fd, body + sent, size - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      if (n > 0)
        sent += (gsize) n;
      else
        g_usleep (1000);
    }

  g_clear_pointer (&heard, g_free);
  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (5000);
      g_free (heard);
      heard = far_peer_get_heard ();
    }
  while (!g_str_has_suffix (heard, body));
  close (fd);
}

/* More than may be told one by one: the rest is counted, and connections beyond the limit wait their turn. */
static void
test_flood (Fixture       *self,
            gconstpointer  data)
{
  for (guint i = 0; i < 400; i++)
    {
      int fd = dial (self);
      g_autofree char *answer = NULL;

      say (fd, "CONNECT 10.0.0.1:443 HTTP/1.1\r\n\r\n", 33);
      answer = hear (fd, NULL);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 403 "));
      close (fd);
    }

  wait_told (self, "10.0.0.1 443 refused address");
  g_assert_cmpuint (belay_contact_get_count (get_contact (self, "10.0.0.1")), >=, 399);
  g_assert_cmpuint (strlen (self->told->str) / strlen ("10.0.0.1 443 refused address\n"), <, 200);
}

/* Connections that say nothing do not keep others from being served. */
static void
test_silent (Fixture       *self,
             gconstpointer  data)
{
  int silent[100];
  int fd;
  g_autofree char *answer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    silent[i] = dial (self);

  fd = dial (self);
  say (fd, "CONNECT 10.0.0.1:443 HTTP/1.1\r\n\r\n", 33);
  answer = hear (fd, NULL);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 403 "));
  close (fd);

  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    close (silent[i]);
}

/* Its process gone, the way out is closed, and that is said. */
static void
test_killed (Fixture       *self,
             gconstpointer  data)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", getpid (), getpid ());
  g_autofree char *children = NULL;
  g_auto(GStrv) pids = NULL;

  /* Those of the tests before this one may not have gone yet. */
  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  pids = g_strsplit (g_strstrip (children), " ", -1);
  for (guint i = 0; pids[i] != NULL; i++)
    kill ((pid_t) atoi (pids[i]), SIGKILL);

  while (!self->failed)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *made = NULL;
  g_autoptr(GSocketService) plain = NULL;
  g_autoptr(GSocketService) secure = NULL;
  int status;

  if (g_str_has_suffix (argv[0], "/belay-egress"))
    return lie ();

  /* Before any thread. */
  if (!far_peer_enter ())
    {
      g_print ("1..0 # SKIP this machine does not let one make namespaces\n");
      return 0;
    }

  g_test_init (&argc, &argv, NULL);
  made = folder = g_dir_make_tmp ("belay-egress-XXXXXX", NULL);
  plain = far_peer_serve (80);
  secure = far_peer_serve (443);
  far_peer_name ("plain.example", FAR_ADDRESS);
  far_peer_name ("secure.example", FAR_ADDRESS);

  ADD ("/egress/plain", test_plain);
  ADD ("/egress/tunnel", test_tunnel);
  ADD ("/egress/fronting", test_fronting);
  ADD ("/egress/refused", test_refused);
  ADD ("/egress/private", test_private);
  ADD ("/egress/held", test_held);
  ADD ("/egress/never", test_never);
  ADD ("/egress/taken-back", test_taken_back);
  ADD ("/egress/liar", test_liar);
  ADD ("/egress/bulk", test_bulk);
  ADD ("/egress/flood", test_flood);
  ADD ("/egress/silent", test_silent);
  ADD ("/egress/killed", test_killed);
  status = g_test_run ();

  {
    g_autofree char *path = g_build_filename (folder, "proxy", NULL);

    g_unlink (path);
    g_rmdir (folder);
  }

  return status;
}
