/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-header.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-flatten-choice.h"
#include "belay-replay.h"
#include "belay-rules-in-force.h"
#include "belay-session-rules.h"
#include "belay-sessions-button.h"
#include "belay-slack-choice.h"

#define NARROWEST 300     /* application pixels */

/**
 * BelaySessionHeader:
 *
 * What is always in view while a session runs.
 */
struct _BelaySessionHeader
{
  GtkWidget      parent_instance;

  GtkWidget     *content;
  AdwHeaderBar  *bar;
  GtkWidget     *rehearsal_tag;
  GtkWidget     *flatten_tag;
  GtkLabel      *task_label;
  GtkWidget     *take_over_button;
  GtkWidget     *take_over_label;
  GtkWidget     *stop_button;
  GtkBox        *strip;
  GtkBox        *state_box;
  GtkStack      *state_stack;
  GtkImage      *state_icon;
  GtkSpinner    *spinner;
  GtkLabel      *status_label;
  GtkLabel      *usage_label;
  GtkMenuButton *slack_button;
  GtkLabel      *slack_label;

  BelaySession  *session;
  GSignalGroup  *session_signals;
  gboolean       narrow;
  gboolean       presenter;
};

G_DEFINE_FINAL_TYPE (BelaySessionHeader, belay_session_header, GTK_TYPE_WIDGET)

typedef struct
{
  const char *icon;             /* NULL: a spinner */
  const char *style;
} StateLook;

static const StateLook state_looks[] =
{
  [BELAY_SESSION_OPENING]    = { NULL,                               NULL },
  [BELAY_SESSION_READY]      = { "input-mouse-symbolic",             "success" },
  [BELAY_SESSION_THINKING]   = { NULL,                               NULL },
  [BELAY_SESSION_WAITING]    = { "dialog-question-symbolic",         "accent" },
  [BELAY_SESSION_COUNTDOWN]  = { "alarm-symbolic",                   "warning" },
  [BELAY_SESSION_RUNNING]    = { "media-playback-start-symbolic",    "accent" },
  [BELAY_SESSION_ASKING]     = { "dialog-question-symbolic",         "accent" },
  [BELAY_SESSION_FINISHED]   = { "emblem-ok-symbolic",               "success" },
  [BELAY_SESSION_PAUSED]     = { "media-playback-pause-symbolic",    "warning" },
  [BELAY_SESSION_STOPPING]   = { NULL,                               NULL },
  [BELAY_SESSION_STOPPED]    = { "media-playback-stop-symbolic",     "warning" },
  [BELAY_SESSION_TAKEN_OVER] = { "input-mouse-symbolic",             "accent" },
  [BELAY_SESSION_FAILED]     = { "dialog-error-symbolic",            "error" },
  [BELAY_SESSION_CLOSED]     = { "media-playback-stop-symbolic",     "dim-label" },
};

static void
update_state (BelaySessionHeader *self)
{
  static const StateLook private_look = { "view-conceal-symbolic", NULL };
  gboolean private = belay_session_get_privacy (self->session) != BELAY_PRIVACY_NONE;
  const StateLook *look = private ? &private_look : &state_looks[belay_session_get_state (self->session)];
  const char *status = belay_session_get_status (self->session);

  for (guint i = 0; i < G_N_ELEMENTS (state_looks); i++)
    if (state_looks[i].style != NULL)
      gtk_widget_remove_css_class (GTK_WIDGET (self->state_icon), state_looks[i].style);

  if (look->style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->state_icon), look->style);

  if (private)
    gtk_widget_add_css_class (GTK_WIDGET (self->strip), "private");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->strip), "private");

  gtk_image_set_from_icon_name (self->state_icon, look->icon);
  gtk_spinner_set_spinning (self->spinner, look->icon == NULL);
  gtk_stack_set_visible_child_name (self->state_stack, look->icon != NULL ? "icon" : "busy");
  gtk_label_set_label (self->status_label, status != NULL ? status : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status_label), status);
}

static char *
format_count (guint64 n)
{
  if (n < 1000)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, n);

  if (n < 1000 * 1000)
    return g_strdup_printf ("%.1fk", (double) n / 1000);

  return g_strdup_printf ("%.2fM", (double) n / (1000 * 1000));
}

static char *
describe_usage (const BelayUsage *usage)
{
  guint64 total = usage->input + usage->cache_read + usage->cache_write_5m + usage->cache_write_1h + usage->output;
  g_autofree char *count = format_count (total);
  /* Translators: %s is a number such as 18.2k. */
  g_autofree char *tokens = g_strdup_printf (_("%s tokens"), count);

  if (usage->cost < 0)
    return g_steal_pointer (&tokens);

  return g_strdup_printf ("$%.*f · %s", usage->cost < G_USEC_PER_SEC ? 3 : 2, (double) usage->cost / G_USEC_PER_SEC,
                          tokens);
}

