/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-entry-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "belay-contact-answers.h"
#include "belay-entry-layout.h"
#include "belay-entry-meta.h"
#include "belay-label-wrap.h"
#include "belay-step-output.h"
#include "belay-step-words.h"
#include "belay-visible-text.h"

#define THUMBNAIL_SIDE  192     /* texture pixels: 72 by 45 application pixels, sharp at scale 2 */
#define LINES_COLLAPSED 2

/**
 * BelayEntryRow:
 *
 * One line of the timeline: what the person wants, what the agent thinks and says, its steps.
 *
 * The thumbnail of a step is asked for when the row is bound and no sooner; unbinding takes the request back.
 */
struct _BelayEntryRow
{
  GtkWidget        parent_instance;

  GtkImage        *icon;
  GtkWidget       *texts;
  GtkLabel        *caption;
  GtkLabel        *words;
  GtkToggleButton *more_button;
  GtkLabel        *meta;
  BelayContactAnswers *answers;
  GtkPicture      *thumbnail;

  BelayEntry      *entry;
  BelayPictures   *pictures;
  char            *speaker;
  GSignalGroup    *entry_signals;
  GSignalGroup    *step_signals;
  GCancellable    *loading;
  char            *shown;       /* SHA-256 of the picture shown or asked for */
  gboolean         reserved;    /* keeps the person's words to itself */
};

G_DEFINE_FINAL_TYPE (BelayEntryRow, belay_entry_row, GTK_TYPE_WIDGET)

/* Whether the person has unfolded an entry is remembered with the entry, as rows are recycled. */
static gboolean
is_unfolded (BelayEntry *entry)
{
  return g_object_get_data (G_OBJECT (entry), "belay-unfolded") != NULL;
}

static void
set_style (GtkWidget  *widget,
           const char *style)
{
  static const char *const styles[] = { "accent", "success", "error", "warning", "dim-label", NULL };

  for (guint i = 0; styles[i] != NULL; i++)
    {
      if (g_strcmp0 (styles[i], style) != 0)
        gtk_widget_remove_css_class (widget, styles[i]);
    }

  if (style != NULL)
    gtk_widget_add_css_class (widget, style);
}

static void
on_thumbnail (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BelayEntryRow *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = belay_pictures_load_finish (BELAY_PICTURES (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  gtk_picture_set_paintable (self->thumbnail, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self->thumbnail), texture != NULL);
}

static void
cancel_loading (BelayEntryRow *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

/* The size of the picture is reserved while it is on its way, so that the list does not jump when it comes. */
static void
update_thumbnail (BelayEntryRow *self,
                  BelayStep     *step)
{
  const char *sha256 = NULL;
  GdkTexture *texture;

  if (step != NULL && self->pictures != NULL)
    sha256 = belay_step_get_picture_after (step) != NULL ? belay_step_get_picture_after (step)
                                                         : belay_step_get_picture_before (step);

  if (g_strcmp0 (sha256, self->shown) == 0)
    return;

  cancel_loading (self);
  g_free (self->shown);
  self->shown = g_strdup (sha256);

  texture = sha256 != NULL ? belay_pictures_lookup_thumbnail (self->pictures, sha256) : NULL;
  gtk_picture_set_paintable (self->thumbnail, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self->thumbnail), sha256 != NULL);

  if (sha256 == NULL || texture != NULL)
    return;

  self->loading = g_cancellable_new ();
  belay_pictures_load_async (self->pictures, sha256, THUMBNAIL_SIDE, self->loading, on_thumbnail, self);
}

/* Below its state; an audience does not get to see it. */
static void
add_output (BelayEntryRow  *self,
            BelayStep      *step,
            char          **meta)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  gboolean more = FALSE;
  g_autofree char *output = self->reserved ? NULL : belay_step_output_get (step, is_unfolded (self->entry), &more);
  PangoAttribute *family;

  gtk_widget_set_visible (GTK_WIDGET (self->more_button), more);
  gtk_button_set_label (GTK_BUTTON (self->more_button), is_unfolded (self->entry) ? _("Show Less") : _("Show More"));
  gtk_toggle_button_set_active (self->more_button, is_unfolded (self->entry));

  if (output != NULL)
    {
      g_autofree char *before = g_steal_pointer (meta);

      *meta = g_strdup_printf ("%s\n%s", before, output);
      family = pango_attr_family_new ("monospace");
      family->start_index = (guint) strlen (before) + 1;
      pango_attr_list_insert (attributes, family);
    }

  gtk_label_set_attributes (self->meta, attributes);
}

static void
update_step (BelayEntryRow *self)
{
  BelayStep *step = belay_entry_get_step (self->entry);
  g_autofree char *markup = belay_step_describe_markup (step);
  g_autofree char *plain = belay_step_describe (step);
  g_autofree char *meta = belay_entry_meta_describe (step, self->reserved);
  g_autofree char *name = NULL;
  gboolean hidden = belay_step_get_picture_shown (step) != NULL;

  add_output (self, step, &meta);
  name = g_strdup_printf ("%s, %s", plain, meta);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->thumbnail),
                               hidden ? _("Claude got this picture without what is too faint to see") : NULL);
  gtk_image_set_from_icon_name (self->icon, belay_step_words_get_icon (step));
  set_style (GTK_WIDGET (self->icon), belay_step_words_get_style (step));
  belay_label_wrap (self->words, plain);
  gtk_label_set_markup (self->words, markup);
  belay_label_wrap (self->meta, meta);
  gtk_label_set_label (self->meta, meta);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  update_thumbnail (self, step);
}

