/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-egress.h"
#include "belay-probe.h"
#include "belay-shell.h"
#include "belay-witness.h"

G_BEGIN_DECLS

#define BELAY_SANDBOX_ERROR (belay_sandbox_error_quark ())
GQuark belay_sandbox_error_quark (void);

typedef enum
{
  BELAY_SANDBOX_ERROR_NAME,             /* no sandbox of that name, or a malformed address */
  BELAY_SANDBOX_ERROR_MISSING,          /* a program is not installed; the message names the package */
  BELAY_SANDBOX_ERROR_REFUSED,          /* this machine does not allow it; the message says what to do */
  BELAY_SANDBOX_ERROR_FAILED,           /* it started and died */
  BELAY_SANDBOX_ERROR_UNSUPPORTED,      /* this kind of sandbox cannot do that */
  BELAY_SANDBOX_ERROR_SNAPSHOT,         /* a snapshot could not be made, or is not there */
  BELAY_SANDBOX_ERROR_NO_SPACE,         /* the disk it lives on is full */
} BelaySandboxError;

#define BELAY_TYPE_SANDBOX (belay_sandbox_get_type ())

/*
 * Where the desktop lives. Main thread only. Signals: "ended" (GError *: it died by itself, nullable); "trouble" (GError *: it is
 * still there, but something has gone wrong with it, such as a disk that is full: whoever lets it work should pause).
 * Property: "frozen", see belay_sandbox_is_frozen().
 */
G_DECLARE_DERIVABLE_TYPE (BelaySandbox, belay_sandbox, BELAY, SANDBOX, GObject)

struct _BelaySandboxClass
{
  GObjectClass parent_class;

  void                 (* start_async)  (BelaySandbox         *self,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
  GSocketConnectable * (* start_finish) (BelaySandbox         *self,
                                         GAsyncResult         *result,
                                         GError              **error);
  void                 (* stop)         (BelaySandbox         *self);
  /* Nullable: its way out, if that is ours. */
  BelayEgress *        (* get_egress)   (BelaySandbox         *self);
  /* Nullable: who in there says what is where, if anybody. */
  BelayWitness *       (* get_witness)  (BelaySandbox         *self);
  /* Nullable: who in there tries to get out, if anybody. */
  BelayProbe *         (* get_probe)    (BelaySandbox         *self);
  /* Absent, or 0: there is none on this computer. */
  pid_t                (* get_process)  (BelaySandbox         *self);

  /* All that follow may be absent: then it cannot be frozen, or not be brought back. */
  gboolean             (* can_freeze)   (BelaySandbox         *self);
  gboolean             (* freeze)       (BelaySandbox         *self,
                                         GError              **error);
  gboolean             (* thaw)         (BelaySandbox         *self,
                                         GError              **error);

  gboolean             (* can_rewind)   (BelaySandbox         *self);
  void                 (* snapshot_async)  (BelaySandbox        *self,
                                            const char          *label,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
  gboolean             (* snapshot_finish) (BelaySandbox        *self,
                                            GAsyncResult        *result,
                                            GError             **error);
  void                 (* rewind_async)    (BelaySandbox        *self,
                                            const char          *label,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
  gboolean             (* rewind_finish)   (BelaySandbox        *self,
                                            GAsyncResult        *result,
                                            GError             **error);
  void                 (* forget_snapshot) (BelaySandbox        *self,
                                            const char          *label);
  /* Nullable: who in there runs commands, if anybody. */
  BelayShell *         (* get_shell)    (BelaySandbox         *self);
  /* Absent, or 0: it is no machine, or not on this computer. */
  pid_t                (* get_machine)  (BelaySandbox         *self);
};

/* @name: "bubblewrap", "vnc://host[:port]", "vnc+unix:///path". Nothing is started yet. */
BelaySandbox       *belay_sandbox_new          (const char           *name,
                                                GError              **error);

const char         *belay_sandbox_get_name     (BelaySandbox         *self);
char               *belay_sandbox_get_title    (BelaySandbox         *self);

/* Whether Belay made it and it is gone afterwards, or somebody else's screen. */
gboolean            belay_sandbox_is_own       (BelaySandbox         *self);

/* Starts it; when it finishes the VNC server of the desktop listens at the address returned (transfer full). */
void                belay_sandbox_start_async  (BelaySandbox         *self,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
GSocketConnectable *belay_sandbox_start_finish (BelaySandbox         *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* (transfer none) (nullable): its way out, from the beginning on; NULL if what it reaches is not for this program to say */
BelayEgress        *belay_sandbox_get_egress   (BelaySandbox         *self);

/* Ends what start began, at once and with everything in it; harmless when nothing runs. */
void                belay_sandbox_stop         (BelaySandbox         *self);

/* (transfer none) (nullable): somebody in there who says what is at a point of its screen; NULL if there is nobody, or it
 * does not run. */
BelayWitness       *belay_sandbox_get_witness  (BelaySandbox         *self);

/* (transfer none) (nullable): somebody in there who tries to get out of it; NULL if there is nobody, or it does not run. */
BelayProbe         *belay_sandbox_get_probe    (BelaySandbox         *self);
/* The first of its processes, if it is a container on this computer that runs; otherwise 0. */
pid_t               belay_sandbox_get_process  (BelaySandbox         *self);

/* The process that is the machine, if it is a virtual machine on this computer that runs; otherwise 0. */
pid_t               belay_sandbox_get_machine  (BelaySandbox         *self);

/* Freezing: everything in there stands still, nothing is lost, the picture stays. See belay-sandbox-freeze.c. */
gboolean            belay_sandbox_can_freeze   (BelaySandbox         *self);
gboolean            belay_sandbox_freeze       (BelaySandbox         *self,
                                                GError              **error);
gboolean            belay_sandbox_thaw         (BelaySandbox         *self,
                                                GError              **error);
gboolean            belay_sandbox_is_frozen    (BelaySandbox         *self);

/* Going back: snapshots of the whole machine while it runs. See belay-sandbox-snapshot.c. A label is 1 to 40 of a-z, 0-9 and
 * "-". */
#define BELAY_SANDBOX_MAX_LABEL 40

gboolean            belay_sandbox_can_rewind      (BelaySandbox         *self);
void                belay_sandbox_snapshot_async  (BelaySandbox         *self,
                                                   const char           *label,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean            belay_sandbox_snapshot_finish (BelaySandbox         *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void                belay_sandbox_rewind_async    (BelaySandbox         *self,
                                                   const char           *label,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean            belay_sandbox_rewind_finish   (BelaySandbox         *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void                belay_sandbox_forget_snapshot (BelaySandbox         *self,
                                                   const char           *label);

/* (transfer none) (nullable): somebody in there who runs commands and reads and writes files; NULL if there is nobody, or it
 * does not run. */
BelayShell         *belay_sandbox_get_shell    (BelaySandbox         *self);

G_END_DECLS
