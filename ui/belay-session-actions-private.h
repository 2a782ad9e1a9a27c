/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-files-actions.h"
#include "belay-network-actions.h"
#include "belay-session-actions.h"

G_BEGIN_DECLS

/**
 * BelaySessionActions:
 *
 * The GActions through which everything reaches a session.
 *
 * They belong to the window for as long as it lives, and are enabled when the session would accept them. A decision is
 * about the step the card shows.
 */
struct _BelaySessionActions
{
  GObject           parent_instance;

  GActionMap       *map;        /* the window; owns this object */
  BelayNetworkActions *network;
  BelayFilesActions   *files;
  BelaySession     *session;
  BelaySessionPage *page;
  GSignalGroup     *session_signals;
  GSignalGroup     *page_signals;
  GSignalGroup     *step_signals;
};

/* belay-session-actions.c: what decides and sets; -batch.c: what decides on several steps, or undoes a decision;
 * -control.c: the person's own hands. */

/* Says what went wrong, if something did. @error: (nullable) */
void belay_session_actions_check          (BelaySessionActions *self,
                                           const GError        *error);
void belay_session_actions_enable         (BelaySessionActions *self,
                                           const char          *name,
                                           gboolean             enabled);

void belay_session_actions_add_batch      (BelaySessionActions *self);
/* @decidable: the card's step may be decided now; @runnable: and may lead to it being run. */
void belay_session_actions_update_batch   (BelaySessionActions *self,
                                           gboolean             decidable,
                                           gboolean             runnable);
void belay_session_actions_add_control    (BelaySessionActions *self);
void belay_session_actions_update_control (BelaySessionActions *self);

G_END_DECLS
