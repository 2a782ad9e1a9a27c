/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BELAY_SKELETON_WORD = 1 << 0, /* a blank was before it */
  BELAY_SKELETON_PART = 1 << 1, /* or a letter begins after what is none, or the other way round */
} BelaySkeletonFlags;

/*
 * What is left of a text when all is taken away that readers of pictures get wrong and people do not care about: blanks,
 * line ends, capitals, accents, the kind of quotes and dashes; letters and digits that look the same are the same.
 */
typedef struct
{
  gunichar *chars;
  guint    *offsets;            /* for each, the byte of the text it stands at; one more: the end */
  guint8   *flags;              /* BelaySkeletonFlags */
  guint     n;
} BelaySkeleton;

void  belay_skeleton_init  (BelaySkeleton *self,
                            const char    *text);
void  belay_skeleton_clear (BelaySkeleton *self);

/* Letters and digits of the skeleton of @text; (transfer full). */
char *belay_skeleton_write (const char    *text);

G_END_DECLS
