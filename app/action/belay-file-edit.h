/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"

G_BEGIN_DECLS

#define BELAY_FILE_EDIT_MAX (1024 * 1024)       /* bytes of a file the editor reads or writes */

typedef enum
{
  BELAY_DIFF_SAME,
  BELAY_DIFF_REMOVED,
  BELAY_DIFF_ADDED,
  BELAY_DIFF_GAP,               /* lines that are the same were left out here */
} BelayDiffKind;

typedef struct
{
  BelayDiffKind kind;
  guint         number;         /* of the line, from 1: in the file as it will be or, if it is removed, as it was; of a gap, how many lines */
  char         *text;           /* (nullable) without its end; valid UTF-8, hostile */
  gboolean      unended;        /* it is the last one and has no end */
} BelayDiffLine;

#define BELAY_TYPE_FILE_EDIT (belay_file_edit_get_type ())

/* What an action of the editor would make of a file as it was found. Immutable, reference counted; any thread. */
typedef struct _BelayFileEdit BelayFileEdit;

GType          belay_file_edit_get_type    (void);

/* @action: of the editor, and not a view. @before: (nullable): what the file holds; NULL: there is none. @problem: (nullable):
 * why that could not be read, for the model. */
BelayFileEdit *belay_file_edit_new         (const BelayAction   *action,
                                            GBytes              *before,
                                            const char          *problem);
BelayFileEdit *belay_file_edit_ref         (BelayFileEdit       *self);
void           belay_file_edit_unref       (BelayFileEdit       *self);

const char    *belay_file_edit_get_path    (const BelayFileEdit *self);
/* (nullable): what the file will hold; NULL if there is a problem */
GBytes        *belay_file_edit_get_after   (const BelayFileEdit *self);
/* (nullable): why it cannot be done, for the model: not translated */
const char    *belay_file_edit_get_problem (const BelayFileEdit *self);
/* Whether there is no file yet. */
gboolean       belay_file_edit_is_new      (const BelayFileEdit *self);
/* (nullable) (transfer none): SHA-256 of what the file holds, 32 bytes; NULL: there is none, or it could not be read */
GBytes        *belay_file_edit_get_digest  (const BelayFileEdit *self);
/* Whether @b was made of the same file as @a, as far as it could be read. */
gboolean       belay_file_edit_same_file   (const BelayFileEdit *a,
                                            const BelayFileEdit *b);
/* (element-type BelayDiffLine): what changes, with three lines around it */
GPtrArray     *belay_file_edit_get_diff    (const BelayFileEdit *self);
void           belay_file_edit_count       (const BelayFileEdit *self,
                                            guint               *n_added,
                                            guint               *n_removed);

/* What a view of the editor shows of @content: numbered lines. (nullable) with @problem: the range is none. */
char          *belay_file_view             (const BelayAction   *action,
                                            GBytes              *content,
                                            char               **problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayFileEdit, belay_file_edit_unref)

G_END_DECLS