static void
update_folding (BelayEntryRow *self)
{
  gboolean unfolded = is_unfolded (self->entry);

  gtk_label_set_lines (self->words, unfolded ? -1 : LINES_COLLAPSED);
  gtk_label_set_ellipsize (self->words, unfolded ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_button_set_label (GTK_BUTTON (self->more_button), unfolded ? _("Show Less") : _("Show More"));
  gtk_toggle_button_set_active (self->more_button, unfolded);
}

static void
update_text (BelayEntryRow *self)
{
  const char *text = belay_entry_get_text (self->entry);
  g_autofree char *stripped = g_strstrip (belay_visible_prose (text != NULL ? text : ""));
  const char *caption = gtk_label_get_label (self->caption);
  g_autofree char *name = *caption != '\0' ? g_strdup_printf ("%s: %s", caption, stripped) : g_strdup (stripped);

  belay_label_wrap (self->words, stripped);
  gtk_label_set_label (self->words, stripped);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  if (belay_entry_get_kind (self->entry) == BELAY_ENTRY_THINKING)
    gtk_widget_set_visible (GTK_WIDGET (self->more_button), g_utf8_strlen (stripped, -1) > 90);
}

static void
on_more_toggled (BelayEntryRow *self)
{
  if (self->entry == NULL)
    return;

  g_object_set_data (G_OBJECT (self->entry), "belay-unfolded",
                     GINT_TO_POINTER (gtk_toggle_button_get_active (self->more_button)));
  if (belay_entry_get_kind (self->entry) == BELAY_ENTRY_STEP)
    update_step (self);
  else
    update_folding (self);
}

typedef struct
{
  const char *style;            /* of the row */
  const char *icon;             /* NULL: the step's own */
  const char *icon_style;
} Look;

static const Look looks[] =
{
  [BELAY_ENTRY_TASK]     = { "task",     "user-info-symbolic",          NULL },
  [BELAY_ENTRY_THINKING] = { "thinking", "content-loading-symbolic",    "dim-label" },
  [BELAY_ENTRY_TEXT]     = { "text",     "user-available-symbolic",     "dim-label" },
  [BELAY_ENTRY_STEP]     = { "step",     NULL,                          NULL },
  [BELAY_ENTRY_PERSON]   = { "person",   "avatar-default-symbolic",     "accent" },
  [BELAY_ENTRY_NOTICE]   = { "notice",   "dialog-information-symbolic", "dim-label" },
  [BELAY_ENTRY_PROBLEM]  = { "problem",  "dialog-warning-symbolic",     "error" },
  [BELAY_ENTRY_CONTACT]  = { "contact",  "network-transmit-receive-symbolic", "warning" },
};

static const char *
get_caption (BelayEntryRow  *self,
             BelayEntryKind  kind)
{
  switch (kind)
    {
    case BELAY_ENTRY_TASK:
      return _("Task");

    case BELAY_ENTRY_THINKING:
      return _("Thinking");

    case BELAY_ENTRY_TEXT:
      return self->speaker != NULL ? self->speaker : "";

    case BELAY_ENTRY_PERSON:
      return _("You");

    case BELAY_ENTRY_CONTACT:
      return _("Network");

    case BELAY_ENTRY_STEP:
    case BELAY_ENTRY_NOTICE:
    case BELAY_ENTRY_PROBLEM:
    default:
      return "";
    }
}

/* The person went back to before it. */
static void
update_abandoned (BelayEntryRow *self)
{
  const char *caption = get_caption (self, belay_entry_get_kind (self->entry));

  if (!belay_entry_is_abandoned (self->entry))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "abandoned");
      return;
    }

  gtk_widget_add_css_class (GTK_WIDGET (self), "abandoned");
  if (*caption != '\0')
    {
      /* Translators: above words that are no part of the conversation any more; %s is who said them. */
      g_autofree char *undone = g_strdup_printf (_("%s · undone"), caption);

      gtk_label_set_label (self->caption, undone);
    }
}

static void
update_look (BelayEntryRow *self)
{
  BelayEntryKind kind = belay_entry_get_kind (self->entry);
  const char *caption = get_caption (self, kind);
  gboolean is_step = kind == BELAY_ENTRY_STEP;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      if (i != kind)
        gtk_widget_remove_css_class (GTK_WIDGET (self), looks[i].style);
    }
  gtk_widget_add_css_class (GTK_WIDGET (self), looks[kind].style);

  if (!is_step)
    {
      gtk_image_set_from_icon_name (self->icon, looks[kind].icon);
      set_style (GTK_WIDGET (self->icon), looks[kind].icon_style);
    }

  gtk_label_set_label (self->caption, caption);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), *caption != '\0');
  update_abandoned (self);
  gtk_widget_set_visible (GTK_WIDGET (self->meta), is_step);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), FALSE);
  gtk_label_set_lines (self->words, -1);
  gtk_label_set_ellipsize (self->words, PANGO_ELLIPSIZE_NONE);
}

