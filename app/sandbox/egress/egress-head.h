/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "belay-host-name.h"

G_BEGIN_DECLS

#define EGRESS_HEAD_MAX (16 * 1024)     /* bytes of a request without its body */

typedef enum
{
  EGRESS_HEAD_INCOMPLETE,
  EGRESS_HEAD_DONE,
  EGRESS_HEAD_MALFORMED,
  EGRESS_HEAD_ADDRESS,                  /* well-formed, but the host is an address */
  EGRESS_HEAD_NO_LENGTH,                /* a body of which nobody knows where it ends */
} EgressHeadResult;

/* The head of a request to a proxy, RFC 9112. */
typedef struct
{
  gboolean  secure;             /* CONNECT: a tunnel */
  char      host[BELAY_HOST_NAME_MAX + 1];
  guint16   port;
  gsize     length;             /* bytes of @data that were the head */
  guint64   body;               /* bytes that follow it and belong to the request; 0 for a tunnel */
  GString  *rewritten;          /* (nullable) the head as the server is to get it; NULL for a tunnel */
} EgressHead;

EgressHeadResult egress_head_parse (const char  *data,
                                    gsize        length,
                                    EgressHead  *head);
void             egress_head_clear (EgressHead  *head);

G_END_DECLS
