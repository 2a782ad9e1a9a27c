/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-failure.h"

#include <glib/gi18n-lib.h>

/**
 * belay_screen_failure_to_error:
 * @failure: what the helper says, so perhaps no #BelayWireFailure at all
 *
 * Returns: (transfer full) (nullable): an error of %BELAY_SCREEN_ERROR with a sentence for the person, %NULL if there is
 *   no such failure
 */
GError *
belay_screen_failure_to_error (guint32 failure)
{
  static const struct
  {
    BelayScreenError  code;
    const char       *message;
  } failures[BELAY_WIRE_N_FAILURES] = {
    [BELAY_WIRE_FAILURE_CONFINE] = { BELAY_SCREEN_ERROR_REFUSED,
      N_("The program that reads the screen could not lock itself in.") },
    [BELAY_WIRE_FAILURE_CLOSED] = { BELAY_SCREEN_ERROR_CONNECT,
      N_("The screen’s server closed the connection.") },
    [BELAY_WIRE_FAILURE_TURNED_AWAY] = { BELAY_SCREEN_ERROR_CONNECT,
      N_("The screen’s server turned us away.") },
    [BELAY_WIRE_FAILURE_SLOW_HANDSHAKE] = { BELAY_SCREEN_ERROR_PROTOCOL,
      N_("The screen’s server accepted the connection, but showed no picture within ten seconds.") },
    [BELAY_WIRE_FAILURE_SLOW_MESSAGE] = { BELAY_SCREEN_ERROR_PROTOCOL,
      N_("The screen’s server stopped in the middle of a message.") },
    [BELAY_WIRE_FAILURE_NO_ANSWER] = { BELAY_SCREEN_ERROR_PROTOCOL,
      N_("The screen’s server no longer answers.") },
    [BELAY_WIRE_FAILURE_PROTOCOL] = { BELAY_SCREEN_ERROR_PROTOCOL,
      N_("The screen’s server broke the rules of the protocol.") },
    [BELAY_WIRE_FAILURE_TOO_LARGE] = { BELAY_SCREEN_ERROR_REFUSED,
      N_("The screen is larger than 16 million pixels.") },
    [BELAY_WIRE_FAILURE_PASSWORD] = { BELAY_SCREEN_ERROR_PASSWORD,
      N_("The password for the screen is wrong.") },
    [BELAY_WIRE_FAILURE_NO_SECURITY] = { BELAY_SCREEN_ERROR_REFUSED,
      N_("The screen’s server offers no way to log in that this program knows.") },
    [BELAY_WIRE_FAILURE_TLS] = { BELAY_SCREEN_ERROR_PROTOCOL,
      N_("The encrypted connection to the screen’s server failed.") },
    [BELAY_WIRE_FAILURE_CERTIFICATE] = { BELAY_SCREEN_ERROR_REFUSED,
      N_("The certificate of the screen’s server is not trusted.") },
  };

  if (failure >= G_N_ELEMENTS (failures) || failures[failure].message == NULL)
    return NULL;

  return g_error_new_literal (BELAY_SCREEN_ERROR, failures[failure].code, _(failures[failure].message));
}
