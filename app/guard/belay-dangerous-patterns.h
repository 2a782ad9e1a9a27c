/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Patterns are matched against text in small letters with single blanks (belay_fold_text()), in PCRE's extended syntax:
 * blanks in a pattern mean nothing, except between brackets. Each repeat has a bound: the text is hostile, and must not
 * make the matching long. Lists end with NULL.
 */

extern const char *const belay_pipe_to_shell_patterns[];
extern const char *const belay_encoded_command_patterns[];
extern const char *const belay_encoded_command_screen_patterns[];
extern const char *const belay_destructive_patterns[];
extern const char *const belay_reverse_shell_patterns[];
extern const char *const belay_exfiltration_patterns[];
extern const char *const belay_secrets_patterns[];
extern const char *const belay_secrets_screen_patterns[];
extern const char *const belay_secret_value_patterns[];
extern const char *const belay_persistence_patterns[];
extern const char *const belay_persistence_screen_patterns[];
extern const char *const belay_override_patterns[];
extern const char *const belay_addressed_to_agent_patterns[];
extern const char *const belay_hide_from_person_patterns[];
extern const char *const belay_claimed_authority_patterns[];
extern const char *const belay_test_alibi_patterns[];
extern const char *const belay_must_first_patterns[];
extern const char *const belay_urgency_patterns[];
extern const char *const belay_payment_patterns[];
extern const char *const belay_payment_screen_patterns[];
extern const char *const belay_agent_interference_patterns[];
extern const char *const belay_imitation_patterns[];

G_END_DECLS
