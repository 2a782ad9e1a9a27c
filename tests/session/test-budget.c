/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-budget.h"

static void
test_limits (void)
{
  BelayUsage usage = { .cost = 999999 };
  BelayBudget none = { 0 }, money = { .cost = 1000000 }, steps = { .steps = 3 }, minutes = { .minutes = 2 };
  gint64 now = g_get_monotonic_time ();
  gint64 minute = 60 * G_USEC_PER_SEC;
  g_autoptr(GError) error = NULL;

  g_assert_true (belay_budget_check (&none, &usage, 1000, now - 1000 * minute, NULL));
  g_assert_true (belay_budget_check (&money, &usage, 0, now, NULL));
  usage.cost++;
  g_assert_false (belay_budget_check (&money, &usage, 0, now, &error));
  g_assert_error (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_BUDGET);

  g_assert_true (belay_budget_check (&steps, &usage, 2, now, NULL));
  g_assert_false (belay_budget_check (&steps, &usage, 3, now, NULL));

  g_assert_true (belay_budget_check (&minutes, &usage, 0, 0, NULL));
  g_assert_true (belay_budget_check (&minutes, &usage, 0, now - minute, NULL));
  g_assert_false (belay_budget_check (&minutes, &usage, 0, now - 2 * minute, NULL));
}

/* Going on raises what was reached, by as much again beyond what was used, and nothing else. */
static void
test_raise (void)
{
  BelayUsage usage = { .cost = 1200000 };
  BelayBudget limits = { .cost = 1000000, .steps = 10 }, budget = limits;

  belay_budget_raise (&budget, &limits, &usage, 4, g_get_monotonic_time ());
  g_assert_cmpint (budget.cost, ==, 2200000);
  g_assert_cmpuint (budget.steps, ==, 10);
  g_assert_cmpuint (budget.minutes, ==, 0);
  g_assert_true (belay_budget_check (&budget, &usage, 4, g_get_monotonic_time (), NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/budget/limits", test_limits);
  g_test_add_func ("/budget/raise", test_raise);

  return g_test_run ();
}
