/* SPDX-License-Identifier: GPL-3.0-or-later */
#define OPENSSL_SUPPRESS_DEPRECATED     /* DES: the protocol knows nothing better */
#include "rfb-private.h"

#include <openssl/des.h>
#include <string.h>

/* Security types; RFC 6143 section 7.1.2 and the registry. */
enum
{
  SECURITY_FAILED   = 0,
  SECURITY_NONE     = 1,
  SECURITY_PASSWORD = 2,
  SECURITY_VENCRYPT = 19,
};

enum
{
  VENCRYPT_TLS_NONE      = 257,
  VENCRYPT_TLS_PASSWORD  = 258,
  VENCRYPT_X509_NONE     = 260,
  VENCRYPT_X509_PASSWORD = 261,
};

static gssize
name_skipped (Rfb          *self,
              const guint8 *data,
              gsize         length)
{
  rfb_start_messages (self);

  return 0;
}

static gssize
read_init (Rfb          *self,
           const guint8 *data,
           gsize         length)
{
  guint32 n_name;

  if (length < 24)
    return RFB_MORE;

  n_name = rfb_u32 (data + 20);
  if (n_name > 64 * 1024)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  if (rfb_set_size (self, rfb_u16 (data), rfb_u16 (data + 2)) < 0)
    return RFB_BROKEN;

  rfb_collect (self, 0, n_name, name_skipped);

  return 24;
}

/* Other viewers may stay connected. */
static void
send_init (Rfb *self)
{
  rfb_send (self, (const guint8[]) { 1 }, 1);
  self->step = read_init;
}

static gssize
read_result (Rfb          *self,
             const guint8 *data,
             gsize         length)
{
  if (length < 4)
    return RFB_MORE;

  if (rfb_u32 (data) != 0)
    return rfb_fail (self, self->has_password ? BELAY_WIRE_FAILURE_PASSWORD : BELAY_WIRE_FAILURE_TURNED_AWAY);

  send_init (self);

  return 4;
}

static gssize
read_challenge (Rfb          *self,
                const guint8 *data,
                gsize         length)
{
  if (length < sizeof self->challenge)
    return RFB_MORE;

  memcpy (self->challenge, data, sizeof self->challenge);
  self->step = read_result;
  self->waiting = TRUE;
  self->calls->password_wanted (self->user_data);

  return sizeof self->challenge;
}

/* RFC 6143 section 7.2.2: DES in ECB mode, the password as the key with the bits of each byte mirrored. */
void
rfb_answer_challenge (Rfb        *self,
                      const char *password)
{
  DES_cblock key = { 0 };
  DES_key_schedule schedule;
  guint8 answer[16];

  for (guint i = 0; i < 8 && password[i] != '\0'; i++)
    {
      guint byte = (guchar) password[i];

      for (guint bit = 0; bit < 8; bit++)
        key[i] |= (guint8) (((byte >> bit) & 1) << (7 - bit));
    }

  DES_set_key_unchecked (&key, &schedule);
  for (guint i = 0; i < 16; i += 8)
    DES_ecb_encrypt ((const_DES_cblock *) (self->challenge + i), (DES_cblock *) (answer + i), &schedule, DES_ENCRYPT);

  explicit_bzero (&key, sizeof key);
  explicit_bzero (&schedule, sizeof schedule);
  self->has_password = TRUE;
  rfb_send (self, answer, sizeof answer);
}

/* Before version 3.8 nobody says whether doing without a password was all right. */
static void
start_security (Rfb      *self,
                gboolean  password)
{
  if (password)
    self->step = read_challenge;
  else if (self->minor >= 8)
    self->step = read_result;
  else
    send_init (self);
}

static gssize
after_tls (Rfb          *self,
           const guint8 *data,
           gsize         length)
{
  start_security (self, self->tls_password);

  return 0;
}

static gssize
read_tls_start (Rfb          *self,
                const guint8 *data,
                gsize         length)
{
  if (length < 1)
    return RFB_MORE;

  if (data[0] != 1)
    return rfb_fail (self, BELAY_WIRE_FAILURE_TLS);

  self->step = after_tls;
  self->waiting = TRUE;
  self->calls->start_tls (self->user_data, self->tls_anonymous);

  return 1;
}

