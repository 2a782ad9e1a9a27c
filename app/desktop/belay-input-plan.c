/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-input-plan-private.h"

#include "belay-json.h"

static const struct
{
  guint32     keysym;
  const char *name;
} key_names[] = {
  { 0xff08, "BackSpace" }, { 0xff09, "Tab" }, { 0xff0d, "Return" }, { 0xff1b, "Escape" }, { 0xffff, "Delete" },
  { 0xff50, "Home" }, { 0xff51, "Left" }, { 0xff52, "Up" }, { 0xff53, "Right" }, { 0xff54, "Down" },
  { 0xff55, "Page_Up" }, { 0xff56, "Page_Down" }, { 0xff57, "End" }, { 0xff63, "Insert" },
  { 0xffe1, "Shift_L" }, { 0xffe2, "Shift_R" }, { 0xffe3, "Control_L" }, { 0xffe4, "Control_R" },
  { 0xffe7, "Meta_L" }, { 0xffe8, "Meta_R" }, { 0xffe9, "Alt_L" }, { 0xffea, "Alt_R" },
  { 0xffeb, "Super_L" }, { 0xffec, "Super_R" },
};

/* Immutable once belay_input_plan_builder_end() has returned. */
struct _BelayInputPlan
{
  BelayInputPlanBuilder content;
};

G_DEFINE_BOXED_TYPE (BelayInputPlan, belay_input_plan, belay_input_plan_ref, belay_input_plan_unref)

/**
 * belay_input_plan_builder_init:
 * @self: (out caller-allocates): an uninitialised builder
 * @pointer: (nullable): where the pointer is before the plan, screen pixels; %NULL if nobody knows
 * @buttons: what it holds down then
 *
 * Starts an empty plan. End it with belay_input_plan_builder_end() or belay_input_plan_builder_clear().
 */
void
belay_input_plan_builder_init (BelayInputPlanBuilder *self,
                               const BelayPoint      *pointer,
                               guint                  buttons)
{
  *self = (BelayInputPlanBuilder) {
    .events = g_array_new (FALSE, TRUE, sizeof (BelayInputEvent)),
    .texts = g_string_chunk_new (256),
    .has_pointer = pointer != NULL,
    .buttons = buttons,
  };

  if (pointer != NULL)
    self->pointer = *pointer;
}

/**
 * belay_input_plan_builder_pointer:
 * @self: a builder
 * @point: screen pixels
 * @buttons: bits of what is down when this event has happened
 */
void
belay_input_plan_builder_pointer (BelayInputPlanBuilder *self,
                                  BelayPoint             point,
                                  guint                  buttons)
{
  BelayInputEvent event = { .kind = BELAY_INPUT_POINTER, .x = point.x, .y = point.y, .buttons = buttons };

  g_array_append_val (self->events, event);
}

/**
 * belay_input_plan_builder_key:
 * @self: a builder
 * @keysym: an X keysym
 * @down: whether it goes down or up
 */
void
belay_input_plan_builder_key (BelayInputPlanBuilder *self,
                              guint32                keysym,
                              gboolean               down)
{
  BelayInputEvent event = { .kind = down ? BELAY_INPUT_KEY_DOWN : BELAY_INPUT_KEY_UP, .keysym = keysym };

  g_array_append_val (self->events, event);
}

/**
 * belay_input_plan_builder_clipboard:
 * @self: a builder
 * @text: valid UTF-8; copied
 * @length: bytes of @text, or -1
 */
void
belay_input_plan_builder_clipboard (BelayInputPlanBuilder *self,
                                    const char            *text,
                                    gssize                 length)
{
  BelayInputEvent event = { .kind = BELAY_INPUT_CLIPBOARD };

  event.text = g_string_chunk_insert_len (self->texts, text, length);
  g_array_append_val (self->events, event);
}

/**
 * belay_input_plan_builder_secret:
 * @self: a builder
 * @name: the name of a secret
 *
 * Its keys stay out of the plan: the executor finds them when it comes there.
 */
void
belay_input_plan_builder_secret (BelayInputPlanBuilder *self,
                                 const char            *name)
{
  BelayInputEvent event = { .kind = BELAY_INPUT_SECRET };

  event.text = g_string_chunk_insert (self->texts, name);
  g_array_append_val (self->events, event);
}

