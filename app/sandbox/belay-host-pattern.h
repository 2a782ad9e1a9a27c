/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the list of allowed hosts is made of: "example.org", "*.example.org" (all below it, not itself), each with ":PORT" or
 * ":*" after it if it is about other ports than the usual ones: 443 for what is encrypted, 80 for what is not. Immutable; any
 * thread. */
typedef struct
{
  char     *name;               /* as belay_host_name_parse() gives it, without "*." */
  gboolean  below;              /* "*." */
  guint16   port;               /* 0: the usual ones */
  gboolean  any_port;           /* ":*" */
} BelayHostPattern;

/* Fails with %G_IO_ERROR_INVALID_ARGUMENT and a translated sentence. */
BelayHostPattern *belay_host_pattern_parse     (const char              *text,
                                                GError                 **error);
void              belay_host_pattern_free      (BelayHostPattern        *self);
/* (transfer full): the text that means the same, always written alike */
char             *belay_host_pattern_to_string (const BelayHostPattern  *self);
/* @name: as belay_host_name_parse() gives it. @secure: whether the connection is encrypted (TLS). */
gboolean          belay_host_pattern_matches   (const BelayHostPattern  *self,
                                                const char              *name,
                                                guint16                  port,
                                                gboolean                 secure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayHostPattern, belay_host_pattern_free)

G_END_DECLS
