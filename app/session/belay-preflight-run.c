/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-preflight-run.h"

#include <glib/gi18n-lib.h>
#include <sys/statvfs.h>

#include "belay-canaries.h"
#include "belay-container.h"
#include "belay-probe-wire.h"
#include "belay-test-pattern.h"

#define KEY_MS   5000           /* for a key to arrive that has been typed; a busy machine takes its time */
#define MIN_FREE ((guint64) 100 * 1024 * 1024)  /* bytes: some hundred steps with their pictures */

struct _BelayPreflightRun
{
  BelayPreflight     *preflight;
  BelaySandbox       *sandbox;
  BelayScreen        *screen;
  BelayTrail         *trail;
  BelayGate          *gate;
  BelayPreflightDone  done;
  gpointer            user_data;

  BelayProbe         *probe;            /* (nullable) who tries from inside */
  BelayCanaries      *canaries;         /* (nullable) */
  BelayEgressTrial   *trial;            /* (nullable) */
  BelayTestPattern   *pattern;          /* (nullable) while it is on the screen, or may be */
  GCancellable       *cancellable;      /* of the answers that come to this object */
  guint               deadline;         /* source id */
  guint               key_deadline;     /* source id */
  guint               finishing;        /* source id */
  gint64              begun;
  guint               n_tried;          /* checks the probe has answered */
  char                letter;
  gboolean            is_recorded;      /* the trail has answered */
  gboolean            is_taking_away;   /* the pattern has been told to go */
};

static void proceed (BelayPreflightRun *self);

/* An answer that is waited for; it may come when nobody waits any more. */
typedef struct
{
  BelayPreflightRun *run;               /* not owned */
  GCancellable      *cancellable;       /* of the run: cancelled when that is gone */
} Awaited;

static Awaited *
awaited_new (BelayPreflightRun *self)
{
  Awaited *awaited = g_new (Awaited, 1);

  awaited->run = self;
  awaited->cancellable = g_object_ref (self->cancellable);

  return awaited;
}

/* (nullable): the run, if it still waits. Frees @awaited. */
static BelayPreflightRun *
awaited_end (Awaited *awaited)
{
  BelayPreflightRun *run = g_cancellable_is_cancelled (awaited->cancellable) ? NULL : awaited->run;

  g_object_unref (awaited->cancellable);
  g_free (awaited);

  return run;
}

/* The end. */

static gboolean
on_finishing (gpointer user_data)
{
  BelayPreflightRun *self = user_data;
  gint64 ms = (g_get_monotonic_time () - self->begun) / 1000;

  self->finishing = 0;
  self->done (ms, self->user_data);

  return G_SOURCE_REMOVE;
}

/* Whoever hears of it frees this: not while somebody calls it. */
static void
finish (BelayPreflightRun *self)
{
  if (self->finishing != 0)
    return;

  if (self->trial != NULL && belay_egress_trial_has_leaked (self->trial))
    belay_preflight_set (self->preflight, "proxy", BELAY_PREFLIGHT_RED, "something that was meant for another host");

  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_handle_id (&self->key_deadline, g_source_remove);
  belay_preflight_finish (self->preflight, self->probe != NULL || belay_sandbox_get_process (self->sandbox) > 0);
  self->finishing = g_idle_add_full (G_PRIORITY_DEFAULT, on_finishing, self, NULL);
}

static gboolean
on_deadline (gpointer user_data)
{
  BelayPreflightRun *self = user_data;

  self->deadline = 0;
  if (self->probe != NULL)
    belay_probe_finish (self->probe);
  finish (self);

  return G_SOURCE_REMOVE;
}

/* The record. */

static void
check_space (BelayPreflightRun *self)
{
  struct statvfs status;
  guint64 n_free;

  if (statvfs (belay_trail_get_directory (self->trail), &status) != 0)
    return;

  n_free = (guint64) status.f_bavail * status.f_frsize;
  if (n_free < MIN_FREE)
    {
      g_autofree char *size = g_strdup_printf ("%u MB", (guint) (n_free / 1000000));
      /* Translators: %s is a size such as “3 MB”; it stands in “The record is not safe: %s.” */
      g_autofree char *detail = g_strdup_printf (_("there are only %s left on its disk"), size);

      belay_preflight_set (self->preflight, "trail", BELAY_PREFLIGHT_RED, detail);
    }
}

static void
on_recorded (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BelayPreflightRun *self = awaited_end (user_data);
  g_autoptr(GError) error = NULL;
  gboolean recorded = belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, &error);

  if (self == NULL)
    return;

  self->is_recorded = TRUE;
  if (recorded)
    check_space (self);
  belay_preflight_set (self->preflight, "trail", recorded ? BELAY_PREFLIGHT_FINE : BELAY_PREFLIGHT_RED,
                       recorded ? NULL : error->message);
  proceed (self);
}

