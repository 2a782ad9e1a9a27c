/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-storage.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

gboolean
belay_vm_storage_resolve (virConnectPtr  connection,
                          BelayVmPlan   *plan)
{
  virStoragePoolPtr pool = NULL;
  virStorageVolPtr volume = NULL;
  char *path = NULL;

  if (plan->disk != NULL || plan->pool == NULL)
    return TRUE;

  pool = virStoragePoolLookupByName (connection, plan->pool);
  if (pool != NULL)
    volume = virStorageVolLookupByName (pool, plan->volume);
  if (volume != NULL)
    path = virStorageVolGetPath (volume);

  plan->disk = g_strdup (path);
  free (path);
  g_clear_pointer (&volume, virStorageVolFree);
  g_clear_pointer (&pool, virStoragePoolFree);

  return plan->disk != NULL;
}

/* The folder a pool is made of, if it is made of one. */

typedef struct
{
  char     *path;
  gboolean  folder;
  gboolean  in_path;
} Target;

static void
on_element (GMarkupParseContext  *context,
            const char           *name,
            const char          **names,
            const char          **values,
            gpointer              user_data,
            GError              **error)
{
  static const char * const folders[] = { "dir", "fs", "netfs", NULL };
  Target *target = user_data;

  target->in_path = g_str_equal (name, "path");

  for (; g_str_equal (name, "pool") && *names != NULL; names++, values++)
    if (g_str_equal (*names, "type"))
      target->folder = g_strv_contains (folders, *values);
}

static void
on_text (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  Target *target = user_data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);

  if (target->in_path && stack->next != NULL && g_str_equal (stack->data, "path") && g_str_equal (stack->next->data, "target"))
    {
      g_free (target->path);
      target->path = g_strdup (text);
    }
}

/* (transfer full) (nullable) */
static char *
get_folder (virStoragePoolPtr pool)
{
  static const GMarkupParser parser = { .start_element = on_element, .text = on_text };
  Target target = { 0 };
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &target, NULL);
  char *xml = virStoragePoolGetXMLDesc (pool, 0);

  if (xml != NULL)
    g_markup_parse_context_parse (context, xml, -1, NULL);

  free (xml);
  if (!target.folder)
    g_clear_pointer (&target.path, g_free);

  return target.path;
}

static gboolean
is_of (virStoragePoolPtr  pool,
       const char        *folder)
{
  g_autofree char *path = get_folder (pool);
  g_autofree char *canonical = path != NULL ? g_canonicalize_filename (path, "/") : NULL;

  return g_strcmp0 (canonical, folder) == 0;
}

/* libvirt makes no second pool of a folder. What it knows of one that is there may be old. */
static virStoragePoolPtr
find_active (virConnectPtr  connection,
             const char    *folder)
{
  virStoragePoolPtr *pools = NULL;
  virStoragePoolPtr found = NULL;
  int n_pools = virConnectListAllStoragePools (connection, &pools, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);

  for (int i = 0; i < n_pools; i++)
    {
      if (found == NULL && is_of (pools[i], folder))
        found = pools[i];
      else
        virStoragePoolFree (pools[i]);
    }

  if (n_pools >= 0)
    free (pools);

  if (found != NULL)
    virStoragePoolRefresh (found, 0);

  return found;
}

static virStoragePoolPtr
make_pool (virConnectPtr  connection,
           const char    *folder)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, folder, -1);
  g_autofree char *xml = g_markup_printf_escaped ("<pool type='dir'><name>" BELAY_VM_STORAGE_PREFIX "%.8s</name>"
                                                  "<target><path>%s</path></target></pool>", digest, folder);

  return virStoragePoolCreateXML (connection, xml, 0);
}

