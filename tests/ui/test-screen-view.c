/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "belay-colours.h"
#include "belay-screen-view-private.h"
#include "ui-display.h"

#define WIDTH  320
#define HEIGHT 240
#define TARGET "{\"coordinate\":[100,80]}"

typedef struct
{
  GtkWidget       *window;
  BelayScreenView *view;
  GString         *events;      /* what the person's signals said, in words */
} Fixture;

static BelayFrame *
frame_new (guint32 colour)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = (i % WIDTH + i / WIDTH) % 2 != 0 ? colour : colour ^ 0x010101;

  return belay_frame_new (NULL, (guint8 *) pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, 1, g_get_monotonic_time ());
}

static BelayStep *
step_new (const char *name,
          const char *input)
{
  BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, WIDTH / 2, HEIGHT / 2 };
  BelayGeometry geometry = { WIDTH / 2, HEIGHT / 2, WIDTH, HEIGHT };
  g_autoptr(BelayProposal) proposal = belay_proposal_new (&space, "id", "computer", name, input);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  BelayStep *step;

  g_assert_no_error (belay_proposal_get_error (proposal));
  step = belay_step_new (proposal, &geometry, 1, 1);
  belay_step_examine (step, findings, &error);
  g_assert_no_error (error);
  belay_step_wait (step, &error);
  g_assert_no_error (error);

  return step;
}

static void
on_pointer (BelayScreenView *view,
            int              x,
            int              y,
            guint            buttons,
            Fixture         *fixture)
{
  g_string_append_printf (fixture->events, "%d,%d:%u ", x, y, buttons);
}

static void
on_key (BelayScreenView *view,
        guint            keysym,
        gboolean         down,
        Fixture         *fixture)
{
  g_string_append_printf (fixture->events, "%s%s ", gdk_keyval_name (keysym), down ? "+" : "-");
}

static void
on_point_dragged (BelayScreenView *view,
                  int              x,
                  int              y,
                  gboolean         start,
                  Fixture         *fixture)
{
  g_string_append_printf (fixture->events, "%s%d,%d ", start ? "from " : "", x, y);
}

static gboolean
on_window_key (GtkEventControllerKey *controller,
               guint                  keyval,
               guint                  keycode,
               GdkModifierType        state,
               Fixture               *fixture)
{
  g_string_append_printf (fixture->events, "window:%s ", gdk_keyval_name (keyval));

  return GDK_EVENT_STOP;
}

/* A view of @room, larger than the screen, so that it is shown at its own size. */
static void
set_up_sized (Fixture *fixture,
              int      width,
              int      height)
{
  g_autoptr(BelayFrame) frame = frame_new (0xff204060);
  GtkEventController *keys = gtk_event_controller_key_new ();

  fixture->events = g_string_new (NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  fixture->view = BELAY_SCREEN_VIEW (belay_screen_view_new ());
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  belay_screen_view_set_frame (fixture->view, frame);

  g_signal_connect (fixture->view, "pointer", G_CALLBACK (on_pointer), fixture);
  g_signal_connect (fixture->view, "key", G_CALLBACK (on_key), fixture);
  g_signal_connect (fixture->view, "point-dragged", G_CALLBACK (on_point_dragged), fixture);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_window_key), fixture);
  gtk_widget_add_controller (fixture->window, keys);

  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_display_wait_frame (fixture->window);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  set_up_sized (fixture, 400, 320);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BelayScreenView) view = g_object_ref (fixture->view);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (g_steal_pointer (&view));
  g_string_free (fixture->events, TRUE);
}

static guint32
pixel_of (const GdkRGBA *colour)
{
  return 0xff000000u | (guint32) (colour->red * 255 + 0.5) << 16 | (guint32) (colour->green * 255 + 0.5) << 8 |
         (guint32) (colour->blue * 255 + 0.5);
}

/* The pixel drawn where the middle of this screen pixel lies. */
static guint32
get_drawn (Fixture *fixture,
           double   x,
           double   y)
{
  g_autoptr(GdkTexture) texture = ui_display_render (GTK_WIDGET (fixture->view));
  BelayViewport port;
  double view_x, view_y;

  g_assert_true (belay_screen_view_get_viewport (fixture->view, &port));
  belay_viewport_to_view (&port, x + 0.5, y + 0.5, &view_x, &view_y);

  return ui_display_get_pixel (texture, (int) view_x, (int) view_y);
}

