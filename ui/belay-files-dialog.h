/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (* BelayFilePicked) (const char *path,
                                  gpointer    user_data);

/* Lets the person choose one of @files, (element-type BelayShellEntry), of which plain files are offered. */
void belay_files_dialog_present (GtkWindow       *parent,
                                 GPtrArray       *files,
                                 BelayFilePicked  picked,
                                 gpointer         user_data);

G_END_DECLS
