/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-stage.h"

void
belay_stage_run (GTask               *task,
                 GTaskThreadFunc      stage,
                 GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) part = g_task_new (g_task_get_source_object (task), NULL, callback, g_object_ref (task));

  g_task_set_task_data (part, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (part, stage);
}