/* That something has become durable is known when it has: the disk answers, or it does not. */
static void
try_trail (BelayPreflightRun *self)
{
  belay_trail_commit_async (self->trail, "preflight.begin", NULL, on_recorded, awaited_new (self));
}

/* From outside. */

static void
on_inspected (guint       check,
              const char *problem,
              gpointer    user_data)
{
  BelayPreflightRun *self = user_data;

  /* That it is fine is not all: the probe has to say so as well. */
  if (problem != NULL)
    belay_preflight_set (self->preflight, belay_probe_checks[check], BELAY_PREFLIGHT_RED, problem);
}

static void
on_canary (const char *check,
           gpointer    user_data)
{
  BelayPreflightRun *self = user_data;

  belay_preflight_set (self->preflight, check, BELAY_PREFLIGHT_RED,
                       g_str_equal (check, "local") ? "this computer itself" : "sockets of this computer");
}

/* From inside. */

static BelayPreflightState
get_state (BelayPreflightRun *self,
           const char        *check)
{
  return belay_preflight_item_get_state (belay_preflight_find (self->preflight, check));
}

static void
take_away (BelayPreflightRun *self)
{
  if (self->is_taking_away)
    return;

  self->is_taking_away = TRUE;
  belay_probe_finish (self->probe);
}

static gboolean
on_key_deadline (gpointer user_data)
{
  BelayPreflightRun *self = user_data;

  self->key_deadline = 0;
  if (get_state (self, "input") == BELAY_PREFLIGHT_PENDING)
    belay_preflight_set (self->preflight, "input", BELAY_PREFLIGHT_RED, "no key arrived");
  proceed (self);

  return G_SOURCE_REMOVE;
}

static void
on_typed (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  BelayPreflightRun *self = awaited_end (user_data);
  g_autoptr(GError) error = NULL;
  gboolean typed = belay_gate_try_key_finish (BELAY_GATE (source), result, &error);

  if (self == NULL)
    return;

  if (typed)
    {
      self->key_deadline = g_timeout_add (KEY_MS, on_key_deadline, self);
      return;
    }

  belay_preflight_set (self->preflight, "input", BELAY_PREFLIGHT_RED, error->message);
  proceed (self);
}

static void
on_pattern (gboolean    exact,
            const char *difference,
            gpointer    user_data)
{
  BelayPreflightRun *self = user_data;

  if (self->is_taking_away)
    return;

  belay_preflight_set (self->preflight, "screen", exact ? BELAY_PREFLIGHT_FINE : BELAY_PREFLIGHT_RED, difference);
  if (self->letter != '\0')
    return;

  self->letter = (char) ('a' + g_random_int_range (0, 26));
  belay_gate_try_key_async (self->gate, self->letter, on_typed, awaited_new (self));
}

static void
on_gone (gpointer user_data)
{
  proceed (user_data);
}

static void
take_key (BelayPreflightRun *self,
          guint32            keysym)
{
  g_autofree char *detail = NULL;

  if (self->letter == '\0' || keysym != (guint32) self->letter)
    detail = g_strdup_printf ("another key arrived (%x)", keysym);

  belay_preflight_set (self->preflight, "input", detail == NULL ? BELAY_PREFLIGHT_FINE : BELAY_PREFLIGHT_RED, detail);
}

static void
on_reported (BelayProbe             *probe,
             const BelayProbeReport *report,
             BelayPreflightRun      *self)
{
  switch (report->word)
    {
    case BELAY_PROBE_FINE:
    case BELAY_PROBE_BAD:
      self->n_tried++;
      belay_preflight_set (self->preflight, belay_probe_checks[report->check],
                           report->word == BELAY_PROBE_FINE ? BELAY_PREFLIGHT_FINE : BELAY_PREFLIGHT_RED, report->detail);
      break;

    case BELAY_PROBE_DRAWN:
      belay_test_pattern_await (self->pattern);
      break;

    case BELAY_PROBE_KEY:
      take_key (self, report->keysym);
      break;

    case BELAY_PROBE_GONE:
    default:
      break;
    }

  proceed (self);
}

/* Nothing more comes from inside: what it did not say is red, unless it is the pattern that has yet to go. */
static void
on_ended (BelayProbe        *probe,
          BelayPreflightRun *self)
{
  self->is_taking_away = TRUE;
  belay_test_pattern_await_gone (self->pattern);
  proceed (self);
}

/* Whether all is known that the probe has to say, and all that follows from it. */
static gboolean
is_tried (BelayPreflightRun *self)
{
  guint n_checks = 0;

  for (guint i = 0; i < BELAY_PROBE_N_CHECKS; i++)
    n_checks += belay_probe_does_try (self->probe, belay_probe_checks[i]);
  if (self->trial == NULL)
    n_checks--;

  return self->n_tried >= n_checks && get_state (self, "screen") != BELAY_PREFLIGHT_PENDING &&
         get_state (self, "input") != BELAY_PREFLIGHT_PENDING;
}

