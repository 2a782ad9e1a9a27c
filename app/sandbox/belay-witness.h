/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

#define BELAY_WITNESS_ERROR (belay_witness_error_quark ())
GQuark belay_witness_error_quark (void);

typedef enum
{
  BELAY_WITNESS_ERROR_LATE,     /* it did not answer in time; it may the next time */
  BELAY_WITNESS_ERROR_GONE,     /* it is not there, or said what cannot be: it is not asked any more */
} BelayWitnessError;

/* What the sandbox says is at a point. Hostile, and perhaps a lie: to be shown through belay_visible_text(), as the
 * sandbox's words. */
typedef struct
{
  guint      role;              /* of the element, a number of AT-SPI; 0: no element is known */
  BelayRect  area;              /* of the element, screen pixels; may lie anywhere */
  char      *name;              /* (nullable) of the element. These are UTF-8, not empty, at most 255 bytes */
  char      *title;             /* (nullable) of the window there */
  char      *program;           /* (nullable) whose window it is */
  char      *focus_title;       /* (nullable) of the window that keys go to */
  char      *focus_program;     /* (nullable) */
} BelayTestimony;

void            belay_testimony_free     (BelayTestimony       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTestimony, belay_testimony_free)

#define BELAY_TYPE_WITNESS (belay_witness_get_type ())

/*
 * The program's end of the socket to belay-witness, which lives in the sandbox: whatever comes out of it may be anything.
 * Main thread only.
 */
G_DECLARE_FINAL_TYPE (BelayWitness, belay_witness, BELAY, WITNESS, GObject)

/* @fd: (transfer full): a SOCK_SEQPACKET socket, close-on-exec. */
BelayWitness   *belay_witness_new        (int                   fd);

/* @point: screen pixels. It answers within BELAY_WITNESS_DEADLINE_MS, or the error is LATE. */
#define BELAY_WITNESS_DEADLINE_MS 150
void            belay_witness_ask_async  (BelayWitness         *self,
                                          BelayPoint            point,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
BelayTestimony *belay_witness_ask_finish (BelayWitness         *self,
                                          GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
