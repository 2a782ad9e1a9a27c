/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-claude.h"
#include "fake-api.h"

G_BEGIN_DECLS

/* A conversation with the stand-in, and what was heard of it. */
typedef struct
{
  FakeApi      *api;            /* not owned */
  BelayModels  *models;
  BelayClaude  *claude;
  GCancellable *cancellable;
  GString      *thinking;       /* since the last reset */
  GString      *text;
  GPtrArray    *proposals;
  GPtrArray    *lost;           /* proposals that a reset made void */
  guint         resets;
  guint         waits;          /* "retrying" signals */
  guint         last_seconds;
  guint         last_attempt;
  gboolean      patient;        /* do not cut waits short */
  gboolean      cancel_on_wait;
  GString      *notices;
} Talk;

/* Replies for the script. */
#define BATCH "{'blocks': [{'type': 'thinking', 'thinking': 'I look first. Ünïcode ✓'}, " \
              "{'type': 'text', 'text': 'I will click and look.'}, " \
              "{'type': 'tool_use', 'name': 'left_click', 'input': {'coordinate': [512, 384]}}, " \
              "{'type': 'tool_use', 'name': 'type', 'input': {'text': 'päth 😀'}}, " \
              "{'type': 'tool_use', 'name': 'screenshot', 'input': {}}]}"
#define DONE  "{'blocks': [{'type': 'text', 'text': 'All done.'}]}"
#define REPLIES(...) "{'replies': [" __VA_ARGS__ "]}"

#define TALK_KEY "sk-ant-canary-0123456789"

Talk         *talk_new        (FakeApi                  *api,
                               const char               *model);
Talk         *talk_new_full   (FakeApi                  *api,
                               const char               *model,
                               const BelayClaudeOptions *options);
void          talk_free       (Talk                     *self);
BelayReply   *talk_ask        (Talk                     *self,
                               BelayMessage             *message,
                               GError                  **error);
BelayReply   *talk_say        (Talk                     *self,
                               const char               *text,
                               GError                  **error);
/* Answers each proposal with "OK", the last one with a picture. */
BelayMessage *talk_answer     (BelayReply               *reply);
GBytes       *talk_make_png   (int                       width,
                               int                       height,
                               guint                     seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Talk, talk_free)

G_END_DECLS
