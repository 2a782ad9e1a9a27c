/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-person-steps.h"

#include "belay-privacy.h"

/* Which steps are made of what a person does, and which frames are private. */

typedef struct
{
  BelayPersonSteps *steps;
  GPtrArray        *ended;      /* of strings: the records */
  guint             n_grown;
} Fixture;

static void
on_step (const BelayPersonStep *step,
         gboolean               ended,
         gpointer               user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(JsonObject) record = belay_person_step_to_record (step);
  g_autofree char *sentence = belay_person_step_describe (step);

  g_assert_true (g_str_has_prefix (sentence, "You "));
  if (ended)
    g_ptr_array_add (fixture->ended, g_strdup (json_object_get_string_member (record, "what")));
  else
    fixture->n_grown++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->ended = g_ptr_array_new_with_free_func (g_free);
  fixture->steps = belay_person_steps_new (on_step, fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  belay_person_steps_free (fixture->steps);
  g_ptr_array_unref (fixture->ended);
}

static void
expect (Fixture    *fixture,
        const char *joined)
{
  g_autofree char *found = NULL;

  belay_person_steps_flush (fixture->steps);
  g_ptr_array_add (fixture->ended, NULL);
  found = g_strjoinv ("; ", (char **) fixture->ended->pdata);
  g_ptr_array_remove_index (fixture->ended, fixture->ended->len - 1);
  g_assert_cmpstr (found, ==, joined);
}

static void
point (Fixture *fixture,
       int      x,
       int      y,
       guint    buttons)
{
  belay_person_steps_pointer (fixture->steps, (BelayPoint) { x, y }, buttons);
}

static void
key (Fixture *fixture,
     guint32  keysym,
     gboolean record)
{
  belay_person_steps_key (fixture->steps, keysym, TRUE, record);
  belay_person_steps_key (fixture->steps, keysym, FALSE, record);
}

static void
test_pointer (Fixture       *fixture,
              gconstpointer  data)
{
  point (fixture, 5, 5, 0);
  point (fixture, 900, 700, 0);
  expect (fixture, "");
  g_assert_cmpuint (fixture->n_grown, ==, 0);

  /* A hand is not quite still; two places are two clicks, one place twice is a double click. */
  point (fixture, 10, 10, 1);
  point (fixture, 13, 8, 1);
  point (fixture, 13, 8, 0);
  point (fixture, 12, 11, 1);
  point (fixture, 12, 11, 0);
  point (fixture, 60, 60, 1);
  point (fixture, 60, 60, 0);
  expect (fixture, "2 left clicks at 10,10; left click at 60,60");
  g_ptr_array_set_size (fixture->ended, 0);

  /* There and back is a drag all the same, and what is pressed meanwhile is part of it. */
  point (fixture, 10, 10, 1);
  point (fixture, 80, 80, 1);
  point (fixture, 80, 80, 5);
  point (fixture, 11, 11, 1);
  point (fixture, 11, 11, 0);
  point (fixture, 11, 11, 2);
  point (fixture, 11, 11, 0);
  expect (fixture, "left drag from 10,10 to 11,11; middle click at 11,11");
}

static void
test_wheel (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < 5; i++)
    {
      point (fixture, 40, 50, 1u << 4);
      point (fixture, 40, 50, 0);
    }
  point (fixture, 40, 50, 1u << 3);
  point (fixture, 40, 50, 0);
  point (fixture, 40, 50, 1u << 5);
  point (fixture, 40, 50, 0);
  expect (fixture, "scroll down 5 at 40,50; scroll up 1 at 40,50; scroll left 1 at 40,50");
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *told = NULL;

  /* Modifiers are no keys of their own. */
  belay_person_steps_key (fixture->steps, 0xffe1, TRUE, FALSE);
  key (fixture, 'A', FALSE);
  belay_person_steps_key (fixture->steps, 0xffe1, FALSE, FALSE);
  key (fixture, 'b', FALSE);
  key (fixture, 0xff0d, FALSE);
  expect (fixture, "3 keys");
  told = belay_person_steps_tell (fixture->steps);
  g_assert_cmpstr (told, ==, "pressed 3 keys");
}

