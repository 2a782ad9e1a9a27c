/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sse.h"

#include <string.h>

/* Writes down what comes as "name|data;". */
static gboolean
write_down (const char  *name,
            const char  *data,
            gsize        length,
            gpointer     user_data,
            GError     **error)
{
  g_assert_cmpint (data[length], ==, '\0');
  g_string_append_printf (user_data, "%s|", name);
  g_string_append_len (user_data, data, length);
  g_string_append_c (user_data, ';');

  return TRUE;
}

static char *
parse (const char *text,
       gsize       length,
       gsize       split,
       gsize       step)
{
  GString *out = g_string_new (NULL);
  g_autoptr(BelaySse) sse = belay_sse_new (write_down, out);
  g_autoptr(GError) error = NULL;

  for (gsize at = 0; at < length; )
    {
      gsize part = MIN (at < split ? split - at : step, length - at);

      belay_sse_feed (sse, text + at, part, &error);
      g_assert_no_error (error);
      at += part;
    }

  return g_string_free (out, FALSE);
}

typedef struct
{
  const char *text;
  const char *events;
} Case;

static const Case cases[] = {
  { "event: a\ndata: 1\n\n", "a|1;" },
  { "event: a\rdata: 1\r\r", "a|1;" },
  { "event: a\r\ndata: 1\r\n\r\n", "a|1;" },
  { "event: a\r\ndata: 1\n\revent: b\rdata: 2\n\r\n", "a|1;b|2;" },
  { "\xef\xbb\xbf" "event: a\ndata: 1\n\n", "a|1;" },
  { "\xef\xbb" "event: a\ndata: 1\n\n", "|1;" },
  { "\xef\xbb\xbf\xef\xbb\xbf" "event: a\ndata: 1\n\n", "|1;" },
  { "event:a\ndata:1\n\n", "a|1;" },
  { "event:  a\ndata:  1 \n\n", " a| 1 ;" },
  { "event: a\ndata: 1\ndata: 2\ndata\ndata: 3\n\n", "a|1\n2\n\n3;" },
  { ": comment\n:\nevent: a\n: data: no\ndata: 1\n\n", "a|1;" },
  { "id: 7\nretry: 1\nevent: a\nwhat: ever\ndata: 1\n\n", "a|1;" },
  { "data: 1\n\nevent: a\ndata: 2\n\n", "|1;a|2;" },
  { "event: a\n\nevent: b\ndata: 2\n\n", "a|;b|2;" },
  { "\n\n\n\r\r\nevent: a\ndata: 1\n\n\n\n", "a|1;" },
  { "event: a\nevent: b\ndata: 1\n\n", "b|1;" },
  { "event: a\ndata: 1\n", "" },
  { "event: a\ndata: 1", "" },
  { "event: ä\ndata: é✓😀\n\n", "ä|é✓😀;" },
  { "event: a\ndata: {\"x\": \"y:z\"}\n\n", "a|{\"x\": \"y:z\"};" },
  { "event\ndata: 1\n\n", "|1;" },
  { "", "" },
};

/* In two pieces at every point, and then in pieces of every size. */
static void
test_splits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].text);

      for (gsize split = 0; split <= length; split++)
        {
          g_autofree char *halves = parse (cases[i].text, length, split, length);
          g_autofree char *crumbs = parse (cases[i].text, length, 0, split + 1);

          g_assert_cmpstr (halves, ==, cases[i].events);
          g_assert_cmpstr (crumbs, ==, cases[i].events);
        }
    }
}

static void
test_nul (void)
{
  static const char text[] = "event: a\ndata: 1\0" "2\n\n";
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(BelaySse) sse = belay_sse_new (write_down, out);

  g_assert_true (belay_sse_feed (sse, text, sizeof text - 1, NULL));
  g_assert_cmpuint (out->len, ==, strlen ("a|1.2;"));
}

static void
test_long_line (void)
{
  const gsize size = 10 * 1024 * 1024;
  g_autofree char *filler = g_strnfill (size, 'x');
  g_autofree char *text = g_strdup_printf ("event: a\ndata: %s\n\nevent: b\ndata: 1\n\n", filler);
  g_autofree char *events = parse (text, strlen (text), 0, 16384);

  g_assert_cmpuint (strlen (events), ==, size + strlen ("a|;b|1;"));
  g_assert_true (g_str_has_suffix (events, "x;b|1;"));
}

static void
test_limits (void)
{
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(BelaySse) line = belay_sse_new (write_down, out);
  g_autoptr(BelaySse) event = belay_sse_new (write_down, out);
  g_autoptr(GError) error = NULL;
  guint n;

  for (n = 0; belay_sse_feed (line, filler, 1024 * 1024, &error); n++)
    g_assert_cmpuint (n, <=, 16);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_assert_cmpuint (n, ==, 16);
  g_clear_error (&error);

  /* It stays closed. */
  g_assert_false (belay_sse_feed (line, "\n\nevent: a\ndata: 1\n\n", 20, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);

  for (n = 0; belay_sse_feed (event, "data: ", 6, &error) && belay_sse_feed (event, filler, 1024 * 1024, &error) &&
              belay_sse_feed (event, "\n", 1, &error); n++)
    g_assert_cmpuint (n, <=, 32);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_assert_cmpuint (n, ==, 31);
  g_assert_cmpuint (out->len, ==, 0);
}

static gboolean
refuse (const char  *name,
        const char  *data,
        gsize        length,
        gpointer     user_data,
        GError     **error)
{
  ++*(guint *) user_data;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No");

  return FALSE;
}

static void
test_failing_function (void)
{
  static const char text[] = "event: a\ndata: 1\n\nevent: b\ndata: 2\n\n";
  guint n_calls = 0;
  g_autoptr(BelaySse) sse = belay_sse_new (refuse, &n_calls);
  g_autoptr(GError) error = NULL;

  g_assert_false (belay_sse_feed (sse, text, strlen (text), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_false (belay_sse_feed (sse, text, strlen (text), NULL));
  g_assert_cmpuint (n_calls, ==, 1);
}

/* However random text is cut, it means the same. */
static void
test_fuzz (void)
{
  static const char *const scraps[] = {
    "event: a", "data: {}", "data", "event", ":", " ", "\n", "\r", "\r\n", "\n\n", "\xef\xbb\xbf", "\xe2\x9c", "\x93",
    "id: 1", "x", "data: \xf0\x9f", "\xff", "event:"
  };
  g_autoptr(GRand) random = g_rand_new_with_seed (20261123);

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *whole = NULL;
      g_autofree char *cut = NULL;
      guint n_scraps = g_rand_int_range (random, 1, 40);

      for (guint i = 0; i < n_scraps; i++)
        g_string_append (text, scraps[g_rand_int_range (random, 0, G_N_ELEMENTS (scraps))]);

      whole = parse (text->str, text->len, text->len, 1);
      cut = parse (text->str, text->len, g_rand_int_range (random, 0, text->len + 1), g_rand_int_range (random, 1, 5));
      g_assert_cmpstr (cut, ==, whole);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sse/splits", test_splits);
  g_test_add_func ("/sse/nul", test_nul);
  g_test_add_func ("/sse/long-line", test_long_line);
  g_test_add_func ("/sse/limits", test_limits);
  g_test_add_func ("/sse/failing-function", test_failing_function);
  g_test_add_func ("/sse/fuzz", test_fuzz);

  return g_test_run ();
}
