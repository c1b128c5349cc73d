/* SPDX-License-Identifier: MIT */
/* See report.h. */
#include "report.h"

#include <string.h>

void ReportInit(Report *report, const ReportForm *form, const char *readAs, Text *text)
{
    memset(report, 0, sizeof(*report));
    report->form = form;
    report->text = text;
    report->readAs = readAs;
    JsonInit(&report->json, text);
}

const char *ReportFormName(const Message *message)
{
    static const char *const wrappers[] = {
        [MESSAGE_PEAP_SOH] = "PEAP SoH",
        [MESSAGE_PEAP_REQUEST] = "PEAP SoH request",
        [MESSAGE_PEAP_RESPONSE] = "PEAP SoH response",
    };

    switch (message->form) {
    case MESSAGE_FORM_PEAP:
        return wrappers[message->wrapper];
    case MESSAGE_FORM_MESSAGE:
        return "SoH message";
    case MESSAGE_FORM_NONE:
        return "No statement";
    case MESSAGE_FORM_ENTRY:
    case MESSAGE_FORM_AUTO:
        break;
    }
    return "SoH entry";
}
