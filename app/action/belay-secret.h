/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Secrets by name: in words, a secret is {{secret:NAME}}; what it stands for is known to whoever types it alone. */

#define BELAY_SECRET_ERROR (belay_secret_error_quark ())
GQuark belay_secret_error_quark (void);

typedef enum
{
  BELAY_SECRET_ERROR_UNKNOWN,   /* there is none of this name */
  BELAY_SECRET_ERROR_LOCKED,    /* the keyring is locked, and the person did not unlock it */
  BELAY_SECRET_ERROR_ABSENT,    /* there is no keyring, or it does not do what it should */
  BELAY_SECRET_ERROR_INVALID,   /* the name or the value is none */
  BELAY_SECRET_ERROR_MEMORY,    /* no locked memory is left */
} BelaySecretError;

#define BELAY_SECRET_MAX_NAME 64        /* letters, digits, ".", "-" and "_" of ASCII */
#define BELAY_SECRET_MAX_SIZE 512       /* characters, of printable ASCII */

/* A place in a text that means a secret. */
typedef struct
{
  gsize  begin;                 /* of {{secret:…}}, bytes */
  gsize  end;
  char  *name;                  /* (nullable) NULL if it is no name a secret can have */
} BelaySecretPlace;

gboolean     belay_secret_check_name   (const char   *name,
                                        GError      **error);
gboolean     belay_secret_check_value  (const char   *value,
                                        GError      **error);
char        *belay_secret_format       (const char   *name);

gboolean     belay_secret_is_in        (const char   *text);
/* of BelaySecretPlace, in order; empty if there are none */
GArray      *belay_secret_find         (const char   *text);
/* Whether @text is one secret and, at the most, Enter after it; @name: (out) (optional) */
gboolean     belay_secret_is_alone     (const char   *text,
                                        char        **name,
                                        gboolean     *has_enter);

#define BELAY_TYPE_SECRET (belay_secret_get_type ())

/* A name and its value in locked memory, wiped with the last reference. Immutable; any thread. */
typedef struct _BelaySecret BelaySecret;

GType        belay_secret_get_type     (void);
BelaySecret *belay_secret_new          (const char   *name,
                                        const char   *value,
                                        GError      **error);
BelaySecret *belay_secret_ref          (BelaySecret  *self);
void         belay_secret_unref        (BelaySecret  *self);
const char  *belay_secret_get_name     (BelaySecret  *self);
const char  *belay_secret_get_value    (BelaySecret  *self);
/* (transfer none) (nullable): the one called @name of @secrets, of BelaySecret */
BelaySecret *belay_secret_pick         (GPtrArray    *secrets,
                                        const char   *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelaySecret, belay_secret_unref)

G_END_DECLS
