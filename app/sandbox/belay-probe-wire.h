/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * What the program and its helper belay-probe in the sandbox say to each other: packets of text on a SOCK_SEQPACKET socket
 * pair. Of what the helper says nothing is believed but what makes things worse.
 *
 * To the helper:
 *   try      and lines: file PATH, port NUMBER, abstract NAME (what the computer has and the sandbox must not reach),
 *            name HOST (whom its way out lets through during the trial), env A,B,C (the variables that were given to it)
 *   draw SEED X Y
 *   end
 * From it:
 *   fine CHECK
 *   bad CHECK DETAIL
 *   drawn    the pattern is on the screen and the keyboard is the helper's
 *   key HEX  the keysym of a key that has gone down
 *   gone     the pattern is gone, and so is the helper
 */

#define BELAY_PROBE_PROGRAM "belay-probe"
#define BELAY_PROBE_FD      8           /* a digit: the shell knows no others */

#define BELAY_PROBE_MAX_QUESTION 2048   /* bytes */
#define BELAY_PROBE_MAX_ANSWER   300
#define BELAY_PROBE_MAX_ANSWERS  64     /* in its life */

#define BELAY_PROBE_WIDTH  96           /* of the pattern, pixels */
#define BELAY_PROBE_HEIGHT 64

/* The pattern: no two pixels are likely to be alike, so that whatever is not exact is seen. 0xffRRGGBB. */
static inline guint32
belay_probe_pixel (guint32 seed,
                   guint32 x,
                   guint32 y)
{
  guint32 h = seed ^ (x * 0x9e3779b1u) ^ (y * 0x85ebca77u);

  h = (h ^ (h >> 15)) * 0x2c1b3c6du;
  h = (h ^ (h >> 12)) * 0x297a2d39u;

  return 0xff000000u | (h ^ (h >> 15));
}
