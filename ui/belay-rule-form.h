/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-rules.h"

G_BEGIN_DECLS

/* A rule as a person fills it in, field by field; strings may be empty. What makes rules of it is the reader of the file. */
typedef struct
{
  char              *id;
  char              *name;
  char              *comment;
  BelayRuleEffect    effect;
  gboolean           enabled;
  gboolean           network;   /* about hosts, not about actions */
  guint32            actions;
  char              *text;
  gboolean           is_regex;
  char              *region;    /* "10, 0, 50, 100 %" (x, y, width, height), or "100, 80, 64, 64 of 1280 × 800" */
  char              *window;
  char              *host;
  char              *sandbox;
} BelayRuleForm;

/* (transfer full); of a new rule, which asks. */
BelayRuleForm *belay_rule_form_new       (void);
BelayRuleForm *belay_rule_form_new_of    (const BelayRule      *rule);
void           belay_rule_form_free      (BelayRuleForm        *self);

/* One rule; (transfer full) (nullable): BELAY_RULES_ERROR_INVALID, with a message for somebody who does not see the file. */
BelayRules    *belay_rule_form_read      (const BelayRuleForm  *self,
                                          GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRuleForm, belay_rule_form_free)

G_END_DECLS
