/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-proposal-drawing.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include "belay-visible-text.h"

#define MAX_GHOST_CHARS 240
#define MAX_KEY_CAPS     12

/* The middle of a screen pixel, in the view. */
static void
screen_to_view (const BelayProposalDrawing *self,
                BelayPoint                  screen,
                double                     *x,
                double                     *y)
{
  belay_viewport_to_view (self->viewport, screen.x + 0.5, screen.y + 0.5, x, y);
}

static void
picture_to_view (const BelayProposalDrawing *self,
                 BelayPoint                  picture,
                 double                     *x,
                 double                     *y)
{
  screen_to_view (self, belay_geometry_to_screen (self->geometry, picture), x, y);
}

static graphene_rect_t
rect_to_view (const BelayProposalDrawing *self,
              const BelayRect            *screen)
{
  double left, top, right, bottom;

  belay_viewport_to_view (self->viewport, screen->x, screen->y, &left, &top);
  belay_viewport_to_view (self->viewport, screen->x + screen->width, screen->y + screen->height, &right, &bottom);

  return GRAPHENE_RECT_INIT ((float) left, (float) top, (float) (right - left), (float) (bottom - top));
}

/* Words and the place in the batch, as one label. (transfer full) (nullable) */
static char *
label_text (const BelayProposalDrawing *self,
            const char                 *words)
{
  if (words == NULL || self->number == NULL)
    return g_strdup (words != NULL ? words : self->number);

  return g_strdup_printf ("%s · %s", self->number, words);
}

static void
label (const BelayProposalDrawing *self,
       const char                 *words,
       double                      x,
       double                      y,
       guint                       n_rings)
{
  g_autofree char *text = label_text (self, words);

  if (text != NULL)
    belay_mark_label (&self->mark, text, x, y, belay_mark_target_radius (&self->mark, n_rings));
}

static void
notice (const BelayProposalDrawing  *self,
        char                       **keys,
        const char                  *words)
{
  g_autofree char *markup = words != NULL ? g_markup_escape_text (words, -1) : NULL;

  belay_mark_notice (&self->mark, self->number, keys, markup);
}

/* What kind of click it is, with the keys held for it; NULL for a plain left click. */
static char *
click_words (const BelayAction *action)
{
  const BelayChord *held = belay_action_get_held (action);
  const char *words = NULL;
  g_autofree char *keys = NULL;

  switch ((guint) belay_action_get_kind (action))
    {
    case BELAY_ACTION_RIGHT_CLICK:
      words = _("Right click");
      break;

    case BELAY_ACTION_MIDDLE_CLICK:
      words = _("Middle click");
      break;

    case BELAY_ACTION_DOUBLE_CLICK:
      words = _("Double click");
      break;

    case BELAY_ACTION_TRIPLE_CLICK:
      words = _("Triple click");
      break;

    default:
      break;
    }

  if (held == NULL || held->n_modifiers == 0)
    return g_strdup (words);

  keys = belay_chord_get_label (held);

  /* Translators: held keys and a kind of click, as in “Ctrl + Right click” */
  return g_strdup_printf (_("%s + %s"), keys, words != NULL ? words : _("Click"));
}

static guint
n_clicks (BelayActionKind kind)
{
  switch ((guint) kind)
    {
    case BELAY_ACTION_DOUBLE_CLICK:
      return 2;

    case BELAY_ACTION_TRIPLE_CLICK:
      return 3;

    default:
      return 1;
    }
}

static void
draw_click (const BelayProposalDrawing *self,
            const BelayAction          *action,
            double                      x,
            double                      y)
{
  guint n = n_clicks (belay_action_get_kind (action));
  g_autofree char *words = click_words (action);

  belay_mark_target (&self->mark, x, y, n);
  label (self, words, x, y, n);
}

/* A line between two marks touches neither. */
static void
shorten (double *x1,
         double *y1,
         double *x2,
         double *y2,
         double  start,
         double  end)
{
  double dx = *x2 - *x1, dy = *y2 - *y1;
  double length = hypot (dx, dy);

  if (length <= start + end + 1)
    return;

  *x1 += dx / length * start;
  *y1 += dy / length * start;
  *x2 -= dx / length * end;
  *y2 -= dy / length * end;
}

