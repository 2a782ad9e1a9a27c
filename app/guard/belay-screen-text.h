/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-finding.h"
#include "belay-frame.h"
#include "belay-text-block.h"

G_BEGIN_DECLS

/* Words on a screen that look as if they were meant to lead an agent astray. */
typedef struct
{
  const char *family;           /* static, see belay-dangerous-text.h */
  const char *sentence;         /* translated, static: what is wrong with them */
  char       *excerpt;          /* safe to show */
  char       *key;              /* the same for the same words, wherever they are and however they were misread */
  BelayRect   area;             /* screen pixels */
} BelayScreenPassage;

/* What can be read on one screen. Immutable, reference counted, any thread. */
typedef struct
{
  GPtrArray *blocks;            /* of BelayTextBlock, top to bottom */
  GPtrArray *passages;          /* of BelayScreenPassage, top to bottom */
  guint      n_unread;          /* tiles that could not be read */
  BelayRect  unread;            /* around them, screen pixels */
  char      *unread_key;        /* (nullable) the same for the same pixels unread */
  gboolean   unavailable;       /* nothing can be read on this machine */
  char      *problem;           /* (nullable) a sentence: why not all could be read */
} BelayScreenReading;

BelayScreenReading *belay_screen_reading_ref   (BelayScreenReading *self);
void                belay_screen_reading_unref (BelayScreenReading *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayScreenReading, belay_screen_reading_unref)

#define BELAY_TYPE_SCREEN_TEXT (belay_screen_text_get_type ())

/*
 * Reads the text on the screens an agent sees, and looks for what is dangerous about it. Only tiles that changed are read;
 * what is read of the others is known. The newest screen is read first. Main thread only; the work is done on threads and
 * by a belay-reader of its own.
 */
G_DECLARE_FINAL_TYPE (BelayScreenText, belay_screen_text, BELAY, SCREEN_TEXT, GObject)

BelayScreenText    *belay_screen_text_new         (void);

/* Always comes to a reading, after ten seconds at the latest. */
void                belay_screen_text_read_async  (BelayScreenText      *self,
                                                   BelayFrame           *frame,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BelayScreenReading *belay_screen_text_read_finish (BelayScreenText      *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
