/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-sandbox.h"

G_BEGIN_DECLS

/* What a VNC server between a sandbox and Belay may spoil. */
typedef enum
{
  WORSE_NOT     = 0,
  WORSE_COLOURS = 1 << 0,       /* they lose their low bits, as lossy pictures do */
  WORSE_KEYS    = 1 << 1,       /* none gets through */
  WORSE_LAYOUT  = 1 << 2,       /* others get through than were pressed */
} WorseHow;

#define TEST_TYPE_WORSE_SANDBOX (test_worse_sandbox_get_type ())

/* The real default sandbox, seen through such a server. */
G_DECLARE_FINAL_TYPE (TestWorseSandbox, test_worse_sandbox, TEST, WORSE_SANDBOX, BelaySandbox)

BelaySandbox *test_worse_sandbox_new (WorseHow  how);

/* (nullable): where the VNC server of the sandbox inside listens */
GSocketConnectable *test_worse_sandbox_get_inside (TestWorseSandbox *self);

G_END_DECLS
