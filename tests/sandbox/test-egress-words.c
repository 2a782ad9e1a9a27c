/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What decides on a connection out of the sandbox, without a connection: names, patterns, addresses, and what a client says. */

#include <arpa/inet.h>
#include <net/if.h>
#include <gio/gio.h>
#include <string.h>

#include "belay-allow-list.h"
#include "belay-host-name.h"
#include "belay-host-pattern.h"
#include "belay-public-address.h"
#include "egress-head.h"
#include "egress-hello.h"
#include "hello-peer.h"

static void
test_names (void)
{
  static const struct { const char *text; BelayHostKind kind; const char *name; } cases[] = {
    { "example.org", BELAY_HOST_NAME, "example.org" },
    { "EXAMPLE.Org.", BELAY_HOST_NAME, "example.org" },
    { "xn--bcher-kva.example", BELAY_HOST_NAME, "xn--bcher-kva.example" },
    { "a_b.example", BELAY_HOST_NAME, "a_b.example" },
    { "localhost", BELAY_HOST_NAME, "localhost" },
    { "3com.example", BELAY_HOST_NAME, "3com.example" },
    { "127.0.0.1", BELAY_HOST_ADDRESS, NULL },
    { "127.1", BELAY_HOST_ADDRESS, NULL },
    { "2130706433", BELAY_HOST_ADDRESS, NULL },
    { "0x7f000001", BELAY_HOST_ADDRESS, NULL },
    { "0x7F.1", BELAY_HOST_ADDRESS, NULL },
    { "017700000001", BELAY_HOST_ADDRESS, NULL },
    { "example.123", BELAY_HOST_ADDRESS, NULL },
    { "127.0.0.1.", BELAY_HOST_ADDRESS, NULL },
    { "[::1]", BELAY_HOST_ADDRESS, NULL },
    { "", BELAY_HOST_MALFORMED, NULL },
    { ".", BELAY_HOST_MALFORMED, NULL },
    { "example..org", BELAY_HOST_MALFORMED, NULL },
    { ".example.org", BELAY_HOST_MALFORMED, NULL },
    { "example.org..", BELAY_HOST_MALFORMED, NULL },
    { "-a.example", BELAY_HOST_MALFORMED, NULL },
    { "a-.example", BELAY_HOST_MALFORMED, NULL },
    { "exa mple.org", BELAY_HOST_MALFORMED, NULL },
    { "example.org\n", BELAY_HOST_MALFORMED, NULL },
    { "bücher.example", BELAY_HOST_MALFORMED, NULL },
    { "example.org@evil.example", BELAY_HOST_MALFORMED, NULL },
    { "example.org/evil", BELAY_HOST_MALFORMED, NULL },
    { "a%2eexample", BELAY_HOST_MALFORMED, NULL },
  };
  char name[BELAY_HOST_NAME_MAX + 1];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (belay_host_name_parse (cases[i].text, strlen (cases[i].text), name), ==, cases[i].kind);
      if (cases[i].name != NULL)
        g_assert_cmpstr (name, ==, cases[i].name);
    }

  /* A zero byte ends nothing: it is no name. */
  g_assert_cmpint (belay_host_name_parse ("example.org\0.evil.example", 25, name), ==, BELAY_HOST_MALFORMED);
}

static void
test_name_lengths (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  char name[BELAY_HOST_NAME_MAX + 1];

  for (guint i = 0; i < 63; i++)
    g_string_append_c (text, 'a');
  g_assert_cmpint (belay_host_name_parse (text->str, text->len, name), ==, BELAY_HOST_NAME);
  g_string_append_c (text, 'a');
  g_assert_cmpint (belay_host_name_parse (text->str, text->len, name), ==, BELAY_HOST_MALFORMED);

  g_string_truncate (text, 0);
  while (text->len < 252)
    g_string_append (text, "ab.");
  g_string_append (text, "a");
  g_assert_cmpuint (text->len, ==, 253);
  g_assert_cmpint (belay_host_name_parse (text->str, text->len, name), ==, BELAY_HOST_NAME);
  g_string_append_c (text, '.');
  g_assert_cmpint (belay_host_name_parse (text->str, text->len, name), ==, BELAY_HOST_NAME);
  g_string_truncate (text, 253);
  g_string_append_c (text, 'a');
  g_assert_cmpint (belay_host_name_parse (text->str, text->len, name), ==, BELAY_HOST_MALFORMED);
}