static void
test_exact (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GdkTexture) texture = ui_display_render (GTK_WIDGET (fixture->view));
  g_autoptr(BelayFrame) frame = frame_new (0xff204060);
  g_autofree guint32 *expected = g_new (guint32, WIDTH * HEIGHT);
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_autofree guint32 *drawn = g_new (guint32, (gsize) width * (gsize) height);
  BelayViewport port;

  belay_frame_read (frame, &(BelayRect) { 0, 0, WIDTH, HEIGHT }, (guint8 *) expected, WIDTH * 4);
  gdk_texture_download (texture, (guchar *) drawn, (gsize) width * 4);
  g_assert_true (belay_screen_view_get_viewport (fixture->view, &port));
  g_assert_cmpfloat (port.scale, ==, 1.0);

  for (int y = 0; y < HEIGHT; y++)
    g_assert_cmpmem (drawn + ((int) port.y + y) * width + (int) port.x, WIDTH * 4, expected + y * WIDTH, WIDTH * 4);
}

static guint
count_differences (GdkTexture *a,
                   GdkTexture *b)
{
  int width = gdk_texture_get_width (a), height = gdk_texture_get_height (a);
  g_autofree guint32 *first = g_new (guint32, (gsize) width * (gsize) height);
  g_autofree guint32 *second = g_new (guint32, (gsize) width * (gsize) height);
  guint n = 0;

  gdk_texture_download (a, (guchar *) first, (gsize) width * 4);
  gdk_texture_download (b, (guchar *) second, (gsize) width * 4);

  for (int i = 0; i < width * height; i++)
    n += first[i] != second[i];

  return n;
}

static void
end_step (BelayStep *step)
{
  BelayDecision decision = { .verdict = BELAY_VERDICT_SKIP, .by = BELAY_DECIDER_PERSON };
  g_autoptr(GError) error = NULL;

  belay_step_decide (step, &decision, &error);
  g_assert_no_error (error);

  if (!belay_step_state_is_final (belay_step_get_state (step)))
    belay_step_finish (step, BELAY_STEP_SKIPPED, NULL, &error);
  g_assert_no_error (error);
}

/* The crosshair is where the action will be: picture pixels, on a screen of twice the size. */
static void
test_proposal (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(BelayStep) step = step_new ("left_click", TARGET);
  g_autoptr(GdkTexture) plain = ui_display_render (GTK_WIDGET (fixture->view));
  g_autoptr(GdkTexture) ended = NULL;
  BelayPoint point;
  GdkRGBA colour;

  belay_action_get_point (belay_step_get_action (step), &point);
  point = belay_geometry_to_screen (belay_step_get_geometry (step), point);
  belay_colours_get (GTK_WIDGET (fixture->view), BELAY_COLOUR_PROPOSAL, &colour);

  belay_screen_view_set_step (fixture->view, step);
  g_assert_cmphex (get_drawn (fixture, point.x - 10, point.y), ==, pixel_of (&colour));
  g_assert_cmphex (get_drawn (fixture, point.x, point.y + 18), ==, pixel_of (&colour));
  /* What is aimed at stays visible. */
  g_assert_cmphex (get_drawn (fixture, point.x, point.y) & 0xfffefefe, ==, 0xff204060);

  end_step (step);
  ended = ui_display_render (GTK_WIDGET (fixture->view));
  g_assert_cmpuint (count_differences (plain, ended), ==, 0);
}

/* Each kind of action leaves a mark of its own, in the view and nowhere but on the picture. */
static void
test_kinds (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *input;
  } kinds[] = {
    { "left_click", TARGET },
    { "right_click", TARGET },
    { "middle_click", TARGET },
    { "double_click", TARGET },
    { "triple_click", TARGET },
    { "left_click", "{\"coordinate\":[100,80],\"text\":\"ctrl\"}" },
    { "left_click_drag", "{\"start_coordinate\":[20,30],\"coordinate\":[100,80]}" },
    { "mouse_move", TARGET },
    { "scroll", "{\"coordinate\":[100,60],\"scroll_direction\":\"down\",\"scroll_amount\":5}" },
    { "type", "{\"text\":\"rm -rf ~/x\\n<b>\"}" },
    { "key", "{\"text\":\"ctrl+s\"}" },
    { "hold_key", "{\"text\":\"shift\",\"duration\":2}" },
    { "wait", "{\"duration\":3}" },
    { "screenshot", "{}" },
    { "zoom", "{\"region\":[10,10,60,50]}" },
    { "left_mouse_down", "{}" },
    { "left_mouse_up", "{}" },
    { "cursor_position", "{}" },
  };
  g_autoptr(GdkTexture) before = ui_display_render (GTK_WIDGET (fixture->view));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(BelayStep) step = step_new (kinds[i].name, kinds[i].input);
      g_autoptr(GdkTexture) drawn = NULL;

      g_test_message ("%s", kinds[i].name);
      belay_screen_view_set_step (fixture->view, step);
      belay_proposal_layer_rest (fixture->view->proposal);
      drawn = ui_display_render (GTK_WIDGET (fixture->view));
      g_assert_cmpuint (count_differences (before, drawn), >, 50);
      g_set_object (&before, drawn);
    }
}

