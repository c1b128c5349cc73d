/* SPDX-License-Identifier: MIT */
/*
 * qutil-bench [--csv FILE] [TASK]: prints a line for each task (or those whose names begin with
 * TASK): the task, its floor, the ratio, and whether it reaches its target. FILE gets the same with
 * more digits.
 */
#include "tasks.h"

#include <stdio.h>
#include <string.h>

/* Judges the rounded ratio, as it is printed. */
static BOOL reaches(const BenchLine *line, BenchResult result)
{
    return (int)(result.ratio * 100 + 0.5) <= (int)(line->target * 100 + 0.5);
}

static void print(const BenchLine *line, BenchResult result)
{
    int digits = strcmp(line->unit, "ns") == 0 ? 1 : 2;

    printf("%-33s %11.*f %-2s", line->name, digits, result.task, line->unit);
    if (result.floor != 0) {
        printf(" %11.*f %-2s %6.2f", digits, result.floor, line->unit, result.ratio);
    }
    if (line->target != 0) {
        printf("   %4.2f %s", line->target, reaches(line, result) ? "met" : "NOT met");
    }
    printf("\n");
    fflush(stdout);
}

static void write(FILE *csv, const BenchLine *line, BenchResult result)
{
    fprintf(csv, "%s,%s,%u,%.3f,%.3f,%.3f,%.2f,%s\n", line->name, line->unit,
            (unsigned)(8 * sizeof(void *)), result.task, result.floor, result.ratio, line->target,
            line->target == 0       ? "-"
            : reaches(line, result) ? "met"
                                    : "not met");
}

static void measure(const BenchGroup *group, const char *wanted, FILE *csv)
{
    for (unsigned i = 0; i < group->count; i++) {
        const BenchLine *line = &group->lines[i];

        if (strncmp(line->name, wanted, strlen(wanted)) == 0) {
            BenchResult result = BenchMeasure(line);

            print(line, result);
            if (csv) {
                write(csv, line, result);
            }
        }
    }
}

int main(int argc, char **argv)
{
    BOOL saves = argc > 2 && strcmp(argv[1], "--csv") == 0;
    const char *wanted = argc > 1 + 2 * saves ? argv[1 + 2 * saves] : "";
    FILE *csv = NULL;

    if (saves) {
        csv = fopen(argv[2], "w");
        BenchRequire(csv != NULL, "opening the file");
        fprintf(csv, "task,unit,bits,qutil,floor,ratio,target,reached\n");
    }
    printf("%-33s %14s %14s %6s   target   (%u-bit)\n", "task", "qutil.dll", "floor", "ratio",
           (unsigned)(8 * sizeof(void *)));
    measure(&BenchLoading, wanted, csv);
    BenchUseDll();
    measure(&BenchMemory, wanted, csv);
    BenchPrepareStatements();
    measure(&BenchStatements, wanted, csv);
    return csv && fclose(csv) != 0;
}
