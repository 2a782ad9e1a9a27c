/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-scrubber.h"

#include <glib/gi18n-lib.h>
#include "belay-moment-words.h"

#define SHORTEST 500            /* ms a moment is in view while playing: */
#define LONGEST  2500           /* what took minutes is not waited for */

/**
 * BelayTrailScrubber:
 *
 * The slider along the moments of a session. Each moment is one step of it, whatever time lay between: most of a session
 * is waiting.
 */
struct _BelayTrailScrubber
{
  GtkWidget          parent_instance;

  GtkWidget         *previous_button;
  GtkWidget         *play_button;
  GtkWidget         *next_button;
  GtkScale          *scale;
  GtkAdjustment     *adjustment;
  GtkLabel          *begin_label;
  GtkLabel          *now_label;
  GtkLabel          *end_label;

  BelayTrailHistory *history;
  guint              position;
  guint              play_id;           /* 0: not playing */
};

enum
{
  PROP_0,
  PROP_POSITION,
  PROP_PLAYING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayTrailScrubber, belay_trail_scrubber, GTK_TYPE_WIDGET)

static guint
get_n_moments (BelayTrailScrubber *self)
{
  return self->history != NULL ? belay_trail_history_get_n_moments (self->history) : 0;
}

static gint64
get_time (BelayTrailScrubber *self,
          guint               position)
{
  return belay_moment_get_time (belay_trail_history_get_moment (self->history, position));
}

static void
set_clock (BelayTrailScrubber *self,
           GtkLabel           *label,
           guint               position)
{
  g_autofree char *clock = belay_moment_words_format_clock (get_time (self, position));

  gtk_label_set_label (label, clock);
}

static void
update_now (BelayTrailScrubber *self)
{
  guint n = get_n_moments (self);
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (self->previous_button, n > 0 && self->position > 0);
  gtk_widget_set_sensitive (self->next_button, self->position + 1 < n);
  if (n == 0)
    return;

  clock = belay_moment_words_format_clock (get_time (self, self->position));
  /* Translators: a time of day, then the place of a moment among all, as in “14:32:05 · 3 of 40” */
  text = g_strdup_printf (_("%s · %u of %u"), clock, self->position + 1, n);
  gtk_label_set_label (self->now_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
on_value_changed (BelayTrailScrubber *self)
{
  guint position = (guint) (gtk_adjustment_get_value (self->adjustment) + 0.5);

  if (position != self->position)
    belay_trail_scrubber_set_position (self, position);
}

static void
on_previous (BelayTrailScrubber *self)
{
  if (self->position > 0)
    belay_trail_scrubber_set_position (self, self->position - 1);
}

static void
on_next (BelayTrailScrubber *self)
{
  belay_trail_scrubber_set_position (self, self->position + 1);
}

static void
on_play (BelayTrailScrubber *self)
{
  belay_trail_scrubber_set_playing (self, self->play_id == 0);
}

/* Playing. */

static void
update_playing (BelayTrailScrubber *self)
{
  gboolean playing = self->play_id != 0;
  const char *label = playing ? _("Pause") : _("Play");

  gtk_button_set_icon_name (GTK_BUTTON (self->play_button),
                            playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean advance (gpointer user_data);

static void
wait_for_next (BelayTrailScrubber *self)
{
  gint64 pause = (get_time (self, self->position + 1) - get_time (self, self->position)) / 1000000;

  self->play_id = g_timeout_add ((guint) CLAMP (pause, SHORTEST, LONGEST), advance, self);
}

static gboolean
advance (gpointer user_data)
{
  BelayTrailScrubber *self = user_data;
  guint this_id = self->play_id;

  belay_trail_scrubber_set_position (self, self->position + 1);

  /* Whoever was told may have stopped it. */
  if (self->play_id != this_id)
    return G_SOURCE_REMOVE;

  self->play_id = 0;
  if (self->position + 1 < get_n_moments (self))
    {
      wait_for_next (self);
      return G_SOURCE_REMOVE;
    }

  update_playing (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);

  return G_SOURCE_REMOVE;
}

static void
belay_trail_scrubber_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  BelayTrailScrubber *self = BELAY_TRAIL_SCRUBBER (object);

  switch (property_id)
    {
    case PROP_POSITION:
      g_value_set_uint (value, self->position);
      break;

    case PROP_PLAYING:
      g_value_set_boolean (value, self->play_id != 0);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_trail_scrubber_set_property (GObject      *object,
                                   guint         property_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  BelayTrailScrubber *self = BELAY_TRAIL_SCRUBBER (object);

  switch (property_id)
    {
    case PROP_POSITION:
      belay_trail_scrubber_set_position (self, g_value_get_uint (value));
      break;

    case PROP_PLAYING:
      belay_trail_scrubber_set_playing (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_trail_scrubber_dispose (GObject *object)
{
  BelayTrailScrubber *self = BELAY_TRAIL_SCRUBBER (object);
  GtkWidget *child;

  g_clear_handle_id (&self->play_id, g_source_remove);
  g_clear_object (&self->history);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_trail_scrubber_parent_class)->dispose (object);
}

static void
belay_trail_scrubber_class_init (BelayTrailScrubberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = belay_trail_scrubber_dispose;
  object_class->get_property = belay_trail_scrubber_get_property;
  object_class->set_property = belay_trail_scrubber_set_property;

  properties[PROP_POSITION] = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "trailscrubber");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-trail-scrubber.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayTrailScrubber, previous_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailScrubber, play_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailScrubber, next_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailScrubber, scale);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailScrubber, adjustment);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailScrubber, begin_label);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailScrubber, now_label);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailScrubber, end_label);
  gtk_widget_class_bind_template_callback (widget_class, on_value_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_play);
}

static void
belay_trail_scrubber_init (BelayTrailScrubber *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_playing (self);
}

/**
 * belay_trail_scrubber_set_history:
 * @self: a scrubber
 * @history: (nullable): the session to go through, from its first moment
 */
void
belay_trail_scrubber_set_history (BelayTrailScrubber *self,
                                  BelayTrailHistory  *history)
{
  guint n;

  g_return_if_fail (BELAY_IS_TRAIL_SCRUBBER (self));

  belay_trail_scrubber_set_playing (self, FALSE);
  g_set_object (&self->history, history);
  n = get_n_moments (self);
  self->position = 0;
  gtk_adjustment_set_value (self->adjustment, 0);
  gtk_adjustment_set_upper (self->adjustment, n > 0 ? n - 1 : 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self), n > 0);

  if (n > 0)
    {
      set_clock (self, self->begin_label, 0);
      set_clock (self, self->end_label, n - 1);
    }
  update_now (self);
}

