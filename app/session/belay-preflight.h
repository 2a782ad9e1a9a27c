/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  BELAY_PREFLIGHT_PENDING,      /* not known yet */
  BELAY_PREFLIGHT_FINE,         /* tested, and as it should be */
  BELAY_PREFLIGHT_UNKNOWN,      /* it cannot be checked here */
  BELAY_PREFLIGHT_RED,          /* it is not as it should be */
} BelayPreflightState;

#define BELAY_TYPE_PREFLIGHT_STATE (belay_preflight_state_get_type ())
GType belay_preflight_state_get_type (void);

/* One thing that is checked. Properties, notified: "state", "sentence". */
#define BELAY_TYPE_PREFLIGHT_ITEM (belay_preflight_item_get_type ())
G_DECLARE_FINAL_TYPE (BelayPreflightItem, belay_preflight_item, BELAY, PREFLIGHT_ITEM, GObject)

const char          *belay_preflight_item_get_check    (BelayPreflightItem   *self);
const char          *belay_preflight_item_get_title    (BelayPreflightItem   *self);
BelayPreflightState  belay_preflight_item_get_state    (BelayPreflightItem   *self);
/* What was found, for the person: safe to show. */
const char          *belay_preflight_item_get_sentence (BelayPreflightItem   *self);
/* (nullable): of a red one, what to do */
const char          *belay_preflight_item_get_advice   (BelayPreflightItem   *self);

#define BELAY_TYPE_PREFLIGHT (belay_preflight_get_type ())

/*
 * What is checked of a sandbox, its record and its screen before the first step. A result can only become worse. Main thread
 * only. Signal "changed": something that can be read here is another now.
 */
G_DECLARE_FINAL_TYPE (BelayPreflight, belay_preflight, BELAY, PREFLIGHT, GObject)

BelayPreflight      *belay_preflight_new         (void);
/* of BelayPreflightItem, always the same ones */
GListModel          *belay_preflight_get_items   (BelayPreflight       *self);
BelayPreflightItem  *belay_preflight_find        (BelayPreflight       *self,
                                                  const char           *check);
guint                belay_preflight_count       (BelayPreflight       *self,
                                                  BelayPreflightState   state);
/* Whether all that can be known is. */
gboolean             belay_preflight_is_done     (BelayPreflight       *self);
/* Whether the first step has to wait for the person: it is not done, or something is red that they have not taken on. */
gboolean             belay_preflight_is_blocking (BelayPreflight       *self);
gboolean             belay_preflight_is_accepted (BelayPreflight       *self);

/* The sandbox is a virtual machine: before anything is checked. */
void                 belay_preflight_set_machine (BelayPreflight       *self);
/* Why nobody can check from inside. @sentence: a literal, translated */
void                 belay_preflight_set_absence (BelayPreflight       *self,
                                                  const char           *sentence);
/* For whoever checks. @detail: (nullable): of red, what was found, which may come from the sandbox; NULL: nobody answered. */
void                 belay_preflight_set         (BelayPreflight       *self,
                                                  const char           *check,
                                                  BelayPreflightState   state,
                                                  const char           *detail);
/* What is still pending: red where @answers_due, since who should have answered did not, otherwise unknown. */
void                 belay_preflight_finish      (BelayPreflight       *self,
                                                  gboolean              answers_due);
void                 belay_preflight_accept      (BelayPreflight       *self);

/* (transfer full): the payloads of "preflight" and "preflight.accepted" */
JsonObject          *belay_preflight_record      (BelayPreflight       *self,
                                                  gint64                ms);
JsonObject          *belay_preflight_record_accepted (BelayPreflight   *self);

G_END_DECLS
