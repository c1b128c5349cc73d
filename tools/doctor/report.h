/* SPDX-License-Identifier: MIT */
/*
 * The doctor's report for people: facts, problems, and at the end the advice.
 *
 * Formats know %s (UTF-8), %w (WCHAR string), %n and %v (const PeSlice *: text from a file, ASCII
 * or UTF-16), %u (unsigned), %x (32 bits, hexadecimal) and %%. Control characters are shown as
 * \xNN, so that text from a file can't control a terminal.
 */
#ifndef TOOLS_DOCTOR_REPORT_H
#define TOOLS_DOCTOR_REPORT_H

#include <stdarg.h>

#include "peimage.h"
#include "text.h"

typedef struct Report {
    Text output;
    Text advice;
    unsigned problems;
    unsigned advices;
} Report;

void ReportInit(Report *report);
void ReportFree(Report *report);

void ReportHeading(Report *report, const char *format, ...);
void ReportFact(Report *report, const char *format, ...);
/* Something is wrong; the exit code will be 1. */
void ReportProblem(Report *report, const char *format, ...);
/* What to do about it. */
void ReportAdvice(Report *report, const char *format, ...);
/* The verdict and the advice. */
void ReportEnd(Report *report, const char *allIsWell);

void ReportFormat(Text *text, const char *format, ...);
void ReportFormatList(Text *text, const char *format, va_list arguments);

#endif