static void
draw_drag (const BelayProposalDrawing *self,
           const BelayAction          *action,
           double                      x,
           double                      y)
{
  double unit = belay_mark_get_unit (&self->mark);
  double x1, y1, x2 = x, y2 = y;
  BelayPoint start;

  if (belay_action_get_start (action, &start))
    {
      picture_to_view (self, start, &x1, &y1);
      belay_mark_origin (&self->mark, x1, y1);
      if (self->grips)
        belay_mark_grip (&self->mark, x1, y1);
      shorten (&x1, &y1, &x2, &y2, 8 * unit, 24 * unit);
      belay_mark_arrow (&self->mark, x1, y1, x2, y2);
    }

  belay_mark_target (&self->mark, x, y, 1);
  label (self, _("Drag"), x, y, 1);
}

static void
draw_move (const BelayProposalDrawing *self,
           double                      x,
           double                      y)
{
  double radius = belay_mark_target_radius (&self->mark, 0);
  BelayProposalDrawing path = *self;
  double x1, y1, x2 = x, y2 = y;

  if (self->pointer != NULL)
    {
      screen_to_view (self, *self->pointer, &x1, &y1);

      if (hypot (x - x1, y - y1) > 3 * radius)
        {
          shorten (&x1, &y1, &x2, &y2, radius / 2, radius);
          path.mark.dashed = TRUE;
          belay_mark_line (&path.mark, x1, y1, x2, y2);
        }
    }

  belay_mark_target (&self->mark, x, y, 0);
  label (self, _("Move here"), x, y, 1);
}

static char *
scroll_words (BelayScrollDirection direction,
              guint                amount)
{
  switch (direction)
    {
    case BELAY_SCROLL_UP:
      return g_strdup_printf (_("Scroll up %u"), amount);

    case BELAY_SCROLL_DOWN:
      return g_strdup_printf (_("Scroll down %u"), amount);

    case BELAY_SCROLL_LEFT:
      return g_strdup_printf (_("Scroll left %u"), amount);

    case BELAY_SCROLL_RIGHT:
      return g_strdup_printf (_("Scroll right %u"), amount);
    }

  return NULL;
}

static void
draw_scroll (const BelayProposalDrawing *self,
             const BelayAction          *action,
             double                      x,
             double                      y)
{
  BelayScrollDirection direction = belay_action_get_scroll_direction (action);
  guint amount = belay_action_get_scroll_amount (action);
  g_autofree char *words = scroll_words (direction, amount);
  double unit = belay_mark_get_unit (&self->mark);
  double from = belay_mark_target_radius (&self->mark, 1) + 8 * unit;
  double to = from + (24 + 5 * MIN (amount, 15)) * unit;
  double dx = (direction == BELAY_SCROLL_RIGHT) - (direction == BELAY_SCROLL_LEFT);
  double dy = (direction == BELAY_SCROLL_DOWN) - (direction == BELAY_SCROLL_UP);

  belay_mark_arrow (&self->mark, x + dx * from, y + dy * from, x + dx * to, y + dy * to);
  belay_mark_target (&self->mark, x, y, 1);
  label (self, words, x, y, 1);
}

/**
 * belay_proposal_drawing_text_markup:
 * @text: what would be typed
 *
 * Returns: (transfer full): Pango markup of it, shortened, with everything visible that would otherwise act unseen; each
 *   Enter stands out
 */
char *
belay_proposal_drawing_text_markup (const char *text)
{
  g_autofree char *visible = belay_visible_text (text, MAX_GHOST_CHARS);
  g_autofree char *escaped = g_markup_escape_text (visible, -1);
  g_auto(GStrv) lines = g_strsplit (escaped, "⏎", -1);
  GString *markup = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (markup, "<span foreground=\"#ffbe6f\" weight=\"bold\">⏎</span>");

      if (i > 0 && *lines[i] != '\0')
        g_string_append_c (markup, '\n');

      g_string_append (markup, lines[i]);
    }

  return g_string_free (markup, FALSE);
}

