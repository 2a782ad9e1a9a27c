/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-agent.h"
#include "belay-speech.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SCRIPT_AGENT (belay_script_agent_get_type ())

/* An agent that follows something written down instead of asking a model. Its kinds say what is written. */
G_DECLARE_DERIVABLE_TYPE (BelayScriptAgent, belay_script_agent, BELAY, SCRIPT_AGENT, GObject)

struct _BelayScriptAgentClass
{
  GObjectClass  parent_class;

  /* What the ids of its replies begin with. */
  const char   *id_prefix;

  /* Whether what is written was written for pictures of this size. */
  gboolean     (* check_screen) (BelayScriptAgent  *self,
                                 int                picture_width,
                                 int                picture_height,
                                 GError           **error);
  /* Composes the answer to @message, named @id, and puts the pieces of it into @speech. Changes nothing in the
   * conversation: what becomes of it if the ask ends well goes into @outcome (out) (transfer full), freed with g_free(). */
  BelayReply * (* prepare)      (BelayScriptAgent  *self,
                                 BelayMessage      *message,
                                 const char        *id,
                                 BelaySpeech       *speech,
                                 gpointer          *outcome);
  /* The ask has ended well: @outcome is what prepare() made of it, and says all that is to be known of the conversation then. Called
   * once more for that when it goes back there. */
  void         (* succeed)      (BelayScriptAgent  *self,
                                 BelayReply        *reply,
                                 gconstpointer      outcome);
  /* For the trail, as belay_agent_describe() has it. */
  char       * (* describe)     (BelayScriptAgent  *self);
  /* BELAY_TIER_STANDARD, if the kind does not say otherwise. */
  BelayTier    (* get_tier)     (BelayScriptAgent  *self);
};

/* For its kinds. */
void        belay_script_agent_take_names         (BelayScriptAgent *self,
                                                   char             *title,
                                                   char             *model);
const char *belay_script_agent_get_model          (BelayScriptAgent *self);
int         belay_script_agent_get_picture_width  (BelayScriptAgent *self);
int         belay_script_agent_get_picture_height (BelayScriptAgent *self);

G_END_DECLS
