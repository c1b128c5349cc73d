/* SPDX-License-Identifier: MIT */
/* See run.h. */
#include "run.h"

#include <string.h>
#include <time.h>

#include "child.h"

#define STEP_MS 100

/* Reads what the program has written since the last call. A line may come in pieces. */
typedef struct Reader {
    FILE *file;
    FILE *echo;
    Judge *judge;
    char line[JUDGE_LINE];
    size_t length;
} Reader;

static void endLine(Reader *reader)
{
    reader->line[reader->length] = '\0';
    JudgeLine(reader->judge, reader->line);
    reader->length = 0;
}

static void readOn(Reader *reader)
{
    int character;

    /* clearerr isn't enough: Wine's run-time library still remembers the end of the file. */
    fseek(reader->file, 0, SEEK_CUR);
    while ((character = getc(reader->file)) != EOF) {
        if (character == '\r') {
            continue;
        }
        if (reader->echo) {
            putc(character, reader->echo);
        }
        if (character == '\n') {
            endLine(reader);
        } else if (reader->length + 1 < sizeof(reader->line)) {
            reader->line[reader->length++] = (char)character;
        }
    }
    if (reader->echo) {
        fflush(reader->echo);
    }
}

static void finishReading(Reader *reader)
{
    readOn(reader);
    if (reader->length != 0) {
        endLine(reader);
        if (reader->echo) {
            putc('\n', reader->echo);
        }
    }
    fclose(reader->file);
}

static void watch(Child *child, const Order *order, Reader *reader, Verdict *verdict)
{
    const time_t begin = time(NULL);

    while (!verdict->hasEnded && !verdict->why) {
        verdict->hasEnded = ChildEnded(child, STEP_MS, &verdict->exitCode);
        readOn(reader);
        verdict->seconds = difftime(time(NULL), begin);
        if (!verdict->hasEnded && order->seconds != 0 && verdict->seconds > order->seconds) {
            ChildKill(child);
            snprintf(verdict->buffer, sizeof(verdict->buffer),
                     "it did not end within %u seconds, and was killed", order->seconds);
            verdict->why = verdict->buffer;
        }
    }
}

void RunOrder(const Order *order, const char *output, FILE *echo, Verdict *verdict)
{
    Reader reader = {.echo = echo, .judge = &verdict->judge, .file = fopen(output, "rb")};
    unsigned long error = 0;
    Child child;

    memset(verdict, 0, sizeof(*verdict));
    verdict->judge.ends = order->ends;
    if (!reader.file) {
        verdict->why = "the file for its output can't be opened";
        return;
    }
    if (!ChildStart(&child, order->arguments, output, &error)) {
        snprintf(verdict->buffer, sizeof(verdict->buffer), "it can't be started: error %lu", error);
        verdict->why = verdict->buffer;
        fclose(reader.file);
        return;
    }
    watch(&child, order, &reader, verdict);
    finishReading(&reader);
    if (verdict->hasEnded) {
        verdict->why = JudgeVerdict(&verdict->judge, verdict->exitCode);
    }
}
