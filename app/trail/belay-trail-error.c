/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail.h"

/* In a file of its own: who only reads records needs nothing else of the writer. */
G_DEFINE_QUARK (belay-trail-error-quark, belay_trail_error)
