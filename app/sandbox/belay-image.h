/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An image that Belay has made: a folder with a disk that is only read, the kernel it is started with, and, when there is one, a
 * copy-on-write disk above it in which a machine waits that has shown its desktop already. */
typedef struct
{
  char *name;
  char *directory;
  char *disk;
  char *kernel;
  char *initrd;
  char *ready;          /* where that disk is, or would be */
  char *ready_key;      /* a file that says what kind of machine it was made by */
} BelayImage;

#define BELAY_IMAGE_DEFAULT_NAME "debian"
#define BELAY_IMAGE_COMMAND_LINE "root=/dev/vda rw quiet"

/* (transfer full): one of that name, whether it is there or not. @name: see belay_vm_address_is_name() */
BelayImage *belay_image_new       (const char  *name);
void        belay_image_free      (BelayImage  *self);

gboolean    belay_image_exists    (BelayImage  *self);
/* Whether the waiting machine is one of the kind @key says. */
gboolean    belay_image_is_ready  (BelayImage  *self,
                                   const char  *key);

/* (transfer full): the names of those that are there, in order */
GPtrArray  *belay_image_list      (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayImage, belay_image_free)

G_END_DECLS
