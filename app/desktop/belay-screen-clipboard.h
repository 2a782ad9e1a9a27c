/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The texts the sandbox puts on its clipboard, of which whoever listens is told at most four a second, however many there
 * are: the first of several at once, the last of them a little later, those in between not at all.
 */
typedef struct
{
  void   (*told) (gpointer    user_data,
                  const char *text);
  gpointer user_data;

  char    *text;        /* for the next time, NULL if there is none */
  guint    source;      /* not 0 for a while after each */
} BelayScreenClipboard;

/* @text: untrusted, valid UTF-8. May tell at once. */
void belay_screen_clipboard_take   (BelayScreenClipboard *self,
                                    const char           *text);

/* What has not been told is not. */
void belay_screen_clipboard_forget (BelayScreenClipboard *self);

G_END_DECLS
