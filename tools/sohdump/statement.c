/* SPDX-License-Identifier: MIT */
/* See statement.h. */
#include "statement.h"

#include "typevalue.h"

static void surveyTypeValues(Statement *statement, SohReader *values)
{
    TypeValue value;

    while (TypeValueNext(&statement->message, values, &value)) {
        if (TypeValueDirection(&value, &statement->isRequest)) {
            statement->isInformed = TRUE;
            statement->informedBy = "by its packet info";
        }
    }
}

static void informByPeap(Statement *statement)
{
    if (statement->message.form == MESSAGE_FORM_PEAP) {
        statement->isInformed = TRUE;
        statement->isRequest = statement->message.wrapper == MESSAGE_PEAP_SOH;
        statement->informedBy = "by PEAP's type";
    }
}

static BOOL survey(Statement *statement)
{
    Message *message = &statement->message;
    SohReader start = message->entries;
    MessageEntry entry;
    MessageAttribute attribute;
    SohReader values;

    informByPeap(statement);
    while (MessageNextEntry(message, &entry)) {
        while (MessageNextAttribute(message, &entry, &attribute)) {
            if (TypeValueIn(entry.id, &attribute, &values)) {
                surveyTypeValues(statement, &values);
            }
        }
    }
    message->entries = start;
    return !message->fault.expected;
}

HRESULT StatementOpen(Statement *statement, const BYTE *bytes, UINT32 size, MessageForm form)
{
    HRESULT hr;

    statement->isInformed = FALSE;
    statement->isRequest = FALSE;
    statement->informedBy = NULL;
    hr = CarrierOpen(&statement->carrier, &statement->message, bytes, size, form);
    if (hr == S_OK && !survey(statement)) {
        hr = S_FALSE;
    }
    return hr;
}

void StatementClose(Statement *statement)
{
    CarrierClose(&statement->carrier);
}
