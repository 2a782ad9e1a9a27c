/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BELAY_CHORD_MAX_MODIFIERS 6

/* Modifiers held and one key struck. Values are X keysyms. */
typedef struct
{
  guint   n_modifiers;
  guint32 modifiers[BELAY_CHORD_MAX_MODIFIERS];
  guint32 keysym;               /* 0: the chord is modifiers alone ("super") */
} BelayChord;

guint32     belay_keysym_from_name    (const char  *name);
guint32     belay_keysym_from_unicode (gunichar     c);
gunichar    belay_keysym_to_unicode   (guint32      keysym);
const char *belay_keysym_get_label    (guint32      keysym);

gboolean    belay_chords_parse        (const char  *text,
                                       GArray     **chords,
                                       GError     **error);
gboolean    belay_modifiers_parse     (const char  *text,
                                       BelayChord  *chord,
                                       GError     **error);
char       *belay_chord_get_label     (const BelayChord *chord);

G_END_DECLS
