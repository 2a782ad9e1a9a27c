/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-message.h"

struct _BelayMessage
{
  GPtrArray           *results;
  char                *text;
  BelayMessagePicture *picture;
};

G_DEFINE_BOXED_TYPE (BelayMessage, belay_message, belay_message_ref, belay_message_unref)

static BelayMessagePicture *
picture_new (GBytes     *png,
             int         width,
             int         height,
             const char *sha256)
{
  BelayMessagePicture *picture = g_new0 (BelayMessagePicture, 1);

  picture->png = g_bytes_ref (png);
  picture->width = width;
  picture->height = height;
  picture->sha256 = g_strdup (sha256);

  return picture;
}

static void
picture_free (BelayMessagePicture *picture)
{
  g_bytes_unref (picture->png);
  g_free (picture->sha256);
  g_free (picture);
}

static void
result_free (BelayResult *result)
{
  g_free (result->id);
  g_free (result->toolset_name);
  g_free (result->text);
  g_clear_pointer (&result->picture, picture_free);
  g_free (result);
}

static void
message_clear (BelayMessage *self)
{
  g_ptr_array_unref (self->results);
  g_free (self->text);
  g_clear_pointer (&self->picture, picture_free);
}

/**
 * belay_message_new:
 *
 * Returns: (transfer full): a message that says nothing yet
 */
BelayMessage *
belay_message_new (void)
{
  BelayMessage *self = g_rc_box_new0 (BelayMessage);

  self->results = g_ptr_array_new_with_free_func ((GDestroyNotify) result_free);

  return self;
}

BelayMessage *
belay_message_ref (BelayMessage *self)
{
  return g_rc_box_acquire (self);
}

void
belay_message_unref (BelayMessage *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) message_clear);
}

/**
 * belay_message_add_result:
 * @self: a message
 * @id: the id of the tool_use it answers
 * @toolset_name: (nullable): the toolset the tool_use named; it is echoed
 * @is_error: whether the action failed or was refused
 * @text: (nullable): what happened; an error needs one that is not empty
 *
 * Answers one proposal. The order of the calls is the order of the results.
 */
void
belay_message_add_result (BelayMessage *self,
                          const char   *id,
                          const char   *toolset_name,
                          gboolean      is_error,
                          const char   *text)
{
  BelayResult *result;

  g_return_if_fail (self != NULL);
  g_return_if_fail (id != NULL && *id != '\0');
  g_return_if_fail (!is_error || (text != NULL && *text != '\0'));

  result = g_new0 (BelayResult, 1);
  result->id = g_strdup (id);
  result->toolset_name = g_strdup (toolset_name);
  result->is_error = is_error;
  result->text = g_strdup (text);
  g_ptr_array_add (self->results, result);
}

/**
 * belay_message_attach_picture:
 * @self: a message with at least one result
 * @png: the picture's bytes
 * @width: pixels
 * @height: pixels
 * @sha256: (nullable): of @png, in hexadecimal
 *
 * Gives the result added last a picture. The API refuses pictures in errors,
 * so that result must not be one.
 */
void
belay_message_attach_picture (BelayMessage *self,
                              GBytes       *png,
                              int           width,
                              int           height,
                              const char   *sha256)
{
  BelayResult *result;

  g_return_if_fail (self != NULL);
  g_return_if_fail (png != NULL);
  g_return_if_fail (self->results->len > 0);

  result = self->results->pdata[self->results->len - 1];
  g_return_if_fail (!result->is_error);

  g_clear_pointer (&result->picture, picture_free);
  result->picture = picture_new (png, width, height, sha256);
}

/**
 * belay_message_set_text:
 * @self: a message
 * @text: (nullable): the person's words, after the results
 */
void
belay_message_set_text (BelayMessage *self,
                        const char   *text)
{
  g_return_if_fail (self != NULL);

  g_free (self->text);
  self->text = g_strdup (text);
}

/**
 * belay_message_set_picture:
 * @self: a message
 * @png: the picture's bytes
 * @width: pixels
 * @height: pixels
 * @sha256: (nullable): of @png, in hexadecimal
 *
 * Adds a fresh picture after everything else.
 */
void
belay_message_set_picture (BelayMessage *self,
                           GBytes       *png,
                           int           width,
                           int           height,
                           const char   *sha256)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (png != NULL);

  g_clear_pointer (&self->picture, picture_free);
  self->picture = picture_new (png, width, height, sha256);
}

/**
 * belay_message_get_results:
 * @self: a message
 *
 * Returns: (transfer none) (element-type BelayResult): the results in order
 */
GPtrArray *
belay_message_get_results (BelayMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->results;
}

/**
 * belay_message_get_text:
 * @self: a message
 *
 * Returns: (nullable): the person's words
 */
const char *
belay_message_get_text (BelayMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * belay_message_get_picture:
 * @self: a message
 *
 * Returns: (nullable): the picture that follows everything else
 */
const BelayMessagePicture *
belay_message_get_picture (BelayMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->picture;
}