static void
test_past (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BelayStep) step = step_new ("left_click", TARGET);
  guint32 small[(WIDTH / 2) * (HEIGHT / 2)];
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkTexture) picture = NULL;
  GdkRGBA colour;

  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    small[i] = 0xff70a030;
  bytes = g_bytes_new (small, sizeof small);
  picture = gdk_memory_texture_new (WIDTH / 2, HEIGHT / 2, GDK_MEMORY_DEFAULT, bytes, WIDTH / 2 * 4);

  belay_screen_view_set_control (fixture->view, BELAY_CONTROL_PERSON);
  belay_screen_view_set_past (fixture->view, picture);
  g_assert_cmphex (get_drawn (fixture, 5, 5), ==, 0xff70a030);

  /* What became of the step does not matter here; its points are those of the picture. */
  end_step (step);
  belay_screen_view_set_step (fixture->view, step);
  belay_colours_get (GTK_WIDGET (fixture->view), BELAY_COLOUR_NOBODY, &colour);
  g_assert_cmphex (get_drawn (fixture, 100, 80 - 5), ==, pixel_of (&colour));

  ui_display_xdotool ("mousemove", "200", "160", "click", "1", "key", "a", NULL);
  ui_display_wait_frame (fixture->window);
  g_assert_cmpstr (fixture->events->str, ==, "window:a ");

  belay_screen_view_set_past (fixture->view, NULL);
  g_assert_cmphex (get_drawn (fixture, 5, 5) & 0xfffefefe, ==, 0xff204060);
}

/* Words four levels darker than their ground. @at: (out) (nullable): a pixel of one */
static BelayFrame *
faint_frame_new (const char *words,
                 BelayPoint *at)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  const guint8 *pixels;
  BelayFrame *frame;
  int stride;

  cairo_set_source_rgb (cr, 250 / 255.0, 250 / 255.0, 250 / 255.0);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 246 / 255.0, 246 / 255.0, 246 / 255.0);
  cairo_set_font_size (cr, 20);
  cairo_move_to (cr, 30, 100);
  cairo_show_text (cr, words);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  pixels = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  frame = belay_frame_new (NULL, pixels, (gsize) stride, WIDTH, HEIGHT, NULL, 0, 1, g_get_monotonic_time ());

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    if (pixels[(i / WIDTH) * stride + (i % WIDTH) * 4] == 246)
      *at = (BelayPoint) { i % WIDTH, i / WIDTH };

  cairo_surface_destroy (surface);

  return frame;
}

static guint
get_red (Fixture          *fixture,
         const BelayPoint *at)
{
  return get_drawn (fixture, at->x, at->y) >> 16 & 0xff;
}

/* What is too faint to be seen becomes bright, all else dark; it follows the frames, and goes when it is not wanted. */
static void
test_revealed (Fixture       *fixture,
               gconstpointer  data)
{
  const BelayPoint elsewhere = { 10, 200 };
  BelayPoint at = { 0 };
  g_autoptr(BelayFrame) frame = faint_frame_new ("Nobody can see this line", &at);
  g_autoptr(BelayFrame) plain = faint_frame_new ("", NULL);

  belay_screen_view_set_frame (fixture->view, frame);
  g_assert_cmpuint (get_red (fixture, &at), ==, 246);

  belay_screen_view_set_revealed (fixture->view, TRUE);
  while (get_red (fixture, &at) < 200)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (get_red (fixture, &elsewhere), <, 120);

  belay_screen_view_set_frame (fixture->view, plain);
  while (get_red (fixture, &at) > 200)
    g_main_context_iteration (NULL, TRUE);

  belay_screen_view_set_frame (fixture->view, frame);
  while (get_red (fixture, &at) < 200)
    g_main_context_iteration (NULL, TRUE);

  belay_screen_view_set_revealed (fixture->view, FALSE);
  g_assert_cmpuint (get_red (fixture, &at), ==, 246);
  g_assert_cmpuint (get_red (fixture, &elsewhere), ==, 250);
}

