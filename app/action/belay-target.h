/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Where it was learnt what a place is called. */
typedef enum
{
  BELAY_TARGET_UNNAMED,         /* nowhere */
  BELAY_TARGET_READ,            /* from the pixels */
  BELAY_TARGET_SAID,            /* the sandbox says so, the pixels say nothing */
  BELAY_TARGET_AGREED,          /* from both */
  BELAY_TARGET_DISPUTED,        /* they contradict each other: the pixels count */
} BelayTargetSource;

/* What is known of one place. All text is hostile, and shown through belay_visible_text(). */
typedef struct
{
  char       *read;             /* (nullable) what is written there, read from the pixels */
  gboolean    near;             /* it is written beside it, not there */
  guint       confidence;       /* percent: how well it was read */
  char       *said;             /* (nullable) what the sandbox calls the element there */
  const char *role;             /* (nullable) what the sandbox says it is: "button", …; static */
} BelayTargetPlace;

BelayTargetSource belay_target_place_get_source (const BelayTargetPlace *self);
/* (nullable): the words for it: what was read, else what the sandbox says. */
const char       *belay_target_place_get_words  (const BelayTargetPlace *self);

/* The word in trails for a number of AT-SPI; (nullable): not every element has one. */
const char       *belay_target_role_from_atspi  (guint                   role);
const char       *belay_target_role_get_title   (const char             *role);

#define BELAY_TYPE_TARGET (belay_target_get_type ())

/*
 * What an action is aimed at, in words, as far as it is known: where it points, or the window that its keys go to.
 * Immutable, reference counted.
 */
typedef struct _BelayTarget BelayTarget;

GType                   belay_target_get_type    (void);

/* Copies what it is given. @start: (nullable): of a drag. @window, @program: (nullable): the title of the window there and
 * whose it is, which only the sandbox says. */
BelayTarget            *belay_target_new         (const BelayTargetPlace *start,
                                                  const BelayTargetPlace *end,
                                                  const char             *window,
                                                  const char             *program);
BelayTarget            *belay_target_ref         (BelayTarget            *self);
void                    belay_target_unref       (BelayTarget            *self);
gboolean                belay_target_equal       (const BelayTarget      *a,
                                                  const BelayTarget      *b);

const BelayTargetPlace *belay_target_get_start   (const BelayTarget      *self);  /* (nullable): no drag */
const BelayTargetPlace *belay_target_get_end     (const BelayTarget      *self);
const char             *belay_target_get_window  (const BelayTarget      *self);
const char             *belay_target_get_program (const BelayTarget      *self);

/* (transfer full) (nullable): one quiet sentence on where this was learnt. */
char                   *belay_target_describe_source  (const BelayTarget *self);
/* (transfer full) (nullable): one sentence on what the sandbox says and the pixels contradict. */
char                   *belay_target_describe_dispute (const BelayTarget *self);

/* (transfer full): as it is recorded; docs/trail-format.md lists the members. */
JsonObject             *belay_target_to_json     (const BelayTarget      *self);
BelayTarget            *belay_target_from_json   (JsonObject             *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTarget, belay_target_unref)

G_END_DECLS
