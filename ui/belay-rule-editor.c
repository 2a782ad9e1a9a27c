/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rule-editor.h"

#include <glib/gi18n-lib.h>
#include "belay-rule-form.h"
#include "belay-rule-words.h"
#include "belay-rules-trial-view.h"
#include "belay-saved-rules.h"

/**
 * BelayRuleEditor:
 *
 * One rule, field by field. What it means is said in words while it is filled in, or what is wrong with it.
 */
struct _BelayRuleEditor
{
  AdwBin               parent_instance;

  GtkWidget           *content;         /* owned: it makes way for a trial */
  AdwPreferencesPage  *page;
  GtkWidget           *save_button;
  GtkWidget           *try_button;
  GtkLabel            *meaning;
  GtkEditable         *name_row;
  AdwComboRow         *effect_row;
  GtkEditable         *comment_row;
  AdwComboRow         *subject_row;
  AdwPreferencesGroup *action_group;
  AdwExpanderRow      *kinds_row;
  GtkCheckButton      *kinds[BELAY_RULE_N_ACTIONS];
  GtkEditable         *text_row;
  AdwComboRow         *pattern_row;
  GtkEditable         *region_row;
  GtkEditable         *window_row;
  AdwPreferencesGroup *host_group;
  GtkEditable         *host_row;
  GtkEditable         *sandbox_row;

  BelayRuleForm       *form;
  BelayRules          *draft;           /* (nullable) the rule as it is now, if it is one */
  gboolean             is_new;
  gboolean             filling;
};

enum { CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayRuleEditor, belay_rule_editor, ADW_TYPE_BIN)

static void
take (char        **member,
      GtkEditable  *row)
{
  g_free (*member);
  *member = g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

static void
read_fields (BelayRuleEditor *self)
{
  BelayRuleForm *form = self->form;

  take (&form->name, self->name_row);
  take (&form->comment, self->comment_row);
  take (&form->text, self->text_row);
  take (&form->region, self->region_row);
  take (&form->window, self->window_row);
  take (&form->host, self->host_row);
  take (&form->sandbox, self->sandbox_row);
  form->effect = adw_combo_row_get_selected (self->effect_row);
  form->is_regex = adw_combo_row_get_selected (self->pattern_row) == 1;
  form->network = adw_combo_row_get_selected (self->subject_row) == 1;
  form->actions = 0;
  for (guint kind = 0; kind < BELAY_RULE_N_ACTIONS; kind++)
    if (gtk_check_button_get_active (self->kinds[kind]))
      form->actions |= 1u << kind;
}

static void
show_kinds (BelayRuleEditor *self)
{
  guint n = 0;
  g_autofree char *subtitle = NULL;

  for (guint kind = 0; kind < BELAY_RULE_N_ACTIONS; kind++)
    n += gtk_check_button_get_active (self->kinds[kind]) ? 1 : 0;

  if (n > 0)
    subtitle = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u kind", "%u kinds", n), n);
  adw_expander_row_set_subtitle (self->kinds_row, n > 0 ? subtitle : _("Any"));
}

static void
show_meaning (BelayRuleEditor *self,
              const GError    *error)
{
  const BelayRule *rule = self->draft != NULL ? belay_rules_get (self->draft, 0) : NULL;
  g_autofree char *words = rule != NULL ? belay_rule_describe (rule) : NULL;
  g_autofree char *both = rule != NULL ? g_strdup_printf (_("%s · %s"), belay_rule_effect_get_title (rule->effect), words)
                                       : NULL;

  gtk_label_set_label (self->meaning, both != NULL ? both : error->message);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->meaning), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->meaning), "error");
}

static void
on_changed (BelayRuleEditor *self)
{
  g_autoptr(GError) error = NULL;

  if (self->filling)
    return;

  read_fields (self);
  g_clear_pointer (&self->draft, belay_rules_unref);
  self->draft = belay_rule_form_read (self->form, &error);

  gtk_widget_set_visible (GTK_WIDGET (self->action_group), !self->form->network);
  gtk_widget_set_visible (GTK_WIDGET (self->host_group), self->form->network);
  gtk_widget_set_sensitive (self->save_button, self->draft != NULL);
  gtk_widget_set_sensitive (self->try_button, self->draft != NULL);
  show_kinds (self);
  show_meaning (self, error);
}

/* Saving. */

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BelayRuleEditor) self = user_data;
  g_autoptr(GError) error = NULL;

  if (belay_rules_store_save_finish (BELAY_RULES_STORE (source), result, &error))
    g_signal_emit (self, signals[CLOSED], 0);
  else
    gtk_label_set_label (self->meaning, error->message);
}

