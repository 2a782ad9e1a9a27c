/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-locked-memory.h"

#define OPENING "{{secret:"
#define CLOSING "}}"

struct _BelaySecret
{
  char  *name;
  char  *value;                 /* locked */
  gsize  size;                  /* of its memory */
};

G_DEFINE_QUARK (belay-secret-error-quark, belay_secret_error)

G_DEFINE_BOXED_TYPE (BelaySecret, belay_secret, belay_secret_ref, belay_secret_unref)

/* Words. */

static gboolean
is_name (const char *text,
         gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && strchr (".-_", text[i]) == NULL)
        return FALSE;
    }

  return length > 0 && length <= BELAY_SECRET_MAX_NAME;
}

/**
 * belay_secret_check_name:
 * @name: what a secret is to be called
 * @error: return location for %BELAY_SECRET_ERROR_INVALID, in words for a person
 *
 * Returns: whether a secret can be called that
 */
gboolean
belay_secret_check_name (const char  *name,
                         GError     **error)
{
  g_return_val_if_fail (name != NULL, FALSE);

  if (is_name (name, strlen (name)))
    return TRUE;

  g_set_error (error, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_INVALID,
               _("A name has letters from A to Z, digits, “.”, “-” and “_”, %d at the most."), BELAY_SECRET_MAX_NAME);

  return FALSE;
}

/**
 * belay_secret_check_value:
 * @value: what it is to stand for
 * @error: return location for %BELAY_SECRET_ERROR_INVALID, in words for a person
 *
 * A screen's keyboard takes ASCII exactly. What is beyond goes through a clipboard elsewhere, and a secret must not: every
 * program in the sandbox could read it there.
 *
 * Returns: whether it can be typed as it is: one line of printable ASCII
 */
gboolean
belay_secret_check_value (const char  *value,
                          GError     **error)
{
  const char *problem = NULL;

  g_return_val_if_fail (value != NULL, FALSE);

  if (*value == '\0')
    problem = _("A secret cannot be empty.");
  else if (strlen (value) > BELAY_SECRET_MAX_SIZE)
    problem = _("This is too long for a secret that is typed.");

  for (const char *p = value; problem == NULL && *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        problem = _("A secret is one line, without tabs and line breaks.");
      else if (!g_ascii_isprint (*p))
        problem = _("Only letters, digits and signs of a US keyboard can be typed exactly without a clipboard, where other "
                    "programs could read them.");
    }

  if (problem != NULL)
    g_set_error_literal (error, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_INVALID, problem);

  return problem == NULL;
}

/**
 * belay_secret_format:
 * @name: a name
 *
 * Returns: (transfer full): what is written in its place
 */
char *
belay_secret_format (const char *name)
{
  return g_strconcat (OPENING, name, CLOSING, NULL);
}

/**
 * belay_secret_is_in:
 * @text: (nullable): a text
 *
 * Returns: whether it means a secret somewhere, or tries to
 */
gboolean
belay_secret_is_in (const char *text)
{
  return text != NULL && strstr (text, OPENING) != NULL;
}

static void
place_clear (gpointer data)
{
  g_free (((BelaySecretPlace *) data)->name);
}

/**
 * belay_secret_find:
 * @text: (nullable): a text
 *
 * Returns: (transfer full) (element-type BelaySecretPlace): where it means secrets. Something that only begins like one
 *   has no name
 */
GArray *
belay_secret_find (const char *text)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (BelaySecretPlace));
  const char *p = text;

  g_array_set_clear_func (places, place_clear);

  while (p != NULL && (p = strstr (p, OPENING)) != NULL)
    {
      const char *name = p + strlen (OPENING);
      const char *closing = strstr (name, CLOSING);
      gboolean valid = closing != NULL && is_name (name, (gsize) (closing - name));
      BelaySecretPlace place = {
        .begin = (gsize) (p - text),
        .end = (gsize) ((valid ? closing + strlen (CLOSING) : name) - text),
        .name = valid ? g_strndup (name, (gsize) (closing - name)) : NULL,
      };

      g_array_append_val (places, place);
      p = text + place.end;
    }

  return places;
}

/**
 * belay_secret_is_alone:
 * @text: a text
 * @name: (out) (optional): its name
 * @has_enter: (out): whether Enter follows
 *
 * Returns: whether @text is one secret and, at the most, Enter after it
 */
gboolean
belay_secret_is_alone (const char  *text,
                       char       **name,
                       gboolean    *has_enter)
{
  g_autoptr(GArray) places = belay_secret_find (text);
  BelaySecretPlace *place = places->len == 1 ? &g_array_index (places, BelaySecretPlace, 0) : NULL;

  if (place == NULL || place->name == NULL || place->begin != 0 ||
      (text[place->end] != '\0' && strcmp (text + place->end, "\n") != 0))
    return FALSE;

  *has_enter = text[place->end] != '\0';
  if (name != NULL)
    *name = g_steal_pointer (&place->name);

  return TRUE;
}

/* The value. */

/**
 * belay_secret_new:
 * @name: its name
 * @value: what it stands for; copied
 * @error: return location for an error of %BELAY_SECRET_ERROR
 *
 * Returns: (transfer full) (nullable): the secret
 */
BelaySecret *
belay_secret_new (const char  *name,
                  const char  *value,
                  GError     **error)
{
  BelaySecret *self;
  char *memory;

  g_return_val_if_fail (name != NULL && value != NULL, NULL);

  if (!belay_secret_check_name (name, error) || !belay_secret_check_value (value, error))
    return NULL;

  memory = belay_locked_memory_is_scarce () ? NULL : belay_locked_memory_alloc (strlen (value) + 1);
  if (memory == NULL)
    {
      g_set_error_literal (error, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_MEMORY,
                           _("There is no protected memory left for another secret."));
      return NULL;
    }

  self = g_atomic_rc_box_new (BelaySecret);
  self->name = g_strdup (name);
  self->size = strlen (value) + 1;
  self->value = memory;
  memcpy (memory, value, self->size);

  return self;
}

BelaySecret *
belay_secret_ref (BelaySecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_secret (gpointer data)
{
  BelaySecret *self = data;

  g_free (self->name);
  belay_locked_memory_wipe (self->value, self->size);
}

void
belay_secret_unref (BelaySecret *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_secret);
}

const char *
belay_secret_get_name (BelaySecret *self)
{
  return self->name;
}

/**
 * belay_secret_get_value:
 * @self: a secret
 *
 * Returns: (transfer none): what it stands for, in locked memory: copy it nowhere else
 */
const char *
belay_secret_get_value (BelaySecret *self)
{
  return self->value;
}

/**
 * belay_secret_pick:
 * @secrets: (nullable) (element-type BelaySecret): secrets
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the one called that
 */
BelaySecret *
belay_secret_pick (GPtrArray  *secrets,
                   const char *name)
{
  for (guint i = 0; secrets != NULL && i < secrets->len; i++)
    {
      if (g_str_equal (belay_secret_get_name (secrets->pdata[i]), name))
        return secrets->pdata[i];
    }

  return NULL;
}
