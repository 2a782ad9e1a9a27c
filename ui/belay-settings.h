/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELAY_TYPE_SETTINGS (belay_settings_get_type ())

/*
 * What the person has set. Kept by GSettings; where its schema is not installed, kept for as long as the program runs.
 * Signals: "changed" (char *key, detailed by the key).
 */
G_DECLARE_FINAL_TYPE (BelaySettings, belay_settings, BELAY, SETTINGS, GObject)

BelaySettings *belay_settings_get_default   (void);
BelaySettings *belay_settings_new           (GSettingsSchemaSource *source);

gboolean       belay_settings_is_persistent (BelaySettings *self);

GVariant      *belay_settings_get_value     (BelaySettings *self,
                                             const char    *key);
gboolean       belay_settings_set_value     (BelaySettings *self,
                                             const char    *key,
                                             GVariant      *value);

char          *belay_settings_get_string    (BelaySettings *self,
                                             const char    *key);
void           belay_settings_set_string    (BelaySettings *self,
                                             const char    *key,
                                             const char    *value);
char         **belay_settings_get_strv      (BelaySettings *self,
                                             const char    *key);
gboolean       belay_settings_get_boolean   (BelaySettings *self,
                                             const char    *key);
int            belay_settings_get_int       (BelaySettings *self,
                                             const char    *key);
guint          belay_settings_get_uint      (BelaySettings *self,
                                             const char    *key);
double         belay_settings_get_double    (BelaySettings *self,
                                             const char    *key);

G_END_DECLS
