/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-request.h"

/**
 * belay_trail_request_new:
 * @type: what to do
 * @stamp: (nullable): when it was asked for
 * @name: (nullable): a root, a kind or a SHA-256
 * @payload: (transfer full) (nullable): the members of a record
 * @task: (transfer full) (nullable): who waits for it
 * @done: (nullable): answers @task
 *
 * Returns: (transfer full): a request
 */
BelayTrailRequest *
belay_trail_request_new (BelayTrailRequestType  type,
                         const BelayTrailStamp *stamp,
                         const char            *name,
                         char                  *payload,
                         GTask                 *task,
                         BelayTrailDone         done)
{
  BelayTrailRequest *request = g_new0 (BelayTrailRequest, 1);

  request->type = type;
  request->name = g_strdup (name);
  request->payload = payload;
  request->task = task;
  request->done = done;

  if (stamp != NULL)
    request->stamp = *stamp;

  return request;
}

/**
 * belay_trail_request_free:
 * @data: (transfer full): a request
 */
void
belay_trail_request_free (gpointer data)
{
  BelayTrailRequest *request = data;

  g_free (request->name);
  g_free (request->payload);
  g_clear_pointer (&request->bytes, g_bytes_unref);
  g_clear_error (&request->error);
  g_clear_object (&request->task);
  g_free (request);
}
