/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-start-options.h"

#include <glib/gi18n-lib.h>
#include "belay-combo-values.h"
#include "belay-flatten-choice.h"
#include "belay-hosts-row.h"
#include "belay-slack-choice.h"
#include "belay-vm-address.h"

struct _BelayStartOptions
{
  AdwPreferencesGroup  parent_instance;

  AdwComboRow         *sandbox_row;
  GtkEditable         *machine_row;
  GtkEditable         *address_row;
  BelayHostsRow       *hosts_row;
  GtkWidget           *shell_row;
  GtkSwitch           *shell_switch;
  AdwComboRow         *model_row;
  AdwComboRow         *slack_row;
  AdwComboRow         *flatten_row;
  AdwExpanderRow      *limits_row;
  GtkSpinButton       *cost_spin;
  GtkSpinButton       *steps_spin;
  GtkSpinButton       *minutes_spin;

  GPtrArray           *models;          /* of model ids, as the rows of model_row */
  GPtrArray           *slacks;          /* the same of slack_row */
  gboolean             presenter;       /* there is an audience */
};


typedef enum
{
  SANDBOX_OWN,
  SANDBOX_MACHINE,
  SANDBOX_ADDRESS,
} SandboxRow;

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayStartOptions, belay_start_options, ADW_TYPE_PREFERENCES_GROUP)

static char *
get_sandbox (BelayStartOptions *self)
{
  if (adw_combo_row_get_selected (self->sandbox_row) == SANDBOX_OWN)
    return g_strdup ("bubblewrap");

  if (adw_combo_row_get_selected (self->sandbox_row) == SANDBOX_MACHINE)
    {
      g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->machine_row)));

      return belay_vm_address_is (name) ? g_steal_pointer (&name) : g_strconcat (BELAY_VM_PREFIX, name, NULL);
    }

  return g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
}

static const char *
get_chosen (GPtrArray   *values,
            AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected < values->len ? values->pdata[selected] : NULL;
}

static void
notify_changed (BelayStartOptions *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
update_limits (BelayStartOptions *self)
{
  double cost = gtk_spin_button_get_value (self->cost_spin);
  int steps = gtk_spin_button_get_value_as_int (self->steps_spin);
  int minutes = gtk_spin_button_get_value_as_int (self->minutes_spin);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  if (cost > 0)
    g_ptr_array_add (parts, g_strdup_printf ("$%.2f", cost));
  if (steps > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%d step", "%d steps", steps), steps));
  if (minutes > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%d minute", "%d minutes", minutes), minutes));

  g_ptr_array_add (parts, NULL);
  joined = parts->len > 1 ? g_strjoinv (" · ", (char **) parts->pdata) : g_strdup (_("None"));
  adw_expander_row_set_subtitle (self->limits_row, joined);
}

/* What is already written is kept from an audience; what the person writes before its eyes is not. */
static void
update_private (BelayStartOptions *self)
{
  guint chosen = adw_combo_row_get_selected (self->sandbox_row);
  gboolean address_written = *gtk_editable_get_text (self->address_row) != '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->machine_row), chosen == SANDBOX_MACHINE && !self->presenter);
  gtk_widget_set_visible (GTK_WIDGET (self->address_row),
                          chosen == SANDBOX_ADDRESS && !(self->presenter && address_written));
}

/* Whether the machine that is written is reached by a URI. */
static gboolean
is_far (BelayStartOptions *self)
{
  const char *text = gtk_editable_get_text (self->machine_row);

  return strstr (text, "qemu+") != NULL || strstr (text, "qemu:") != NULL;
}

static void
on_sandbox_selected (BelayStartOptions *self)
{
  static const char * const subtitles[] = {
    [SANDBOX_OWN] = N_("Made for this session, gone afterwards"),
    [SANDBOX_MACHINE] = N_("Started for this session, what it wrote is gone afterwards; it can be brought back to an earlier step"),
    [SANDBOX_ADDRESS] = N_("A screen that someone else provides; it is not isolated by Belay"),
  };
  guint chosen = adw_combo_row_get_selected (self->sandbox_row);

  if (chosen < G_N_ELEMENTS (subtitles))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->sandbox_row), _(subtitles[chosen]));

  if (chosen == SANDBOX_MACHINE && is_far (self))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->sandbox_row),
                                 _("Started by that libvirt; what it wrote is gone afterwards"));

  gtk_widget_set_visible (GTK_WIDGET (self->hosts_row), chosen == SANDBOX_OWN || chosen == SANDBOX_MACHINE);
  gtk_widget_set_visible (self->shell_row, chosen == SANDBOX_OWN || chosen == SANDBOX_MACHINE);
  update_private (self);
  notify_changed (self);
}