static void
test_recorded_keys (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *told = NULL;

  key (fixture, 'x', FALSE);
  belay_person_steps_key (fixture->steps, 0xffe1, TRUE, TRUE);
  key (fixture, 'H', TRUE);
  belay_person_steps_key (fixture->steps, 0xffe1, FALSE, TRUE);
  key (fixture, 'i', TRUE);
  key (fixture, 0x01000438, TRUE);
  belay_person_steps_key (fixture->steps, 0xffe3, TRUE, TRUE);
  key (fixture, 'c', TRUE);
  belay_person_steps_key (fixture->steps, 0xffe3, FALSE, TRUE);
  key (fixture, 0xff08, TRUE);
  key (fixture, 'y', FALSE);
  expect (fixture, "1 key; 5 keys: Hiи⟨Ctrl+C⟩⟨Backspace⟩; 1 key");
  told = belay_person_steps_tell (fixture->steps);
  g_assert_cmpstr (told, ==, "pressed 7 keys (“Hiи⟨Ctrl+C⟩⟨Backspace⟩”)");
}

/* However much is typed: one step, and a record of limited size. */
static void
test_much (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 100000; i++)
    key (fixture, 'a', TRUE);

  belay_person_steps_flush (fixture->steps);
  g_assert_cmpuint (fixture->ended->len, ==, 1);
  g_assert_cmpuint (strlen (fixture->ended->pdata[0]), <, 2100);
}

static void
check (BelayPrivacy *privacy,
       guint64       seq,
       gboolean      hidden)
{
  static const guint8 pixel[4] = { 0 };
  g_autoptr(BelayFrame) frame = belay_frame_new (NULL, pixel, 4, 1, 1, NULL, 0, seq, 0);

  g_assert_cmpint (belay_privacy_hides (privacy, frame), ==, hidden);
}

static void
change (BelayPrivacy *privacy,
        guint64       seq,
        void        (*how) (BelayPrivacy     *privacy,
                            const BelayFrame *now))
{
  static const guint8 pixel[4] = { 0 };
  g_autoptr(BelayFrame) frame = belay_frame_new (NULL, pixel, 4, 1, 1, NULL, 0, seq, 0);

  how (privacy, frame);
}

static void
test_privacy (void)
{
  g_autoptr(BelayPrivacy) privacy = belay_privacy_new ();

  check (privacy, 5, FALSE);
  change (privacy, 10, belay_privacy_begin);
  g_assert_true (belay_privacy_is_on (privacy));
  check (privacy, 10, FALSE);
  check (privacy, 11, TRUE);

  /* Looking at what is left is not the end, and beginning again no second beginning. */
  belay_privacy_set_check (privacy, TRUE);
  change (privacy, 20, belay_privacy_begin);
  g_assert_cmpint (belay_privacy_get_phase (privacy), ==, BELAY_PRIVACY_CHECK);
  check (privacy, 19, TRUE);
  check (privacy, 21, TRUE);

  /* What was looked at may be seen; what was there before it never. */
  change (privacy, 30, belay_privacy_end);
  g_assert_false (belay_privacy_is_on (privacy));
  check (privacy, 29, TRUE);
  check (privacy, 30, FALSE);
  check (privacy, 31, FALSE);

  change (privacy, 40, belay_privacy_begin);
  change (privacy, 40, belay_privacy_end);
  check (privacy, 40, FALSE);
  check (privacy, 12, TRUE);

  /* Nobody has looked at a screen that is not there. */
  belay_privacy_begin (privacy, NULL);
  belay_privacy_end (privacy, NULL);
  check (privacy, 99, TRUE);
  check (privacy, 1, TRUE);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void     (* run) (Fixture       *fixture,
                      gconstpointer  data);
  } tests[] =
  {
    { "/person-steps/pointer", test_pointer },
    { "/person-steps/wheel", test_wheel },
    { "/person-steps/keys", test_keys },
    { "/person-steps/recorded-keys", test_recorded_keys },
    { "/person-steps/much", test_much },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add_func ("/privacy", test_privacy);

  return g_test_run ();
}
