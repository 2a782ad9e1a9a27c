/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BELAY_ALLOW_LIST_ASK,         /* on no list: the person may allow it */
  BELAY_ALLOW_LIST_ALLOWED,
  BELAY_ALLOW_LIST_NEVER,       /* the person said so */
  BELAY_ALLOW_LIST_DENIED,      /* whoever was asked first denies it, see belay_allow_list_set_denier() */
  BELAY_ALLOW_LIST_FORBIDDEN,   /* the model's own service: nobody can allow it */
} BelayAllowListVerdict;

#define BELAY_TYPE_ALLOW_LIST (belay_allow_list_get_type ())

/*
 * Which hosts one sandbox may reach. It begins empty. What is added ends with the list, which is made for one session.
 * Main thread only. Signal "changed": what was asked before may have another answer now.
 */
G_DECLARE_FINAL_TYPE (BelayAllowList, belay_allow_list, BELAY, ALLOW_LIST, GObject)

BelayAllowList        *belay_allow_list_new        (void);

/* @pattern: see belay-host-pattern.h. Adding what is there already changes nothing. Fails with
 * %G_IO_ERROR_INVALID_ARGUMENT and a sentence for the person. */
gboolean               belay_allow_list_add        (BelayAllowList  *self,
                                                    const char      *pattern,
                                                    GError         **error);
void                   belay_allow_list_remove     (BelayAllowList  *self,
                                                    const char      *pattern);
/* (transfer full): the patterns, in the order they were added */
GStrv                  belay_allow_list_get        (BelayAllowList  *self);

/* The decisions on one host. @name: as belay_host_name_parse() gives it. */
void                   belay_allow_list_allow      (BelayAllowList  *self,
                                                    const char      *name,
                                                    guint16          port,
                                                    gboolean         secure);
/* For the next %BELAY_ALLOW_LIST_ONCE_SECONDS: what one page needs. */
void                   belay_allow_list_allow_once (BelayAllowList  *self,
                                                    const char      *name,
                                                    guint16          port,
                                                    gboolean         secure);
void                   belay_allow_list_never      (BelayAllowList  *self,
                                                    const char      *name,
                                                    guint16          port,
                                                    gboolean         secure);
/* @name and all below it, whatever else is said, before or after. */
void                   belay_allow_list_forbid     (BelayAllowList  *self,
                                                    const char      *name);

/* @denies: is asked before all else but what is forbidden, and wins. @user_data must live as long as the list, or until another
 * one takes its place. */
typedef gboolean     (*BelayAllowListDenies)       (const char      *name,
                                                    gpointer         user_data);

void                   belay_allow_list_set_denier (BelayAllowList  *self,
                                                    BelayAllowListDenies denies,
                                                    gpointer         user_data);
/* It may say something else now. */
void                   belay_allow_list_reconsider (BelayAllowList  *self);

#define BELAY_ALLOW_LIST_ONCE_SECONDS 30

/* @pattern: (out) (optional) (nullable) (transfer none): what allows it; NULL if that is a decision for once */
BelayAllowListVerdict  belay_allow_list_check      (BelayAllowList  *self,
                                                    const char      *name,
                                                    guint16          port,
                                                    gboolean         secure,
                                                    const char     **pattern);

G_END_DECLS
