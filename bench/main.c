/* SPDX-License-Identifier: MIT */
/*
 * qutil-bench [--csv] [TASK]: a line for each task (whose name begins with TASK): ns per
 * operation, ns of its floor, ratio.
 */
#include "tasks.h"

#include <stdio.h>
#include <string.h>

static void print(const BenchTask *task, BenchResult result, BOOL csv)
{
    if (csv) {
        printf("%s,%.1f,%.1f,%.3f\n", task->name, result.task, result.floor, result.ratio);
    } else if (task->floor == NULL) {
        printf("%-30s %10.1f ns\n", task->name, result.task);
    } else {
        printf("%-30s %10.1f ns %10.1f ns %7.3f\n", task->name, result.task, result.floor,
               result.ratio);
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    BOOL csv = argc > 1 && strcmp(argv[1], "--csv") == 0;
    const char *wanted = argc > 1 + csv ? argv[1 + csv] : "";

    BenchPrepare();
    if (csv) {
        printf("task,ns,floor,ratio\n");
    } else {
        printf("%-30s %13s %13s %7s   (%u-bit)\n", "task", "qutil.dll", "floor", "ratio",
               (unsigned)(8 * sizeof(void *)));
    }
    for (unsigned i = 0; i < BenchTaskCount; i++) {
        if (strncmp(BenchTasks[i].name, wanted, strlen(wanted)) == 0) {
            print(&BenchTasks[i], BenchMeasure(&BenchTasks[i]), csv);
        }
    }
    return 0;
}