/* @rules: (transfer full) (nullable) */
static void
save (BelayRuleEditor *self,
      BelayRules      *rules,
      const GError    *error)
{
  g_autoptr(BelayRules) own = rules;
  g_autofree char *json = rules != NULL ? belay_rules_to_json (rules) : NULL;

  if (rules == NULL)
    gtk_label_set_label (self->meaning, error->message);
  else
    belay_rules_store_save_async (belay_saved_rules_get_default (), json, on_saved, g_object_ref (self));
}

static void
on_save_clicked (BelayRuleEditor *self)
{
  BelayRules *rules = belay_rules_store_get_rules (belay_saved_rules_get_default ());
  g_autoptr(GError) error = NULL;

  if (self->draft != NULL && belay_rules_get_unreadable (rules) == NULL)
    save (self, belay_rules_with (rules, belay_rules_get (self->draft, 0), &error), error);
}

static void
on_remove_clicked (BelayRuleEditor *self)
{
  BelayRules *rules = belay_rules_store_get_rules (belay_saved_rules_get_default ());

  save (self, belay_rules_without (rules, self->form->id), NULL);
}

static void
on_trial_closed (BelayRuleEditor *self)
{
  adw_bin_set_child (ADW_BIN (self), self->content);
}

/* In the place of the fields, which stay as they are. */
static void
on_try_clicked (BelayRuleEditor *self)
{
  GtkWidget *trial;

  if (self->draft == NULL)
    return;

  trial = belay_rules_trial_view_new (self->draft);
  g_signal_connect_object (trial, "closed", G_CALLBACK (on_trial_closed), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), trial);
}

static void
on_back_clicked (BelayRuleEditor *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

/* Its parts. */

static GtkEditable *
add_entry (BelayRuleEditor     *self,
           AdwPreferencesGroup *group,
           const char          *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (group, row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed), self);

  return GTK_EDITABLE (row);
}

/* @titles ends with %NULL. */
static AdwComboRow *
add_choice (BelayRuleEditor     *self,
            AdwPreferencesGroup *group,
            const char          *title,
            const char *const   *titles)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr(GtkStringList) list = gtk_string_list_new (titles);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_preferences_group_add (group, row);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_changed), self);

  return ADW_COMBO_ROW (row);
}

static AdwPreferencesGroup *
add_group (BelayRuleEditor *self,
           const char      *title,
           const char      *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));

  return ADW_PREFERENCES_GROUP (group);
}

static void
add_kinds (BelayRuleEditor *self)
{
  self->kinds_row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->kinds_row), _("Actions"));
  adw_preferences_group_add (self->action_group, GTK_WIDGET (self->kinds_row));

  for (guint kind = 0; kind < BELAY_RULE_N_ACTIONS; kind++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), belay_rule_kind_get_title (kind));
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      belay_rule_kind_get_title (kind), -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_expander_row_add_row (self->kinds_row, row);
      self->kinds[kind] = GTK_CHECK_BUTTON (check);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_changed), self);
    }
}

static void
add_head (BelayRuleEditor *self)
{
  const char *effects[] = { belay_rule_effect_get_title (BELAY_RULE_ALLOW), belay_rule_effect_get_title (BELAY_RULE_ASK),
                            belay_rule_effect_get_title (BELAY_RULE_DENY), NULL };
  const char *subjects[] = { _("Actions"), _("The Network"), NULL };
  AdwPreferencesGroup *group = add_group (self, NULL, NULL);

  self->name_row = add_entry (self, group, _("Name"));
  self->effect_row = add_choice (self, group, _("Effect"), effects);
  self->subject_row = add_choice (self, group, _("About"), subjects);
  self->comment_row = add_entry (self, group, _("Why (Told to Claude When It Denies)"));
}

static void
add_conditions (BelayRuleEditor *self)
{
  const char *patterns[] = { _("With * and ?"), _("A Regular Expression"), NULL };
  AdwPreferencesGroup *group;

  self->action_group = add_group (self, _("When"),
                                  _("All of it has to be so. To allow, a text has to fit from its beginning to its end; to ask or "
                                    "deny, a part is enough."));
  add_kinds (self);
  self->text_row = add_entry (self, self->action_group, _("Text or Keys"));
  self->pattern_row = add_choice (self, self->action_group, _("The Text Is Written"), patterns);
  self->window_row = add_entry (self, self->action_group, _("Title of the Window, with * and ?"));
  self->region_row = add_entry (self, self->action_group, _("Part of the Screen (0, 0, 50, 100 %)"));

  self->host_group = add_group (self, _("When"), _("A host, or *. and a domain for all hosts in it."));
  self->host_row = add_entry (self, self->host_group, _("Host"));

  group = add_group (self, NULL, NULL);
  self->sandbox_row = add_entry (self, group, _("Only in This Sandbox (bubblewrap)"));
}