/* Runs the main loop until the events say so. */
static void
wait_for (Fixture    *fixture,
          const char *end)
{
  gint64 deadline = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;

  while (!g_str_has_suffix (fixture->events->str, end) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);

  if (!g_str_has_suffix (fixture->events->str, end))
    g_error ("“%s” instead of “…%s”", fixture->events->str, end);
}

/* Puts the mouse on a screen pixel. The window is in the corner of a display without a window manager. */
static void
point_at (Fixture *fixture,
          int      x,
          int      y)
{
  BelayViewport port;
  double view_x, view_y;
  g_autofree char *left = NULL;
  g_autofree char *top = NULL;

  g_assert_true (belay_screen_view_get_viewport (fixture->view, &port));
  belay_viewport_to_view (&port, x + 0.5, y + 0.5, &view_x, &view_y);
  left = g_strdup_printf ("%d", (int) view_x);
  top = g_strdup_printf ("%d", (int) view_y);
  ui_display_xdotool ("mousemove", left, top, NULL);
}

static void
test_pointer (Fixture       *fixture,
              gconstpointer  data)
{
  point_at (fixture, 10, 10);
  ui_display_xdotool ("click", "1", NULL);
  ui_display_wait_frame (fixture->window);
  g_assert_cmpstr (fixture->events->str, ==, "");

  belay_screen_view_set_control (fixture->view, BELAY_CONTROL_PERSON);
  point_at (fixture, 101, 52);
  wait_for (fixture, "101,52:0 ");
  g_string_truncate (fixture->events, 0);

  ui_display_xdotool ("mousedown", "1", "mousedown", "3", "mouseup", "1", "mouseup", "3", "click", "4", "click", "7", NULL);
  wait_for (fixture, "101,52:64 101,52:0 ");
  g_assert_cmpstr (fixture->events->str, ==,
                   "101,52:1 101,52:5 101,52:4 101,52:0 101,52:8 101,52:0 101,52:64 101,52:0 ");

  /* A drag that leaves the screen stays at its edge. */
  g_string_truncate (fixture->events, 0);
  ui_display_xdotool ("mousedown", "1", "mousemove", "1", "1", "mouseup", "1", NULL);
  wait_for (fixture, "0,0:0 ");

  /* Beside the screen nothing begins. */
  g_string_truncate (fixture->events, 0);
  ui_display_xdotool ("mousemove", "2", "2", "click", "1", NULL);
  point_at (fixture, 7, 8);
  wait_for (fixture, "7,8:0 ");
  g_assert_cmpstr (fixture->events->str, ==, "7,8:0 ");
}

static void
test_release (Fixture       *fixture,
              gconstpointer  data)
{
  belay_screen_view_set_control (fixture->view, BELAY_CONTROL_PERSON);
  point_at (fixture, 30, 30);
  ui_display_xdotool ("mousedown", "1", "keydown", "shift", NULL);
  wait_for (fixture, "Shift_L+ ");
  g_string_truncate (fixture->events, 0);

  belay_screen_view_set_control (fixture->view, BELAY_CONTROL_AGENT);
  g_assert_cmpstr (fixture->events->str, ==, "Shift_L- 30,30:0 ");

  ui_display_xdotool ("mouseup", "1", "keyup", "shift", NULL);
  ui_display_wait_frame (fixture->window);
  g_assert_cmpstr (fixture->events->str, ==, "Shift_L- 30,30:0 ");
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  belay_screen_view_set_control (fixture->view, BELAY_CONTROL_PERSON);
  point_at (fixture, 30, 30);
  ui_display_xdotool ("click", "1", NULL);
  wait_for (fixture, "30,30:1 30,30:0 ");
  g_string_truncate (fixture->events, 0);

  ui_display_xdotool ("key", "a", "key", "Tab", "key", "Left", NULL);
  wait_for (fixture, "Left- ");
  g_assert_cmpstr (fixture->events->str, ==, "a+ a- Tab+ Tab- Left+ Left- ");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (fixture->view)));

  /* What went down comes up, though Shift went first. */
  g_string_truncate (fixture->events, 0);
  ui_display_xdotool ("keydown", "shift", "keydown", "a", "keyup", "shift", "keyup", "a", NULL);
  wait_for (fixture, "A- ");
  g_assert_cmpstr (fixture->events->str, ==, "Shift_L+ A+ Shift_L- A- ");

  /* The stop key is the window's, with whatever it is pressed. */
  g_string_truncate (fixture->events, 0);
  ui_display_xdotool ("key", "Escape", "key", "ctrl+Escape", NULL);
  wait_for (fixture, "Control_L- ");
  g_assert_cmpstr (fixture->events->str, ==, "window:Escape Control_L+ window:Escape Control_L- ");
}