static void
on_abandoned (BelayEntryRow *self)
{
  update_abandoned (self);
  if (belay_entry_get_kind (self->entry) != BELAY_ENTRY_STEP)
    update_text (self);
}

static void
belay_entry_row_dispose (GObject *object)
{
  BelayEntryRow *self = BELAY_ENTRY_ROW (object);
  GtkWidget *child;

  belay_entry_row_unbind (self);
  g_clear_object (&self->entry_signals);
  g_clear_object (&self->step_signals);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_entry_row_parent_class)->dispose (object);
}

static void
belay_entry_row_class_init (BelayEntryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_entry_row_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, BELAY_TYPE_ENTRY_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "entryrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-entry-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayEntryRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BelayEntryRow, texts);
  gtk_widget_class_bind_template_child (widget_class, BelayEntryRow, caption);
  gtk_widget_class_bind_template_child (widget_class, BelayEntryRow, words);
  gtk_widget_class_bind_template_child (widget_class, BelayEntryRow, more_button);
  gtk_widget_class_bind_template_child (widget_class, BelayEntryRow, meta);
  gtk_widget_class_bind_template_child (widget_class, BelayEntryRow, answers);
  gtk_widget_class_bind_template_child (widget_class, BelayEntryRow, thumbnail);
  gtk_widget_class_bind_template_callback (widget_class, on_more_toggled);
}

static void
belay_entry_row_init (BelayEntryRow *self)
{
  self->entry_signals = g_signal_group_new (BELAY_TYPE_ENTRY);
  g_signal_group_connect_swapped (self->entry_signals, "notify::text", G_CALLBACK (update_text), self);
  g_signal_group_connect_swapped (self->entry_signals, "notify::abandoned", G_CALLBACK (on_abandoned), self);
  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify", G_CALLBACK (update_step), self);

  g_type_ensure (BELAY_TYPE_CONTACT_ANSWERS);
  gtk_widget_init_template (GTK_WIDGET (self));
  belay_contact_answers_set_late (self->answers);
  belay_entry_layout_set_texts (BELAY_ENTRY_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), self->texts);
}

/**
 * belay_entry_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
belay_entry_row_new (void)
{
  return g_object_new (BELAY_TYPE_ENTRY_ROW, NULL);
}

/**
 * belay_entry_row_set_reserved:
 * @self: a row that is not bound
 * @reserved: whether it leaves out why the person rejected a step
 */
void
belay_entry_row_set_reserved (BelayEntryRow *self,
                              gboolean       reserved)
{
  g_return_if_fail (BELAY_IS_ENTRY_ROW (self));

  self->reserved = reserved;
}

/**
 * belay_entry_row_bind:
 * @self: a row
 * @entry: what it shows from now on
 * @pictures: (nullable): where thumbnails come from
 * @speaker: (nullable): whose words a text entry holds
 */
void
belay_entry_row_bind (BelayEntryRow *self,
                      BelayEntry    *entry,
                      BelayPictures *pictures,
                      const char    *speaker)
{
  BelayStep *step;

  g_return_if_fail (BELAY_IS_ENTRY_ROW (self));
  g_return_if_fail (BELAY_IS_ENTRY (entry));

  belay_entry_row_unbind (self);

  self->entry = g_object_ref (entry);
  self->pictures = pictures != NULL ? g_object_ref (pictures) : NULL;
  self->speaker = g_strdup (speaker);
  step = belay_entry_get_step (entry);

  gtk_picture_set_paintable (self->thumbnail, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->thumbnail), FALSE);
  update_look (self);
  belay_contact_answers_set_contact (self->answers, belay_entry_get_contact (entry));
  g_signal_group_set_target (self->entry_signals, entry);
  if (step != NULL)
    {
      g_signal_group_set_target (self->step_signals, step);
      update_step (self);
      return;
    }

  update_text (self);
  if (belay_entry_get_kind (entry) == BELAY_ENTRY_THINKING)
    update_folding (self);
}

/**
 * belay_entry_row_unbind:
 * @self: a row
 *
 * Lets go of the entry; a thumbnail on its way is no longer wanted.
 */
void
belay_entry_row_unbind (BelayEntryRow *self)
{
  g_return_if_fail (BELAY_IS_ENTRY_ROW (self));

  cancel_loading (self);

  if (self->entry_signals != NULL)
    g_signal_group_set_target (self->entry_signals, NULL);
  if (self->step_signals != NULL)
    g_signal_group_set_target (self->step_signals, NULL);

  if (self->answers != NULL)
    belay_contact_answers_set_contact (self->answers, NULL);

  gtk_widget_remove_css_class (GTK_WIDGET (self), "abandoned");
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->speaker, g_free);
  g_clear_object (&self->pictures);
  g_clear_object (&self->entry);
}