/* What the rule means, always in sight, and a way to see what it would do. */
static GtkWidget *
create_meaning (BelayRuleEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->meaning = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->meaning, TRUE);
  gtk_label_set_wrap_mode (self->meaning, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->meaning, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->meaning), TRUE);
  self->try_button = gtk_button_new_with_label (_("Try…"));
  gtk_widget_set_valign (self->try_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->try_button, _("Try on a Recorded Session"));
  g_signal_connect_swapped (self->try_button, "clicked", G_CALLBACK (on_try_clicked), self);
  gtk_widget_add_css_class (box, "belay-meaning");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->meaning));
  gtk_box_append (GTK_BOX (box), self->try_button);

  return box;
}

static GtkWidget *
create_foot (BelayRuleEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *remove = gtk_button_new_with_label (_("Remove Rule"));

  gtk_widget_add_css_class (remove, "destructive-action");
  gtk_widget_set_visible (remove, !self->is_new);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove_clicked), self);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);

  return box;
}

static GtkWidget *
create_bar (BelayRuleEditor *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  const char *title = self->is_new ? _("New Rule") : _("Edit Rule");

  gtk_widget_set_tooltip_text (back, _("Back Without Saving"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Back without saving"), -1);
  g_signal_connect_swapped (back, "clicked", G_CALLBACK (on_back_clicked), self);
  self->save_button = gtk_button_new_with_label (_("Save"));
  gtk_widget_add_css_class (self->save_button, "suggested-action");
  g_signal_connect_swapped (self->save_button, "clicked", G_CALLBACK (on_save_clicked), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), back);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->save_button);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), adw_window_title_new (title, NULL));

  return bar;
}

static void
build (BelayRuleEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  AdwPreferencesGroup *foot;

  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  gtk_box_append (GTK_BOX (box), create_bar (self));
  gtk_box_append (GTK_BOX (box), create_meaning (self));
  add_head (self);
  add_conditions (self);
  foot = add_group (self, NULL, NULL);
  adw_preferences_group_add (foot, create_foot (self));
  gtk_widget_set_vexpand (GTK_WIDGET (self->page), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->page));
  self->content = g_object_ref_sink (box);
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
fill_entry (GtkEditable *row,
            const char  *text)
{
  gtk_editable_set_text (row, text != NULL ? text : "");
}

static void
fill (BelayRuleEditor *self)
{
  const BelayRuleForm *form = self->form;

  fill_entry (self->name_row, form->name);
  fill_entry (self->comment_row, form->comment);
  fill_entry (self->text_row, form->text);
  fill_entry (self->region_row, form->region);
  fill_entry (self->window_row, form->window);
  fill_entry (self->host_row, form->host);
  fill_entry (self->sandbox_row, form->sandbox);
  adw_combo_row_set_selected (self->effect_row, form->effect);
  adw_combo_row_set_selected (self->pattern_row, form->is_regex ? 1 : 0);
  adw_combo_row_set_selected (self->subject_row, form->network ? 1 : 0);
  for (guint kind = 0; kind < BELAY_RULE_N_ACTIONS; kind++)
    gtk_check_button_set_active (self->kinds[kind], (form->actions & (1u << kind)) != 0);
}

static void
belay_rule_editor_dispose (GObject *object)
{
  BelayRuleEditor *self = BELAY_RULE_EDITOR (object);

  /* While it is taken apart, nothing is read of it. */
  self->filling = TRUE;
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->content);

  G_OBJECT_CLASS (belay_rule_editor_parent_class)->dispose (object);
}

static void
belay_rule_editor_finalize (GObject *object)
{
  BelayRuleEditor *self = BELAY_RULE_EDITOR (object);

  g_clear_pointer (&self->form, belay_rule_form_free);
  g_clear_pointer (&self->draft, belay_rules_unref);

  G_OBJECT_CLASS (belay_rule_editor_parent_class)->finalize (object);
}

static void
belay_rule_editor_class_init (BelayRuleEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_rule_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_rule_editor_finalize;

  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
belay_rule_editor_init (BelayRuleEditor *self)
{
}

GtkWidget *
belay_rule_editor_new (const BelayRule *rule)
{
  BelayRuleEditor *self = g_object_new (BELAY_TYPE_RULE_EDITOR, NULL);

  self->is_new = rule == NULL;
  self->form = rule != NULL ? belay_rule_form_new_of (rule) : belay_rule_form_new ();
  self->filling = TRUE;
  build (self);
  fill (self);
  self->filling = FALSE;
  on_changed (self);

  return GTK_WIDGET (self);
}