/**
 * belay_trail_scrubber_get_position:
 * @self: a scrubber
 *
 * Returns: the moment it stands at
 */
guint
belay_trail_scrubber_get_position (BelayTrailScrubber *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_SCRUBBER (self), 0);

  return self->position;
}

/**
 * belay_trail_scrubber_set_position:
 * @self: a scrubber
 * @position: the moment to go to; nothing happens where there is none
 */
void
belay_trail_scrubber_set_position (BelayTrailScrubber *self,
                                   guint               position)
{
  g_return_if_fail (BELAY_IS_TRAIL_SCRUBBER (self));

  if (position >= get_n_moments (self) || position == self->position)
    return;

  self->position = position;
  gtk_adjustment_set_value (self->adjustment, position);
  update_now (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

/**
 * belay_trail_scrubber_is_playing:
 * @self: a scrubber
 *
 * Returns: whether it goes on by itself
 */
gboolean
belay_trail_scrubber_is_playing (BelayTrailScrubber *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_SCRUBBER (self), FALSE);

  return self->play_id != 0;
}

/**
 * belay_trail_scrubber_set_playing:
 * @self: a scrubber
 * @playing: whether it is to go on by itself; from the last moment it begins anew
 */
void
belay_trail_scrubber_set_playing (BelayTrailScrubber *self,
                                  gboolean            playing)
{
  guint n = get_n_moments (self);

  g_return_if_fail (BELAY_IS_TRAIL_SCRUBBER (self));

  playing = playing && n > 1;
  if (playing && self->play_id == 0)
    {
      if (self->position + 1 >= n)
        belay_trail_scrubber_set_position (self, 0);
      wait_for_next (self);
    }
  else if (!playing && self->play_id != 0)
    {
      g_clear_handle_id (&self->play_id, g_source_remove);
    }
  else
    {
      return;
    }

  update_playing (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}
