/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-sandbox.h"

G_BEGIN_DECLS

#define TEST_TYPE_RETURNING_SANDBOX (test_returning_sandbox_get_type ())

/* The real default sandbox, of which the home can be brought back to what it was: what a virtual machine does with all of itself. */
G_DECLARE_FINAL_TYPE (TestReturningSandbox, test_returning_sandbox, TEST, RETURNING_SANDBOX, BelaySandbox)

BelaySandbox *test_returning_sandbox_new        (void);

/* The next snapshot, or going back, fails with this sentence. */
void          test_returning_sandbox_fail       (TestReturningSandbox *self,
                                                 const char           *sentence);
/* Whether there is such a file in the home. */
gboolean      test_returning_sandbox_has_file   (TestReturningSandbox *self,
                                                 const char           *name);
/* Labels of the snapshots there are; commas behind them. */
const char   *test_returning_sandbox_get_labels (TestReturningSandbox *self);

G_END_DECLS
