/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-saved-rules.h"

#include "belay-session-rules.h"

BelayRulesStore *
belay_saved_rules_get_default (void)
{
  static BelayRulesStore *store = NULL;

  if (store == NULL)
    {
      g_autofree char *path = belay_rules_store_get_default_path ();

      store = belay_rules_store_new (path);
    }

  return store;
}

static void
on_rules_changed (BelayRulesStore *store,
                  GParamSpec      *pspec,
                  BelayRuleBook   *book)
{
  belay_rule_book_set_saved (book, belay_rules_store_get_rules (store));
}

void
belay_saved_rules_follow (BelaySession *session)
{
  BelayRulesStore *store = belay_saved_rules_get_default ();
  BelayRuleBook *book = belay_session_get_rules (session);

  g_signal_connect_object (store, "notify::rules", G_CALLBACK (on_rules_changed), book, 0);
  on_rules_changed (store, NULL, book);
}
