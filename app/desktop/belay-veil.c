/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-veil.h"

/* A flat block with dots, like the ones of a password entry: nothing on an ordinary screen is taken for it. */
#define BLOCK    0xff5e5c64u
#define DOT      0xffdeddda
#define DOT_SIDE 4
#define DOT_STEP 12
#define N_DOTS   3

typedef struct
{
  BelayVeilFilter filter;
  gpointer        data;
  GDestroyNotify  destroy;
} Filter;

struct _BelayVeil
{
  GPtrArray *places;            /* of BelayVeilPlace */
  GArray    *filters;           /* of Filter */
};

G_DEFINE_BOXED_TYPE (BelayVeil, belay_veil, belay_veil_ref, belay_veil_unref)

static void
place_free (gpointer data)
{
  BelayVeilPlace *place = data;

  g_free (place->name);
  g_free (place);
}

static void
filter_clear (gpointer data)
{
  Filter *filter = data;

  if (filter->destroy != NULL)
    filter->destroy (filter->data);
}

/**
 * belay_veil_new:
 *
 * Returns: (transfer full): a veil that covers nothing yet
 */
BelayVeil *
belay_veil_new (void)
{
  BelayVeil *self = g_atomic_rc_box_new0 (BelayVeil);

  self->places = g_ptr_array_new_with_free_func (place_free);
  self->filters = g_array_new (FALSE, FALSE, sizeof (Filter));
  g_array_set_clear_func (self->filters, filter_clear);

  return self;
}

/**
 * belay_veil_ref:
 * @self: a veil
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
BelayVeil *
belay_veil_ref (BelayVeil *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_veil (gpointer data)
{
  BelayVeil *self = data;

  g_ptr_array_unref (self->places);
  g_array_unref (self->filters);
}

/**
 * belay_veil_unref:
 * @self: (transfer full): a veil
 *
 * Any thread.
 */
void
belay_veil_unref (BelayVeil *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_veil);
}

/**
 * belay_veil_cover:
 * @self: a veil that is being built
 * @area: screen pixels; what lies outside of a frame is ignored
 * @name: (nullable): of the secret that is there
 *
 * Nothing that lies there is seen in a picture.
 */
void
belay_veil_cover (BelayVeil       *self,
                  const BelayRect *area,
                  const char      *name)
{
  BelayVeilPlace *place;

  g_return_if_fail (self != NULL && area != NULL);

  place = g_new (BelayVeilPlace, 1);
  place->area = *area;
  place->name = g_strdup (name);
  g_ptr_array_add (self->places, place);
}

/**
 * belay_veil_add_filter:
 * @self: a veil that is being built
 * @filter: changes pixels
 * @data: (transfer full): for @filter
 * @destroy: (nullable): frees @data, on any thread
 */
void
belay_veil_add_filter (BelayVeil       *self,
                       BelayVeilFilter  filter,
                       gpointer         data,
                       GDestroyNotify   destroy)
{
  Filter added = { filter, data, destroy };

  g_return_if_fail (self != NULL && filter != NULL);

  g_array_append_val (self->filters, added);
}

/**
 * belay_veil_get_places:
 * @self: (nullable): a veil
 *
 * Returns: (transfer none) (element-type BelayVeilPlace) (nullable): what is covered; %NULL where there is no veil
 */
GPtrArray *
belay_veil_get_places (const BelayVeil *self)
{
  return self != NULL ? self->places : NULL;
}

/**
 * belay_veil_is_empty:
 * @self: (nullable): a veil
 *
 * Returns: whether it changes nothing in any frame
 */
gboolean
belay_veil_is_empty (const BelayVeil *self)
{
  return self == NULL || (self->places->len == 0 && self->filters->len == 0);
}

static gboolean
has_same_places (const BelayVeil *a,
                 const BelayVeil *b)
{
  if (a->places->len != b->places->len)
    return FALSE;

  for (guint i = 0; i < a->places->len; i++)
    {
      const BelayVeilPlace *one = a->places->pdata[i];
      const BelayVeilPlace *other = b->places->pdata[i];

      if (!belay_rect_equal (&one->area, &other->area) || g_strcmp0 (one->name, other->name) != 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * belay_veil_equal:
 * @a: (nullable): a veil
 * @b: (nullable): another
 *
 * Returns: whether both make the same of each frame
 */
gboolean
belay_veil_equal (const BelayVeil *a,
                  const BelayVeil *b)
{
  if (a == b || belay_veil_is_empty (a) || belay_veil_is_empty (b))
    return a == b || belay_veil_is_empty (a) == belay_veil_is_empty (b);

  if (a->filters->len != b->filters->len)
    return FALSE;

  for (guint i = 0; i < a->filters->len; i++)
    {
      const Filter *one = &g_array_index (a->filters, Filter, i);
      const Filter *other = &g_array_index (b->filters, Filter, i);

      if (one->filter != other->filter || one->data != other->data)
        return FALSE;
    }

  return has_same_places (a, b);
}

static void
fill (guint8          *pixels,
      gsize            stride,
      const BelayRect *area,
      guint32          colour)
{
  for (int y = area->y; y < area->y + area->height; y++)
    {
      guint32 *row = (guint32 *) (gpointer) (pixels + (gsize) y * stride);

      for (int x = area->x; x < area->x + area->width; x++)
        row[x] = colour;
    }
}

/* Always the same dots, however much is covered: their number tells nothing. */
static void
cover (guint8          *pixels,
       gsize            stride,
       const BelayRect *area)
{
  int middle = area->y + (area->height - DOT_SIDE) / 2;
  int left = area->x + (area->width - (N_DOTS - 1) * DOT_STEP - DOT_SIDE) / 2;

  fill (pixels, stride, area, BLOCK);

  for (int i = 0; i < N_DOTS; i++)
    {
      BelayRect dot = { left + i * DOT_STEP, middle, DOT_SIDE, DOT_SIDE };

      if (belay_rect_intersect (area, &dot, &dot))
        fill (pixels, stride, &dot, DOT);
    }
}

/**
 * belay_veil_apply:
 * @self: (nullable): a veil
 * @frame: a frame
 *
 * Any thread.
 *
 * Returns: (transfer full): @frame as it may leave the program, with the same number and time; @frame itself where nothing
 *   in it is changed
 */
BelayFrame *
belay_veil_apply (const BelayVeil *self,
                  BelayFrame      *frame)
{
  BelayRect whole = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  gsize stride = (gsize) whole.width * 4;
  g_autoptr(GArray) changed = NULL;
  g_autofree guint8 *pixels = NULL;

  if (belay_veil_is_empty (self))
    return belay_frame_ref (frame);

  changed = g_array_new (FALSE, FALSE, sizeof (BelayRect));
  pixels = g_malloc (stride * (gsize) whole.height);
  belay_frame_read (frame, &whole, pixels, stride);

  for (guint i = 0; i < self->filters->len; i++)
    {
      const Filter *filter = &g_array_index (self->filters, Filter, i);

      filter->filter (frame, pixels, stride, changed, filter->data);
    }

  for (guint i = 0; i < self->places->len; i++)
    {
      const BelayVeilPlace *place = self->places->pdata[i];
      BelayRect inside;

      if (belay_rect_intersect (&whole, &place->area, &inside))
        {
          cover (pixels, stride, &inside);
          g_array_append_val (changed, inside);
        }
    }

  if (changed->len == 0)
    return belay_frame_ref (frame);

  return belay_frame_new (frame, pixels, stride, whole.width, whole.height,
                          (const BelayRect *) (gpointer) changed->data, changed->len,
                          belay_frame_get_seq (frame), belay_frame_get_time (frame));
}
