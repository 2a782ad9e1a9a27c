/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-text-block.h"
#include "belay-text-index.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_ORIGIN_NEITHER,         /* the agent's own words */
  BELAY_ORIGIN_PERSON,          /* the task, an instruction, an answer */
  BELAY_ORIGIN_SCREEN,          /* was read off the screen: nobody's word */
} BelayOrigin;

/* "neither", "person", "screen": for the trail. */
const char  *belay_origin_get_name      (BelayOrigin  origin);
BelayOrigin  belay_origin_parse         (const char  *name);

/* A part of a text, and where its words come from. */
typedef struct
{
  BelayOrigin  origin;
  guint        start;           /* bytes of the text */
  guint        length;
  gboolean     code;            /* with an address, a path, an option: more than words and numbers */
  gboolean     present;         /* of the screen: it is in the picture the agent saw last */
  char        *picture;         /* (nullable) of the screen: SHA-256 of the picture */
  BelayRect    area;            /* and where in it, screen pixels */
} BelayOriginPart;

void         belay_origin_part_free     (BelayOriginPart *part);

/* Where words can come from. Owned by one thread at a time. */
typedef struct
{
  BelayTextIndex *person;       /* (nullable) */
  BelayTextIndex *own;          /* (nullable) what the agent had typed before on its own account */
  BelayTextIndex *screen;       /* (nullable) the blocks below, in this order */
  GPtrArray      *blocks;       /* of BelayTextBlock, the newest picture's first */
  GPtrArray      *pictures;     /* of char *, one for each block */
  guint           n_present;    /* blocks that are in the newest picture */
} BelaySources;

BelaySources *belay_sources_ref         (BelaySources       *self);
void          belay_sources_unref       (BelaySources       *self);
BelaySources *belay_sources_new         (void);

/* The parts of @text in order, with nothing between them. GPtrArray of BelayOriginPart; (transfer full). Any thread. */
GPtrArray    *belay_provenance_trace    (const BelaySources *sources,
                                         const char         *text);
/* Whether any part is of that origin. */
gboolean      belay_provenance_has      (GPtrArray          *parts,
                                         BelayOrigin         origin);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelaySources, belay_sources_unref)

G_END_DECLS