/**
 * belay_input_plan_builder_wait:
 * @self: a builder
 * @kind: %BELAY_INPUT_PAUSE or %BELAY_INPUT_AWAIT
 * @ms: milliseconds; 0 adds nothing
 */
void
belay_input_plan_builder_wait (BelayInputPlanBuilder *self,
                               BelayInputKind         kind,
                               guint                  ms)
{
  BelayInputEvent event = { .kind = kind, .ms = ms };

  g_return_if_fail (kind == BELAY_INPUT_PAUSE || kind == BELAY_INPUT_AWAIT);

  if (ms > 0)
    g_array_append_val (self->events, event);
}

/**
 * belay_input_plan_builder_end:
 * @self: a builder; clear afterwards
 *
 * Returns: (transfer full): the plan
 */
BelayInputPlan *
belay_input_plan_builder_end (BelayInputPlanBuilder *self)
{
  BelayInputPlan *plan = g_atomic_rc_box_new0 (BelayInputPlan);

  plan->content = *self;
  self->events = NULL;
  self->texts = NULL;

  return plan;
}

/**
 * belay_input_plan_builder_clear:
 * @self: a builder, ended or not
 *
 * Frees what was not made into a plan.
 */
void
belay_input_plan_builder_clear (BelayInputPlanBuilder *self)
{
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->texts, g_string_chunk_free);
}

/**
 * belay_input_plan_ref:
 * @self: a plan
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
BelayInputPlan *
belay_input_plan_ref (BelayInputPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_plan (gpointer data)
{
  BelayInputPlan *self = data;

  belay_input_plan_builder_clear (&self->content);
}

/**
 * belay_input_plan_unref:
 * @self: (transfer full): a plan
 *
 * Any thread.
 */
void
belay_input_plan_unref (BelayInputPlan *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_plan);
}

/**
 * belay_input_plan_get_events:
 * @self: a plan
 * @n_events: (out): how many
 *
 * Returns: (array length=n_events) (transfer none): the events in order; empty for an action that only looks
 */
const BelayInputEvent *
belay_input_plan_get_events (const BelayInputPlan *self,
                             guint                *n_events)
{
  *n_events = self->content.events->len;

  return (const BelayInputEvent *) self->content.events->data;
}

/**
 * belay_input_plan_get_buttons:
 * @self: a plan
 *
 * Returns: the buttons that it counts on to be held before its first event
 */
guint
belay_input_plan_get_buttons (const BelayInputPlan *self)
{
  return self->content.buttons;
}

/**
 * belay_input_plan_get_approach:
 * @self: a plan
 *
 * Returns: how many events only bring the pointer to where it presses a button or turns the wheel
 */
guint
belay_input_plan_get_approach (const BelayInputPlan *self)
{
  const GArray *events = self->content.events;
  gboolean moves = FALSE;

  if (self->content.buttons != 0)
    return 0;

  for (guint i = 0; i < events->len; i++)
    {
      const BelayInputEvent *event = &g_array_index (events, BelayInputEvent, i);

      if (event->kind != BELAY_INPUT_POINTER)
        continue;

      if (event->buttons != 0)
        return moves ? i : 0;
      moves = TRUE;
    }

  return 0;
}

/**
 * belay_input_plan_cut:
 * @self: a plan
 * @start: its first event that is taken
 * @end: the first one after that which is not
 *
 * Returns: (transfer full): the part; all parts, run in order, are the same as the whole
 */
BelayInputPlan *
belay_input_plan_cut (const BelayInputPlan *self,
                      guint                 start,
                      guint                 end)
{
  const GArray *events = self->content.events;
  g_auto(BelayInputPlanBuilder) builder = { NULL };
  guint buttons = self->content.buttons;

  g_return_val_if_fail (start <= end && end <= events->len, NULL);

  for (guint i = 0; i < start; i++)
    if (g_array_index (events, BelayInputEvent, i).kind == BELAY_INPUT_POINTER)
      buttons = g_array_index (events, BelayInputEvent, i).buttons;
  belay_input_plan_builder_init (&builder, NULL, buttons);

  for (guint i = start; i < end; i++)
    {
      BelayInputEvent event = g_array_index (events, BelayInputEvent, i);

      if (event.text != NULL)
        event.text = g_string_chunk_insert (builder.texts, event.text);
      g_array_append_val (builder.events, event);
    }

  return belay_input_plan_builder_end (&builder);
}