virStoragePoolPtr
belay_vm_storage_find_pool (virConnectPtr  connection,
                            const char    *disk)
{
  g_autofree char *name = g_path_get_dirname (disk);
  g_autofree char *folder = g_canonicalize_filename (name, "/");
  virStorageVolPtr volume = virStorageVolLookupByPath (connection, disk);
  virStoragePoolPtr pool = volume != NULL ? virStoragePoolLookupByVolume (volume) : NULL;
  g_autofree char *own = pool != NULL ? get_folder (pool) : NULL;

  g_clear_pointer (&volume, virStorageVolFree);

  if (own != NULL)
    return pool;

  g_clear_pointer (&pool, virStoragePoolFree);
  pool = find_active (connection, folder);

  return pool != NULL ? pool : make_pool (connection, folder);
}

/* A disk that ends where it may not grow further: there is one byte at its end, and no room taken before it. */
static gboolean
stretch (virStorageVolPtr volume,
         guint64          limit)
{
  virStreamPtr stream = virStreamNew (virStorageVolGetConnect (volume), 0);
  gboolean done = stream != NULL && virStorageVolUpload (volume, stream, limit - 1, 1, 0) == 0 &&
                  virStreamSend (stream, "", 1) == 1 && virStreamFinish (stream) == 0;

  g_clear_pointer (&stream, virStreamFree);

  return done;
}

static guint64
get_capacity (virStoragePoolPtr  pool,
              const char        *base)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (virStoragePoolGetConnect (pool), base);
  virStorageVolInfo info = { 0 };

  if (volume != NULL)
    virStorageVolGetInfo (volume, &info);

  g_clear_pointer (&volume, virStorageVolFree);

  return info.capacity;
}

virStorageVolPtr
belay_vm_storage_create (virStoragePoolPtr  pool,
                         const char        *name,
                         const char        *base,
                         const char        *format,
                         guint64            limit,
                         char             **said)
{
  guint64 capacity = get_capacity (pool, base);
  g_autofree char *xml = g_markup_printf_escaped ("<volume><name>%s</name><capacity unit='bytes'>%" G_GUINT64_FORMAT "</capacity>"
                                                  "<allocation>0</allocation><target><format type='qcow2'/>"
                                                  "<compat>1.1</compat></target><backingStore><path>%s</path>"
                                                  "<format type='%s'/></backingStore></volume>",
                                                  name, capacity, base, format);
  virStorageVolPtr volume = capacity > 0 ? virStorageVolCreateXML (pool, xml, 0) : NULL;

  *said = NULL;

  if (volume == NULL)
    {
      *said = g_strdup (virGetLastErrorMessage ());
    }
  else if (limit > 0 && !stretch (volume, limit))
    {
      *said = g_strdup (virGetLastErrorMessage ());
      virStorageVolDelete (volume, 0);
      g_clear_pointer (&volume, virStorageVolFree);
    }

  return volume;
}

static guint
visit (virStoragePoolPtr   pool,
       const char         *prefix,
       BelayVmStorageKeep  keep,
       gpointer            user_data)
{
  virStorageVolPtr *volumes = NULL;
  int n_volumes = virStoragePoolListAllVolumes (pool, &volumes, 0);
  guint n_left = 0;

  for (int i = 0; i < n_volumes; i++)
    {
      const char *name = virStorageVolGetName (volumes[i]);

      if (name != NULL && g_str_has_prefix (name, prefix) &&
          (keep (name, user_data) || virStorageVolDelete (volumes[i], 0) != 0))
        n_left++;

      virStorageVolFree (volumes[i]);
    }

  if (n_volumes >= 0)
    free (volumes);

  return n_left;
}

void
belay_vm_storage_sweep (virStoragePoolPtr   pool,
                        const char         *prefix,
                        BelayVmStorageKeep  keep,
                        gpointer            user_data)
{
  visit (pool, prefix, keep, user_data);
}

static gboolean
keep_all (const char *name,
          gpointer    user_data)
{
  return TRUE;
}

void
belay_vm_storage_leave (virStoragePoolPtr pool)
{
  const char *name = virStoragePoolGetName (pool);

  if (name != NULL && g_str_has_prefix (name, BELAY_VM_STORAGE_PREFIX) &&
      visit (pool, BELAY_VM_STORAGE_PREFIX, keep_all, NULL) == 0)
    virStoragePoolDestroy (pool);

  virStoragePoolFree (pool);
}
