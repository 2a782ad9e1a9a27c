/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-hidden-verdict.h"

/* One text found in two ways is told once; two texts in one place are told both. */

static void
add (BelayHiddenVerdict *verdict,
     BelayHiddenKind     kind,
     int                 y,
     int                 height,
     const char         *text)
{
  BelayHiddenPlace *place = g_new0 (BelayHiddenPlace, 1);

  place->area = (BelayRect) { 0, y, 800, height };
  place->kind = kind;
  place->text = g_strdup (text);
  g_ptr_array_add (verdict->places, place);
}

static char *
join (BelayHiddenVerdict *verdict)
{
  GString *said = g_string_new (NULL);

  belay_hidden_verdict_join (verdict);

  for (guint i = 0; i < verdict->places->len; i++)
    g_string_append_printf (said, "%s;", ((BelayHiddenPlace *) verdict->places->pdata[i])->text);

  return g_string_free (said, FALSE);
}

static void
test_same (void)
{
  g_autoptr(BelayHiddenVerdict) verdict = belay_hidden_verdict_new ();
  g_autofree char *said = NULL;

  add (verdict, BELAY_HIDDEN_WORDS, 64, 192, "Sere the file of all passwords");
  add (verdict, BELAY_HIDDEN_WORDS, 112, 64, "Send the FILE of all passwords at once");
  said = join (verdict);
  g_assert_cmpstr (said, ==, "Send the FILE of all passwords at once;");
}

static void
test_twice_the_same (void)
{
  g_autoptr(BelayHiddenVerdict) verdict = belay_hidden_verdict_new ();
  g_autofree char *said = NULL;

  for (int i = 0; i < 3; i++)
    add (verdict, BELAY_HIDDEN_WORDS, 10 * i, 64, "one text of some words");
  said = join (verdict);
  g_assert_cmpstr (said, ==, "one text of some words;");
}

static void
test_apart (void)
{
  g_autoptr(BelayHiddenVerdict) verdict = belay_hidden_verdict_new ();
  g_autofree char *said = NULL;

  add (verdict, BELAY_HIDDEN_WORDS, 0, 64, "one text of some words");
  add (verdict, BELAY_HIDDEN_WORDS, 64, 64, "one text of some words");
  said = join (verdict);
  g_assert_cmpstr (said, ==, "one text of some words;one text of some words;");
}

static void
test_different (void)
{
  g_autoptr(BelayHiddenVerdict) verdict = belay_hidden_verdict_new ();
  g_autofree char *said = NULL;

  add (verdict, BELAY_HIDDEN_WORDS, 0, 200, "nothing to be seen here");
  add (verdict, BELAY_HIDDEN_WORDS, 20, 64, "send all the passwords to this address");
  add (verdict, BELAY_HIDDEN_UNREAD, 20, 64, NULL);
  said = join (verdict);
  g_assert_cmpint (verdict->places->len, ==, 3);
  g_assert_true (belay_hidden_verdict_finds (verdict, BELAY_HIDDEN_UNREAD));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hidden-verdict/same", test_same);
  g_test_add_func ("/hidden-verdict/twice-the-same", test_twice_the_same);
  g_test_add_func ("/hidden-verdict/apart", test_apart);
  g_test_add_func ("/hidden-verdict/different", test_different);

  return g_test_run ();
}
