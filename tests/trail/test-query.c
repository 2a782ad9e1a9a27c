/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-query.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define HOUR   (3600 * SECOND)

static BelayTrailQuery *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  BelayTrailQuery *query = belay_trail_query_parse (text, &error);

  g_assert_no_error (error);

  return query;
}

static void
test_words (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", NULL }, { "  \t ", NULL }, { "save", "save" }, { " save  the\nletter ", "save the letter" },
    { "\"left  alone\" x", "\"left  alone\" x" }, { "\"never closed and", "\"never closed and" },
    { "https://example.org:80/", "https://example.org:80/" }, { "other:thing", "other:thing" }, { "12:3", "12:3" },
    { "1.5", "1.5" }, { "10-11-12", "10-11-12" }, { "..", ".." }, { "14:32h", "14:32h" }, { "Ünïcode 你好", "Ünïcode 你好" },
    { "\"14:32\"", "\"14:32\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BelayTrailQuery) query = parse (cases[i].text);

      g_assert_cmpstr (query->text, ==, cases[i].words);
      g_assert_cmpint (query->from, ==, 0);
      g_assert_cmpint (query->day_from, ==, -1);
    }
}

static void
test_fields (void)
{
  g_autoptr(BelayTrailQuery) query = parse ("a action:Left-Click decision:rejected by:person state:not_run "
                                            "host:Example.ORG session:2026-11-23T14 b");
  g_autoptr(BelayTrailQuery) quoted = parse ("action:\"left click\"");
  g_autoptr(BelayTrailQuery) copy = belay_trail_query_copy (query);

  g_assert_cmpstr (copy->text, ==, "a b");
  g_assert_cmpstr (copy->action, ==, "left_click");
  g_assert_cmpstr (copy->decision, ==, "reject");
  g_assert_cmpstr (copy->by, ==, "person");
  g_assert_cmpstr (copy->state, ==, "not-run");
  g_assert_cmpstr (copy->host, ==, "example.org");
  g_assert_cmpstr (copy->session, ==, "2026-11-23T14");
  g_assert_cmpstr (quoted->action, ==, "left_click");
  g_assert_null (quoted->text);
}

static void
test_days (void)
{
  static const struct
  {
    const char *text;
    int         from;
    int         until;
  } cases[] = {
    { "14:32", 52320, 52380 }, { "9:05", 32700, 32760 }, { "14:32:05", 52325, 52326 }, { "14:30..14:45", 52200, 53160 },
    { "14:30 .. 14:45", 52200, 53160 }, { "14:30.. 14:45", 52200, 53160 }, { "23:30..00:10", 84600, 660 },
    { "14:30..", 52200, 86400 }, { "..0:10", 0, 660 }, { "00:00..23:59", 0, 86400 }, { "x 14:32 y", 52320, 52380 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BelayTrailQuery) query = parse (cases[i].text);

      g_assert_cmpint (query->day_from, ==, cases[i].from);
      g_assert_cmpint (query->day_until, ==, cases[i].until);
      g_assert_cmpint (query->from, ==, 0);
      g_assert_cmpint (query->until, ==, 0);
    }
}

/* The test runs in the zone of Berlin: one hour east of UTC in winter, two in summer. */
static gint64
at (int    month,
    int    day,
    int    hour,
    int    minute)
{
  g_autoptr(GDateTime) time = g_date_time_new_utc (2026, month, day, hour, minute, 0);

  return g_date_time_to_unix (time) * SECOND;
}

static void
test_dates (void)
{
  const struct
  {
    const char *text;
    gint64      from;
    gint64      until;
  } cases[] = {
    { "2026-11-23", at (11, 22, 23, 0), at (11, 23, 23, 0) },
    { "2026-03-29", at (3, 28, 23, 0), at (3, 29, 22, 0) },
    { "2026-11-23 14:32", at (11, 23, 13, 32), at (11, 23, 13, 33) },
    { "2026-11-23T14:32", at (11, 23, 13, 32), at (11, 23, 13, 33) },
    { "14:32 2026-11-23", at (11, 23, 13, 32), at (11, 23, 13, 33) },
    { "2026-11-23 word 14:30..14:45", at (11, 23, 13, 30), at (11, 23, 13, 46) },
    { "2026-11-23..2026-11-24", at (11, 22, 23, 0), at (11, 24, 23, 0) },
    { "2026-11-23 14:30 .. 2026-11-24 9:00", at (11, 23, 13, 30), at (11, 24, 8, 1) },
    { "2026-11-23T14:30..2026-11-24T09:00", at (11, 23, 13, 30), at (11, 24, 8, 1) },
    { "2026-11-23..", at (11, 22, 23, 0), 0 },
    { "..2026-11-23", 0, at (11, 23, 23, 0) },
    { "1960-01-01..2026-11-23", 0, at (11, 23, 23, 0) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BelayTrailQuery) query = parse (cases[i].text);

      g_assert_cmpint (query->from, ==, cases[i].from);
      g_assert_cmpint (query->until, ==, cases[i].until);
      g_assert_cmpint (query->day_from, ==, -1);
    }
}

static void
test_refused (void)
{
  static const char * const cases[][2] = {
    { "25:00", "“25:00” is no date and no time of day." },
    { "14:60", "“14:60” is no date and no time of day." },
    { "2026-02-31", "“2026-02-31” is no date and no time of day." },
    { "2026-13-01..", "“2026-13-01” is no date and no time of day." },
    { "14:32 14:33", "That is one time too many: a range is written 14:30..14:45." },
    { "2026-11-23 2026-11-24", "That is one time too many: a range is written 14:30..14:45." },
    { "14:30..14:40..14:50", "That is one time too many: a range is written 14:30..14:45." },
    { "2026-11-24..2026-11-23", "The time after the two dots is earlier than the one before them." },
    { "9999-12-31", "There is no such date." },
    { "action:", "“action:” needs a word after the colon." },
    { "by:\"\"", "“by:\"\"” needs a word after the colon." },
    { "by:slack by:person", "“by:person” is one too many: of each kind, one thing can be searched for." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (belay_trail_query_parse (cases[i][0], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i][1]);
    }
}

/* Whatever is typed, there is an answer. */
static void
test_anything (void)
{
  static const char alphabet[] = "0123456789:-.T\" \xc3\xa4\xff\x01" "abt:action";
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 50000; i++)
    {
      char text[24] = { 0 };
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayTrailQuery) query = NULL;

      for (guint j = g_rand_int_range (rand, 0, sizeof text - 1); j > 0; j--)
        text[j - 1] = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];

      query = belay_trail_query_parse (text, &error);
      g_assert_true ((query != NULL) == (error == NULL));
      g_assert_true (query == NULL || query->text == NULL || g_utf8_validate (query->text, -1, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/query/words", test_words);
  g_test_add_func ("/query/fields", test_fields);
  g_test_add_func ("/query/days", test_days);
  g_test_add_func ("/query/dates", test_dates);
  g_test_add_func ("/query/refused", test_refused);
  g_test_add_func ("/query/anything", test_anything);

  return g_test_run ();
}
