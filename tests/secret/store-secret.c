/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the store of secrets says: store-secret list | get NAME | save NAME VALUE | remove NAME. Prints one line. */

#include <stdio.h>
#include <string.h>

#include "belay-secret-store.h"

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **done = user_data;

  *done = g_object_ref (result);
}

static void
print_list (BelaySecretStore *store,
            GAsyncResult     *result,
            GError          **error)
{
  static const char *const keyrings[] = { "none", "locked", "keyring" };
  BelaySecretKeyring keyring;
  g_autoptr(GPtrArray) entries = belay_secret_store_list_finish (store, result, &keyring, error);

  printf ("%s:", keyrings[keyring]);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    printf (" %s", ((BelaySecretEntry *) entries->pdata[i])->name);
  printf ("\n");
}

int
main (int    argc,
      char **argv)
{
  BelaySecretStore *store = belay_secret_store_get_default ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelaySecret) secret = NULL;

  if (strcmp (argv[1], "list") == 0)
    belay_secret_store_list_async (store, NULL, on_done, &result);
  else if (strcmp (argv[1], "get") == 0)
    belay_secret_store_get_async (store, argv[2], NULL, on_done, &result);
  else if (strcmp (argv[1], "remove") == 0)
    belay_secret_store_remove_async (store, argv[2], NULL, on_done, &result);
  else if ((secret = belay_secret_new (argv[2], argv[3], &error)) != NULL)
    belay_secret_store_save_async (store, secret, NULL, on_done, &result);
  else
    g_error ("%s", error->message);

  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  if (strcmp (argv[1], "list") == 0)
    {
      print_list (store, result, &error);
    }
  else if (strcmp (argv[1], "get") == 0)
    {
      g_autoptr(BelaySecret) got = belay_secret_store_get_finish (store, result, &error);

      if (got != NULL)
        printf ("%s\n", belay_secret_get_value (got));
    }
  else if (strcmp (argv[1], "remove") == 0 ? belay_secret_store_remove_finish (store, result, &error)
                                           : belay_secret_store_save_finish (store, result, &error))
    {
      printf ("done\n");
    }

  if (error != NULL)
    printf ("error %d: %s\n", error->code, error->message);

  return 0;
}
