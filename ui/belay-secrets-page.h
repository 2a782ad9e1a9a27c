/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELAY_TYPE_SECRETS_PAGE (belay_secrets_page_get_type ())

/* The person's secrets by name, in the preferences: a value is entered here, and never shown again. */
G_DECLARE_FINAL_TYPE (BelaySecretsPage, belay_secrets_page, BELAY, SECRETS_PAGE, AdwPreferencesPage)

G_END_DECLS
