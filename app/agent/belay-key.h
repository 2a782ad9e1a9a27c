/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BELAY_KEY_NONE,
  BELAY_KEY_ENVIRONMENT,        /* ANTHROPIC_API_KEY */
  BELAY_KEY_KEYRING,            /* the Secret Service */
} BelayKeySource;

/* Where the API key is: the environment, else the person's keyring, one key for each address of the service. */
void     belay_key_lookup_async  (const char           *base_url,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
char    *belay_key_lookup_finish (GAsyncResult         *result,
                                  BelayKeySource       *source,
                                  GError              **error);
void     belay_key_store_async   (const char           *base_url,
                                  const char           *key,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean belay_key_store_finish  (GAsyncResult         *result,
                                  GError              **error);
void     belay_key_clear_async   (const char           *base_url,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean belay_key_clear_finish  (GAsyncResult         *result,
                                  GError              **error);
void     belay_key_free          (char                 *key);

G_END_DECLS
