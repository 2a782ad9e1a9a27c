/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-message.h"
#include "belay-reply.h"

G_BEGIN_DECLS

#define BELAY_AGENT_ERROR (belay_agent_error_quark ())
GQuark belay_agent_error_quark (void);

typedef enum
{
  BELAY_AGENT_ERROR_KEY,        /* none, or refused (401, 403): ask for one */
  BELAY_AGENT_ERROR_BILLING,    /* 402, spend limits: retrying does not help */
  BELAY_AGENT_ERROR_REQUEST,    /* 400, 404: retrying does not help */
  BELAY_AGENT_ERROR_NETWORK,    /* no answer, cut, TLS; retries used up: the person may try again */
  BELAY_AGENT_ERROR_OVERLOADED, /* 429, 5xx; retries used up: the person may try again */
  BELAY_AGENT_ERROR_PROTOCOL,   /* the answer is not what the API promises */
  BELAY_AGENT_ERROR_SCRIPT,     /* a scenario is malformed */
  BELAY_AGENT_ERROR_FULL,       /* the conversation is as large as the service takes: only a new one helps */
} BelayAgentError;

#define BELAY_TYPE_AGENT (belay_agent_get_type ())

/*
 * Who proposes: the Claude client or a rehearsal. Holds the conversation. Main thread only; one ask at a time.
 *
 * Signals, all while an ask is under way:
 *  "thinking" (char *delta)        thinking (summaries) as it arrives
 *  "text" (char *delta)            what the model says as it arrives
 *  "proposal" (BelayProposal *)    complete and examinable; must not run before the reply has ended with tool_use
 *  "reset" ()                      what was streamed of this reply is void (a retry starts it anew)
 *  "retrying" (char *reason, guint seconds, guint attempt)
 *  "notice" (char *sentence)       something the person should know (fell back to the older tool shape)
 */
G_DECLARE_INTERFACE (BelayAgent, belay_agent, BELAY, AGENT, GObject)

struct _BelayAgentInterface
{
  GTypeInterface parent_iface;

  const char * (* get_title)    (BelayAgent           *self);
  const char * (* get_model)    (BelayAgent           *self);
  gboolean     (* is_rehearsal) (BelayAgent           *self);
  BelayTier    (* get_tier)     (BelayAgent           *self);
  char *       (* describe)     (BelayAgent           *self);
  const char * (* get_base_url) (BelayAgent           *self);   /* (nullable) */
  void         (* set_screen)   (BelayAgent           *self,
                                 int                   picture_width,
                                 int                   picture_height);
  void         (* ask_async)    (BelayAgent           *self,
                                 BelayMessage         *message,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
  BelayReply * (* ask_finish)   (BelayAgent           *self,
                                 GAsyncResult         *result,
                                 GError              **error);
  void         (* retry_now)    (BelayAgent           *self);
  void         (* begin_anew)   (BelayAgent           *self);   /* (nullable) */
  void         (* set_shell)    (BelayAgent           *self,
                                 gboolean              shell);  /* (nullable) */
  guint        (* get_mark)     (BelayAgent           *self);   /* (nullable): it cannot be brought back */
  void         (* return_to)    (BelayAgent           *self,    /* (nullable) with it */
                                 guint                 mark);
};

/* For the header: "Claude Sonnet 5.5", "Rehearsal: fill in a form". */
const char *belay_agent_get_title    (BelayAgent           *self);
/* For the trail: the model id, or "rehearsal:NAME". */
const char *belay_agent_get_model    (BelayAgent           *self);
gboolean    belay_agent_is_rehearsal (BelayAgent           *self);
BelayTier   belay_agent_get_tier     (BelayAgent           *self);
/* For the trail: a JSON object with wire shape, system prompt version and text, base URL; never a key. */
char       *belay_agent_describe     (BelayAgent           *self);
/* (nullable): where the model is asked; NULL if nothing is */
const char *belay_agent_get_base_url (BelayAgent           *self);
/* The size of the pictures to come; before the first ask and whenever it changes. */
void        belay_agent_set_screen   (BelayAgent           *self,
                                      int                   picture_width,
                                      int                   picture_height);
/* Whether there is a shell it may propose commands for, and files to edit; before the first ask, FALSE until then. */
void        belay_agent_set_shell    (BelayAgent           *self,
                                      gboolean              shell);
/* Cancelling closes the connection and takes the message back out of the conversation: the next ask must carry the same
 * results again. A failed ask leaves the conversation as it was before it, too, and so does a reply that ended otherwise
 * than with BELAY_STOP_TOOL_USE or BELAY_STOP_END_TURN. After cancelling, the next ask need not wait for the callback. */
void        belay_agent_ask_async    (BelayAgent           *self,
                                      BelayMessage         *message,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
BelayReply *belay_agent_ask_finish   (BelayAgent           *self,
                                      GAsyncResult         *result,
                                      GError              **error);
/* Ends the wait between two attempts; nothing otherwise. */
void        belay_agent_retry_now    (BelayAgent           *self);
/* Forgets the conversation; not while an ask is under way. The next message begins another one and answers nothing. */
void        belay_agent_begin_anew   (BelayAgent           *self);
/* Whether the conversation can be brought back to an earlier moment, and how far it has got; not while an ask is under way. */
gboolean    belay_agent_can_return   (BelayAgent           *self);
guint       belay_agent_get_mark     (BelayAgent           *self);
/* Goes on as if what came after @mark had not been said: a fork, whose beginning is the same to the byte. */
void        belay_agent_return_to    (BelayAgent           *self,
                                      guint                 mark);

G_END_DECLS
