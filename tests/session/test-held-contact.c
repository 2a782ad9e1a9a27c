/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "belay-egress.h"
#include "belay-held-contact.h"
#include "belay-timeline.h"

typedef struct
{
  BelayTimeline    *timeline;
  BelayHeldContact *held;
  guint             n_told;
} Fixture;

static void
on_told (Fixture *fixture)
{
  fixture->n_told++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->timeline = belay_timeline_new ();
  fixture->held = belay_held_contact_new (belay_timeline_get_model (fixture->timeline));
  g_signal_connect_swapped (fixture->held, "notify::contact", G_CALLBACK (on_told), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->held);
  g_assert_finalize_object (fixture->timeline);
}

static void
hold (BelayContact *contact)
{
  belay_contact_count (contact);
  belay_contact_happen (contact, BELAY_CONTACT_HELD, BELAY_CONTACT_NOT_LISTED, NULL);
}

static void
test_one_after_the_other (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(BelayContact) first = belay_contact_new ("first.example", 443, TRUE);
  g_autoptr(BelayContact) second = belay_contact_new ("second.example", 443, TRUE);

  g_assert_null (belay_held_contact_get (fixture->held));
  g_assert_cmpuint (belay_held_contact_get_rest (fixture->held), ==, 0);

  hold (first);
  belay_timeline_add_contact (fixture->timeline, first);
  g_assert_true (belay_held_contact_get (fixture->held) == first);
  g_assert_cmpuint (belay_held_contact_get_rest (fixture->held), >, BELAY_EGRESS_HOLD_SECONDS / 2);
  g_assert_cmpuint (belay_held_contact_get_rest (fixture->held), <=, BELAY_EGRESS_HOLD_SECONDS);

  hold (second);
  belay_timeline_add_contact (fixture->timeline, second);
  g_assert_true (belay_held_contact_get (fixture->held) == first);
  g_assert_cmpuint (fixture->n_told, ==, 1);

  belay_contact_happen (first, BELAY_CONTACT_REFUSED, BELAY_CONTACT_NOT_LISTED, NULL);
  g_assert_true (belay_held_contact_get (fixture->held) == second);
  belay_contact_happen (second, BELAY_CONTACT_ALLOWED, BELAY_CONTACT_NOT_LISTED, NULL);
  g_assert_null (belay_held_contact_get (fixture->held));
  g_assert_cmpuint (fixture->n_told, ==, 3);
}

/* What was refused is reached for again: its line in the timeline is an old one. */
static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BelayContact) contact = belay_contact_new ("again.example", 443, TRUE);

  hold (contact);
  belay_timeline_add_contact (fixture->timeline, contact);
  belay_contact_happen (contact, BELAY_CONTACT_REFUSED, BELAY_CONTACT_NOT_LISTED, NULL);
  belay_timeline_add (fixture->timeline, BELAY_ENTRY_NOTICE, "Something else");
  g_assert_null (belay_held_contact_get (fixture->held));

  hold (contact);
  g_assert_true (belay_held_contact_get (fixture->held) == contact);
}

/* A page of a session that is there already. */
static void
test_from_before (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(BelayContact) contact = belay_contact_new ("before.example", 80, FALSE);
  g_autoptr(BelayHeldContact) late = NULL;

  hold (contact);
  belay_timeline_add_contact (fixture->timeline, contact);
  late = belay_held_contact_new (belay_timeline_get_model (fixture->timeline));
  g_assert_true (belay_held_contact_get (late) == contact);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/held-contact/one-after-the-other", Fixture, NULL, set_up, test_one_after_the_other, tear_down);
  g_test_add ("/held-contact/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/held-contact/from-before", Fixture, NULL, set_up, test_from_before, tear_down);

  return g_test_run ();
}
