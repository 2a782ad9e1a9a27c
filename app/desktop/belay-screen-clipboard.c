/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-clipboard.h"

#define INTERVAL 250    /* ms between two texts that are told */

/* Whoever is told may forget or take meanwhile: nothing here is looked at after that. */
static gboolean
tell (gpointer user_data)
{
  BelayScreenClipboard *self = user_data;
  g_autofree char *text = g_steal_pointer (&self->text);

  if (text == NULL)
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }

  self->told (self->user_data, text);

  return G_SOURCE_CONTINUE;
}

void
belay_screen_clipboard_take (BelayScreenClipboard *self,
                             const char           *text)
{
  g_free (self->text);
  self->text = g_strdup (text);

  if (self->source == 0)
    {
      self->source = g_timeout_add (INTERVAL, tell, self);
      tell (self);
    }
}

void
belay_screen_clipboard_forget (BelayScreenClipboard *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->text, g_free);
}