static void
on_slack_selected (BelayStartOptions *self)
{
  const char *slack = get_chosen (self->slacks, self->slack_row);

  if (slack != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->slack_row), belay_slack_choice_subtitle (slack));
}

static void
on_flatten_selected (BelayStartOptions *self)
{
  const char *flatten = belay_flatten_choice_list ()[adw_combo_row_get_selected (self->flatten_row)];

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->flatten_row), belay_flatten_choice_subtitle (flatten));
}

static void
fill_flatten (BelayStartOptions *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  const char *const *names = belay_flatten_choice_list ();

  for (guint i = 0; names[i] != NULL; i++)
    gtk_string_list_append (titles, belay_flatten_choice_title (names[i]));

  adw_combo_row_set_model (self->flatten_row, G_LIST_MODEL (titles));
}

static void
add_choice (GPtrArray     *values,
            GtkStringList *titles,
            const char    *value,
            const char    *title)
{
  g_ptr_array_add (values, g_strdup (value));
  gtk_string_list_append (titles, title);
}

/* The service has told of models the table did not have; the choice stays. */
static void
on_models_changed (BelayStartOptions *self)
{
  GtkStringList *titles = GTK_STRING_LIST (adw_combo_row_get_model (self->model_row));
  g_autofree const BelayModel **list = belay_models_list (belay_launch_get_models (NULL));

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (!g_ptr_array_find_with_equal_func (self->models, list[i]->id, g_str_equal, NULL))
        add_choice (self->models, titles, list[i]->id, list[i]->title);
    }
}

static void
fill_models (BelayStartOptions *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree const BelayModel **list = NULL;
  BelayModels *models = belay_launch_get_models (NULL);

  if (models == NULL)
    return;

  g_signal_connect_object (models, "changed", G_CALLBACK (on_models_changed), self, G_CONNECT_SWAPPED);
  list = belay_models_list (models);
  for (guint i = 0; list[i] != NULL; i++)
    add_choice (self->models, titles, list[i]->id, list[i]->title);

  adw_combo_row_set_model (self->model_row, G_LIST_MODEL (titles));
}

static void
fill_choices (BelayStartOptions *self)
{
  const char *const sandboxes[] = { _("Private Desktop"), _("Virtual Machine"), _("Another Screen"), NULL };
  g_autoptr(GtkStringList) sandbox_titles = gtk_string_list_new (sandboxes);
  g_autoptr(GtkStringList) slack_titles = gtk_string_list_new (NULL);
  const char *const *slacks = belay_slack_choice_list ();
  AdwComboRow *rows[] = { self->sandbox_row, self->model_row, self->slack_row, self->flatten_row };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    belay_combo_values_keep (rows[i]);

  for (guint i = 0; slacks[i] != NULL; i++)
    {
      g_autofree char *title = belay_slack_choice_title (slacks[i]);

      add_choice (self->slacks, slack_titles, slacks[i], title);
    }

  adw_combo_row_set_model (self->sandbox_row, G_LIST_MODEL (sandbox_titles));
  adw_combo_row_set_model (self->slack_row, G_LIST_MODEL (slack_titles));
  fill_flatten (self);
  fill_models (self);
}

/* Selects @value, which is added with @title if the row does not offer it yet. */
static void
choose (GPtrArray   *values,
        AdwComboRow *row,
        const char  *value,
        const char  *title)
{
  guint index;

  for (index = 0; index < values->len; index++)
    if (g_str_equal (values->pdata[index], value))
      break;

  if (index == values->len && GTK_IS_STRING_LIST (adw_combo_row_get_model (row)))
    add_choice (values, GTK_STRING_LIST (adw_combo_row_get_model (row)), value, title);

  adw_combo_row_set_selected (row, index);
}

static void
belay_start_options_map (GtkWidget *widget)
{
  update_private (BELAY_START_OPTIONS (widget));
  GTK_WIDGET_CLASS (belay_start_options_parent_class)->map (widget);
}

static void
belay_start_options_finalize (GObject *object)
{
  BelayStartOptions *self = BELAY_START_OPTIONS (object);

  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->slacks);

  G_OBJECT_CLASS (belay_start_options_parent_class)->finalize (object);
}

static void
belay_start_options_class_init (BelayStartOptionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = belay_start_options_finalize;
  widget_class->map = belay_start_options_map;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-start-options.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, sandbox_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, machine_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, address_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, hosts_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, shell_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, shell_switch);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, model_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, slack_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, flatten_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, limits_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, cost_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, steps_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayStartOptions, minutes_spin);
  gtk_widget_class_bind_template_callback (widget_class, notify_changed);
  gtk_widget_class_bind_template_callback (widget_class, update_limits);
  gtk_widget_class_bind_template_callback (widget_class, on_sandbox_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_slack_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_flatten_selected);
}

