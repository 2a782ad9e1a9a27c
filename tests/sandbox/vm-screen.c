/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm-screen.h"

#define WIDTH  720              /* of a text screen: 80 columns of 9 pixels, 25 rows of 16 */
#define HEIGHT 400

/* A component of a colour of text mode: none, dark, bright, both. */
static guint
level (guint32 pixel,
       int     shift)
{
  guint value = pixel >> shift & 0xff;

  return value < 0x2a ? 0 : value < 0x7f ? 1 : value < 0xd2 ? 2 : 3;
}

/* The number of a colour, in the order of the adapter, or -1. */
static int
get_colour (guint32 pixel)
{
  static const guint8 colours[16][3] = {
    { 0, 0, 0 }, { 0, 0, 2 }, { 0, 2, 0 }, { 0, 2, 2 }, { 2, 0, 0 }, { 2, 0, 2 }, { 2, 1, 0 }, { 2, 2, 2 },
    { 1, 1, 1 }, { 1, 1, 3 }, { 1, 3, 1 }, { 1, 3, 3 }, { 3, 1, 1 }, { 3, 1, 3 }, { 3, 3, 1 }, { 3, 3, 3 },
  };

  for (int i = 0; i < 16; i++)
    if (level (pixel, 16) == colours[i][0] && level (pixel, 8) == colours[i][1] && level (pixel, 0) == colours[i][2])
      return i;

  return -1;
}

int
vm_screen_read (BelayScreen *screen,
                int          row)
{
  BelayFrame *frame = belay_screen_get_frame (screen);
  int number = 0;

  if (frame == NULL || belay_frame_get_width (frame) != WIDTH || belay_frame_get_height (frame) != HEIGHT)
    return -1;

  for (int i = 0; i < 4; i++)
    {
      /* Where no digit has ink. */
      BelayRect area = { i * 9, row * 16, 1, 1 };
      guint32 pixel;
      int colour;

      belay_frame_read (frame, &area, (guint8 *) &pixel, sizeof pixel);
      colour = get_colour (pixel);
      if (colour < 0)
        return -1;

      number = number << 4 | colour;
    }

  return number;
}