static void
test_editing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(BelayStep) step = step_new ("left_click_drag", "{\"start_coordinate\":[20,30],\"coordinate\":[100,80]}");

  belay_screen_view_set_step (fixture->view, step);
  belay_screen_view_set_editing (fixture->view, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->view));

  /* Taken a little beside the point, it keeps that distance. */
  point_at (fixture, 201, 161);
  ui_display_xdotool ("mousedown", "1", NULL);
  point_at (fixture, 221, 181);
  ui_display_xdotool ("mouseup", "1", NULL);
  wait_for (fixture, "110,90 ");

  /* The nearer end is the one that moves. */
  g_string_truncate (fixture->events, 0);
  point_at (fixture, 41, 61);
  ui_display_xdotool ("mousedown", "1", NULL);
  point_at (fixture, 61, 61);
  ui_display_xdotool ("mouseup", "1", NULL);
  wait_for (fixture, "from 30,30 ");

  g_string_truncate (fixture->events, 0);
  ui_display_xdotool ("key", "Left", "key", "shift+Down", "key", "ctrl+Up", NULL);
  wait_for (fixture, "from 20,29 ");
  g_assert_nonnull (strstr (fixture->events->str, "99,80 "));
  g_assert_nonnull (strstr (fixture->events->str, "100,90 "));
}

/* A fractional scale: the mouse finds the pixel that is drawn there. */
static void
test_scaled (void)
{
  Fixture fixture;
  BelayViewport port;

  set_up_sized (&fixture, 233, 300);
  g_assert_true (belay_screen_view_get_viewport (fixture.view, &port));
  g_assert_cmpfloat (port.scale, <, 0.72);
  g_assert_cmpfloat (port.scale, >, 0.68);

  belay_screen_view_set_control (fixture.view, BELAY_CONTROL_PERSON);
  point_at (&fixture, 317, 233);
  wait_for (&fixture, ":0 ");
  g_assert_true (g_str_has_prefix (fixture.events->str, "317,233:0 ") ||
                 g_str_has_prefix (fixture.events->str, "316,233:0 ") ||
                 g_str_has_prefix (fixture.events->str, "316,232:0 ") ||
                 g_str_has_prefix (fixture.events->str, "317,232:0 "));
  tear_down (&fixture, NULL);
}

static void
read_display (GSubprocess *server)
{
  GInputStream *stream = g_subprocess_get_stdout_pipe (server);
  char c;

  do
    g_assert_cmpint (g_input_stream_read (stream, &c, 1, NULL, NULL), ==, 1);
  while (c != '\n');
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
start_vnc (const char *socket)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GError) error = NULL;
  GSubprocess *server;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  server = g_subprocess_launcher_spawn (launcher, &error, "Xtigervnc", "-displayfd", "1", "-rfbunixpath", socket,
                                        "-rfbport", "-1", "-SecurityTypes", "None", "-geometry", "320x240",
                                        "-nolisten", "tcp", NULL);
  g_assert_no_error (error);
  read_display (server);

  return server;
}

static gboolean
until (gboolean (*condition) (Fixture *fixture),
       Fixture  *fixture)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (!condition (fixture) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);

  return condition (fixture);
}

static gboolean
shows_screen (Fixture *fixture)
{
  BelayViewport port;

  return belay_screen_view_is_live (fixture->view) && belay_screen_view_get_viewport (fixture->view, &port);
}

static gboolean
shows_loss (Fixture *fixture)
{
  return !belay_screen_view_is_live (fixture->view) && gtk_widget_get_mapped (fixture->view->notice);
}

