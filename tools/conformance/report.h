/* SPDX-License-Identifier: MIT */
/* The reports: a table for people, JSON for machines. */
#ifndef TOOLS_CONFORMANCE_REPORT_H
#define TOOLS_CONFORMANCE_REPORT_H

#include "runner.h"
#include "subject.h"

void ReportAsText(Text *output, const Subject *subject, const Runner *runner);
void ReportAsJson(Text *output, const Subject *subject, const Runner *runner);

/* Lists the rules: tag, id, text. */
void ReportRules(Text *output, const Options *options);

#endif
