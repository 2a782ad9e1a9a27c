/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the far end of the way out says during a trial, see belay-egress-trial.h; belay-probe expects it. */

#define BELAY_EGRESS_TRIAL_HEARD     "belay heard that\n"       /* to TLS */
#define BELAY_EGRESS_TRIAL_ELSEWHERE "http://elsewhere.invalid" /* where it redirects what is not encrypted */
