/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-hex.h"

/**
 * belay_hex_encode:
 * @data: (array length=size): bytes
 * @size: how many
 * @hex: (out caller-allocates): 2 × @size digits and a zero
 */
void
belay_hex_encode (const guint8 *data,
                        gsize         size,
                        char         *hex)
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < size; i++)
    {
      hex[2 * i] = digits[data[i] >> 4];
      hex[2 * i + 1] = digits[data[i] & 15];
    }

  hex[2 * size] = '\0';
}

static int
get_value (char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';

  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;

  return -1;
}

/**
 * belay_hex_decode:
 * @text: (array length=length): what should be digits
 * @length: how many bytes
 * @data: (out caller-allocates): the bytes they stand for
 * @size: how many those have to be
 *
 * Returns: %TRUE if @text is exactly 2 × @size lower-case hexadecimal digits
 */
gboolean
belay_hex_decode (const char *text,
                        gsize       length,
                        guint8     *data,
                        gsize       size)
{
  if (length != 2 * size)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      int high = get_value (text[2 * i]);
      int low = get_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;

      data[i] = (guint8) (high << 4 | low);
    }

  return TRUE;
}
