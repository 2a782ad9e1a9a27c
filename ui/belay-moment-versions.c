/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moment-versions.h"

#include <glib/gi18n-lib.h>
#include "belay-moment-words.h"

enum
{
  PROPOSED,
  DECIDED,
  SENT,
  N_VERSIONS
};

/**
 * BelayMomentVersions:
 *
 * The three lives of an action. What differs from the one before stands out; what does not is said to be the same, in
 * words, instead of leaving the reader to compare.
 */
struct _BelayMomentVersions
{
  GtkWidget  parent_instance;

  GtkWidget *cards[N_VERSIONS];
  GtkLabel  *texts[N_VERSIONS];
};

G_DEFINE_FINAL_TYPE (BelayMomentVersions, belay_moment_versions, GTK_TYPE_WIDGET)

static void
show (BelayMomentVersions *self,
      guint                version,
      const char          *text,
      gboolean             is_new)
{
  gtk_label_set_label (self->texts[version], text);

  if (is_new)
    {
      gtk_widget_add_css_class (self->cards[version], "changed");
      gtk_widget_remove_css_class (GTK_WIDGET (self->texts[version]), "dim-label");
    }
  else
    {
      gtk_widget_remove_css_class (self->cards[version], "changed");
      gtk_widget_add_css_class (GTK_WIDGET (self->texts[version]), "dim-label");
    }
}

static void
show_proposed (BelayMomentVersions   *self,
               const BelayMomentStep *step)
{
  g_autofree char *text = belay_moment_words_show_input (step->name, step->input);

  show (self, PROPOSED, text, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->texts[PROPOSED]), "dim-label");
}

static void
show_decided (BelayMomentVersions   *self,
              const BelayMomentStep *step)
{
  g_autofree char *text = NULL;

  if (step->decided_input != NULL)
    {
      text = belay_moment_words_show_input (step->decided_name != NULL ? step->decided_name : step->name,
                                            step->decided_input);
      show (self, DECIDED, text, TRUE);
    }
  else if (step->verdict == NULL)
    show (self, DECIDED, _("Not decided"), FALSE);
  else if (g_str_equal (step->verdict, "reject"))
    show (self, DECIDED, _("Rejected"), TRUE);
  else if (g_str_equal (step->verdict, "skip"))
    show (self, DECIDED, _("Skipped"), TRUE);
  else if (g_str_equal (step->verdict, "look-again"))
    show (self, DECIDED, _("To look again first"), TRUE);
  else if (g_str_equal (step->verdict, "take-back"))
    show (self, DECIDED, _("Taken back"), TRUE);
  else
    show (self, DECIDED, _("As proposed"), FALSE);
}

/* The program writes an action in words of its own; only what it means can be compared with what the agent wrote. */
static gboolean
is_sent_as_proposed (BelayMoment *moment)
{
  g_autoptr(BelayAction) proposed = belay_moment_parse_action (moment, FALSE);
  g_autoptr(BelayAction) sent = belay_moment_parse_action (moment, TRUE);

  return proposed != NULL && sent != NULL && belay_action_equal (proposed, sent);
}

static gboolean
is_sent_as_decided (const BelayMomentStep *step)
{
  return step->decided_input != NULL && g_strcmp0 (step->decided_name, step->sent_name) == 0 &&
         g_strcmp0 (step->decided_input, step->sent_input) == 0;
}

static char *
describe_events (const BelayMomentStep *step)
{
  if (step->n_events <= 0)
    return g_strdup ("");

  return g_strdup_printf (ngettext ("\n%d of %d event", "\n%d of %d events", (gulong) step->n_events),
                          (int) step->n_sent, (int) step->n_events);
}

static void
show_sent (BelayMomentVersions   *self,
           BelayMoment           *moment,
           const BelayMomentStep *step)
{
  g_autofree char *events = describe_events (step);
  g_autofree char *text = NULL;
  gboolean is_new = FALSE;

  if (step->sent_name == NULL)
    text = g_strdup (_("Nothing was sent"));
  else if (is_sent_as_decided (step))
    text = g_strconcat (_("As decided"), events, NULL);
  else if (step->decided_input == NULL && is_sent_as_proposed (moment))
    text = g_strconcat (_("As proposed"), events, NULL);
  else
    {
      g_autofree char *input = belay_moment_words_show_input (step->sent_name,
                                                              step->sent_input != NULL ? step->sent_input : "");

      text = g_strconcat (input, events, NULL);
      is_new = TRUE;
    }

  show (self, SENT, text, is_new);
}

static void
add_card (BelayMomentVersions *self,
          guint                version,
          const char          *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *text = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_ellipsize (GTK_LABEL (heading), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (heading, "caption-heading");

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_yalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_vexpand (text, TRUE);
  gtk_widget_add_css_class (text, "belay-version-text");

  gtk_widget_set_hexpand (card, TRUE);
  gtk_widget_add_css_class (card, "belay-version");
  gtk_box_append (GTK_BOX (card), heading);
  gtk_box_append (GTK_BOX (card), text);
  gtk_widget_set_parent (card, GTK_WIDGET (self));

  self->cards[version] = card;
  self->texts[version] = GTK_LABEL (text);
}

static void
belay_moment_versions_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_moment_versions_parent_class)->dispose (object);
}

static void
belay_moment_versions_class_init (BelayMomentVersionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_moment_versions_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
belay_moment_versions_init (BelayMomentVersions *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_homogeneous (layout, TRUE);
  gtk_box_layout_set_spacing (layout, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Proposed, decided, sent"), -1);
  add_card (self, PROPOSED, _("Proposed"));
  add_card (self, DECIDED, _("Decided"));
  add_card (self, SENT, _("Sent"));
}

/**
 * belay_moment_versions_new:
 *
 * Returns: (transfer floating): three empty columns
 */
GtkWidget *
belay_moment_versions_new (void)
{
  return g_object_new (BELAY_TYPE_MOMENT_VERSIONS, NULL);
}

/**
 * belay_moment_versions_set_moment:
 * @self: the versions
 * @moment: a step
 */
void
belay_moment_versions_set_moment (BelayMomentVersions *self,
                                  BelayMoment         *moment)
{
  const BelayMomentStep *step;

  g_return_if_fail (BELAY_IS_MOMENT_VERSIONS (self));
  g_return_if_fail (BELAY_IS_MOMENT (moment));

  step = belay_moment_get_step (moment);
  g_return_if_fail (step != NULL);

  show_proposed (self, step);
  show_decided (self, step);
  show_sent (self, moment, step);
}
