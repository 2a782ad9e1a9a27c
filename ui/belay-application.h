/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELAY_TYPE_APPLICATION (belay_application_get_type ())

/* The program: its command line, its windows, its place on the session bus. */
G_DECLARE_FINAL_TYPE (BelayApplication, belay_application, BELAY, APPLICATION, AdwApplication)

BelayApplication *belay_application_new (void);

G_END_DECLS
