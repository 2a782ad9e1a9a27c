/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail.h"
#include "belay-trail-held.h"
#include "belay-trail-verify.h"

/* A directory of sessions that is gone with the test. */
typedef struct
{
  char *path;
} Root;

/* First of all: gives the program a key of its own, gone with it. (GLib's own way, G_TEST_OPTION_ISOLATE_DIRS, leaks.) */
void              isolate            (void);

void              root_set_up        (Root           *root,
                                      gconstpointer   data);
void              root_tear_down     (Root           *root,
                                      gconstpointer   data);
void              remove_tree        (const char     *path);
void              copy_tree          (const char     *from,
                                      const char     *to);

JsonObject       *payload            (const char     *first_member,
                                      ...) G_GNUC_NULL_TERMINATED;
JsonObject       *step_payload       (gint64          step);

/* Each waits for the answer, or fails after 60 s. */
BelayTrail       *create_trail       (const char     *root,
                                      GError        **error);
/* @open: (transfer full): the payload of session.open. */
BelayTrail       *create_trail_with  (const char     *root,
                                      JsonObject     *open,
                                      GError        **error);
gboolean          commit             (BelayTrail     *trail,
                                      const char     *kind,
                                      JsonObject     *members,
                                      guint64        *seq,
                                      GError        **error);
gboolean          close_trail        (BelayTrail     *trail,
                                      const char     *reason,
                                      GError        **error);
GBytes           *load_picture       (BelayTrail     *trail,
                                      const char     *sha256,
                                      GError        **error);
GPtrArray        *recover            (const char     *root);
GPtrArray        *find_held          (const char     *root,
                                      const char     *sandbox);
void              wait_for_failure   (BelayTrail     *trail);

/* A picture of @size pseudo-random bytes; (transfer full). */
GBytes           *make_picture       (guint           number,
                                      gsize           size);
char             *hash_picture       (GBytes         *picture);

/* A closed session with a task, steps, two pictures; the path of its directory, (transfer full). */
char             *make_session       (const char     *root,
                                      guint           n_steps);

char             *read_log           (const char     *directory,
                                      guint           segment);
void              write_log          (const char     *directory,
                                      guint           segment,
                                      const char     *text,
                                      gssize          length);
/* Asks the other verifier as well, and fails if the two do not agree. */
BelayTrailReport *verify             (const char     *directory);
BelayTrailReport *verify_with        (const char     *directory,
                                      const char * const *keys);
BelayTrailReport *verify_alone       (const char     *directory);