static char *
describe_usage_in_full (const BelayUsage *usage)
{
  return g_strdup_printf (_("Read: %" G_GUINT64_FORMAT " · from the cache: %" G_GUINT64_FORMAT
                            " · into the cache: %" G_GUINT64_FORMAT " · written: %" G_GUINT64_FORMAT),
                          usage->input, usage->cache_read, usage->cache_write_5m + usage->cache_write_1h,
                          usage->output);
}

static void
update_usage (BelaySessionHeader *self)
{
  const BelayUsage *usage = belay_session_get_usage (self->session);
  BelayAgent *agent = belay_session_get_agent (self->session);
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  if (agent != NULL && !belay_agent_is_rehearsal (agent) && usage != NULL)
    {
      text = describe_usage (usage);
      tooltip = describe_usage_in_full (usage);
    }

  gtk_label_set_label (self->usage_label, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->usage_label), tooltip);
}

static void
update_task (BelaySessionHeader *self)
{
  const char *task = belay_session_get_task (self->session);
  g_autofree char *line = g_strdelimit (g_strdup (task != NULL ? task : ""), "\n\r\t", ' ');
  BelayAgent *agent = belay_session_get_agent (self->session);

  if (self->presenter)
    gtk_label_set_label (self->task_label, _("Belay"));
  else
    gtk_label_set_label (self->task_label, task != NULL ? g_strstrip (line) : _("No Task Yet"));

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->task_label), self->presenter ? NULL : task);
  gtk_widget_set_visible (self->rehearsal_tag, agent != NULL && belay_agent_is_rehearsal (agent));
  if (BELAY_IS_REPLAY (agent))
    {
      gtk_label_set_label (GTK_LABEL (self->rehearsal_tag), belay_agent_get_title (agent));
      gtk_widget_set_tooltip_text (self->rehearsal_tag, _("A recorded session is replayed; no model is asked"));
    }
  update_usage (self);
}

static GMenuModel *
create_slack_menu (const char *current,
                   gboolean    replay)
{
  GMenu *menu = g_menu_new ();
  const char *const *choices = replay ? belay_slack_choice_list_replay () : belay_slack_choice_list ();
  gboolean listed = g_strv_contains (choices, current);

  for (guint i = 0; choices[i] != NULL; i++)
    {
      g_autofree char *title = belay_slack_choice_title (choices[i]);
      g_autoptr(GMenuItem) item = g_menu_item_new (title, NULL);

      g_menu_item_set_action_and_target (item, "win.slack", "s", choices[i]);
      g_menu_append_item (menu, item);
    }

  if (!listed)
    {
      g_autofree char *title = belay_slack_choice_title (current);
      g_autoptr(GMenuItem) item = g_menu_item_new (title, NULL);

      g_menu_item_set_action_and_target (item, "win.slack", "s", current);
      g_menu_prepend_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}

/* What else decides, below the slack it adds to. */
static void
append_rules (BelaySessionHeader *self,
              GMenu              *menu)
{
  g_autofree char *rules = belay_rules_in_force_describe (self->session);
  /* Translators: %s is how many rules there are, as in “2 rules in force”. */
  g_autofree char *title = rules != NULL ? g_strdup_printf (_("%s…"), rules) : g_strdup (_("Rules…"));
  g_autoptr(GMenu) section = g_menu_new ();

  g_menu_append (section, title, "win.rules");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static void
update_slack (BelaySessionHeader *self)
{
  g_autofree char *slack = belay_session_get_slack (self->session);
  g_autofree char *title = belay_slack_choice_title (slack);
  g_autofree char *rules = belay_rules_in_force_describe (self->session);
  /* Translators: the slack, and how many rules there are, as in “2 rules in force”. */
  g_autofree char *both = rules != NULL ? g_strdup_printf (_("%s · %s"), title, rules) : g_strdup (title);
  g_autofree char *name = g_strdup_printf (_("Slack: %s"), both);
  g_autoptr(GMenuModel) menu = create_slack_menu (slack, BELAY_IS_REPLAY (belay_session_get_agent (self->session)));

  append_rules (self, G_MENU (menu));
  gtk_label_set_label (self->slack_label, both);
  gtk_menu_button_set_menu_model (self->slack_button, menu);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->slack_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_flatten (BelaySessionHeader *self)
{
  guint levels = belay_session_get_flatten (self->session);

  gtk_widget_set_tooltip_text (self->flatten_tag,
                               belay_flatten_choice_subtitle (belay_flatten_choice_of_levels (levels)));
  gtk_widget_set_visible (self->flatten_tag, levels > 0);
}

static GtkSizeRequestMode
belay_session_header_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Laid out for much width, it must not keep the window from being made narrow in one go: whoever gives it less has it
 * laid out anew at once, and until then its end is cut off. */
static void
belay_session_header_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  BelaySessionHeader *self = BELAY_SESSION_HEADER (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    for_size = -1;

  gtk_widget_measure (self->content, orientation, for_size, minimum, natural, NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL && !self->narrow)
    *minimum = MIN (*minimum, NARROWEST);
}

static void
belay_session_header_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  BelaySessionHeader *self = BELAY_SESSION_HEADER (widget);
  int minimum;

  gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->content, &(GtkAllocation) { 0, 0, MAX (width, minimum), height }, baseline);
}

static void
belay_session_header_dispose (GObject *object)
{
  BelaySessionHeader *self = BELAY_SESSION_HEADER (object);
  GtkWidget *child;

  g_clear_object (&self->session_signals);
  g_clear_object (&self->session);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_session_header_parent_class)->dispose (object);
}

