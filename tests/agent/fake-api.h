/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* fake_api.py as a child that ends with this process at the latest. */
typedef struct
{
  GSubprocess *process;
  char        *directory;
  char        *log;
  char        *base_url;
} FakeApi;

/* @script: (nullable): JSON with ' for " */
FakeApi   *fake_api_start    (const char *script,
                              const char *key);
void       fake_api_stop     (FakeApi    *self);
/* One object for each request so far; (transfer full) */
JsonArray *fake_api_read_log (FakeApi    *self);
/* The body of a request. */
JsonObject *fake_api_get_body (JsonArray *log,
                               guint      index);
const char *fake_api_get_header (JsonArray  *log,
                                 guint       index,
                                 const char *name);
guint      fake_api_count    (FakeApi    *self);
/* (transfer full): the log as it is written */
char      *fake_api_get_log  (FakeApi    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeApi, fake_api_stop)

G_END_DECLS
