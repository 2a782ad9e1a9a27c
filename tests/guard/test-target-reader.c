/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo.h>
#include <string.h>

#include "belay-target-reader.h"

#define WIDTH  640
#define HEIGHT 400

/* A picture of a screen that is being drawn. */
typedef struct
{
  cairo_surface_t *surface;
  cairo_t         *cr;
} Canvas;

static void
set_colour (Canvas  *canvas,
            guint32  colour)
{
  cairo_set_source_rgb (canvas->cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0);
}

static void
canvas_init (Canvas  *canvas,
             guint32  colour)
{
  canvas->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  canvas->cr = cairo_create (canvas->surface);
  set_colour (canvas, colour);
  cairo_paint (canvas->cr);
}

static void
draw_box (Canvas  *canvas,
          int      x,
          int      y,
          int      width,
          int      height,
          guint32  colour)
{
  set_colour (canvas, colour);
  cairo_rectangle (canvas->cr, x, y, width, height);
  cairo_fill (canvas->cr);
}

static void
draw_text (Canvas     *canvas,
           int         x,
           int         y,
           double      size,
           guint32     colour,
           const char *text)
{
  cairo_select_font_face (canvas->cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (canvas->cr, size);
  set_colour (canvas, colour);
  cairo_move_to (canvas->cr, x, y);
  cairo_show_text (canvas->cr, text);
}

static BelayFrame *
canvas_end (Canvas *canvas)
{
  BelayFrame *frame;

  cairo_surface_flush (canvas->surface);
  frame = belay_frame_new (NULL, cairo_image_surface_get_data (canvas->surface),
                           (gsize) cairo_image_surface_get_stride (canvas->surface), WIDTH, HEIGHT, NULL, 0, 1, 0);
  cairo_destroy (canvas->cr);
  cairo_surface_destroy (canvas->surface);

  return frame;
}

/* A form: a button of another colour, a menu, a chosen row, an icon with a name, a paragraph. */
static BelayFrame *
draw_form (void)
{
  Canvas canvas;

  canvas_init (&canvas, 0xffffff);
  draw_text (&canvas, 20, 24, 13, 0x24292e, "File");
  draw_text (&canvas, 58, 24, 13, 0x24292e, "Edit");
  draw_text (&canvas, 96, 24, 13, 0x24292e, "Bookmarks");
  draw_text (&canvas, 20, 74, 13, 0x24292e, "Name:");
  draw_box (&canvas, 75, 58, 220, 26, 0x888888);
  draw_box (&canvas, 76, 59, 218, 24, 0xffffff);
  draw_box (&canvas, 20, 100, 120, 30, 0x2f6fb3);
  draw_text (&canvas, 34, 120, 13, 0xffffff, "Delete all");
  draw_box (&canvas, 160, 100, 90, 30, 0xd8dce0);
  draw_text (&canvas, 182, 120, 13, 0x24292e, "Cancel");
  draw_box (&canvas, 20, 150, 500, 24, 0x1d5a9e);
  draw_text (&canvas, 30, 167, 13, 0xffffff, "notes.txt");
  draw_text (&canvas, 30, 191, 13, 0x24292e, "recipe.html");
  draw_box (&canvas, 60, 220, 44, 40, 0x4a90d9);
  draw_text (&canvas, 50, 280, 13, 0x24292e, "Downloads");
  draw_text (&canvas, 300, 250, 13, 0x24292e, "A long line of text that goes on and on past what is read.");
  draw_text (&canvas, 300, 300, 13, 0x9a9a9a, "Detach Tab");

  return canvas_end (&canvas);
}

static void
on_read (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(BelayTargetWords **) user_data = belay_target_reader_read_finish (BELAY_TARGET_READER (object), result, &error);
  g_assert_no_error (error);
  g_main_context_wakeup (NULL);
}

static BelayTargetWords *
read_at (BelayTargetReader *reader,
         BelayFrame        *frame,
         int                x,
         int                y)
{
  BelayTargetWords pending;
  BelayTargetWords *words = &pending;

  belay_target_reader_read_async (reader, frame, (BelayPoint) { x, y }, NULL, on_read, &words);
  while (words == &pending)
    g_main_context_iteration (NULL, TRUE);

  return words;
}

static const struct
{
  int         x, y;
  const char *text;             /* NULL: nothing */
  gboolean    near;
} targets[] = {
  { 30, 20, "File", FALSE },
  { 70, 20, "Edit", FALSE },
  { 130, 20, "Bookmarks", FALSE },
  { 80, 115, "Delete all", FALSE },
  { 30, 105, "Delete all", FALSE },
  { 205, 115, "Cancel", FALSE },
  { 50, 162, "notes.txt", FALSE },
  { 400, 162, NULL, FALSE },
  { 60, 187, "recipe.html", FALSE },
  { 82, 240, "Downloads", TRUE },
  { 340, 296, "Detach Tab", FALSE },
  { 560, 350, NULL, FALSE },
  { -5, 10, NULL, FALSE },
  { 640, 10, NULL, FALSE },
};

static void
test_form (void)
{
  g_autoptr(BelayTargetReader) reader = belay_target_reader_new ();
  g_autoptr(BelayFrame) frame = draw_form ();

  belay_target_reader_prepare (reader);

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(BelayTargetWords) words = read_at (reader, frame, targets[i].x, targets[i].y);

      g_test_message ("%d, %d: “%s”", targets[i].x, targets[i].y, words != NULL ? words->text : "");
      g_assert_cmpstr (words != NULL ? words->text : NULL, ==, targets[i].text);
      if (words != NULL && targets[i].near)
        g_assert_true (words->near);
    }
}

/* What goes on where nothing is read any more is not made up: a half word is none. */
static void
test_cut (void)
{
  g_autoptr(BelayTargetReader) reader = belay_target_reader_new ();
  g_autoptr(BelayFrame) frame = draw_form ();
  g_autoptr(BelayTargetWords) words = read_at (reader, frame, 500, 246);

  g_assert_nonnull (words);
  g_test_message ("“%s”", words->text);
  g_assert_true (g_str_has_prefix (words->text, "…") || g_str_has_suffix (words->text, "…"));
  g_assert_nonnull (strstr (words->text, "goes on"));
}

/* The same pixels again: known at once, before anything else can run. */
static void
test_known (void)
{
  g_autoptr(BelayTargetReader) reader = belay_target_reader_new ();
  g_autoptr(BelayFrame) frame = draw_form ();
  g_autoptr(BelayFrame) same = draw_form ();
  g_autoptr(BelayTargetWords) first = read_at (reader, frame, 205, 115);
  g_autoptr(BelayTargetWords) again = NULL;

  /* Without the reader's program nothing new can be read; what was is known. */
  g_setenv ("BELAY_LIBEXECDIR", "/nonexistent", TRUE);
  again = read_at (reader, same, 205, 115);
  g_assert_cmpstr (again->text, ==, first->text);
  g_assert_true (belay_rect_equal (&again->area, &first->area));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/target-reader/form", test_form);
  g_test_add_func ("/target-reader/cut", test_cut);
  g_test_add_func ("/target-reader/known", test_known);

  return g_test_run ();
}
