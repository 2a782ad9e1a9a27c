/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "belay-geometry.h"

G_BEGIN_DECLS

/* A screen as a bench has it: 0xffRRGGBB, rows without gaps. */
typedef struct
{
  int      width;
  int      height;
  guint32 *pixels;
} FaintScreen;

typedef enum
{
  FAINT_GREY,                   /* every channel, darker on what is light and lighter on what is dark */
  FAINT_TINT,                   /* blue alone */
  FAINT_DITHERED,               /* darker and lighter, pixel by pixel */
  FAINT_OPACITY,                /* black or white, mixed with what is there: strength is in percent */
} FaintKind;

typedef struct
{
  const char *text;
  const char *font;             /* family */
  double      size;             /* pixels an em */
  double      angle;            /* degrees, clockwise */
  gboolean    subpixel;
  FaintKind   kind;
  guint       strength;         /* levels of a channel, or percent */
} FaintText;

/* (transfer full) */
FaintScreen *faint_screen_load   (const char        *path);
FaintScreen *faint_screen_copy   (const FaintScreen *self);
void         faint_screen_free   (FaintScreen       *self);

/* What the text would cover with its corner at 0, 0. */
void         faint_text_measure  (const FaintText   *text,
                                  int               *width,
                                  int               *height);

/* Where the screen is flattest; FALSE if it is too small. */
gboolean     faint_screen_find   (const FaintScreen *self,
                                  int                width,
                                  int                height,
                                  BelayRect         *spot);
void         faint_screen_draw   (FaintScreen       *self,
                                  const FaintText   *text,
                                  const BelayRect   *spot);

/* What happens to a screen on its way. */
void         faint_screen_noise  (FaintScreen       *self,
                                  int                most,
                                  guint32            seed);
void         faint_screen_jpeg   (FaintScreen       *self,
                                  int                quality);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaintScreen, faint_screen_free)

G_END_DECLS
