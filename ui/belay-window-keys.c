/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-window-keys.h"

/*
 * Keys are not accelerators here: those take precedence over the focused widget, and a letter that decides must never
 * be one that was typed into a field, nor one meant for the sandbox. So they are looked at last, after the focused widget
 * has had them, and only Escape is looked at first.
 */

typedef struct
{
  GtkWindow  *window;           /* owns this */
  GHashTable *down;             /* key codes held down, to tell a repeat from a press */
} Keys;

static void
keys_free (gpointer data)
{
  Keys *keys = data;

  g_hash_table_unref (keys->down);
  g_free (keys);
}

static GAction *
lookup (Keys       *keys,
        const char *name)
{
  return g_action_map_lookup_action (G_ACTION_MAP (keys->window), name);
}

static gboolean
activate (Keys       *keys,
          const char *name,
          GVariant   *parameter)
{
  g_autoptr(GVariant) owned = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;
  GAction *action = lookup (keys, name);

  if (action == NULL || !g_action_get_enabled (action))
    return FALSE;

  g_action_activate (action, owned);
  return TRUE;
}

static gboolean
is_person_in_control (Keys *keys)
{
  GAction *action = lookup (keys, "take-over");
  g_autoptr(GVariant) state = action != NULL ? g_action_get_state (action) : NULL;

  return state != NULL && g_variant_get_boolean (state);
}

static gboolean
is_typing (Keys *keys)
{
  GtkWidget *focus = gtk_window_get_focus (keys->window);

  return focus != NULL && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus));
}

static gboolean
is_in_popover (Keys *keys)
{
  GtkWidget *focus = gtk_window_get_focus (keys->window);

  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL;
}

static gboolean
is_decision (guint keyval)
{
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
    case GDK_KEY_e:
    case GDK_KEY_s:
    case GDK_KEY_r:
    case GDK_KEY_p:
    case GDK_KEY_u:
    case GDK_KEY_b:
    case GDK_KEY_t:
    case GDK_KEY_v:
      return TRUE;

    default:
      return FALSE;
    }
}

/* Escape reaches nobody else: not the sandbox, not a field. Only an open popover sees it too, and closes. A decision key
 * held down repeats, and must not decide on step after step. */
static gboolean
on_key_first (GtkEventControllerKey *controller,
              guint                  keyval,
              guint                  keycode,
              GdkModifierType        state,
              Keys                  *keys)
{
  gboolean repeated = !g_hash_table_add (keys->down, GUINT_TO_POINTER (keycode));

  /* All of them, this one included. */
  if (keyval == GDK_KEY_Escape && (state & GDK_SHIFT_MASK) != 0 && gtk_window_get_application (keys->window) != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (gtk_window_get_application (keys->window)), "stop-all", NULL);

  if (keyval == GDK_KEY_Escape)
    return activate (keys, "stop", NULL) && !is_in_popover (keys);

  return repeated && is_decision (keyval) && !is_typing (keys) && !is_person_in_control (keys);
}

static void
on_key_released (GtkEventControllerKey *controller,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        state,
                 Keys                  *keys)
{
  g_hash_table_remove (keys->down, GUINT_TO_POINTER (keycode));
}

/* Keys released while another window had the focus are never reported. */
static void
on_active_changed (GtkWindow  *window,
                   GParamSpec *pspec,
                   Keys       *keys)
{
  g_hash_table_remove_all (keys->down);
}

static gboolean
decide (Keys     *keys,
        guint     keyval,
        gboolean  shift)
{
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (shift)
        return activate (keys, "approve-turn", NULL);

      /* Where what was approved has changed, the plain Enter looks first. */
      return activate (keys, "approve", NULL) || activate (keys, "look-again", NULL);

    case GDK_KEY_u:
      return activate (keys, "approve-until", NULL);

    case GDK_KEY_b:
      return activate (keys, "take-back", NULL);

    case GDK_KEY_comma:
    case GDK_KEY_period:
      return activate (keys, "pick", g_variant_new_int32 (keyval == GDK_KEY_period ? 1 : -1));

    case GDK_KEY_e:
      return activate (keys, "edit", NULL);

    case GDK_KEY_s:
      return activate (keys, "skip", NULL);

    case GDK_KEY_r:
      return activate (keys, shift ? "reject-rest" : "reject", g_variant_new_string (""));

    case GDK_KEY_p:
      return activate (keys, "private-input", NULL);

    case GDK_KEY_t:
      return activate (keys, "take-over", NULL);

    case GDK_KEY_v:
      return activate (keys, "reveal", NULL);

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
on_key_last (GtkEventControllerKey *controller,
             guint                  keyval,
             guint                  keycode,
             GdkModifierType        state,
             Keys                  *keys)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  /* Types nothing, so it works from a field as well; in the sandbox it is the sandbox's. */
  if (keyval == GDK_KEY_F5 && modifiers == 0 && !is_person_in_control (keys))
    return activate (keys, "presenter", NULL);

  /* Out of the sandbox, to what can be done about being in control. */
  if (keyval == GDK_KEY_F6 && modifiers == GDK_CONTROL_MASK)
    return activate (keys, "leave-sandbox", NULL);

  if (is_typing (keys) || is_in_popover (keys) || is_person_in_control (keys) ||
      (modifiers & ~GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  return decide (keys, keyval, modifiers == GDK_SHIFT_MASK);
}

/**
 * belay_window_keys_install:
 * @window: a window that is a #GActionMap with the actions of a session
 */
void
belay_window_keys_install (GtkWindow *window)
{
  GtkEventController *first = gtk_event_controller_key_new ();
  GtkEventController *last = gtk_event_controller_key_new ();
  Keys *keys = g_new0 (Keys, 1);

  g_return_if_fail (G_IS_ACTION_MAP (window));

  keys->window = window;
  keys->down = g_hash_table_new (NULL, NULL);
  g_object_set_data_full (G_OBJECT (window), "belay-window-keys", keys, keys_free);

  gtk_event_controller_set_propagation_phase (first, GTK_PHASE_CAPTURE);
  g_signal_connect (first, "key-pressed", G_CALLBACK (on_key_first), keys);
  g_signal_connect (first, "key-released", G_CALLBACK (on_key_released), keys);
  gtk_widget_add_controller (GTK_WIDGET (window), first);

  gtk_event_controller_set_propagation_phase (last, GTK_PHASE_BUBBLE);
  g_signal_connect (last, "key-pressed", G_CALLBACK (on_key_last), keys);
  gtk_widget_add_controller (GTK_WIDGET (window), last);

  g_signal_connect (window, "notify::is-active", G_CALLBACK (on_active_changed), keys);
}
