/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-preflight-words.h"

#include <glib/gi18n-lib.h>

#define START_AGAIN N_("Close this session and start again. If it is the same then, do not use this sandbox, and report it.")
#define CLEAN_UP N_("Remove it from the machine that is the template, then start again.")
#define OTHER_SCREEN N_("Close this session and start again. If it is the same then, restart the computer, or use another sandbox.")

/* Translators: of each check, a title of a few words; then what is said when it is fine; then when it is not, where %s is what was
 * found, a few English words. */
const BelayPreflightWords belay_preflight_words[] = {
  { "files", N_("Files of this computer"),
    N_("Only programs and fonts can be seen in the sandbox, and nothing can be changed."),
    N_("The sandbox can get at files of this computer: %s."), START_AGAIN,
    NULL, NULL, N_("A machine has files of its own, and is given none of this computer. From inside it that cannot be tried.") },
  { "processes", N_("Programs of this computer"),
    N_("What runs on this computer cannot be seen in the sandbox."),
    N_("The sandbox can get at programs of this computer: %s."), START_AGAIN,
    NULL, NULL, N_("A machine has programs of its own. From inside it nothing can be tried of those of this computer.") },
  { "privileges", N_("Privileges"),
    N_("Nothing in the sandbox can give itself more rights."),
    N_("Programs in the sandbox have rights that they must not have: %s."), START_AGAIN,
    NULL, NULL, N_("Who may do what in a machine is for its own system to say; it ends where the machine does.") },
  { "environment", N_("Environment"),
    N_("Nothing of your environment variables is in the sandbox."),
    N_("The sandbox was given something of your environment: %s."), START_AGAIN,
    N_("No environment variable in the machine is called like a key or a password."), CLEAN_UP, NULL },
  { "home", N_("Keys, keyrings and browser profiles"),
    N_("The sandbox’s home is empty."),
    N_("There are credentials in the sandbox: %s."), START_AGAIN,
    N_("No keys, keyrings and browser profiles are where they usually are."), CLEAN_UP, NULL },
  { "agents", N_("Key agents"),
    N_("No SSH agent and no keyring answers in the sandbox."),
    N_("The sandbox can use your keys: %s."), START_AGAIN, NULL, CLEAN_UP, NULL },
  { "desktop", N_("Your desktop"),
    N_("The sandbox cannot reach your screen, session bus, sound or clipboard."),
    N_("The sandbox can reach your desktop: %s."), START_AGAIN,
    NULL, NULL, N_("A machine has a desktop of its own. From inside it nothing can be tried of yours.") },
  { "direct", N_("Internet"),
    N_("There is no way to the internet but the list of allowed hosts."),
    N_("The sandbox can pass by the list of allowed hosts: %s."), START_AGAIN, NULL, NULL, NULL },
  { "names", N_("Names on the internet"),
    N_("No name server answers in the sandbox."),
    N_("The sandbox can look up names, and send something out with them: %s."), START_AGAIN, NULL, NULL, NULL },
  { "local", N_("This computer and its network"),
    N_("Neither can be reached."),
    N_("The sandbox can reach this computer or its network: %s."), START_AGAIN, NULL, NULL, NULL },
  { "metadata", N_("Cloud credentials"),
    N_("The address at which clouds hand out credentials cannot be reached."),
    N_("The address at which clouds hand out credentials can be reached: %s."), START_AGAIN, NULL, NULL, NULL },
  { "proxy", N_("The list of allowed hosts"),
    N_("What is allowed gets through, and nothing that only looks like it."),
    N_("The way out of the sandbox does not do what it should: %s."), START_AGAIN, NULL, NULL, NULL },
  { "trail", N_("The record"),
    N_("Each step can be recorded before it runs."),
    N_("The record is not safe: %s."),
    N_("Free some space on the disk that your records are on, then start again."), NULL, NULL, NULL },
  { "screen", N_("The screen"),
    N_("It arrives exactly, pixel for pixel."),
    N_("What the sandbox shows does not arrive as it is: %s."), OTHER_SCREEN, NULL, NULL, NULL },
  { "input", N_("The keyboard"),
    N_("A key that was pressed arrived."),
    N_("What is typed does not arrive as it should: %s."), OTHER_SCREEN, NULL, NULL, NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (belay_preflight_words) == BELAY_PREFLIGHT_N_CHECKS);