static void
draw_type (const BelayProposalDrawing *self,
           const BelayAction          *action)
{
  const char *text = belay_action_get_text (action);
  g_autofree char *markup = belay_proposal_drawing_text_markup (text != NULL ? text : "");
  g_autofree char *title = NULL;
  g_autofree char *number = NULL;
  g_autofree char *numbered = NULL;
  double x, y;

  if (self->caret == NULL)
    {
      title = label_text (self, _("Type, where the keyboard focus is"));
      belay_mark_notice (&self->mark, title, NULL, markup);
      return;
    }

  screen_to_view (self, *self->caret, &x, &y);
  if (self->number != NULL)
    number = g_markup_printf_escaped ("<span alpha=\"70%%\">%s</span>  ", self->number);
  numbered = g_strconcat (number != NULL ? number : "", markup, NULL);
  belay_mark_ghost (&self->mark, numbered, x, y);
}

/* The keys of all chords, parted by empty strings; (transfer full) */
static GStrv
key_labels (const BelayAction *action)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  guint n_chords = 0, n_caps = 0;
  const BelayChord *chords = belay_action_get_chords (action, &n_chords);
  GStrv labels;

  for (guint i = 0; i < n_chords && n_caps <= MAX_KEY_CAPS; i++)
    {
      if (i > 0)
        g_strv_builder_add (builder, "");

      for (guint m = 0; m < chords[i].n_modifiers; m++, n_caps++)
        g_strv_builder_add (builder, belay_keysym_get_label (chords[i].modifiers[m]));

      if (chords[i].keysym != 0)
        {
          g_strv_builder_add (builder, belay_keysym_get_label (chords[i].keysym));
          n_caps++;
        }

      if (n_caps > MAX_KEY_CAPS)
        g_strv_builder_add (builder, "…");
    }

  labels = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return labels;
}

static void
draw_keys (const BelayProposalDrawing *self,
           const BelayAction          *action)
{
  g_auto(GStrv) labels = key_labels (action);
  guint repeat = belay_action_get_repeat (action);
  g_autofree char *words = NULL;

  if (belay_action_get_kind (action) == BELAY_ACTION_HOLD_KEY)
    words = g_strdup_printf (_("held for %g s"), belay_action_get_duration (action));
  else if (repeat > 1)
    words = g_strdup_printf ("× %u", repeat);

  notice (self, labels, words);
}

static void
draw_wait (const BelayProposalDrawing *self,
           const BelayAction          *action)
{
  const graphene_rect_t *bounds = &self->mark.bounds;
  g_autofree char *words = g_strdup_printf (_("Wait %g s"), belay_action_get_duration (action));

  belay_mark_clock (&self->mark, bounds->origin.x + bounds->size.width / 2, bounds->origin.y + bounds->size.height / 2);
  notice (self, NULL, words);
}

static void
draw_look (const BelayProposalDrawing *self,
           const BelayAction          *action)
{
  BelayRect screen = { 0, 0, self->geometry->screen_width, self->geometry->screen_height };
  graphene_rect_t area;
  BelayRect picture;

  if (belay_action_get_region (action, &picture))
    {
      belay_geometry_rect_to_screen (self->geometry, &picture, &screen);
      area = rect_to_view (self, &screen);
      belay_mark_box (&self->mark, &area);
      label (self, _("Look closer"), area.origin.x + area.size.width, area.origin.y + area.size.height, 0);
      return;
    }

  area = rect_to_view (self, &screen);
  graphene_rect_inset (&area, 10, 10);
  belay_mark_corners (&self->mark, &area);
  notice (self, NULL, _("Take a picture"));
}

/* What happens where the pointer already is. */
static void
draw_at_pointer (const BelayProposalDrawing *self,
                 const char                 *words,
                 guint                       n_rings)
{
  double x, y;

  if (self->pointer == NULL)
    {
      notice (self, NULL, words);
      return;
    }

  screen_to_view (self, *self->pointer, &x, &y);
  belay_mark_target (&self->mark, x, y, n_rings);
  label (self, words, x, y, n_rings);
}

static void
draw_at_point (const BelayProposalDrawing *self,
               const BelayAction          *action,
               BelayPoint                  point)
{
  double x, y;

  picture_to_view (self, point, &x, &y);

  switch ((guint) belay_action_get_kind (action))
    {
    case BELAY_ACTION_LEFT_CLICK_DRAG:
      draw_drag (self, action, x, y);
      break;

    case BELAY_ACTION_MOUSE_MOVE:
      draw_move (self, x, y);
      break;

    case BELAY_ACTION_SCROLL:
      draw_scroll (self, action, x, y);
      break;

    default:
      draw_click (self, action, x, y);
      break;
    }

  if (self->grips)
    belay_mark_grip (&self->mark, x, y);
}

