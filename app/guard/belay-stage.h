/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Runs @stage, a part of @task, on a thread, with the source and the task data of the whole. It is a task of its own, so
 * @task is not done with it: @callback is given a reference to @task. Nobody else may touch the task data meanwhile.
 */
void belay_stage_run (GTask               *task,
                      GTaskThreadFunc      stage,
                      GAsyncReadyCallback  callback);

G_END_DECLS
