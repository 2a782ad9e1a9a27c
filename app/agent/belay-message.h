/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A picture as it goes on the wire: PNG bytes, their size in pixels and their SHA-256 (for the trail). */
typedef struct
{
  GBytes *png;
  int     width;
  int     height;
  char   *sha256;
} BelayMessagePicture;

/* The answer to one proposal. */
typedef struct
{
  char                *id;              /* of the tool_use */
  char                *toolset_name;    /* (nullable) echoed */
  gboolean             is_error;        /* then there is text, and no picture */
  char                *text;            /* (nullable) */
  BelayMessagePicture *picture;         /* (nullable) */
} BelayResult;

#define BELAY_TYPE_MESSAGE (belay_message_get_type ())

/*
 * What is said to the agent in one go: the results of the last reply's proposals, in order, each exactly once; then the
 * person's words; then a fresh picture. Built once by the session, then not changed. Reference counted.
 */
typedef struct _BelayMessage BelayMessage;

GType                      belay_message_get_type       (void);
BelayMessage              *belay_message_new            (void);
BelayMessage              *belay_message_ref            (BelayMessage *self);
void                       belay_message_unref          (BelayMessage *self);

void                       belay_message_add_result     (BelayMessage *self,
                                                         const char   *id,
                                                         const char   *toolset_name,
                                                         gboolean      is_error,
                                                         const char   *text);
/* Gives the result added last a picture; not one that is an error. */
void                       belay_message_attach_picture (BelayMessage *self,
                                                         GBytes       *png,
                                                         int           width,
                                                         int           height,
                                                         const char   *sha256);
void                       belay_message_set_text       (BelayMessage *self,
                                                         const char   *text);
void                       belay_message_set_picture    (BelayMessage *self,
                                                         GBytes       *png,
                                                         int           width,
                                                         int           height,
                                                         const char   *sha256);

/* of BelayResult */
GPtrArray                 *belay_message_get_results    (BelayMessage *self);
const char                *belay_message_get_text       (BelayMessage *self);
const BelayMessagePicture *belay_message_get_picture    (BelayMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayMessage, belay_message_unref)

G_END_DECLS
