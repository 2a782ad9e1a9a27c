/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-html-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* In pixels of a picture 1280 wide; larger pictures have larger marks. As the application draws them. */
#define USUAL_SIDE    1280
#define RING_RADIUS   15.0
#define RING_DISTANCE  6.0
#define TICK_INNER     7.0
#define TICK_OUTER     8.0
#define TIP_LENGTH    22.0
#define SCROLL_LENGTH 64.0
#define FONT_SIZE     22.0

#define MAX_TYPED  240
#define MAX_CHORDS  12

typedef struct
{
  BelayHtml              *html;
  const BelayHtmlPicture *picture;
  double                  unit;
} Drawing;

static int
px (double value)
{
  return (int) lround (value);
}

/* Three strokes, one over the other, are seen on any picture. */
static void
stroke (const Drawing *self,
        const char    *path)
{
  belay_export_output_printf (self->html->out,
                              "<path class=\"halo\" d=\"%s\"/><path class=\"light\" d=\"%s\"/>"
                              "<path class=\"core\" d=\"%s\"/>", path, path, path);
}

static void
append_ring (GString *path,
             double   x,
             double   y,
             double   radius)
{
  int r = px (radius);

  g_string_append_printf (path, "M%d %da%d %d 0 1 0 %d 0a%d %d 0 1 0 %d 0",
                          px (x) - r, px (y), r, r, 2 * r, r, r, -2 * r);
}

static void
draw_target (const Drawing *self,
             double         x,
             double         y,
             guint          n_rings)
{
  g_autoptr(GString) path = g_string_new (NULL);
  double outermost = (RING_RADIUS + (n_rings - 1) * RING_DISTANCE) * self->unit;
  int from = px (TICK_INNER * self->unit);
  int to = px (outermost + TICK_OUTER * self->unit);

  for (guint i = 0; i < n_rings; i++)
    append_ring (path, x, y, (RING_RADIUS + i * RING_DISTANCE) * self->unit);

  g_string_append_printf (path, "M%d %dH%dM%d %dH%dM%d %dV%dM%d %dV%d",
                          px (x) - to, px (y), px (x) - from, px (x) + from, px (y), px (x) + to,
                          px (x), px (y) - to, px (y) - from, px (x), px (y) + from, px (y) + to);
  belay_export_output_printf (self->html->out, "<circle class=\"pulse core\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>",
                              px (x), px (y), px (outermost));
  stroke (self, path->str);
}

static void
draw_dot (const Drawing *self,
          double         x,
          double         y)
{
  belay_export_output_printf (self->html->out, "<circle class=\"tip\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>",
                              px (x), px (y), px (7 * self->unit));
}

/* The tip is a shape of its own: a marker would need an id, and ids are for whole pages. */
static void
draw_arrow (const Drawing *self,
            double         x1,
            double         y1,
            double         x2,
            double         y2)
{
  double length = hypot (x2 - x1, y2 - y1);
  double tip = TIP_LENGTH * self->unit;
  double dx, dy;
  g_autofree char *path = NULL;

  if (length < 1)
    return;

  dx = (x2 - x1) / length * tip;
  dy = (y2 - y1) / length * tip;
  path = g_strdup_printf ("M%d %dL%d %d", px (x1), px (y1), px (x2 - dx), px (y2 - dy));
  stroke (self, path);
  belay_export_output_printf (self->html->out, "<path class=\"tip\" d=\"M%d %dL%d %dL%d %dz\"/>",
                              px (x2), px (y2), px (x2 - dx - dy / 2), px (y2 - dy + dx / 2),
                              px (x2 - dx + dy / 2), px (y2 - dy - dx / 2));
}

/* Beside the mark, on the side where there is room. @words: safe as it is. */
static void
draw_words (const Drawing *self,
            double         x,
            double         y,
            const char    *words)
{
  gboolean left = x > self->picture->width * 0.75;
  double distance = (RING_RADIUS + 2 * RING_DISTANCE + TICK_OUTER) * self->unit;

  belay_export_output_printf (self->html->out, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"%s\">",
                              px (left ? x - distance : x + distance),
                              px (CLAMP (y - distance / 2, FONT_SIZE * self->unit, self->picture->height)),
                              px (FONT_SIZE * self->unit), left ? "end" : "start");
  belay_html_add_text (self->html, words, 80);
  belay_export_output_add (self->html->out, "</text>");
}

