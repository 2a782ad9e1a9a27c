/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-dangerous-families.h"

#include <glib/gi18n-lib.h>

#include "belay-dangerous-patterns.h"

#define COMMANDS (BELAY_TEXT_TYPED | BELAY_TEXT_SHELL)
#define PROSE    (BELAY_TEXT_TYPED | BELAY_TEXT_SCREEN)
#define ANYWHERE (BELAY_TEXT_TYPED | BELAY_TEXT_SHELL | BELAY_TEXT_SCREEN)

/* A family stands here twice where it looks different on a screen. */
static const BelayDangerousFamily families[] = {
  { "pipe-to-shell", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It runs what it fetches or makes up, unseen."),
    belay_pipe_to_shell_patterns },

  { "encoded-command", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It runs something encoded, which cannot be read."),
    belay_encoded_command_patterns },

  { "encoded-command", BELAY_FINDING_HOLD, BELAY_TEXT_SCREEN,
    N_("It runs something encoded, which cannot be read."),
    belay_encoded_command_screen_patterns },

  { "destructive", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It destroys data or makes a machine unusable."),
    belay_destructive_patterns },

  { "reverse-shell", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It lets somebody else give commands to this machine."),
    belay_reverse_shell_patterns },

  { "exfiltration", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It sends data to somebody else."),
    belay_exfiltration_patterns },

  { "secrets", BELAY_FINDING_HOLD, COMMANDS,
    N_("It reaches for passwords or keys."),
    belay_secrets_patterns },

  { "secrets", BELAY_FINDING_HOLD, BELAY_TEXT_SCREEN,
    N_("It reaches for passwords or keys."),
    belay_secrets_screen_patterns },

  { "secret-value", BELAY_FINDING_HOLD, COMMANDS,
    N_("It holds what looks like a password or a key."),
    belay_secret_value_patterns },

  { "persistence", BELAY_FINDING_HOLD, COMMANDS,
    N_("It changes what this machine starts, trusts or logs."),
    belay_persistence_patterns },

  { "persistence", BELAY_FINDING_HOLD, BELAY_TEXT_SCREEN,
    N_("It changes what this machine starts, trusts or logs."),
    belay_persistence_screen_patterns },

  { "override", BELAY_FINDING_WARN, ANYWHERE,
    N_("It tells an agent to forget what it was told."),
    belay_override_patterns },

  { "addressed-to-agent", BELAY_FINDING_WARN, PROSE,
    N_("It speaks to an agent, not to a person."),
    belay_addressed_to_agent_patterns },

  { "hide-from-person", BELAY_FINDING_WARN, ANYWHERE,
    N_("It wants something kept from the person."),
    belay_hide_from_person_patterns },

  { "claimed-authority", BELAY_FINDING_WARN, PROSE,
    N_("It claims that the person has already agreed."),
    belay_claimed_authority_patterns },

  { "test-alibi", BELAY_FINDING_WARN, ANYWHERE,
    N_("It claims that this is only a test."),
    belay_test_alibi_patterns },

  { "must-first", BELAY_FINDING_WARN, PROSE,
    N_("It says that something has to be done before going on."),
    belay_must_first_patterns },

  { "urgency", BELAY_FINDING_WARN, BELAY_TEXT_SCREEN,
    N_("It presses for haste."),
    belay_urgency_patterns },

  { "payment", BELAY_FINDING_WARN, COMMANDS,
    N_("It spends money, or agrees to something."),
    belay_payment_patterns },

  { "payment", BELAY_FINDING_WARN, BELAY_TEXT_SCREEN,
    N_("It spends money, or agrees to something."),
    belay_payment_screen_patterns },

  { "imitation", BELAY_FINDING_WARN, BELAY_TEXT_SCREEN,
    N_("It imitates Belay, which shows nothing inside of the sandbox."),
    belay_imitation_patterns },

  { "agent-interference", BELAY_FINDING_WARN, ANYWHERE,
    N_("It meddles with the program that supervises."),
    belay_agent_interference_patterns },
};

/**
 * belay_dangerous_families_get:
 * @n_families: (out): how many there are
 *
 * Returns: all of them, the worst first; static
 */
const BelayDangerousFamily *
belay_dangerous_families_get (guint *n_families)
{
  g_return_val_if_fail (n_families != NULL, NULL);

  *n_families = G_N_ELEMENTS (families);

  return families;
}