static void
test_patterns (void)
{
  static const struct { const char *text; const char *name; guint16 port; gboolean secure, matches; } cases[] = {
    { "example.org", "example.org", 443, TRUE, TRUE },
    { "example.org", "example.org", 80, FALSE, TRUE },
    { "example.org", "example.org", 80, TRUE, FALSE },
    { "example.org", "example.org", 443, FALSE, FALSE },
    { "example.org", "example.org", 8080, FALSE, FALSE },
    { "example.org", "www.example.org", 443, TRUE, FALSE },
    { "example.org", "badexample.org", 443, TRUE, FALSE },
    { "Example.ORG.", "example.org", 443, TRUE, TRUE },
    { "*.example.org", "www.example.org", 443, TRUE, TRUE },
    { "*.example.org", "a.b.example.org", 443, TRUE, TRUE },
    { "*.example.org", "example.org", 443, TRUE, FALSE },
    { "*.example.org", "badexample.org", 443, TRUE, FALSE },
    { "*.example.org", "example.org.evil.example", 443, TRUE, FALSE },
    { "example.org:8443", "example.org", 8443, TRUE, TRUE },
    { "example.org:8443", "example.org", 443, TRUE, FALSE },
    { "example.org:*", "example.org", 22, TRUE, TRUE },
    { "bücher.example", "xn--bcher-kva.example", 443, TRUE, TRUE },
    { " example.org ", "example.org", 443, TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayHostPattern) pattern = belay_host_pattern_parse (cases[i].text, &error);
      g_autoptr(BelayHostPattern) again = NULL;
      g_autofree char *text = NULL;
      g_autofree char *second = NULL;

      g_test_message ("%s against %s", cases[i].text, cases[i].name);
      g_assert_no_error (error);
      g_assert_cmpint (belay_host_pattern_matches (pattern, cases[i].name, cases[i].port, cases[i].secure), ==,
                       cases[i].matches);

      text = belay_host_pattern_to_string (pattern);
      again = belay_host_pattern_parse (text, &error);
      g_assert_no_error (error);
      second = belay_host_pattern_to_string (again);
      g_assert_cmpstr (text, ==, second);
    }
}

