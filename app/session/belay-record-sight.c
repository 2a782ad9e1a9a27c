/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-record-private.h"

/* What is recorded of pictures: what they show, what is hidden in them, and what the agent got instead. */

JsonObject *
belay_record_of_rect (const BelayRect *rect)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "x", rect->x);
  json_object_set_int_member (object, "y", rect->y);
  json_object_set_int_member (object, "width", rect->width);
  json_object_set_int_member (object, "height", rect->height);

  return object;
}

static const char *
get_verdict_name (const BelayHiddenVerdict *verdict)
{
  if (belay_hidden_verdict_finds (verdict, BELAY_HIDDEN_WORDS))
    return "text";
  if (verdict->problem != NULL)
    return "incomplete";

  return belay_hidden_verdict_finds (verdict, BELAY_HIDDEN_UNREAD) ? "unread" : "clean";
}

/**
 * belay_record_hidden:
 * @sha256: of the picture
 * @verdict: what is hidden in it
 *
 * Returns: (transfer full): the payload of the scan of a picture
 */
JsonObject *
belay_record_hidden (const char               *sha256,
                     const BelayHiddenVerdict *verdict)
{
  static const char *const kinds[] = { "nothing", "text", "unread" };
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < verdict->places->len; i++)
    {
      const BelayHiddenPlace *place = verdict->places->pdata[i];
      JsonObject *element = belay_record_of_rect (&place->area);

      json_object_set_string_member (element, "kind", kinds[place->kind]);
      belay_record_set_string (element, "text", place->text);
      json_array_add_object_element (array, element);
    }

  json_object_set_string_member (object, "picture", sha256);
  json_object_set_string_member (object, "verdict", get_verdict_name (verdict));
  belay_record_set_string (object, "problem", verdict->problem);
  json_object_set_boolean_member (object, "noisy", verdict->noisy);
  json_object_set_array_member (object, "regions", array);

  return object;
}

/**
 * belay_record_reading:
 * @sha256: of the picture
 * @reading: what could be read in it
 *
 * Its text is in the picture; on record is what stood out, and how much is not known.
 *
 * Returns: (transfer full): the payload of the scan of a picture
 */
JsonObject *
belay_record_reading (const char               *sha256,
                      const BelayScreenReading *reading)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < reading->passages->len; i++)
    {
      const BelayScreenPassage *passage = reading->passages->pdata[i];
      JsonObject *element = belay_record_of_rect (&passage->area);

      json_object_set_string_member (element, "family", passage->family);
      json_object_set_string_member (element, "text", passage->excerpt);
      json_array_add_object_element (array, element);
    }

  json_object_set_string_member (object, "picture", sha256);
  json_object_set_string_member (object, "reading", reading->unavailable    ? "unavailable"
                                                    : reading->n_unread > 0 ? "incomplete"
                                                                            : "complete");
  belay_record_set_string (object, "problem", reading->problem);
  json_object_set_int_member (object, "blocks", reading->blocks->len);
  json_object_set_array_member (object, "passages", array);

  return object;
}

/* What of the screen the picture does not show. */
static void
set_masked (JsonObject *object,
            GPtrArray  *places)
{
  JsonArray *array;

  if (places == NULL || places->len == 0)
    return;

  array = json_array_new ();

  for (guint i = 0; i < places->len; i++)
    {
      const BelayVeilPlace *place = places->pdata[i];
      JsonObject *element = belay_record_of_rect (&place->area);

      belay_record_set_string (element, "secret", place->name);
      json_array_add_object_element (array, element);
    }

  json_object_set_array_member (object, "masked", array);
}

void
belay_record_set_picture (JsonObject   *object,
                          BelayPicture *picture)
{
  json_object_set_string_member (object, "sha256", belay_picture_get_sha256 (picture));
  json_object_set_string_member (object, "px_sha256", belay_picture_get_pixel_sha256 (picture));
  json_object_set_int_member (object, "width", belay_picture_get_width (picture));
  json_object_set_int_member (object, "height", belay_picture_get_height (picture));
  set_masked (object, belay_veil_get_places (belay_picture_get_veil (picture)));
}

JsonObject *
belay_record_frame (const char   *why,
                    guint         step,
                    BelayPicture *picture)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "why", why);
  if (step > 0)
    json_object_set_int_member (object, "step", step);
  belay_record_set_picture (object, picture);

  return object;
}

/**
 * belay_record_shown:
 * @shown: what the agent got
 * @of: SHA-256 of the picture it got it instead of
 * @n_hidden: how many pixels of the screen are hidden from it
 *
 * Returns: (transfer full): the payload
 */
JsonObject *
belay_record_shown (BelayPicture *shown,
                    const char   *of,
                    gsize         n_hidden)
{
  JsonObject *object = belay_record_frame ("agent", 0, shown);

  json_object_set_string_member (object, "of", of);
  json_object_set_int_member (object, "hidden_pixels", (gint64) n_hidden);

  return object;
}

/**
 * belay_record_glimpse:
 * @sha256: of a picture the agent got
 * @area: where it shows what was there for a moment only, screen pixels
 * @ms: how long it was there
 * @words: whether there is room for more than a label
 *
 * Returns: (transfer full): the payload of a scan of that picture
 */
JsonObject *
belay_record_glimpse (const char      *sha256,
                      const BelayRect *area,
                      gint64           ms,
                      gboolean         words)
{
  JsonObject *object = json_object_new ();
  JsonArray *regions = json_array_new ();

  json_array_add_object_element (regions, belay_record_of_rect (area));
  json_object_set_string_member (object, "picture", sha256);
  json_object_set_string_member (object, "verdict", words ? "off-moment" : "off-moment-label");
  json_object_set_int_member (object, "ms", ms);
  json_object_set_array_member (object, "regions", regions);

  return object;
}

/**
 * belay_record_flatten:
 * @text: a sentence for the person
 * @flatten: up to which difference something is hidden from the agent from now on, 0: nothing is
 *
 * Returns: (transfer full): the payload of a note
 */
JsonObject *
belay_record_flatten (const char *text,
                      guint       flatten)
{
  JsonObject *object = belay_record_string ("text", text);

  json_object_set_int_member (object, "flatten", flatten);

  return object;
}

/**
 * belay_record_difference:
 * @step: the step after which the screen was compared
 * @sentence: what is said of it
 * @percent: of the screen that differs
 * @regions: (element-type BelayRect): where, screen pixels
 *
 * Returns: (transfer full): the payload of a note
 */
JsonObject *
belay_record_difference (BelayStep  *step,
                         const char *sentence,
                         guint       percent,
                         GArray     *regions)
{
  JsonObject *object = belay_record_of_step (step);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < regions->len; i++)
    json_array_add_object_element (array, belay_record_of_rect (&g_array_index (regions, BelayRect, i)));

  json_object_set_string_member (object, "text", sentence);
  json_object_set_int_member (object, "percent", percent);
  json_object_set_array_member (object, "regions", array);

  return object;
}
