/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "witness-windows.h"

G_BEGIN_DECLS

/* What a program says of one of its elements over the accessibility bus; screen pixels. */
typedef struct
{
  guint32 role;                 /* a number of AT-SPI */
  int     x;
  int     y;
  int     width;
  int     height;
  char   *name;                 /* UTF-8, may be empty */
} WitnessElement;

void     witness_element_clear (WitnessElement      *element);

/* The element at a point of @window; until @deadline, monotonic µs. FALSE: the program does not say. */
gboolean witness_elements_at   (GDBusConnection     *bus,
                                const WitnessWindow *window,
                                int                  x,
                                int                  y,
                                gint64               deadline,
                                WitnessElement      *element);

G_END_DECLS
