/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-badge-layout.h"

#define SIZE 24.0f
#define N_MAX  24

static const graphene_rect_t bounds = GRAPHENE_RECT_INIT (10, 20, 400, 300);

static void
check (const graphene_rect_t *badges,
       guint                  n)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (graphene_rect_contains_rect (&bounds, &badges[i]));
      for (guint k = 0; k < i; k++)
        g_assert_false (graphene_rect_intersection (&badges[i], &badges[k], NULL));
    }
}

static void
test_equal_targets (void)
{
  BelayBadgeAnchor anchors[N_MAX];
  graphene_rect_t badges[N_MAX];

  for (guint i = 0; i < N_MAX; i++)
    anchors[i] = (BelayBadgeAnchor) { TRUE, GRAPHENE_POINT_INIT (200, 150) };

  belay_badge_layout (anchors, N_MAX, SIZE, &bounds, NULL, badges);
  check (badges, N_MAX);

  /* The target itself stays in sight. */
  for (guint i = 0; i < N_MAX; i++)
    g_assert_false (graphene_rect_contains_point (&badges[i], &anchors[i].point));
}

static void
test_anywhere (void)
{
  for (guint round = 0; round < 200; round++)
    {
      BelayBadgeAnchor anchors[N_MAX];
      graphene_rect_t badges[N_MAX];
      g_autoptr(GArray) occupied = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
      graphene_rect_t mark = GRAPHENE_RECT_INIT (g_test_rand_int_range (0, 400), g_test_rand_int_range (0, 300), 90, 60);
      guint n = (guint) g_test_rand_int_range (1, N_MAX + 1);

      g_array_append_val (occupied, mark);
      for (guint i = 0; i < n; i++)
        anchors[i] = (BelayBadgeAnchor) { g_test_rand_bit (),
                                          GRAPHENE_POINT_INIT ((float) g_test_rand_double_range (0, 450),
                                                               (float) g_test_rand_double_range (0, 350)) };

      belay_badge_layout (anchors, n, SIZE, &bounds, occupied, badges);
      check (badges, n);
    }
}

static void
test_occupied_is_left_free (void)
{
  const BelayBadgeAnchor anchor = { TRUE, GRAPHENE_POINT_INIT (200, 150) };
  const graphene_rect_t mark = GRAPHENE_RECT_INIT (150, 100, 100, 100);
  g_autoptr(GArray) occupied = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  graphene_rect_t badge;

  g_array_append_val (occupied, mark);
  belay_badge_layout (&anchor, 1, SIZE, &bounds, occupied, &badge);
  g_assert_false (graphene_rect_intersection (&badge, &mark, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/badge-layout/equal-targets", test_equal_targets);
  g_test_add_func ("/badge-layout/anywhere", test_anywhere);
  g_test_add_func ("/badge-layout/occupied", test_occupied_is_left_free);

  return g_test_run ();
}
