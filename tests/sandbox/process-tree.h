/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int  pid;
  char name[32];
} Process;

GArray *process_tree_below      (int         pid);
int     process_tree_find       (GArray     *processes,
                                 const char *name);
void    process_tree_await_none (int         pid);

G_END_DECLS