static const char *
name_click (BelayActionKind kind)
{
  switch ((guint) kind)
    {
    case BELAY_ACTION_RIGHT_CLICK:
      return _("Right click");

    case BELAY_ACTION_MIDDLE_CLICK:
      return _("Middle click");

    case BELAY_ACTION_DOUBLE_CLICK:
      return _("Double click");

    case BELAY_ACTION_TRIPLE_CLICK:
      return _("Triple click");

    case BELAY_ACTION_LEFT_CLICK_DRAG:
      return _("Drag");

    case BELAY_ACTION_MOUSE_MOVE:
      return _("Move");

    case BELAY_ACTION_LEFT_MOUSE_DOWN:
      return _("Press");

    case BELAY_ACTION_LEFT_MOUSE_UP:
      return _("Release");

    default:
      return NULL;
    }
}

static void
draw_scroll (const Drawing     *self,
             const BelayAction *action,
             BelayPoint         point)
{
  static const int directions[][2] = { { 0, -1 }, { 0, 1 }, { -1, 0 }, { 1, 0 } };
  const int *direction = directions[belay_action_get_scroll_direction (action)];
  double length = SCROLL_LENGTH * self->unit;
  g_autofree char *words = g_strdup_printf (_("Scroll %u"), belay_action_get_scroll_amount (action));

  draw_dot (self, point.x, point.y);
  draw_arrow (self, point.x + direction[0] * 8 * self->unit, point.y + direction[1] * 8 * self->unit,
              point.x + direction[0] * length, point.y + direction[1] * length);
  draw_words (self, point.x, point.y, words);
}

static void
draw_point (const Drawing     *self,
            const BelayAction *action,
            BelayPoint         point)
{
  BelayActionKind kind = belay_action_get_kind (action);
  const BelayChord *held = belay_action_get_held (action);
  const char *click = name_click (kind);
  BelayPoint start;

  if (kind == BELAY_ACTION_SCROLL)
    {
      draw_scroll (self, action, point);
      return;
    }

  if (belay_action_get_start (action, &start))
    {
      double dx = point.x - start.x, dy = point.y - start.y;
      double length = hypot (dx, dy);
      double reach = (RING_RADIUS + TICK_OUTER + 2) * self->unit;

      /* It ends at the target, not in it. */
      if (length > 2 * reach)
        draw_arrow (self, start.x, start.y, point.x - dx / length * reach, point.y - dy / length * reach);
      draw_dot (self, start.x, start.y);
    }

  draw_target (self, point.x, point.y,
               kind == BELAY_ACTION_DOUBLE_CLICK ? 2 : kind == BELAY_ACTION_TRIPLE_CLICK ? 3 : 1);

  if (held != NULL && held->n_modifiers > 0)
    {
      g_autofree char *keys = belay_chord_get_label (held);
      /* Translators: held keys and a kind of click, as in “Ctrl + Right click” */
      g_autofree char *words = g_strdup_printf (_("%s + %s"), keys, click != NULL ? click : _("Click"));

      draw_words (self, point.x, point.y, words);
    }
  else if (click != NULL)
    {
      draw_words (self, point.x, point.y, click);
    }
}

static gboolean
is_inside (const Drawing   *self,
           const BelayRect *rect)
{
  return rect->x >= 0 && rect->y >= 0 && rect->width > 0 && rect->height > 0 &&
         rect->x <= self->picture->width - rect->width && rect->y <= self->picture->height - rect->height;
}

static void
draw_action (const Drawing     *self,
             const BelayAction *action,
             const char        *class)
{
  BelayPoint point;
  BelayRect region;

  belay_export_output_printf (self->html->out, "<g class=\"mark%s\">", class);

  if (belay_action_get_point (action, &point))
    {
      draw_point (self, action, point);
    }
  else if (belay_action_get_region (action, &region) && is_inside (self, &region))
    {
      g_autofree char *path = g_strdup_printf ("M%d %dh%dv%dh%dz", region.x, region.y, region.width, region.height,
                                               -region.width);

      stroke (self, path);
    }

  belay_export_output_add (self->html->out, "</g>");
}

