/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-provenance-view.h"

#include <glib/gi18n-lib.h>
#include "belay-fit.h"
#include "belay-step-words.h"
#include "belay-visible-text.h"

#define MIN_HEIGHT  36          /* application pixels */
#define MAX_HEIGHT  140
#define MAX_PLACES  3           /* parts from the screen that get a line of their own */
#define MAX_QUOTE   40          /* characters */
#define PART_KEY    "belay-part"

/* Lines below the words, of different shapes: not everybody sees colours. */
#define PERSON_SPAN "<span underline=\"single\" underline_color=\"#3584e4\">"
#define SCREEN_SPAN "<span underline=\"error\" underline_color=\"#e66100\" background=\"#ff7800\" bgalpha=\"16%\">"

struct _BelayProvenanceView
{
  GtkWidget  parent_instance;

  GtkLabel  *label;
  GtkBox    *legend;
  char      *text;
  GPtrArray *parts;             /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BelayProvenanceView, belay_provenance_view, GTK_TYPE_WIDGET)

static const char *
get_span (BelayOrigin origin)
{
  return origin == BELAY_ORIGIN_PERSON ? PERSON_SPAN : origin == BELAY_ORIGIN_SCREEN ? SCREEN_SPAN : "<span>";
}

static void
append_part (GString    *markup,
             const char *text,
             gboolean    is_last,
             BelayOrigin origin)
{
  g_autofree char *part = belay_visible_text_markup (text);

  g_string_append_printf (markup, "%s%s</span>", get_span (origin), part);

  /* What follows a line's end stands on the next line. */
  if (!is_last && g_str_has_suffix (text, "\n"))
    g_string_append_c (markup, '\n');
}

/**
 * belay_provenance_markup:
 * @text: a text about to be typed
 * @parts: (nullable) (element-type BelayOriginPart): where its words come from
 *
 * Returns: (transfer full): Pango markup
 */
char *
belay_provenance_markup (const char *text,
                         GPtrArray  *parts)
{
  GString *markup;

  if (parts == NULL || parts->len == 0)
    return belay_visible_text_markup (text);

  markup = g_string_new (NULL);
  for (guint i = 0; i < parts->len; i++)
    {
      const BelayOriginPart *part = parts->pdata[i];
      g_autofree char *words = g_strndup (text + part->start, part->length);

      append_part (markup, words, i + 1 == parts->len, part->origin);
    }

  return g_string_free (markup, FALSE);
}

/* Pointing. */

static void
point_at (BelayProvenanceView   *self,
          const BelayOriginPart *part)
{
  BelayRect area = part != NULL && part->present ? part->area : (BelayRect) { 0 };

  gtk_widget_activate_action (GTK_WIDGET (self), "page.point", "(iiii)", area.x, area.y, area.width, area.height);
}

static void
on_enter (GtkEventController *controller)
{
  GtkWidget *row = gtk_event_controller_get_widget (controller);

  point_at (BELAY_PROVENANCE_VIEW (gtk_widget_get_ancestor (row, BELAY_TYPE_PROVENANCE_VIEW)),
            g_object_get_data (G_OBJECT (row), PART_KEY));
}

static void
on_leave (GtkEventController *controller)
{
  GtkWidget *row = gtk_event_controller_get_widget (controller);
  GtkWidget *self = gtk_widget_get_ancestor (row, BELAY_TYPE_PROVENANCE_VIEW);

  if (self != NULL)
    point_at (BELAY_PROVENANCE_VIEW (self), NULL);
}

/* The legend. */

static GtkWidget *
create_line (const char  *sentence,
             BelayOrigin  origin)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  /* Translators: a sample of how such words look */
  g_autofree char *sample = g_markup_escape_text (_("Abc"), -1);
  g_autofree char *markup = g_strdup_printf ("%s%s</span>  %s", get_span (origin), sample, escaped);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);

  return label;
}

/* A colon and a blank between two parts are nobody's words. */
static gboolean
has_letter (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

static void
add_line (BelayProvenanceView *self,
          BelayOrigin          origin,
          const char          *title)
{
  GString *sentence = g_string_new (title);
  guint n = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const BelayOriginPart *part = self->parts->pdata[i];
      g_autofree char *words = g_strstrip (g_strndup (self->text + part->start, part->length));
      g_autofree char *quote = belay_visible_text (words, MAX_QUOTE);

      if (part->origin != origin || !has_letter (words))
        continue;

      /* Translators: a part of a text, in a list of such parts */
      if (n < MAX_PLACES)
        g_string_append_printf (sentence, _(" “%s”"), quote);
      n++;
    }

  if (n > MAX_PLACES)
    g_string_append (sentence, " …");
  if (n > 0)
    gtk_box_append (self->legend, create_line (sentence->str, origin));

  g_string_free (sentence, TRUE);
}

