/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-secret.h"

G_BEGIN_DECLS

/* The name of a secret, and where it is. */
typedef struct
{
  char     *name;
  gboolean  is_kept;            /* in memory only, until the program ends */
} BelaySecretEntry;

/* What the keyring says when it is asked for names. */
typedef enum
{
  BELAY_SECRET_KEYRING_ABSENT,  /* there is none, or it does not answer */
  BELAY_SECRET_KEYRING_LOCKED,  /* it has some, and tells their names only when it is unlocked */
  BELAY_SECRET_KEYRING_OPEN,
} BelaySecretKeyring;

#define BELAY_TYPE_SECRET_STORE (belay_secret_store_get_type ())

/*
 * The person's secrets, by name: in their keyring or, where they wish or there is none, in locked memory until the program
 * ends. What is kept in memory goes first. Signals: "changed" (). Main thread only.
 */
G_DECLARE_FINAL_TYPE (BelaySecretStore, belay_secret_store, BELAY, SECRET_STORE, GObject)

BelaySecretStore *belay_secret_store_get_default   (void);

/* (transfer full) of BelaySecretEntry, sorted by name; never asks the person. @keyring: (out) (optional) */
void              belay_secret_store_list_async    (BelaySecretStore     *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray        *belay_secret_store_list_finish   (BelaySecretStore     *self,
                                                    GAsyncResult         *result,
                                                    BelaySecretKeyring   *keyring,
                                                    GError              **error);

/* Keeps @secret in memory, in place of another one of its name there. */
void              belay_secret_store_keep          (BelaySecretStore     *self,
                                                    BelaySecret          *secret);
/* Into the keyring, in place of another one of its name; may ask the person to unlock it. */
void              belay_secret_store_save_async    (BelaySecretStore     *self,
                                                    BelaySecret          *secret,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean          belay_secret_store_save_finish   (BelaySecretStore     *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* Out of memory and out of the keyring. */
void              belay_secret_store_remove_async  (BelaySecretStore     *self,
                                                    const char           *name,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean          belay_secret_store_remove_finish (BelaySecretStore     *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* May ask the person to unlock the keyring. */
void              belay_secret_store_get_async     (BelaySecretStore     *self,
                                                    const char           *name,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BelaySecret      *belay_secret_store_get_finish    (BelaySecretStore     *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

void              belay_secret_entry_free          (BelaySecretEntry     *entry);

G_END_DECLS