static void
draw_elsewhere (const BelayProposalDrawing *self,
                const BelayAction          *action)
{
  switch ((guint) belay_action_get_kind (action))
    {
    case BELAY_ACTION_SCREENSHOT:
    case BELAY_ACTION_ZOOM:
      draw_look (self, action);
      break;

    case BELAY_ACTION_TYPE:
      draw_type (self, action);
      break;

    case BELAY_ACTION_KEY:
    case BELAY_ACTION_HOLD_KEY:
      draw_keys (self, action);
      break;

    case BELAY_ACTION_WAIT:
      draw_wait (self, action);
      break;

    case BELAY_ACTION_LEFT_MOUSE_DOWN:
      draw_at_pointer (self, _("Press and hold"), 1);
      break;

    case BELAY_ACTION_LEFT_MOUSE_UP:
      draw_at_pointer (self, _("Release"), 1);
      break;

    case BELAY_ACTION_CURSOR_POSITION:
      draw_at_pointer (self, _("Where is the pointer?"), 0);
      break;

    case BELAY_ACTION_SCROLL:
      {
        g_autofree char *words = scroll_words (belay_action_get_scroll_direction (action),
                                               belay_action_get_scroll_amount (action));

        draw_at_pointer (self, words, 1);
        break;
      }

    /* Clicks without a point go where the pointer is; commands and files are nowhere on the screen. */
    case BELAY_ACTION_BASH:
    case BELAY_ACTION_TEXT_EDITOR:
      break;

    default:
      {
        g_autofree char *words = click_words (action);

        draw_at_pointer (self, words != NULL ? words : _("Click"), n_clicks (belay_action_get_kind (action)));
        break;
      }
    }
}

/**
 * belay_proposal_drawing_snapshot:
 * @self: where and how
 * @action: what would be done, or was
 *
 * Draws @action on the picture, before it happens.
 */
void
belay_proposal_drawing_snapshot (const BelayProposalDrawing *self,
                                 const BelayAction          *action)
{
  BelayPoint point;

  if (belay_action_get_point (action, &point))
    draw_at_point (self, action, point);
  else
    draw_elsewhere (self, action);
}

/**
 * belay_proposal_drawing_get_anchor:
 * @self: where and how
 * @action: an action
 * @x: (out): view pixels
 * @y: (out): view pixels
 *
 * Where the eye should go for @action.
 *
 * Returns: %FALSE if no place is special
 */
gboolean
belay_proposal_drawing_get_anchor (const BelayProposalDrawing *self,
                                   const BelayAction          *action,
                                   double                     *x,
                                   double                     *y)
{
  BelayPoint point;

  if (belay_action_get_point (action, &point))
    picture_to_view (self, point, x, y);
  else if (belay_action_get_kind (action) == BELAY_ACTION_TYPE && self->caret != NULL)
    screen_to_view (self, *self->caret, x, y);
  else
    return FALSE;

  return TRUE;
}

/**
 * belay_proposal_drawing_findings:
 * @self: where and how
 * @findings: (element-type BelayFinding): what the guards saw
 * @warning: the colour of a warning
 * @error: the colour of a hold
 *
 * Outlines where the guards saw something: a dashed line for a warning, an unbroken one for a hold.
 */
void
belay_proposal_drawing_findings (const BelayProposalDrawing *self,
                                 GPtrArray                  *findings,
                                 const GdkRGBA              *warning,
                                 const GdkRGBA              *error)
{
  for (guint i = findings->len; i > 0; i--)
    {
      BelayFinding *finding = g_ptr_array_index (findings, i - 1);
      BelaySeverity severity = belay_finding_get_severity (finding);
      BelayMark mark = self->mark;
      graphene_rect_t area;
      BelayRect region;

      if (severity == BELAY_FINDING_NOTE || !belay_finding_get_region (finding, &region))
        continue;

      mark.colour = severity == BELAY_FINDING_HOLD ? *error : *warning;
      mark.dashed = severity != BELAY_FINDING_HOLD;
      area = rect_to_view (self, &region);
      belay_mark_box (&mark, &area);
    }
}
