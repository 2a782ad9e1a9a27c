/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-agent.h"

G_BEGIN_DECLS

#define TEST_TYPE_SCRIPTED_AGENT (test_scripted_agent_get_type ())

/*
 * An agent for tests: says what a script tells it, and prints each message it is told as a JSON line on stdout, so that
 * a test sees exactly what the model would have been told. Script: {"replies": [{"thinking", "text", "actions": [{"name",
 * "input"}], "later": […], "stop": "tool_use|end_turn|max_tokens|refusal|context", "error": "network|full", "hold_open_ms",
 * "reset": true}]}. What is "later" is proposed when the reply has been held open. "reset" streams the actions once, voids
 * them, and streams them again under other ids. After the last reply it ends the turn with "Done.".
 */
G_DECLARE_FINAL_TYPE (TestScriptedAgent, test_scripted_agent, TEST, SCRIPTED_AGENT, GObject)

BelayAgent *test_scripted_agent_new (const char *script);
/* What it was told last, as it prints it. */
const char *test_scripted_agent_get_told (TestScriptedAgent *self);
guint       test_scripted_agent_get_n_replies (TestScriptedAgent *self);
/* The mark it was brought back to last: so many replies. Its script goes on all the same. */
guint       test_scripted_agent_get_returned (TestScriptedAgent *self);

G_END_DECLS
