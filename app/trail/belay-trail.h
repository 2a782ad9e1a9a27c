/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define BELAY_TRAIL_ERROR (belay_trail_error_quark ())
GQuark belay_trail_error_quark (void);

typedef enum
{
  BELAY_TRAIL_ERROR_WRITE,      /* the record could not be made durable: nothing may run */
  BELAY_TRAIL_ERROR_LOCKED,     /* another process writes this session */
  BELAY_TRAIL_ERROR_BROKEN,     /* what is on disk does not verify */
  BELAY_TRAIL_ERROR_NOT_FOUND,
  BELAY_TRAIL_ERROR_KEY,        /* the key that signs cannot be used */
} BelayTrailError;

#define BELAY_TYPE_TRAIL (belay_trail_get_type ())

/*
 * The audit record of one session: JSON lines chained by SHA-256, pictures by content hash, one writer thread.
 * docs/trail-format.md is the format. Everything is called from the main thread; callbacks come there too.
 *
 * Records and pictures are written in the order they were handed over. A picture handed over before a record is durable
 * when that record is. Once a write has failed the trail stays failed: "failed" is emitted once, every later call
 * fails with the same error, and what the reserve still allows (audit.failed) has been written.
 *
 * Properties: "error" (GError boxed, nullable; notified). Signals: "failed" (GError *).
 */
G_DECLARE_FINAL_TYPE (BelayTrail, belay_trail, BELAY, TRAIL, GObject)

/* $XDG_STATE_HOME/belay/sessions; (transfer full). */
char         *belay_trail_get_default_root (void);

/* Makes <root>/<UTC time>-<8 hex>/, takes its lock, writes session.open with @payload (transfer full), durable. */
void          belay_trail_create_async     (const char           *root,
                                            JsonObject           *payload,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
BelayTrail   *belay_trail_create_finish    (GAsyncResult         *result,
                                            GError              **error);

const char   *belay_trail_get_directory    (BelayTrail           *self);
const char   *belay_trail_get_id           (BelayTrail           *self);
const GError *belay_trail_get_error        (BelayTrail           *self);
/* (nullable): why what is recorded is not signed. The session goes on, and the person is told. */
const GError *belay_trail_get_unsigned     (BelayTrail           *self);

/* Appends one record. @kind as in docs/trail-format.md. @payload: (transfer full) (nullable). */
void          belay_trail_append           (BelayTrail           *self,
                                            const char           *kind,
                                            JsonObject           *payload);

/* The same; @callback comes when the record, and all before it, are durable. There is no cancellable: what is
 * handed over gets written. */
void          belay_trail_commit_async     (BelayTrail           *self,
                                            const char           *kind,
                                            JsonObject           *payload,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean      belay_trail_commit_finish    (BelayTrail           *self,
                                            GAsyncResult         *result,
                                            guint64              *seq,
                                            GError              **error);

/* Stores the bytes of a picture under their SHA-256 (lower-case hex, 64 characters). Stored once. */
void          belay_trail_store_picture    (BelayTrail           *self,
                                            GBytes               *png,
                                            const char           *sha256);

/* Reads a stored picture back; also while it is still on its way to the disk. */
void          belay_trail_load_picture_async  (BelayTrail           *self,
                                               const char           *sha256,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GBytes       *belay_trail_load_picture_finish (BelayTrail           *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* Writes session.close with the counts and lets go of the lock. Unreferencing without closing leaves the trail
 * unclosed, as a crash would. */
void          belay_trail_close_async      (BelayTrail           *self,
                                            const char           *reason,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean      belay_trail_close_finish     (BelayTrail           *self,
                                            GAsyncResult         *result,
                                            GError              **error);

/* Closes what crashed sessions below @root left open, each in a segment of its own: audit.gap, for each intent without a
 * result action.result "unknown", session.close. Sessions another live process holds are left alone, and such as do not
 * verify. Returns: (transfer full): one
 * BelayTrailRecovery for each session mended. */
typedef struct
{
  char  *id;
  char  *task;
  guint  n_unknown;             /* steps that may or may not have run */
} BelayTrailRecovery;

void          belay_trail_recover_async    (const char           *root,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray    *belay_trail_recover_finish   (GAsyncResult         *result,
                                            GError              **error);
/* The same, blocking; for a thread. */
GPtrArray    *belay_trail_recover          (const char           *root,
                                            GCancellable         *cancellable,
                                            GError              **error);
void          belay_trail_recovery_free    (BelayTrailRecovery   *recovery);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailRecovery, belay_trail_recovery_free)

G_END_DECLS
