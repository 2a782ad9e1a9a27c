/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-frame.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_HIDDEN_NOTHING,         /* it was read: no words */
  BELAY_HIDDEN_WORDS,           /* there is text */
  BELAY_HIDDEN_UNREAD,          /* nobody knows */
} BelayHiddenKind;

/* A place where something is drawn too faintly to be seen. */
typedef struct
{
  BelayRect        area;        /* screen pixels */
  BelayHiddenKind  kind;
  char            *text;        /* (nullable) what it says: hostile, to be shown through belay_visible_text() */
  char            *key;         /* the same for the same pixels */
  gboolean         large;       /* read as large letters */
} BelayHiddenPlace;

/* What is known of one frame. Immutable. */
typedef struct
{
  GPtrArray *places;            /* of BelayHiddenPlace, top to bottom */
  gboolean   noisy;             /* parts were too restless to tell */
  gboolean   unreadable;        /* nothing can be read on this machine */
  char      *problem;           /* (nullable) a sentence: why not all could be read */
} BelayHiddenVerdict;

void      belay_hidden_verdict_free  (BelayHiddenVerdict       *self);
gboolean  belay_hidden_verdict_finds (const BelayHiddenVerdict *self,
                                      BelayHiddenKind           kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayHiddenVerdict, belay_hidden_verdict_free)

#define BELAY_TYPE_HIDDEN_TEXT (belay_hidden_text_get_type ())

/*
 * Looks for text an agent sees and a person does not: what is drawn in almost the colour of its background. The same
 * pixels are read once. Main thread only; the work is done on threads and by belay-reader.
 */
G_DECLARE_FINAL_TYPE (BelayHiddenText, belay_hidden_text, BELAY, HIDDEN_TEXT, GObject)

BelayHiddenText    *belay_hidden_text_new            (void);

/* Always comes to a verdict, after two seconds or little more at the latest. */
void                belay_hidden_text_examine_async  (BelayHiddenText      *self,
                                                      BelayFrame           *frame,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BelayHiddenVerdict *belay_hidden_text_examine_finish (BelayHiddenText      *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
