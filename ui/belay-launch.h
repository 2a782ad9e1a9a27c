/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-agent.h"
#include "belay-models.h"
#include "belay-sandbox-vm.h"
#include "belay-session.h"
#include "belay-settings.h"

G_BEGIN_DECLS

#define BELAY_TYPE_LAUNCH (belay_launch_get_type ())

/* What a session is to be started with: from the settings, then the command line, then the start page. */
typedef struct
{
  char        *task;            /* (nullable) */
  char        *sandbox;         /* what belay_sandbox_new() takes */
  BelayVmLimits machine;        /* what a virtual machine is given */
  GStrv        hosts;           /* what the sandbox may reach, if that is for Belay to say */
  char        *model;           /* (nullable): the default one */
  char        *slack;
  gboolean     shell;           /* whether the agent gets the sandbox's shell and files */
  guint        flatten;         /* what belay_session_set_flatten() takes */
  char        *rehearsal;       /* (nullable): a scenario, a file name or a resource:// path; or a trail to replay: its
                                 * directory, or the name of a session of this user */
  BelayBudget  budget;
  gboolean     stop_freezes;    /* whether Stop makes the sandbox stand still */
  guint        idle_minutes;    /* until somebody who has taken over counts as gone; 0: never */
} BelayLaunch;

GType         belay_launch_get_type            (void);
BelayLaunch  *belay_launch_new                 (BelaySettings        *settings);
BelayLaunch  *belay_launch_copy                (const BelayLaunch    *self);
void          belay_launch_free                (BelayLaunch          *self);
void          belay_launch_take_string         (char                **member,
                                                char                 *value);

BelayModels  *belay_launch_get_models          (GError              **error);
void          belay_launch_refresh_models      (BelaySettings        *settings,
                                                const char           *key);
char         *belay_launch_get_base_url        (BelaySettings        *settings);
BelaySession *belay_launch_create_session      (const BelayLaunch    *self,
                                                GError              **error);
void          belay_launch_create_agent_async  (const BelayLaunch    *self,
                                                BelaySettings        *settings,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
BelayAgent   *belay_launch_create_agent_finish (GAsyncResult         *result,
                                                GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayLaunch, belay_launch_free)

G_END_DECLS
