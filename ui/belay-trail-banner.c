/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-banner.h"

#include <glib/gi18n-lib.h>
#include "belay-visible-text.h"

/**
 * BelayTrailBanner:
 *
 * The verdict on a record.
 *
 * Says no more than the verification found: until it has ended there is no verdict, and one that failed is not a good one.
 */
struct _BelayTrailBanner
{
  GtkWidget         parent_instance;

  GtkStack         *icon_stack;
  GtkImage         *icon;
  GtkSpinner       *spinner;
  GtkLabel         *label;
  GtkWidget        *record_button;
  GtkWidget        *proof_button;
  GtkLabel         *proves_label;
  GtkLabel         *not_label;
  GtkLabel         *facts_label;

  BelayTrailReport *report;             /* NULL: not known yet */
  GCancellable     *cancellable;
};

enum
{
  PROP_0,
  PROP_VERDICT,
  N_PROPS
};

enum
{
  RECORD_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayTrailBanner, belay_trail_banner, GTK_TYPE_WIDGET)

/* How each verdict is said. */
typedef struct
{
  const char *title;
  const char *icon;
  const char *style;
  const char *proves;
  const char *not;
} Words;

static const Words sealed =
{
  N_("SEALED"), "security-high-symbolic", "success",
  N_("The record is complete, from its first line to its last, in this order. Nothing was changed, added or taken out since "
     "it was signed, and each picture is the one that was recorded."),
  N_("That the machine told the truth while it recorded: its administrator, or a program that was taken over, could have "
     "signed something else. Nor who sat in front of it: “the person” is whoever used this program."),
};

static const Words unsealed =
{
  N_("UNSEALED"), "security-medium-symbolic", "neutral",
  N_("What is there fits together: each line follows from the one before, and each picture is the one that was recorded. "
     "A single change by accident, or by somebody who does not know the format, would show."),
  N_("That it is all, or that nobody wrote it anew: there is no signature, and whoever can write the files can make all of "
     "them again so that they fit. Trust it as far as you trust those people."),
};

static const Words unknown_signer =
{
  N_("UNSEALED"), "security-medium-symbolic", "warning",
  N_("What is there fits together, and it is signed: nothing was changed, added or taken out by anybody who does not have "
     "the key below."),
  N_("Whose key that is. Anybody can make one, and sign anything with it. Ask the person on whose machine it was recorded, by "
     "another way than the one this record came: “belay trail key” says it there."),
};

static const Words recording =
{
  N_("BEING RECORDED"), "media-record-symbolic", "accent",
  N_("What has been recorded so far fits together: each line follows from the one before."),
  N_("How it ends. It is closed when the session ends; verify it again then."),
};

static const Words broken =
{
  N_("BROKEN"), "security-low-symbolic", "error",
  N_("Something was changed, added, taken out or damaged after it was written. What comes before the place that is named "
     "still fits together."),
  N_("Who did it, when, or on purpose: a failing disk does it as well. From that place on, nothing that is shown here can be "
     "relied upon."),
};

static const Words missing =
{
  N_("PICTURES MISSING"), "security-medium-symbolic", "warning",
  N_("The lines of the record fit together, and each picture that is shown is the one that was recorded."),
  N_("What the missing pictures showed. They may have been taken away to save space, or to hide something."),
};

static const Words *
get_words (const BelayTrailReport *report)
{
  switch (report->verdict)
    {
    case BELAY_TRAIL_SEALED:
      return &sealed;

    case BELAY_TRAIL_BROKEN:
      return &broken;

    case BELAY_TRAIL_PICTURES_MISSING:
      return &missing;

    case BELAY_TRAIL_UNSEALED:
    default:
      if (report->held)
        return &recording;
      return report->is_signed && !report->trusted ? &unknown_signer : &unsealed;
    }
}

static void
set_style (BelayTrailBanner *self,
           const char       *style)
{
  static const char *const styles[] = { "success", "neutral", "accent", "error", "warning", NULL };

  for (guint i = 0; styles[i] != NULL; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), styles[i]);

  gtk_widget_add_css_class (GTK_WIDGET (self), style);
}

static void
show (BelayTrailBanner *self,
      const char       *icon,
      const char       *style,
      const char       *title,
      const char       *sentence)
{
  g_autofree char *visible = belay_visible_text (sentence, 0);
  g_autofree char *markup = g_markup_printf_escaped ("<b>%s</b>  %s", title, visible);

  set_style (self, style);
  gtk_stack_set_visible_child_name (self->icon_stack, icon != NULL ? "icon" : "busy");
  gtk_spinner_set_spinning (self->spinner, icon == NULL);
  if (icon != NULL)
    gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_markup (self->label, markup);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), visible);
}

