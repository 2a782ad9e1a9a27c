/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-image.h"

#include "belay-vm-address.h"
#include "belay-vm-directory.h"

BelayImage *
belay_image_new (const char *name)
{
  g_autofree char *parent = belay_vm_get_data_directory ("images");
  BelayImage *self = g_new0 (BelayImage, 1);

  self->name = g_strdup (name);
  self->directory = g_build_filename (parent, name, NULL);
  self->disk = g_build_filename (self->directory, "disk.qcow2", NULL);
  self->kernel = g_build_filename (self->directory, "boot", "vmlinuz", NULL);
  self->initrd = g_build_filename (self->directory, "boot", "initrd.img", NULL);
  self->ready = g_build_filename (self->directory, "ready.qcow2", NULL);
  self->ready_key = g_build_filename (self->directory, "ready.key", NULL);

  return self;
}

void
belay_image_free (BelayImage *self)
{
  char **strings[] = { &self->name, &self->directory, &self->disk, &self->kernel, &self->initrd, &self->ready,
                       &self->ready_key };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (*strings[i]);

  g_free (self);
}

gboolean
belay_image_exists (BelayImage *self)
{
  return g_file_test (self->disk, G_FILE_TEST_IS_REGULAR) && g_file_test (self->kernel, G_FILE_TEST_IS_REGULAR) &&
         g_file_test (self->initrd, G_FILE_TEST_IS_REGULAR);
}

gboolean
belay_image_is_ready (BelayImage *self,
                      const char *key)
{
  g_autofree char *found = NULL;

  return g_file_test (self->ready, G_FILE_TEST_IS_REGULAR) && g_file_get_contents (self->ready_key, &found, NULL, NULL) &&
         g_str_equal (g_strstrip (found), key);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

GPtrArray *
belay_image_list (void)
{
  g_autofree char *parent = belay_vm_get_data_directory ("images");
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr(BelayImage) image = belay_vm_address_is_name (name) ? belay_image_new (name) : NULL;

      if (image != NULL && belay_image_exists (image))
        g_ptr_array_add (names, g_strdup (name));
    }

  g_ptr_array_sort (names, compare_names);

  return names;
}
