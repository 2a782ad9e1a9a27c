/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-application.h"
#include "belay-step.h"
#include "belay-window.h"

G_BEGIN_DECLS

/* A window with a rehearsal in it, over a real desktop: an X server that speaks VNC. */
typedef struct
{
  GSubprocess *desktop;
  char        *socket;
  char        *path;            /* of the scenario */
  BelayWindow *window;          /* (nullable): cleared when it has gone */
} UiRehearsal;

/* A scenario on a screen of 640 by 400 with these turns, as JSON. */
#define UI_REHEARSAL_SCENARIO(turns) \
  "{\"format\": 1, \"name\": \"test\", \"title\": \"Test\", \"summary\": \"A test.\", \"task\": \"Do it\"," \
  " \"screen\": {\"width\": 640, \"height\": 400}, \"turns\": [" turns "]}"

int               ui_rehearsal_run             (int          *argc,
                                                char       ***argv,
                                                void        (*their_tests) (void));
BelayApplication *ui_rehearsal_get_application (void);

/* The test begins when the first step of @scenario can be approved. */
void              ui_rehearsal_add_test        (const char   *path,
                                                const char   *scenario,
                                                void        (*test) (UiRehearsal *, gconstpointer));

void              ui_rehearsal_wait_until      (gboolean   (* condition) (gpointer),
                                                gpointer      data);
void              ui_rehearsal_wait_for_step   (UiRehearsal  *self,
                                                guint         index);
gboolean          ui_rehearsal_is_asking       (gpointer      data);

GtkWidget        *ui_rehearsal_find            (UiRehearsal  *self,
                                                GType         type);
BelayStep        *ui_rehearsal_get_step        (UiRehearsal  *self);
gboolean          ui_rehearsal_is_enabled      (UiRehearsal  *self,
                                                const char   *action);
void              ui_rehearsal_activate        (UiRehearsal  *self,
                                                const char   *action,
                                                GVariant     *parameter);

G_END_DECLS