static void
test_bad_patterns (void)
{
  static const char * const cases[] = {
    "", "*", "*.", "*.org", "*.*", "*example.org", "www.*.org", "10.0.0.1", "[::1]", "::1", "[::1]:443", "https://example.org",
    "example.org/path", "example.org:0", "example.org:65536", "example.org:", "example.org:https", "example.org:80:80",
    "exa mple.org", "user@example.org",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("“%s”", cases[i]);
      g_assert_null (belay_host_pattern_parse (cases[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_addresses (void)
{
  static const struct { const char *text; gboolean public; } cases[] = {
    { "93.184.216.34", TRUE }, { "8.8.8.8", TRUE }, { "100.63.255.255", TRUE }, { "172.32.0.1", TRUE }, { "192.0.1.1", TRUE },
    { "0.0.0.0", FALSE }, { "10.1.2.3", FALSE }, { "100.64.0.1", FALSE }, { "100.127.255.255", FALSE }, { "127.0.0.1", FALSE },
    { "127.255.255.254", FALSE }, { "169.254.169.254", FALSE }, { "172.16.0.1", FALSE }, { "172.31.255.255", FALSE },
    { "192.0.0.192", FALSE }, { "192.168.1.1", FALSE }, { "198.18.0.1", FALSE }, { "224.0.0.251", FALSE },
    { "255.255.255.255", FALSE },
    { "2606:2800:220:1::1", TRUE }, { "64:ff9b::808:808", TRUE }, { "2002:808:808::1", TRUE }, { "::ffff:8.8.8.8", TRUE },
    { "::", FALSE }, { "::1", FALSE }, { "::7f00:1", FALSE }, { "::ffff:127.0.0.1", FALSE }, { "::ffff:10.0.0.1", FALSE },
    { "64:ff9b::7f00:1", FALSE }, { "64:ff9b::a9fe:a9fe", FALSE }, { "64:ff9b:1::1", FALSE }, { "2002:7f00:1::1", FALSE },
    { "2002:c0a8:101::1", FALSE }, { "2001:0:1::1", FALSE }, { "fc00::1", FALSE }, { "fd12:3456::1", FALSE },
    { "fe80::1", FALSE }, { "fec0::1", FALSE }, { "ff02::1", FALSE }, { "fd00:ec2::254", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (belay_address_is_public (address), ==, cases[i].public);
    }
}

/* What is in a home has a public address with IPv6, and what stands beside a rented server often has one with IPv4, too. */
static void
test_near (void)
{
  struct sockaddr_in6 home = { .sin6_family = AF_INET6 }, half = { .sin6_family = AF_INET6 };
  struct sockaddr_in rented = { .sin_family = AF_INET }, block = { .sin_family = AF_INET }, none = { .sin_family = AF_INET };
  struct sockaddr_in far = { .sin_family = AF_INET };
  struct ifaddrs loop = { NULL, (char *) "lo", IFF_LOOPBACK, (struct sockaddr *) &far, NULL, { NULL }, NULL };
  struct ifaddrs open = { &loop, (char *) "tun0", 0, (struct sockaddr *) &far, (struct sockaddr *) &none, { NULL }, NULL };
  struct ifaddrs four = { &open, (char *) "eth0", 0, (struct sockaddr *) &rented, (struct sockaddr *) &block, { NULL }, NULL };
  struct ifaddrs none_at_all = { &four, (char *) "ppp0", 0, NULL, NULL, { NULL }, NULL };
  struct ifaddrs six = { &none_at_all, (char *) "eth0", 0, (struct sockaddr *) &home, (struct sockaddr *) &half, { NULL }, NULL };
  static const struct { const char *text; gboolean near; } cases[] = {
    { "2a02:8108:1:2::1", TRUE }, { "2a02:8108:1:2:aaaa:bbbb:cccc:dddd", TRUE }, { "2a02:8108:1:3::1", FALSE },
    { "93.184.216.34", TRUE }, { "93.184.216.200", TRUE }, { "93.184.217.34", FALSE },
    { "::ffff:93.184.216.35", TRUE }, { "64:ff9b::5db8:d823", TRUE }, { "2002:5db8:d823::1", TRUE }, { "64:ff9b::808:808", FALSE },
    { "9.9.9.9", TRUE }, { "9.9.9.10", FALSE },
  };

  inet_pton (AF_INET6, "2a02:8108:1:2:3::7", &home.sin6_addr);
  inet_pton (AF_INET6, "ffff:ffff:ffff:ffff::", &half.sin6_addr);
  inet_pton (AF_INET, "93.184.216.34", &rented.sin_addr);
  inet_pton (AF_INET, "255.255.255.0", &block.sin_addr);
  inet_pton (AF_INET, "9.9.9.9", &far.sin_addr);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (belay_address_is_near (address, &six), ==, cases[i].near);
      g_assert_false (belay_address_is_near (address, &loop));
      g_assert_false (belay_address_is_near (address, NULL));
    }
}

static void
on_changed (guint *n)
{
  (*n)++;
}

static void
test_list (void)
{
  g_autoptr(BelayAllowList) list = belay_allow_list_new ();
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) patterns = NULL;
  const char *pattern;
  guint n = 0;

  g_signal_connect_swapped (list, "changed", G_CALLBACK (on_changed), &n);
  g_assert_cmpint (belay_allow_list_check (list, "example.org", 443, TRUE, NULL), ==, BELAY_ALLOW_LIST_ASK);

  g_assert_true (belay_allow_list_add (list, "*.Example.org", &error));
  g_assert_true (belay_allow_list_add (list, "*.example.org", &error));
  g_assert_cmpuint (n, ==, 1);
  g_assert_false (belay_allow_list_add (list, "*", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (belay_allow_list_check (list, "www.example.org", 443, TRUE, &pattern), ==, BELAY_ALLOW_LIST_ALLOWED);
  g_assert_cmpstr (pattern, ==, "*.example.org");
  g_assert_cmpint (belay_allow_list_check (list, "example.org", 443, TRUE, &pattern), ==, BELAY_ALLOW_LIST_ASK);

  /* For once: that port and that kind of connection only. */
  belay_allow_list_allow_once (list, "example.net", 443, TRUE);
  g_assert_cmpint (belay_allow_list_check (list, "example.net", 443, TRUE, &pattern), ==, BELAY_ALLOW_LIST_ALLOWED);
  g_assert_null (pattern);
  g_assert_cmpint (belay_allow_list_check (list, "example.net", 80, FALSE, NULL), ==, BELAY_ALLOW_LIST_ASK);

  /* Never beats a pattern that would allow it, until it is allowed by name. */
  belay_allow_list_never (list, "www.example.org", 443, TRUE);
  g_assert_cmpint (belay_allow_list_check (list, "www.example.org", 443, TRUE, NULL), ==, BELAY_ALLOW_LIST_NEVER);
  belay_allow_list_allow (list, "www.example.org", 443, TRUE);
  g_assert_cmpint (belay_allow_list_check (list, "www.example.org", 443, TRUE, NULL), ==, BELAY_ALLOW_LIST_ALLOWED);
  belay_allow_list_allow (list, "example.net", 8443, TRUE);
  patterns = belay_allow_list_get (list);
  g_assert_cmpstr (patterns[0], ==, "*.example.org");
  g_assert_cmpstr (patterns[1], ==, "www.example.org");
  g_assert_cmpstr (patterns[2], ==, "example.net:8443");
  g_assert_null (patterns[3]);

  belay_allow_list_remove (list, "*.example.org");
  g_assert_cmpint (belay_allow_list_check (list, "a.example.org", 443, TRUE, NULL), ==, BELAY_ALLOW_LIST_ASK);

  /* The model's own service, whatever was said before and is said after. */
  g_assert_true (belay_allow_list_add (list, "*.api.example", NULL));
  belay_allow_list_forbid (list, "API.example");
  belay_allow_list_allow (list, "api.example", 443, TRUE);
  g_assert_cmpint (belay_allow_list_check (list, "api.example", 443, TRUE, NULL), ==, BELAY_ALLOW_LIST_FORBIDDEN);
  g_assert_cmpint (belay_allow_list_check (list, "eu.api.example", 443, TRUE, NULL), ==, BELAY_ALLOW_LIST_FORBIDDEN);
  g_assert_cmpint (belay_allow_list_check (list, "notapi.example", 443, TRUE, NULL), ==, BELAY_ALLOW_LIST_ASK);

  /* However it is written where the service is set. */
  g_assert_true (belay_allow_list_add (list, "xn--bcher-kva.example", NULL));
  belay_allow_list_forbid (list, "B\u00fccher.example.");
  g_assert_cmpint (belay_allow_list_check (list, "xn--bcher-kva.example", 443, TRUE, NULL), ==, BELAY_ALLOW_LIST_FORBIDDEN);
}

static void
check_head (const char       *text,
            EgressHeadResult  expected,
            const char       *host,
            guint             port,
            const char       *rewritten)
{
  EgressHead head;

  g_test_message ("%s", text);
  g_assert_cmpint (egress_head_parse (text, strlen (text), &head), ==, expected);
  if (host != NULL)
    g_assert_cmpstr (head.host, ==, host);
  if (port != 0)
    g_assert_cmpuint (head.port, ==, port);
  if (rewritten != NULL)
    g_assert_cmpstr (head.rewritten->str, ==, rewritten);
  if (expected != EGRESS_HEAD_DONE)
    g_assert_null (head.rewritten);
  egress_head_clear (&head);
}

static void
test_heads (void)
{
  check_head ("CONNECT example.org:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", EGRESS_HEAD_DONE, "example.org", 443, NULL);
  check_head ("CONNECT EXAMPLE.org:8443 HTTP/1.0\r\n\r\n", EGRESS_HEAD_DONE, "example.org", 8443, NULL);
  check_head ("GET http://Example.org/a?b HTTP/1.1\r\nHost: evil.example\r\nAccept: */*\r\nConnection: keep-alive\r\n"
              "Proxy-Authorization: Basic eA==\r\nUpgrade: h2c\r\n\r\n", EGRESS_HEAD_DONE, "example.org", 80,
              "GET /a?b HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\nAccept: */*\r\n\r\n");
  check_head ("GET http://example.org:8080?q HTTP/1.1\r\n\r\n", EGRESS_HEAD_DONE, "example.org", 8080,
              "GET /?q HTTP/1.1\r\nHost: example.org:8080\r\nConnection: close\r\n\r\n");
  check_head ("POST http://example.org/ HTTP/1.1\r\nContent-Length: 12\r\n\r\n", EGRESS_HEAD_DONE, NULL, 80, NULL);

  check_head ("GET http://example.org/ HTTP/1.1\r\nHost: a\r\n", EGRESS_HEAD_INCOMPLETE, NULL, 0, NULL);
  check_head ("", EGRESS_HEAD_INCOMPLETE, NULL, 0, NULL);

  check_head ("CONNECT 127.0.0.1:443 HTTP/1.1\r\n\r\n", EGRESS_HEAD_ADDRESS, NULL, 443, NULL);
  check_head ("CONNECT [::1]:443 HTTP/1.1\r\n\r\n", EGRESS_HEAD_ADDRESS, NULL, 443, NULL);
  check_head ("GET http://0x7f.1/ HTTP/1.1\r\n\r\n", EGRESS_HEAD_ADDRESS, NULL, 80, NULL);

  check_head ("POST http://example.org/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", EGRESS_HEAD_NO_LENGTH, NULL, 0, NULL);
}

static void
test_bad_heads (void)
{
  static const char * const cases[] = {
    "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "GET https://example.org/ HTTP/1.1\r\n\r\n",
    "GET ftp://example.org/ HTTP/1.1\r\n\r\n",
    "CONNECT example.org HTTP/1.1\r\n\r\n",
    "CONNECT example.org:0 HTTP/1.1\r\n\r\n",
    "CONNECT example.org:65536 HTTP/1.1\r\n\r\n",
    "CONNECT example.org:443:443 HTTP/1.1\r\n\r\n",
    "CONNECT example.org:443 HTTP/2\r\n\r\n",
    "CONNECT example.org:443  HTTP/1.1\r\n\r\n",
    "GET http://example.org@evil.example/ HTTP/1.1\r\n\r\n",
    "GET http://example.org\tevil/ HTTP/1.1\r\n\r\n",
    "GET http://example.org/#x HTTP/1.1\r\n\r\n",
    "GET http:///path HTTP/1.1\r\n\r\n",
    "GET http://example.org/ HTTP/1.1\nHost: a\r\n\r\n",
    "GET http://example.org/ HTTP/1.1\r\nA: b\nC: d\r\n\r\n",
    "GET http://example.org/ HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
    "GET http://example.org/ HTTP/1.1\r\nA : b\r\n\r\n",
    "GET http://example.org/ HTTP/1.1\r\nno colon\r\n\r\n",
    "POST http://example.org/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "POST http://example.org/ HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n",
    "POST http://example.org/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "POST http://example.org/ HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "G@T http://example.org/ HTTP/1.1\r\n\r\n",
    "\r\n\r\n",
    "\x16\x03\x01 garbage\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_head (cases[i], EGRESS_HEAD_MALFORMED, NULL, 0, NULL);
}

static void
test_long_head (void)
{
  g_autoptr(GString) text = g_string_new ("GET http://example.org/ HTTP/1.1\r\nA: ");
  EgressHead head;

  while (text->len < EGRESS_HEAD_MAX)
    g_string_append_c (text, 'a');
  g_assert_cmpint (egress_head_parse (text->str, text->len, &head), ==, EGRESS_HEAD_MALFORMED);
  g_string_append (text, "\r\n\r\n");
  g_assert_cmpint (egress_head_parse (text->str, text->len, &head), ==, EGRESS_HEAD_MALFORMED);
}

static void
test_hellos (void)
{
  static const struct { const char *said; EgressHelloResult result; } cases[] = {
    { "example.org", EGRESS_HELLO_DONE },
    { "EXAMPLE.ORG", EGRESS_HELLO_DONE },
    { "127.0.0.1", EGRESS_HELLO_NO_NAME },
    { NULL, EGRESS_HELLO_NO_NAME },
  };
  char name[BELAY_HOST_NAME_MAX + 1];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (gsize piece = 1; piece < 400; piece += 37)
        {
          g_autoptr(GByteArray) hello = hello_peer_say (cases[i].said, piece);

          g_assert_cmpint (egress_hello_parse (hello->data, hello->len, name), ==, cases[i].result);
          if (cases[i].result == EGRESS_HELLO_DONE)
            g_assert_cmpstr (name, ==, "example.org");

          /* At no place in it is anything concluded too early. */
          for (gsize length = 0; length < hello->len; length++)
            g_assert_cmpint (egress_hello_parse (hello->data, length, name), ==, EGRESS_HELLO_INCOMPLETE);
        }
    }

  g_assert_cmpint (egress_hello_parse ((const guint8 *) "SSH-2.0-x\r\n", 11, name), ==, EGRESS_HELLO_NOT_TLS);
  g_assert_cmpint (egress_hello_parse ((const guint8 *) "G", 1, name), ==, EGRESS_HELLO_NOT_TLS);
}

/* Whatever is changed in it: no crash, no read beyond it (the sanitizers watch), and never a name that was not said. */
static void
test_damaged_hellos (void)
{
  g_autoptr(GByteArray) hello = hello_peer_say ("example.org", 400);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (hello->data, hello->len);
      char name[BELAY_HOST_NAME_MAX + 1];

      for (int n = g_rand_int_range (random, 1, 4); n > 0; n--)
        copy[g_rand_int_range (random, 0, (gint32) hello->len)] = (guint8) g_rand_int (random);
      egress_hello_parse (copy, (gsize) g_rand_int_range (random, 0, (gint32) hello->len + 1), name);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/egress/names", test_names);
  g_test_add_func ("/egress/names/lengths", test_name_lengths);
  g_test_add_func ("/egress/patterns", test_patterns);
  g_test_add_func ("/egress/patterns/bad", test_bad_patterns);
  g_test_add_func ("/egress/addresses", test_addresses);
  g_test_add_func ("/egress/near", test_near);
  g_test_add_func ("/egress/list", test_list);
  g_test_add_func ("/egress/heads", test_heads);
  g_test_add_func ("/egress/heads/bad", test_bad_heads);
  g_test_add_func ("/egress/heads/long", test_long_head);
  g_test_add_func ("/egress/hellos", test_hellos);
  g_test_add_func ("/egress/hellos/damaged", test_damaged_hellos);

  return g_test_run ();
}