static gboolean
is_printable_ascii (guint32 keysym)
{
  return keysym >= 0x20 && keysym <= 0x7e;
}

/* The number of printable characters struck one by one from @index on. */
static guint
count_struck (const GArray *events,
              guint         index)
{
  guint n = 0;

  while (index + 1 < events->len)
    {
      const BelayInputEvent *down = &g_array_index (events, BelayInputEvent, index);

      if (down[0].kind != BELAY_INPUT_KEY_DOWN || down[1].kind != BELAY_INPUT_KEY_UP ||
          down[0].keysym != down[1].keysym || !is_printable_ascii (down[0].keysym))
        break;

      n++;
      index += 2;
    }

  return n;
}

static void
append_struck (GString      *out,
               const GArray *events,
               guint         index,
               guint         n_struck)
{
  g_autoptr(GString) text = g_string_sized_new (n_struck);

  for (guint i = 0; i < n_struck; i++)
    g_string_append_c (text, (char) g_array_index (events, BelayInputEvent, index + 2 * i).keysym);

  g_string_append (out, "[\"type\",");
  belay_json_append_string (out, text->str);
  g_string_append_c (out, ']');
}

/* A character stands for itself, other keys for their X names, the rest for their numbers: unlike labels these are
 * never translated, and lead back to the same keysym. */
static void
append_key (GString *out,
            guint32  keysym,
            gboolean down)
{
  g_autofree char *text = NULL;
  const char *name = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (key_names) && name == NULL; i++)
    {
      if (key_names[i].keysym == keysym)
        name = key_names[i].name;
    }

  if (name == NULL)
    text = is_printable_ascii (keysym) ? g_strdup_printf ("%c", (int) keysym) : g_strdup_printf ("0x%x", keysym);

  g_string_append (out, "[\"key\",");
  belay_json_append_string (out, name != NULL ? name : text);
  g_string_append_printf (out, ",\"%s\"]", down ? "down" : "up");
}

static guint32
key_from_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (key_names); i++)
    {
      if (g_str_equal (name, key_names[i].name))
        return key_names[i].keysym;
    }

  if (name[0] != '\0' && name[1] == '\0')
    return (guchar) name[0];

  return g_str_has_prefix (name, "0x") ? (guint32) g_ascii_strtoull (name, NULL, 16) : 0;
}

static void
append_pointer (GString               *out,
                const BelayInputEvent *event,
                gboolean               moved,
                guint                  buttons_before)
{
  guint changed = event->buttons ^ buttons_before;

  if (changed == 0)
    g_string_append_printf (out, "[\"move\",%d,%d]", event->x, event->y);
  else if (!moved && (changed & (changed - 1)) == 0)
    g_string_append_printf (out, "[\"%s\",%d]", event->buttons & changed ? "press" : "release",
                            g_bit_nth_lsf (changed, -1) + 1);
  else
    g_string_append_printf (out, "[\"pointer\",%d,%d,%u]", event->x, event->y, event->buttons);
}

static void
append_event (GString               *out,
              const BelayInputEvent *event,
              gboolean               moved,
              guint                  buttons_before)
{
  switch (event->kind)
    {
    case BELAY_INPUT_POINTER:
      append_pointer (out, event, moved, buttons_before);
      break;

    case BELAY_INPUT_KEY_DOWN:
    case BELAY_INPUT_KEY_UP:
      append_key (out, event->keysym, event->kind == BELAY_INPUT_KEY_DOWN);
      break;

    case BELAY_INPUT_CLIPBOARD:
    case BELAY_INPUT_SECRET:
      g_string_append (out, event->kind == BELAY_INPUT_SECRET ? "[\"secret\"," : "[\"clipboard\",");
      belay_json_append_string (out, event->text);
      g_string_append_c (out, ']');
      break;

    case BELAY_INPUT_PAUSE:
    case BELAY_INPUT_AWAIT:
      g_string_append_printf (out, "[\"%s\",%u]", event->kind == BELAY_INPUT_PAUSE ? "pause" : "await", event->ms);
      break;

    default:
      g_assert_not_reached ();
    }
}

