/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-gate-private.h"

/* The one way from a frame to a picture that leaves the program, to the agent or into the trail. Whatever must not leave is
 * veiled here, and nowhere else. */

/**
 * belay_gate_picture_async:
 * @self: a gate
 * @frame: what to show
 * @region: (nullable): the part to show, screen pixels
 * @width: pixels of the picture
 * @height: pixels of the picture
 * @cancellable: (nullable): a cancellable
 * @callback: called when the picture is there
 * @user_data: for @callback
 *
 * Finds out what of @frame may leave, and makes a picture of that.
 */
void
belay_gate_picture_async (BelayGate           *self,
                          BelayFrame          *frame,
                          const BelayRect     *region,
                          int                  width,
                          int                  height,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(BelayVeil) veil = belay_veil_new ();

  belay_picture_new_veiled_async (frame, veil, region, width, height, cancellable, callback, user_data);
}

BelayPicture *
belay_gate_picture_finish (BelayGate     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return belay_picture_new_finish (result, error);
}
