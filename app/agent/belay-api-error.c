/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-api-error.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "belay-json.h"

#define MAX_WAIT    (60 * 60 * 1000.0)  /* ms; whoever asks for more gets another request after an hour */
#define MAX_MESSAGE 600                 /* code points of the API's words that are shown */

static char *
take_string (JsonObject *object,
             const char *member)
{
  const char *value;

  if (object == NULL || !belay_json_has (object, member) || !belay_json_get_string (object, member, &value, NULL))
    return g_strdup ("");

  return g_utf8_strlen (value, -1) > MAX_MESSAGE ? g_utf8_substring (value, 0, MAX_MESSAGE) : g_strdup (value);
}

static JsonObject *
get_object (JsonObject *object,
            const char *member)
{
  JsonObject *value = NULL;

  if (object != NULL && belay_json_has (object, member))
    belay_json_get_object (object, member, &value, NULL);

  return value;
}

/* -1 if @text is not a number above 0. */
static gint64
parse_number (const char *text,
              double      unit)
{
  char *end;
  double value;

  if (text == NULL)
    return -1;

  value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (value) || value <= 0)
    return -1;

  return MIN (value * unit, MAX_WAIT);
}

/* The date form counts from the server's clock where it tells its time: ours may be wrong. */
static gint64
parse_date (BelayHttpResponse *response,
            const char        *text)
{
  const char *date = belay_http_response_get_header (response, "date");
  gint64 then = text != NULL ? curl_getdate (text, NULL) : -1;
  gint64 now = date != NULL ? curl_getdate (date, NULL) : -1;

  if (then < 0)
    return -1;

  if (now < 0)
    now = g_get_real_time () / G_USEC_PER_SEC;

  return then > now ? MIN ((then - now) * 1000, (gint64) MAX_WAIT) : -1;
}

static gint64
read_wait (BelayHttpResponse *response)
{
  const char *after = belay_http_response_get_header (response, "retry-after");
  gint64 wait = parse_number (belay_http_response_get_header (response, "retry-after-ms"), 1);

  if (wait < 0)
    wait = parse_number (after, 1000);

  return wait < 0 ? parse_date (response, after) : wait;
}

/**
 * belay_api_error_new:
 * @response: the head of an answer
 * @body: its body, or the beginning of it; need not be JSON
 * @length: bytes of @body
 *
 * Returns: (transfer full): what it says
 */
BelayApiError *
belay_api_error_new (BelayHttpResponse *response,
                     const char        *body,
                     gsize              length)
{
  BelayApiError *self = g_new0 (BelayApiError, 1);
  g_autoptr(JsonNode) root = belay_json_parse (body, length, BELAY_JSON_MAX_SIZE, NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *details = get_object (object, "error");
  const char *request_id = belay_http_response_get_header (response, "request-id");
  const char *should_retry = belay_http_response_get_header (response, "x-should-retry");

  self->status = belay_http_response_get_status (response);
  self->type = take_string (details, "type");
  self->message = take_string (details, "message");
  self->code = take_string (get_object (details, "details"), "error_code");
  self->request_id = request_id != NULL ? g_strdup (request_id) : take_string (object, "request_id");
  self->wait = read_wait (response);
  self->should_retry = g_strcmp0 (should_retry, "true") == 0 ? 1 : g_strcmp0 (should_retry, "false") == 0 ? 0 : -1;

  return self;
}

void
belay_api_error_free (BelayApiError *self)
{
  g_free (self->type);
  g_free (self->code);
  g_free (self->message);
  g_free (self->request_id);
  g_free (self);
}

/**
 * belay_api_error_may_retry:
 * @self: an error
 *
 * The header decides, then the status. A 429 that does not say when to come
 * back is a limit that will not go away by waiting.
 */
gboolean
belay_api_error_may_retry (const BelayApiError *self)
{
  if (self->should_retry >= 0)
    return self->should_retry == 1;

  if (self->status == 429)
    return self->wait >= 0;

  return self->status == 408 || self->status == 409 || self->status >= 500;
}

/* The contract names no code for these two: only their words tell them apart from other bad requests. */
gboolean
belay_api_error_is_shape (const BelayApiError *self)
{
  return self->status == 400 && strstr (self->message, "does not support tool types") != NULL;
}

gboolean
belay_api_error_is_signature (const BelayApiError *self)
{
  return self->status == 400 && strstr (self->message, "Invalid `signature` in `thinking` block") != NULL;
}

static gboolean
is_spend_limit (const BelayApiError *self)
{
  return g_str_equal (self->code, "enforced_spend_limit_reached") ||
         g_str_equal (self->code, "contract_spend_limit_reached") ||
         g_str_equal (self->type, "billing_error");
}

static BelayAgentError
classify (const BelayApiError *self)
{
  if (self->status == 402 || is_spend_limit (self) || (self->status == 429 && self->wait < 0))
    return BELAY_AGENT_ERROR_BILLING;

  if (self->status == 401 || self->status == 403)
    return BELAY_AGENT_ERROR_KEY;

  if (self->status == 408 || self->status == 409 || self->status == 429 || self->status >= 500)
    return BELAY_AGENT_ERROR_OVERLOADED;

  if (self->status == 413)
    return BELAY_AGENT_ERROR_FULL;

  if (self->status >= 400)
    return BELAY_AGENT_ERROR_REQUEST;

  /* Redirects are not followed: something other than the API answers. */
  return BELAY_AGENT_ERROR_NETWORK;
}

static const char *
get_sentence (const BelayApiError *self)
{
  switch (classify (self))
    {
    case BELAY_AGENT_ERROR_KEY:
      return self->status == 401 ? _("The API key was refused.")
                                 : _("The API key does not allow this.");

    case BELAY_AGENT_ERROR_BILLING:
      return _("The account’s credit or spending limit is used up.");

    case BELAY_AGENT_ERROR_OVERLOADED:
      return belay_api_error_get_reason (self);

    case BELAY_AGENT_ERROR_NETWORK:
      return _("Something other than the model’s service answered. Is there a sign-in page on this network?");

    case BELAY_AGENT_ERROR_FULL:
      return _("This conversation is larger than the service takes.");

    case BELAY_AGENT_ERROR_REQUEST:
    case BELAY_AGENT_ERROR_PROTOCOL:
    case BELAY_AGENT_ERROR_SCRIPT:
    default:
      break;
    }

  if (self->status == 404)
    return _("The service does not know this model or address.");

  return _("The service refused the request.");
}

GError *
belay_api_error_to_error (const BelayApiError *self)
{
  if (*self->message == '\0')
    return g_error_new (BELAY_AGENT_ERROR, classify (self), "%s (HTTP %u)", get_sentence (self), self->status);

  /* Translators: a sentence of ours, then what the service says. */
  return g_error_new (BELAY_AGENT_ERROR, classify (self), _("%s The service says: %s"), get_sentence (self),
                      self->message);
}

const char *
belay_api_error_get_reason (const BelayApiError *self)
{
  if (self->status == 429)
    return _("The service asks to wait: too many requests.");

  if (self->status == 529)
    return _("The service is overloaded.");

  return _("The service has a problem.");
}

/**
 * belay_api_back_off:
 * @failures: how many attempts have failed, from 1
 * @random: from 0 to 1
 *
 * min(0.5·2ⁿ, 8) seconds, less up to a quarter (the policy of the API's own SDK).
 *
 * Returns: milliseconds
 */
guint
belay_api_back_off (guint  failures,
                    double random)
{
  double seconds = MIN (0.5 * pow (2, MIN (failures, 20) - 1.0), 8);

  return seconds * (1 - random * 0.25) * 1000;
}