/**
 * belay_input_plan_to_json:
 * @self: a plan
 *
 * Writes the events as the trail records them: an array of arrays, without white space. Equal plans give equal texts.
 *
 * - `["move",x,y]`, screen pixels; `["press",n]` and `["release",n]` of a button where the pointer is, 1 left, 2
 *   middle, 3 right, 4 to 7 wheel up, down, left, right; `["pointer",x,y,mask]` where all of it changes at once;
 * - `["type","ls -la"]`: each character pressed and released, one after the other;
 * - `["key","Return","down"]`, `["key","0x1008ff13","up"]`: a key's name, or its X keysym;
 * - `["clipboard","text"]`; `["pause",ms]`; `["await",ms]` until the clipboard is pasted, that long at the most;
 * - `["secret","name"]`: the keys of a secret, neither which nor how many.
 *
 * Returns: (transfer full): JSON text
 */
char *
belay_input_plan_to_json (const BelayInputPlan *self)
{
  const GArray *events = self->content.events;
  gboolean known = self->content.has_pointer;
  BelayPoint point = self->content.pointer;
  guint buttons = self->content.buttons;
  GString *out = g_string_new ("[");

  for (guint i = 0; i < events->len; i++)
    {
      const BelayInputEvent *event = &g_array_index (events, BelayInputEvent, i);
      guint n_struck = count_struck (events, i);

      if (i > 0)
        g_string_append_c (out, ',');

      if (n_struck > 0)
        {
          append_struck (out, events, i, n_struck);
          i += 2 * n_struck - 1;
          continue;
        }

      append_event (out, event, !known || event->x != point.x || event->y != point.y, buttons);

      if (event->kind == BELAY_INPUT_POINTER)
        {
          known = TRUE;
          point = (BelayPoint) { event->x, event->y };
          buttons = event->buttons;
        }
    }

  g_string_append_c (out, ']');

  return g_string_free (out, FALSE);
}

static void
add_key (GArray  *keysyms,
         guint32  keysym)
{
  for (guint i = 0; i < keysyms->len; i++)
    {
      if (g_array_index (keysyms, guint32, i) == keysym)
        return;
    }

  g_array_append_val (keysyms, keysym);
}

static gboolean
string_at (JsonArray   *array,
           guint        index,
           const char **value)
{
  JsonNode *node;

  if (index >= json_array_get_length (array))
    return FALSE;

  node = json_array_get_element (array, index);
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;

  *value = json_node_get_string (node);

  return TRUE;
}

static gboolean
collect_keys (JsonNode *node,
              GArray   *keysyms)
{
  JsonArray *event;
  const char *kind, *value;
  guint32 keysym;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;

  event = json_node_get_array (node);
  if (!string_at (event, 0, &kind))
    return FALSE;

  if (g_str_equal (kind, "type"))
    {
      if (!string_at (event, 1, &value))
        return FALSE;

      for (; *value != '\0'; value++)
        add_key (keysyms, (guchar) *value);
    }
  else if (g_str_equal (kind, "key"))
    {
      if (!string_at (event, 1, &value))
        return FALSE;

      keysym = key_from_name (value);
      if (keysym == 0)
        return FALSE;

      add_key (keysyms, keysym);
    }
  else if (g_str_equal (kind, "secret"))
    {
      add_key (keysyms, key_from_name ("Shift_L"));
    }

  return TRUE;
}

/**
 * belay_input_plan_keys_from_json:
 * @json: what belay_input_plan_to_json() wrote
 * @error: (nullable): return location for an error of %BELAY_JSON_ERROR
 *
 * Finds the keys that a plan, of which nobody knows how far it went, may have left down. Of a secret that is Shift at
 * the most: nobody can say which others, and a server lets a key go when the connection ends.
 *
 * Returns: (transfer full) (element-type guint32) (nullable): each keysym once, in the order of first use
 */
GArray *
belay_input_plan_keys_from_json (const char  *json,
                                 GError     **error)
{
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GArray) keysyms = g_array_new (FALSE, FALSE, sizeof (guint32));
  JsonArray *events;

  g_return_val_if_fail (json != NULL, NULL);

  root = belay_json_parse (json, -1, BELAY_JSON_MAX_SIZE, error);
  if (root == NULL)
    return NULL;

  events = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

  for (guint i = 0; events != NULL && i < json_array_get_length (events); i++)
    {
      if (!collect_keys (json_array_get_element (events, i), keysyms))
        events = NULL;
    }

  if (events == NULL)
    {
      g_set_error_literal (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, "This is not a list of input events");
      return NULL;
    }

  return g_steal_pointer (&keysyms);
}