static void
belay_start_options_init (BelayStartOptions *self)
{
  self->models = g_ptr_array_new_with_free_func (g_free);
  self->slacks = g_ptr_array_new_with_free_func (g_free);

  g_type_ensure (BELAY_TYPE_HOSTS_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_choices (self);
}

/**
 * belay_start_options_fill:
 * @self: the options
 * @launch: what to show
 */
void
belay_start_options_fill (BelayStartOptions *self,
                          const BelayLaunch *launch)
{
  g_autofree char *title = belay_slack_choice_title (launch->slack);
  gboolean own = g_strcmp0 (launch->sandbox, "bubblewrap") == 0;
  gboolean machine = launch->sandbox != NULL && belay_vm_address_is (launch->sandbox);
  gboolean local = machine && g_str_has_prefix (launch->sandbox, BELAY_VM_PREFIX);

  g_return_if_fail (BELAY_IS_START_OPTIONS (self));

  if (machine)
    gtk_editable_set_text (self->machine_row, launch->sandbox + (local ? strlen (BELAY_VM_PREFIX) : 0));
  else if (!own)
    gtk_editable_set_text (self->address_row, launch->sandbox);

  adw_combo_row_set_selected (self->sandbox_row, own ? SANDBOX_OWN : machine ? SANDBOX_MACHINE : SANDBOX_ADDRESS);
  choose (self->slacks, self->slack_row, launch->slack, title);

  belay_hosts_row_set_hosts (self->hosts_row, (const char * const *) launch->hosts);
  gtk_switch_set_active (self->shell_switch, launch->shell);
  if (launch->model != NULL)
    choose (self->models, self->model_row, launch->model, launch->model);

  gtk_spin_button_set_value (self->cost_spin, (double) launch->budget.cost / G_USEC_PER_SEC);
  gtk_spin_button_set_value (self->steps_spin, launch->budget.steps);
  gtk_spin_button_set_value (self->minutes_spin, launch->budget.minutes);

  for (guint i = 0; belay_flatten_choice_list ()[i] != NULL; i++)
    if (g_str_equal (belay_flatten_choice_list ()[i], belay_flatten_choice_of_levels (launch->flatten)))
      adw_combo_row_set_selected (self->flatten_row, i);

  on_sandbox_selected (self);
  on_slack_selected (self);
  on_flatten_selected (self);
  update_limits (self);
}

/**
 * belay_start_options_read:
 * @self: the options
 * @launch: takes what was chosen
 */
void
belay_start_options_read (BelayStartOptions *self,
                          BelayLaunch       *launch)
{
  g_return_if_fail (BELAY_IS_START_OPTIONS (self));
  g_return_if_fail (launch != NULL);

  belay_launch_take_string (&launch->sandbox, get_sandbox (self));
  g_strfreev (launch->hosts);
  launch->hosts = belay_hosts_row_get_hosts (self->hosts_row);
  launch->shell = gtk_switch_get_active (self->shell_switch);
  belay_launch_take_string (&launch->model, g_strdup (get_chosen (self->models, self->model_row)));
  belay_launch_take_string (&launch->slack, g_strdup (get_chosen (self->slacks, self->slack_row)));
  launch->flatten =
    belay_flatten_choice_to_levels (belay_flatten_choice_list ()[adw_combo_row_get_selected (self->flatten_row)]);
  launch->budget.cost = (gint64) (gtk_spin_button_get_value (self->cost_spin) * G_USEC_PER_SEC + 0.5);
  launch->budget.steps = gtk_spin_button_get_value_as_int (self->steps_spin);
  launch->budget.minutes = gtk_spin_button_get_value_as_int (self->minutes_spin);
}

/**
 * belay_start_options_is_complete:
 * @self: the options
 *
 * Returns: whether a session can be started with them
 */
gboolean
belay_start_options_is_complete (BelayStartOptions *self)
{
  g_autofree char *sandbox = NULL;

  g_return_val_if_fail (BELAY_IS_START_OPTIONS (self), FALSE);

  sandbox = get_sandbox (self);

  return *sandbox != '\0';
}

/**
 * belay_start_options_set_presenter:
 * @self: the options
 * @presenter: whether there is an audience, which does not see an address that was written before
 */
void
belay_start_options_set_presenter (BelayStartOptions *self,
                                   gboolean           presenter)
{
  g_return_if_fail (BELAY_IS_START_OPTIONS (self));

  self->presenter = presenter;
  update_private (self);
}
