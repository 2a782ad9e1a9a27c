/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Slices of JSON text, so that what was received can be sent back byte for byte. The text must have passed
 * belay_json_parse(): here it is only cut, not checked.
 */
typedef struct
{
  const char *text;
  gsize       length;
} BelayRaw;

/* The next member of an object; *@position is 0 at first. FALSE at the end. @key comes without its quotes. */
gboolean belay_raw_next   (BelayRaw    object,
                           gsize      *position,
                           BelayRaw   *key,
                           BelayRaw   *value);
gboolean belay_raw_get    (BelayRaw    object,
                           const char *member,
                           BelayRaw   *value);
gboolean belay_raw_equal  (BelayRaw    self,
                           const char *text);

G_END_DECLS