static void
proceed (BelayPreflightRun *self)
{
  if (self->probe != NULL && is_tried (self))
    take_away (self);

  if (self->is_recorded && (self->probe == NULL || belay_test_pattern_is_gone (self->pattern)))
    finish (self);
}

static void
try_inside (BelayPreflightRun *self)
{
  BelayEgress *egress = belay_sandbox_get_egress (self->sandbox);
  BelayPoint place;

  for (guint i = 0; i < BELAY_PROBE_N_CHECKS; i++)
    if (!belay_probe_does_try (self->probe, belay_probe_checks[i]))
      belay_preflight_set (self->preflight, belay_probe_checks[i], BELAY_PREFLIGHT_UNKNOWN, NULL);

  if (egress != NULL)
    {
      self->trial = belay_egress_trial_new ();
      belay_egress_try (egress, self->trial);
    }

  self->canaries = belay_canaries_new (on_canary, self);
  self->pattern = belay_test_pattern_new (self->screen, on_pattern, on_gone, self);
  g_signal_connect (self->probe, "reported", G_CALLBACK (on_reported), self);
  g_signal_connect (self->probe, "ended", G_CALLBACK (on_ended), self);
  belay_probe_try (self->probe, belay_canaries_get_file (self->canaries), belay_canaries_get_port (self->canaries),
                   belay_canaries_get_abstract (self->canaries),
                   self->trial != NULL ? belay_egress_trial_get_name (self->trial) : NULL);
  place = belay_test_pattern_get_place (self->pattern);
  belay_probe_draw (self->probe, belay_test_pattern_get_seed (self->pattern), place.x, place.y);
}

/* @process: 0 if it is not known which: then what is inside has only its own word for it that there is no way out. */
static void
inspect_machine (BelayPreflightRun *self,
                 pid_t              process)
{
  belay_preflight_set_machine (self->preflight);

  if (process > 0)
    belay_container_inspect_machine (process, on_inspected, self);
  else
    belay_preflight_set (self->preflight, "direct", BELAY_PREFLIGHT_UNKNOWN, NULL);
}

BelayPreflightRun *
belay_preflight_run_new (BelayPreflight     *preflight,
                         BelaySandbox       *sandbox,
                         BelayScreen        *screen,
                         BelayTrail         *trail,
                         BelayGate          *gate,
                         BelayPreflightDone  done,
                         gpointer            user_data)
{
  BelayPreflightRun *self = g_new0 (BelayPreflightRun, 1);
  BelayProbe *probe = belay_sandbox_get_probe (sandbox);
  pid_t process = belay_sandbox_get_process (sandbox);
  pid_t machine = belay_sandbox_get_machine (sandbox);
  gboolean in_machine = machine > 0 || (probe != NULL && !belay_probe_does_try (probe, "processes"));

  self->preflight = g_object_ref (preflight);
  self->sandbox = g_object_ref (sandbox);
  self->screen = g_object_ref (screen);
  self->trail = g_object_ref (trail);
  self->gate = g_object_ref (gate);
  self->done = done;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->begun = g_get_monotonic_time ();
  self->deadline = g_timeout_add (in_machine ? BELAY_PREFLIGHT_MACHINE_MS : BELAY_PREFLIGHT_DEADLINE_MS, on_deadline, self);
  self->probe = probe != NULL ? g_object_ref (probe) : NULL;

  if (process > 0)
    belay_container_inspect (process, on_inspected, self);
  if (in_machine)
    inspect_machine (self, machine);
  try_trail (self);
  if (self->probe != NULL)
    try_inside (self);

  return self;
}

void
belay_preflight_run_free (BelayPreflightRun *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_handle_id (&self->key_deadline, g_source_remove);
  g_clear_handle_id (&self->finishing, g_source_remove);

  if (self->probe != NULL)
    g_signal_handlers_disconnect_by_data (self->probe, self);

  g_clear_pointer (&self->pattern, belay_test_pattern_free);
  g_clear_pointer (&self->canaries, belay_canaries_free);
  if (self->trial != NULL && belay_sandbox_get_egress (self->sandbox) != NULL)
    belay_egress_end_trial (belay_sandbox_get_egress (self->sandbox));
  g_clear_pointer (&self->trial, belay_egress_trial_free);
  g_clear_object (&self->probe);
  g_object_unref (self->cancellable);
  g_object_unref (self->gate);
  g_object_unref (self->trail);
  g_object_unref (self->screen);
  g_object_unref (self->sandbox);
  g_object_unref (self->preflight);
  g_free (self);
}
