/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-budget.h"

#include <glib/gi18n-lib.h>

static guint
get_minutes (gint64 started)
{
  return started > 0 ? (guint) ((g_get_monotonic_time () - started) / (60 * G_USEC_PER_SEC)) : 0;
}

/**
 * belay_budget_check:
 * @self: the limits
 * @usage: what the session has used
 * @n_steps: steps that ran
 * @started: g_get_monotonic_time() when the task was given; 0: not yet
 * @error: return location for an error
 *
 * Returns: %FALSE with %BELAY_SESSION_ERROR_BUDGET and a question for the person if a limit is reached
 */
gboolean
belay_budget_check (const BelayBudget  *self,
                    const BelayUsage   *usage,
                    guint               n_steps,
                    gint64              started,
                    GError            **error)
{
  if (self->cost > 0 && usage->cost >= self->cost)
    {
      g_set_error (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_BUDGET,
                   /* Translators: two amounts of money */
                   _("This session has cost $%.2f; the limit is $%.2f. Go on?"),
                   (double) usage->cost / 1e6, (double) self->cost / 1e6);
      return FALSE;
    }

  if (self->steps > 0 && n_steps >= self->steps)
    {
      g_set_error (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_BUDGET,
                   g_dngettext (GETTEXT_PACKAGE,
                                "%u step has run, which is the limit. Go on?",
                                "%u steps have run, which is the limit. Go on?", n_steps), n_steps);
      return FALSE;
    }

  if (self->minutes > 0 && get_minutes (started) >= self->minutes)
    {
      g_set_error (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_BUDGET,
                   g_dngettext (GETTEXT_PACKAGE,
                                "This session has lasted %u minute, which is the limit. Go on?",
                                "This session has lasted %u minutes, which is the limit. Go on?", self->minutes),
                   self->minutes);
      return FALSE;
    }

  return TRUE;
}

/**
 * belay_budget_raise:
 * @self: the limits in force
 * @by: the limits as the person set them
 * @usage: what the session has used
 * @n_steps: steps that ran
 * @started: g_get_monotonic_time() when the task was given
 *
 * The person goes on past a limit: each limit reached is set as much again beyond what has been used.
 */
void
belay_budget_raise (BelayBudget       *self,
                    const BelayBudget *by,
                    const BelayUsage  *usage,
                    guint              n_steps,
                    gint64             started)
{
  if (self->cost > 0 && usage->cost >= self->cost)
    self->cost = usage->cost + by->cost;

  if (self->steps > 0 && n_steps >= self->steps)
    self->steps = n_steps + by->steps;

  if (self->minutes > 0 && get_minutes (started) >= self->minutes)
    self->minutes = get_minutes (started) + by->minutes;
}