static void
belay_session_header_class_init (BelaySessionHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_session_header_dispose;
  widget_class->get_request_mode = belay_session_header_get_request_mode;
  widget_class->measure = belay_session_header_measure;
  widget_class->size_allocate = belay_session_header_size_allocate;

  g_type_ensure (BELAY_TYPE_SESSIONS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-session-header.ui");
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, content);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, bar);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, rehearsal_tag);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, flatten_tag);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, task_label);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, take_over_button);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, take_over_label);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, stop_button);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, strip);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, state_box);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, state_stack);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, state_icon);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, spinner);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, status_label);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, usage_label);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, slack_button);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionHeader, slack_label);
}

static void
belay_session_header_init (BelaySessionHeader *self)
{
  static const struct
  {
    const char *signal;
    void     (* update) (BelaySessionHeader *self);
  } updates[] =
  {
    { "notify::state",  update_state },
    { "notify::status", update_state },
    { "notify::privacy", update_state },
    { "notify::usage",  update_usage },
    { "notify::task",   update_task },
    { "notify::agent",  update_task },
    { "notify::agent",  update_slack },
    { "notify::slack",  update_slack },
    { "notify::flatten", update_flatten },
  };

  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  for (guint i = 0; i < G_N_ELEMENTS (updates); i++)
    g_signal_group_connect_swapped (self->session_signals, updates[i].signal, G_CALLBACK (updates[i].update), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_session_header_set_session:
 * @self: a header
 * @session: what it shows
 */
void
belay_session_header_set_session (BelaySessionHeader *self,
                                  BelaySession       *session)
{
  g_return_if_fail (BELAY_IS_SESSION_HEADER (self));
  g_return_if_fail (BELAY_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (belay_session_get_rules (session), "notify::rules", G_CALLBACK (update_slack), self,
                           G_CONNECT_SWAPPED);
  g_signal_group_set_target (self->session_signals, session);
  update_state (self);
  update_task (self);
  update_slack (self);
  update_flatten (self);
}

/* The bar shares its row with the buttons of the window, which may be three: what acts on the session goes below, beside
 * its state, where nothing takes the room away. */
static void
move_buttons (BelaySessionHeader *self,
              gboolean            narrow)
{
  g_autoptr(GtkWidget) take_over = g_object_ref (self->take_over_button);
  g_autoptr(GtkWidget) stop = g_object_ref (self->stop_button);

  if (narrow)
    {
      adw_header_bar_remove (self->bar, take_over);
      adw_header_bar_remove (self->bar, stop);
      gtk_box_append (self->state_box, take_over);
      gtk_box_append (self->state_box, stop);
    }
  else
    {
      gtk_box_remove (self->state_box, take_over);
      gtk_box_remove (self->state_box, stop);
      adw_header_bar_pack_start (self->bar, take_over);
      adw_header_bar_pack_end (self->bar, stop);
    }
}

/**
 * belay_session_header_set_narrow:
 * @self: a header
 * @narrow: whether to make do with little width
 */
void
belay_session_header_set_narrow (BelaySessionHeader *self,
                                 gboolean            narrow)
{
  g_return_if_fail (BELAY_IS_SESSION_HEADER (self));

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  move_buttons (self, narrow);
  gtk_widget_set_visible (self->take_over_label, !narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->strip),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->strip, narrow ? 0 : 12);
  gtk_widget_set_hexpand (GTK_WIDGET (self->slack_button), narrow);
  gtk_widget_set_halign (GTK_WIDGET (self->slack_button), narrow ? GTK_ALIGN_END : GTK_ALIGN_FILL);
}

/**
 * belay_session_header_set_presenter:
 * @self: a header
 * @presenter: whether there is an audience, which is told neither the task nor what it costs
 */
void
belay_session_header_set_presenter (BelaySessionHeader *self,
                                    gboolean            presenter)
{
  g_return_if_fail (BELAY_IS_SESSION_HEADER (self));

  self->presenter = presenter;
  gtk_widget_set_visible (GTK_WIDGET (self->usage_label), !presenter);
  update_task (self);
}
