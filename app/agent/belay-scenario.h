/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-reply.h"

G_BEGIN_DECLS

#define BELAY_SCENARIO_MAX_SIZE (1024 * 1024)   /* bytes of JSON */

/* Instead of the number of a turn: the scenario is over. */
#define BELAY_SCENARIO_END G_MAXUINT

typedef struct
{
  char *name;
  char *input;                  /* JSON, as the scenario has it */
} BelayScenarioAction;

/* One reply. Which one follows is known once the results of its actions are. */
typedef struct
{
  char  *thinking;              /* (nullable) */
  char  *text;                  /* (nullable) with the question that ends it, if there is one */
  GArray *actions;              /* of BelayScenarioAction; empty: it is the person's turn */
  guint  next;                  /* when all went through */
  guint  refused;               /* when something was not carried out; BELAY_SCENARIO_END: nothing was planned for that */
} BelayScenarioTurn;

/* A script for a rehearsal, checked. Immutable. The format is described in docs/scenario-format.md. */
typedef struct
{
  char             *name;
  char             *title;
  char             *summary;
  char             *task;
  BelayActionSpace  space;      /* what the coordinates of its actions refer to */
  GPtrArray        *turns;      /* of BelayScenarioTurn */
  guint             first;
} BelayScenario;

BelayScenario *belay_scenario_parse (const char     *json,
                                     gssize          length,
                                     GError        **error);
void           belay_scenario_free  (BelayScenario  *self);

BelayReply    *belay_scenario_make_reply (const BelayScenario     *self,
                                          const BelayScenarioTurn *turn,
                                          const char              *id,
                                          const char              *model);
/* The same of its parts. @proposals: of BelayProposal. */
BelayReply    *belay_scenario_compose_reply (const char           *id,
                                             const char           *model,
                                             const char           *thinking,
                                             const char           *text,
                                             GPtrArray            *proposals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayScenario, belay_scenario_free)

/* (nullable): of which toolset an action called @name is a member; NULL: it is a tool of its own. */
const char *belay_scenario_get_toolset (const char *name);

G_END_DECLS