/* A certificate that can be checked goes before encryption to anybody. */
static gssize
read_vencrypt_types (Rfb          *self,
                     const guint8 *data,
                     gsize         length)
{
  static const guint32 wanted[] = {
    VENCRYPT_X509_NONE, VENCRYPT_X509_PASSWORD, VENCRYPT_TLS_NONE, VENCRYPT_TLS_PASSWORD,
  };
  gsize n_types;

  if (length < 1 || length < 1 + (gsize) data[0] * 4)
    return RFB_MORE;

  n_types = data[0];
  for (guint w = 0; w < G_N_ELEMENTS (wanted); w++)
    {
      for (gsize i = 0; i < n_types; i++)
        {
          if (rfb_u32 (data + 1 + 4 * i) != wanted[w])
            continue;

          rfb_send (self, data + 1 + 4 * i, 4);
          self->tls_anonymous = wanted[w] < VENCRYPT_X509_NONE;
          self->tls_password = wanted[w] == VENCRYPT_TLS_PASSWORD || wanted[w] == VENCRYPT_X509_PASSWORD;
          self->step = read_tls_start;
          return (gssize) (1 + n_types * 4);
        }
    }

  return rfb_fail (self, BELAY_WIRE_FAILURE_NO_SECURITY);
}

static gssize
read_vencrypt_ack (Rfb          *self,
                   const guint8 *data,
                   gsize         length)
{
  if (length < 1)
    return RFB_MORE;

  if (data[0] != 0)
    return rfb_fail (self, BELAY_WIRE_FAILURE_NO_SECURITY);

  self->step = read_vencrypt_types;

  return 1;
}

static gssize
read_vencrypt_version (Rfb          *self,
                       const guint8 *data,
                       gsize         length)
{
  if (length < 2)
    return RFB_MORE;

  if (data[0] == 0 && data[1] < 2)
    return rfb_fail (self, BELAY_WIRE_FAILURE_NO_SECURITY);

  rfb_send (self, (const guint8[]) { 0, 2 }, 2);
  self->step = read_vencrypt_ack;

  return 2;
}

static gssize
read_security_types (Rfb          *self,
                     const guint8 *data,
                     gsize         length)
{
  static const guint8 near[] = { SECURITY_NONE, SECURITY_PASSWORD };
  static const guint8 far[] = { SECURITY_VENCRYPT, SECURITY_NONE, SECURITY_PASSWORD };
  const guint8 *wanted = self->distance == RFB_LOCAL ? near : far;
  guint n_wanted = self->distance == RFB_LOCAL ? G_N_ELEMENTS (near) : G_N_ELEMENTS (far);

  if (length < 1)
    return RFB_MORE;
  if (data[0] == 0)
    return rfb_fail (self, BELAY_WIRE_FAILURE_TURNED_AWAY);
  if (length < 1 + (gsize) data[0])
    return RFB_MORE;

  for (guint w = 0; w < n_wanted; w++)
    {
      if (memchr (data + 1, wanted[w], data[0]) == NULL)
        continue;

      rfb_send (self, &wanted[w], 1);
      if (wanted[w] == SECURITY_VENCRYPT)
        self->step = read_vencrypt_version;
      else
        start_security (self, wanted[w] == SECURITY_PASSWORD);
      return 1 + data[0];
    }

  return rfb_fail (self, BELAY_WIRE_FAILURE_NO_SECURITY);
}

/* Version 3.3: the server decides. */
static gssize
read_security_type (Rfb          *self,
                    const guint8 *data,
                    gsize         length)
{
  if (length < 4)
    return RFB_MORE;

  switch (rfb_u32 (data))
    {
    case SECURITY_FAILED:
      return rfb_fail (self, BELAY_WIRE_FAILURE_TURNED_AWAY);

    case SECURITY_NONE:
    case SECURITY_PASSWORD:
      start_security (self, rfb_u32 (data) == SECURITY_PASSWORD);
      return 4;

    default:
      return rfb_fail (self, BELAY_WIRE_FAILURE_NO_SECURITY);
    }
}

/* "RFB 003.008\n". Apple says 003.889 and means 3.8; versions nobody defined are taken for the one below. */
gssize
rfb_read_version (Rfb          *self,
                  const guint8 *data,
                  gsize         length)
{
  guint major, minor;
  char reply[13];

  if (length < 12)
    return RFB_MORE;

  if (memcmp (data, "RFB ", 4) != 0 || data[7] != '.' || data[11] != '\n')
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  for (guint i = 4; i < 11; i++)
    {
      if (i != 7 && !g_ascii_isdigit (data[i]))
        return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);
    }

  major = (guint) (data[4] - '0') * 100 + (guint) (data[5] - '0') * 10 + (guint) (data[6] - '0');
  minor = (guint) (data[8] - '0') * 100 + (guint) (data[9] - '0') * 10 + (guint) (data[10] - '0');
  if (major < 3 || (major == 3 && minor < 3))
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  self->minor = major > 3 || minor >= 8 ? 8 : minor == 7 ? 7 : 3;
  g_snprintf (reply, sizeof reply, "RFB 003.00%d\n", self->minor);
  rfb_send (self, (const guint8 *) reply, 12);
  self->step = self->minor == 3 ? read_security_type : read_security_types;

  return 12;
}