/* Findings speak of the screen. Where the picture is smaller than the screen, they may be beyond it, and are left out. */
static void
draw_findings (const Drawing         *self,
               const BelayMomentStep *step)
{
  for (guint i = 0; step->findings != NULL && i < step->findings->len; i++)
    {
      const BelayMomentFinding *finding = step->findings->pdata[i];

      if (!finding->has_region || !is_inside (self, &finding->region))
        continue;

      belay_export_output_printf (self->html->out,
                                  "<rect class=\"region%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                                  g_strcmp0 (finding->severity, "hold") == 0   ? " hold"
                                  : g_strcmp0 (finding->severity, "note") == 0 ? " note"
                                                                               : "",
                                  finding->region.x, finding->region.y, finding->region.width,
                                  finding->region.height);
    }
}

/**
 * belay_html_add_marks:
 * @self: a page, in an SVG element whose user units are pixels of @picture
 * @moment: a step
 * @picture: what its decision was about
 *
 * What was proposed, and what was sent instead where that differs.
 */
void
belay_html_add_marks (BelayHtml              *self,
                      BelayMoment            *moment,
                      const BelayHtmlPicture *picture)
{
  g_autoptr(BelayAction) proposed = belay_moment_parse_action (moment, FALSE);
  g_autoptr(BelayAction) sent = belay_moment_parse_action (moment, TRUE);
  Drawing drawing = { self, picture, MAX (MAX (picture->width, picture->height) / (double) USUAL_SIDE, 0.2) };
  gboolean changed = proposed != NULL && sent != NULL && !belay_action_equal (proposed, sent);

  draw_findings (&drawing, belay_moment_get_step (moment));

  if (proposed != NULL)
    draw_action (&drawing, proposed, changed ? " stale" : "");

  if (sent != NULL && (changed || proposed == NULL))
    draw_action (&drawing, sent, " sent");
}

static void
add_chords (BelayHtml         *self,
            const BelayAction *action)
{
  guint n_chords = 0;
  const BelayChord *chords = belay_action_get_chords (action, &n_chords);

  for (guint i = 0; i < MIN (n_chords, MAX_CHORDS); i++)
    {
      g_autofree char *label = belay_chord_get_label (&chords[i]);

      belay_export_output_add (self->out, i > 0 ? " <kbd>" : "<kbd>");
      belay_html_add_text (self, label, 40);
      belay_export_output_add (self->out, "</kbd>");
    }

  if (n_chords > MAX_CHORDS)
    belay_export_output_add (self->out, " …");

  if (belay_action_get_repeat (action) > 1)
    belay_export_output_printf (self->out, " × %u", belay_action_get_repeat (action));
}

static void
add_input (BelayHtml         *self,
           const BelayAction *action)
{
  BelayActionKind kind = belay_action_get_kind (action);

  if (kind == BELAY_ACTION_TYPE)
    {
      belay_export_output_add (self->out, "<bdi>");
      belay_html_add_text (self, belay_action_get_text (action), MAX_TYPED);
      belay_export_output_add (self->out, "</bdi>");
      return;
    }

  add_chords (self, action);

  if (kind == BELAY_ACTION_HOLD_KEY)
    belay_export_output_printf (self->out, _(" for %.1f s"), belay_action_get_duration (action));
}

static gboolean
is_input (const BelayAction *action)
{
  BelayActionKind kind;

  if (action == NULL)
    return FALSE;

  kind = belay_action_get_kind (action);

  return kind == BELAY_ACTION_TYPE || kind == BELAY_ACTION_KEY || kind == BELAY_ACTION_HOLD_KEY;
}

/**
 * belay_html_add_keys:
 * @self: a page
 * @moment: a step
 *
 * What an action does that is at no place of the picture: keys and text; what was proposed, and what was sent instead.
 */
void
belay_html_add_keys (BelayHtml   *self,
                     BelayMoment *moment)
{
  g_autoptr(BelayAction) proposed = belay_moment_parse_action (moment, FALSE);
  g_autoptr(BelayAction) sent = belay_moment_parse_action (moment, TRUE);
  gboolean changed = is_input (sent) && (proposed == NULL || !belay_action_equal (proposed, sent));

  if (!is_input (proposed) && !changed)
    return;

  belay_export_output_add (self->out, "<p class=\"keys\">");

  if (is_input (proposed) && changed)
    {
      belay_export_output_add (self->out, "<s>");
      add_input (self, proposed);
      belay_export_output_add (self->out, "</s> → ");
    }

  add_input (self, changed ? sent : proposed);
  belay_export_output_add (self->out, "</p>");
}
