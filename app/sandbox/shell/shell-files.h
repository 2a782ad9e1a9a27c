/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-shell-wire.h"

G_BEGIN_DECLS

/* One file that is read or written, or one list that is read: there is never more than one. */
typedef struct
{
  int      from;                /* a file that is read; -1 */
  GString *list;                /* (nullable) what is read of a list, or of the home's path */
  gsize    listed;              /* bytes of it that were read */

  int      to;                  /* a file that is written; -1 */
  int      folder;              /* where it will lie; -1 */
  char    *name;                /* (nullable) what it will be called there */
  char     unseen[32];          /* what it is called until then */
} ShellFiles;

void             shell_files_init   (ShellFiles   *self);
void             shell_files_drop   (ShellFiles   *self);

/* @strict: no folder on the way may be a link. */
BelayShellStatus shell_files_open   (ShellFiles   *self,
                                     const char   *path,
                                     gboolean      strict,
                                     guint64      *size);
BelayShellStatus shell_files_list   (ShellFiles   *self,
                                     const char   *path,
                                     guint         depth,
                                     gboolean     *cut);
BelayShellStatus shell_files_home   (ShellFiles   *self);
/* @n_read: (inout): room, and how much it is; 0 at the end. */
BelayShellStatus shell_files_read   (ShellFiles   *self,
                                     guint8       *data,
                                     gsize        *n_read);

BelayShellStatus shell_files_create (ShellFiles   *self,
                                     const char   *path,
                                     gboolean      strict);
BelayShellStatus shell_files_write  (ShellFiles   *self,
                                     const guint8 *data,
                                     gsize         length);
/* @digest: (nullable): of what is there now; NULL: nothing may be */
BelayShellStatus shell_files_commit (ShellFiles   *self,
                                     const guint8 *digest);

G_END_DECLS
