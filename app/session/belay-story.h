/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-message.h"
#include "belay-turn.h"

G_BEGIN_DECLS

/* Who said something. */
typedef enum
{
  BELAY_TELLER_PERSON,
  BELAY_TELLER_AGENT,
  BELAY_TELLER_PROGRAM,         /* what the agent was told besides the person's words */
} BelayTeller;

/* What has been said and done in a session, in words, for an agent that must begin a new conversation and remembers
 * nothing. Everything in it was in the conversation before. Main thread only. */
typedef struct _BelayStory BelayStory;

BelayStory *belay_story_new       (void);
void        belay_story_free      (BelayStory   *self);

void        belay_story_add_words (BelayStory   *self,
                                   BelayTeller   who,
                                   const char   *words);
/* The steps of @turn that @answers answers. */
void        belay_story_add_turn  (BelayStory   *self,
                                   BelayTurn    *turn,
                                   BelayMessage *answers);
/* The words that begin the new conversation; (transfer full). */
char       *belay_story_tell      (BelayStory   *self,
                                   const char   *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayStory, belay_story_free)

G_END_DECLS
