/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

#define BELAY_READER_ERROR (belay_reader_error_quark ())
GQuark belay_reader_error_quark (void);

typedef enum
{
  BELAY_READER_ERROR_UNAVAILABLE,       /* nothing can be read on this machine */
  BELAY_READER_ERROR_LATE,              /* it took too long and was ended */
  BELAY_READER_ERROR_DIED,              /* it ended over this picture, said what cannot be, or did so too often lately */
} BelayReaderError;

typedef enum
{
  BELAY_READER_BLOCK,           /* lines of text below each other */
  BELAY_READER_LINE,            /* one line */
  BELAY_READER_SPARSE,          /* words anywhere: a screen */
} BelayReaderLayout;

/* A word that was read: hostile text, to be shown through belay_visible_text(). */
typedef struct
{
  char      *text;              /* UTF-8, not empty */
  BelayRect  area;              /* pixels of the picture */
  guint      confidence;        /* percent */
  guint      line;              /* words of one line have the same */
} BelayReadWord;

void   belay_read_word_free (BelayReadWord *word);

/* The words with spaces and line feeds between; (transfer full). Those below @confidence percent are left out. */
char  *belay_read_words_join (GPtrArray    *words,
                              guint         confidence);

#define BELAY_TYPE_READER (belay_reader_get_type ())

/*
 * Reads the words in pictures, with the help of a process, belay-reader, that has no files, no network and no privileges.
 * It is started when there is something to read, asked one thing after the other, and killed when it takes too long. Main
 * thread only.
 */
G_DECLARE_FINAL_TYPE (BelayReader, belay_reader, BELAY, READER, GObject)

BelayReader *belay_reader_new         (void);
/* One that lets others go first: nobody waits for what it reads. */
BelayReader *belay_reader_new_patient (void);

/* @grey: @width × @height bytes, 0 black, at most 4 Mpx, 8192 a side. @deadline_ms: from when its turn has come. */
void         belay_reader_read_async  (BelayReader          *self,
                                       GBytes               *grey,
                                       int                   width,
                                       int                   height,
                                       BelayReaderLayout     layout,
                                       guint                 deadline_ms,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GPtrArray   *belay_reader_read_finish (BelayReader          *self,
                                       GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