/* Whose signature it is, and what it is not on. (transfer full): empty, or sentences that begin with a space */
static char *
describe_signer (const BelayTrailReport *report)
{
  GString *text = g_string_new (NULL);
  g_autofree char *signer = report->signer != NULL ? belay_visible_text (report->signer, 0) : NULL;

  if (signer != NULL)
    /* Translators: a public key, in hexadecimal digits */
    g_string_append_printf (text, _(" Signed with the key of the installation %s."), signer);

  if (report->gap_from > 0)
    g_string_append_printf (text, _(" The program ended unexpectedly; records %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                                    " were signed only when it was started again."), report->gap_from, report->gap_to);

  return g_string_free (text, FALSE);
}

static char *
describe_facts (const BelayTrailReport *report)
{
  g_autofree char *session = belay_visible_text (report->session, 0);
  g_autofree char *records = g_strdup_printf (ngettext ("%" G_GUINT64_FORMAT " record", "%" G_GUINT64_FORMAT " records",
                                                        (gulong) report->n_records), report->n_records);
  g_autofree char *pictures = g_strdup_printf (ngettext ("%u picture", "%u pictures", report->n_pictures),
                                               report->n_pictures);
  g_autofree char *signer = NULL;

  signer = describe_signer (report);

  /* Translators: numbers of records and of pictures, then sentences or nothing, then a command to type */
  return g_strdup_printf (_("%s, %s.%s You need not believe this window either: “belay trail verify %s” does the same, and "
                            "the format is published, so that others can check it with programs of their own."),
                          records, pictures, signer, session);
}

static void
show_report (BelayTrailBanner *self)
{
  const Words *words = get_words (self->report);
  g_autofree char *sentence = belay_trail_report_describe (self->report);
  g_autofree char *facts = describe_facts (self->report);

  show (self, words->icon, words->style, _(words->title), sentence);
  gtk_label_set_label (self->proves_label, _(words->proves));
  gtk_label_set_label (self->not_label, _(words->not));
  gtk_label_set_label (self->facts_label, facts);
  gtk_widget_set_visible (self->record_button,
                          self->report->verdict == BELAY_TRAIL_BROKEN && self->report->bad_seq > 0);
  gtk_widget_set_visible (self->proof_button, TRUE);
}

/* Verifying. */

static void
verify (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  GError *error = NULL;
  BelayTrailReport *report = belay_trail_verify (task_data, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) belay_trail_report_free);
  else
    g_task_return_error (task, error);
}

static void
on_verified (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BelayTrailBanner *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailReport) report = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  if (report == NULL)
    {
      show (self, "dialog-error-symbolic", "error", _("NOT VERIFIED"), error->message);
      return;
    }

  self->report = g_steal_pointer (&report);
  show_report (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERDICT]);
}

static void
on_record_clicked (BelayTrailBanner *self)
{
  if (self->report != NULL)
    g_signal_emit (self, signals[RECORD_ACTIVATED], 0, self->report->bad_seq);
}

static void
forget (BelayTrailBanner *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->report, belay_trail_report_free);
}

static void
belay_trail_banner_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BelayTrailBanner *self = BELAY_TRAIL_BANNER (object);

  g_value_set_int (value, self->report != NULL ? (int) self->report->verdict : -1);
}

static void
belay_trail_banner_dispose (GObject *object)
{
  BelayTrailBanner *self = BELAY_TRAIL_BANNER (object);
  GtkWidget *child;

  forget (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_trail_banner_parent_class)->dispose (object);
}

static void
belay_trail_banner_class_init (BelayTrailBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = belay_trail_banner_dispose;
  object_class->get_property = belay_trail_banner_get_property;

  properties[PROP_VERDICT] = g_param_spec_int ("verdict", NULL, NULL, -1, G_MAXINT, -1,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[RECORD_ACTIVATED] = g_signal_new ("record-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);

  gtk_widget_class_set_css_name (widget_class, "trailbanner");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-trail-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, icon_stack);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, spinner);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, label);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, record_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, proof_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, proves_label);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, not_label);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailBanner, facts_label);
  gtk_widget_class_bind_template_callback (widget_class, on_record_clicked);
}

static void
belay_trail_banner_init (BelayTrailBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_trail_banner_reset:
 * @self: a banner
 * @busy: whether there will be something to verify; otherwise the banner goes
 *
 * Forgets the verdict.
 */
void
belay_trail_banner_reset (BelayTrailBanner *self,
                          gboolean          busy)
{
  g_return_if_fail (BELAY_IS_TRAIL_BANNER (self));

  forget (self);
  gtk_widget_set_visible (self->record_button, FALSE);
  gtk_widget_set_visible (self->proof_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), busy);
  if (busy)
    show (self, NULL, "neutral", _("Verifying…"), _("Every line and every picture is compared with its hash."));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERDICT]);
}

/**
 * belay_trail_banner_verify:
 * @self: a banner
 * @directory: of the session to verify
 *
 * Begins anew; the verdict of another session is forgotten at once.
 */
void
belay_trail_banner_verify (BelayTrailBanner *self,
                           const char       *directory)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_TRAIL_BANNER (self));
  g_return_if_fail (directory != NULL);

  belay_trail_banner_reset (self, TRUE);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_verified, self);
  g_task_set_source_tag (task, belay_trail_banner_verify);
  g_task_set_task_data (task, g_strdup (directory), g_free);
  g_task_run_in_thread (task, verify);
}

/**
 * belay_trail_banner_get_report:
 * @self: a banner
 *
 * Returns: (nullable): what the verification found; %NULL while it goes on, or if it could not be done
 */
const BelayTrailReport *
belay_trail_banner_get_report (BelayTrailBanner *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_BANNER (self), NULL);

  return self->report;
}