/* A real server: its picture appears, and when it is gone the last one stays, dimmed, with a word about it. */
static void
test_screen (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *directory = g_dir_make_tmp ("belay-view-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "vnc", NULL);
  g_autoptr(GSubprocess) server = start_vnc (path);
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr(BelayScreen) screen = belay_screen_new (G_SOCKET_CONNECTABLE (address));
  guint32 live;

  belay_screen_view_set_screen (fixture->view, screen);
  g_assert_true (gtk_widget_get_visible (fixture->view->notice));
  g_assert_false (gtk_widget_get_visible (fixture->view->tag));

  belay_screen_open (screen);
  g_assert_true (until (shows_screen, fixture));
  g_assert_false (gtk_widget_get_visible (fixture->view->notice));
  g_assert_true (gtk_widget_get_visible (fixture->view->tag));
  live = get_drawn (fixture, 5, 5);

  belay_screen_view_set_control (fixture->view, BELAY_CONTROL_PERSON);
  point_at (fixture, 30, 30);
  ui_display_xdotool ("mousedown", "1", NULL);
  wait_for (fixture, "30,30:1 ");

  g_subprocess_force_exit (server);
  g_assert_true (until (shows_loss, fixture));
  g_assert_true (g_str_has_suffix (fixture->events->str, "30,30:0 "));
  ui_display_xdotool ("mouseup", "1", NULL);
  g_assert_cmpuint (get_drawn (fixture, 5, 5) & 0xffffff, <=, live & 0xffffff);

  g_subprocess_wait (server, NULL, NULL);
  belay_screen_view_set_screen (fixture->view, NULL);
  belay_screen_close (screen);
  g_remove (path);
  g_rmdir (directory);
}

/* What a screen reader is told. */
static void
test_accessible (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(BelayStep) step = step_new ("left_click", TARGET);
  g_autofree char *sentence = belay_step_describe (step);
  GtkAccessible *accessible = GTK_ACCESSIBLE (fixture->view);

  g_assert_cmpint (gtk_accessible_get_accessible_role (accessible), ==, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "The sandbox’s screen");
  belay_screen_view_set_step (fixture->view, step);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence);
}

static void
count (gpointer   instance,
       guint     *n)
{
  (*n)++;
}

/* Nothing is drawn for a frame in which nothing changed, and nothing moves once the eye has been drawn. */
static void
test_quiet (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BelayFrame) first = frame_new (0xff204060);
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  g_autoptr(BelayFrame) same = NULL;
  g_autoptr(BelayStep) step = step_new ("left_click", TARGET);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->view));
  guint n_painted = 0;
  gint64 deadline;

  belay_frame_read (first, &(BelayRect) { 0, 0, WIDTH, HEIGHT }, (guint8 *) pixels, WIDTH * 4);
  same = belay_frame_new (first, (guint8 *) pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, 2, 2);
  belay_screen_view_set_frame (fixture->view, first);
  belay_screen_view_set_step (fixture->view, step);
  g_assert_true (belay_proposal_layer_is_moving (fixture->view->proposal));

  deadline = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;
  while (belay_proposal_layer_is_moving (fixture->view->proposal) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (belay_proposal_layer_is_moving (fixture->view->proposal));

  ui_display_wait_frame (fixture->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_signal_connect (clock, "paint", G_CALLBACK (count), &n_painted);
  belay_screen_view_set_frame (fixture->view, same);
  deadline = g_get_monotonic_time () + 300 * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_painted, ==, 0);

  g_signal_handlers_disconnect_by_data (clock, &n_painted);
}

static void
add_tests (void)
{
  g_test_add ("/screen-view/exact", Fixture, NULL, set_up, test_exact, tear_down);
  g_test_add ("/screen-view/proposal", Fixture, NULL, set_up, test_proposal, tear_down);
  g_test_add ("/screen-view/kinds", Fixture, NULL, set_up, test_kinds, tear_down);
  g_test_add ("/screen-view/past", Fixture, NULL, set_up, test_past, tear_down);
  g_test_add ("/screen-view/revealed", Fixture, NULL, set_up, test_revealed, tear_down);
  g_test_add ("/screen-view/pointer", Fixture, NULL, set_up, test_pointer, tear_down);
  g_test_add ("/screen-view/release", Fixture, NULL, set_up, test_release, tear_down);
  g_test_add ("/screen-view/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/screen-view/editing", Fixture, NULL, set_up, test_editing, tear_down);
  g_test_add ("/screen-view/quiet", Fixture, NULL, set_up, test_quiet, tear_down);
  g_test_add ("/screen-view/screen", Fixture, NULL, set_up, test_screen, tear_down);
  g_test_add ("/screen-view/accessible", Fixture, NULL, set_up, test_accessible, tear_down);
  g_test_add_func ("/screen-view/scaled", test_scaled);
}

int
main (int   argc,
      char *argv[])
{
  return ui_display_run (&argc, &argv, add_tests);
}