static void
watch_row (GtkWidget             *row,
           const BelayOriginPart *part)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_object_set_data (G_OBJECT (row), PART_KEY, (gpointer) part);
  g_signal_connect (motion, "enter", G_CALLBACK (on_enter), NULL);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), NULL);
  g_signal_connect (focus, "enter", G_CALLBACK (on_enter), NULL);
  g_signal_connect (focus, "leave", G_CALLBACK (on_leave), NULL);
  gtk_widget_add_controller (row, motion);
  gtk_widget_add_controller (row, focus);
}

static void
add_place (BelayProvenanceView   *self,
           const BelayOriginPart *part)
{
  g_autofree char *words = g_strndup (self->text + part->start, part->length);
  g_autofree char *quote = belay_visible_text (words, MAX_QUOTE);
  g_autofree char *sentence = NULL;
  GtkWidget *button = gtk_button_new ();

  /* Translators: %s is a part of the text that is to be typed. */
  sentence = g_strdup_printf (part->present ? _("Read off the screen: “%s”") : _("Read off an earlier screen: “%s”"), quote);
  gtk_button_set_child (GTK_BUTTON (button), create_line (sentence, BELAY_ORIGIN_SCREEN));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "belay-origin");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  watch_row (button, part);
  gtk_box_append (self->legend, button);
}

static void
add_places (BelayProvenanceView *self)
{
  guint n = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const BelayOriginPart *part = self->parts->pdata[i];

      if (part->origin == BELAY_ORIGIN_SCREEN && n++ < MAX_PLACES)
        add_place (self, part);
    }

  if (n > MAX_PLACES)
    {
      g_autofree char *sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more part was read off the screen",
                                                                "%u more parts were read off the screen", n - MAX_PLACES),
                                                   n - MAX_PLACES);

      gtk_box_append (self->legend, create_line (sentence, BELAY_ORIGIN_SCREEN));
    }
}

static void
clear_legend (BelayProvenanceView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->legend))) != NULL)
    gtk_box_remove (self->legend, child);
}

static void
belay_provenance_view_unmap (GtkWidget *widget)
{
  point_at (BELAY_PROVENANCE_VIEW (widget), NULL);
  GTK_WIDGET_CLASS (belay_provenance_view_parent_class)->unmap (widget);
}

static void
belay_provenance_view_dispose (GObject *object)
{
  BelayProvenanceView *self = BELAY_PROVENANCE_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->parts, g_ptr_array_unref);

  G_OBJECT_CLASS (belay_provenance_view_parent_class)->dispose (object);
}

static void
belay_provenance_view_class_init (BelayProvenanceViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_provenance_view_dispose;
  widget_class->unmap = belay_provenance_view_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
create_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Text to be typed"), -1);

  return label;
}

static void
belay_provenance_view_init (BelayProvenanceView *self)
{
  GtkWidget *label = create_label ();
  GtkWidget *fit = g_object_new (BELAY_TYPE_FIT, "min-height", MIN_HEIGHT, "max-height", MAX_HEIGHT, "child", label, NULL);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->label = GTK_LABEL (label);
  gtk_widget_add_css_class (fit, "belay-typed");
  gtk_widget_set_parent (fit, GTK_WIDGET (self));

  self->legend = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->legend), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Where these words come from"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->legend), GTK_WIDGET (self));
}

GtkWidget *
belay_provenance_view_new (void)
{
  return g_object_new (BELAY_TYPE_PROVENANCE_VIEW, NULL);
}

/**
 * belay_provenance_view_set_text:
 * @self: a view
 * @text: what is to be typed
 * @parts: (nullable) (element-type BelayOriginPart): where its words come from, once that is known
 */
void
belay_provenance_view_set_text (BelayProvenanceView *self,
                                const char          *text,
                                GPtrArray           *parts)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (BELAY_IS_PROVENANCE_VIEW (self));
  g_return_if_fail (text != NULL);

  /* The same again would take the focus from the part it is on. */
  if (g_strcmp0 (self->text, text) == 0 && self->parts == parts)
    return;

  clear_legend (self);
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  self->parts = parts != NULL ? g_ptr_array_ref (parts) : NULL;

  markup = belay_provenance_markup (text, parts);
  gtk_label_set_markup (self->label, markup);

  if (parts != NULL)
    {
      add_places (self);
      add_line (self, BELAY_ORIGIN_PERSON, _("In your words:"));
      add_line (self, BELAY_ORIGIN_NEITHER, _("From neither, the agent’s own:"));
    }
}
