/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELAY_TRAIL_LOCK_NAME    "lock"
#define BELAY_TRAIL_RESERVE_NAME "reserve"
#define BELAY_TRAIL_RESERVE_SIZE (1024 * 1024)

/*
 * The directory of one session, held by its only writer: the lock, the reserve, and the certainty that the path still
 * leads to it. One thread at a time.
 */
typedef struct _BelayTrailFolder BelayTrailFolder;

BelayTrailFolder *belay_trail_folder_create          (const char        *root,
                                                      GError           **error);
BelayTrailFolder *belay_trail_folder_open            (const char        *path,
                                                      GError           **error);
/* Lets go of the lock. */
void              belay_trail_folder_free            (BelayTrailFolder  *self);
/* Takes away a folder in which nothing could be recorded. */
void              belay_trail_folder_discard         (BelayTrailFolder  *self);

int               belay_trail_folder_get_fd          (BelayTrailFolder  *self);
const char       *belay_trail_folder_get_path        (BelayTrailFolder  *self);
const char       *belay_trail_folder_get_id          (BelayTrailFolder  *self);
/* The process that held the lock when the folder was opened, dead by then; 0: it had let go of it. */
int               belay_trail_folder_get_previous    (BelayTrailFolder  *self);

gboolean          belay_trail_folder_check           (BelayTrailFolder  *self,
                                                      GError           **error);
gboolean          belay_trail_folder_sync            (BelayTrailFolder  *self,
                                                      GError           **error);
void              belay_trail_folder_release_reserve (BelayTrailFolder  *self);
/* The session is complete: no process will be looked for. */
void              belay_trail_folder_clear_lock      (BelayTrailFolder  *self);

/* Sets @error to BELAY_TRAIL_ERROR_WRITE, remembers what failed, and returns FALSE. @operation: a static word. */
gboolean          belay_trail_folder_set_error       (BelayTrailFolder  *self,
                                                      const char        *operation,
                                                      int                error_number,
                                                      GError           **error);
const char       *belay_trail_folder_get_failure     (BelayTrailFolder  *self,
                                                      int               *error_number);

gboolean          belay_trail_write_all              (int                fd,
                                                      gconstpointer      data,
                                                      gsize              length,
                                                      gsize             *written);

/* TRUE if a live process holds the lock of the session at @path. */
gboolean          belay_trail_folder_is_held         (const char        *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailFolder, belay_trail_folder_free)

G_END_DECLS
