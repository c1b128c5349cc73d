/* SPDX-License-Identifier: MIT */
/*
 * Statements of Health by chance, valid ones and ones that are broken in a known way, and what
 * their values mean: written from the documentation, without a line of the code that is tested.
 */
#ifndef TESTS_ENDURANCE_STATEMENT_H
#define TESTS_ENDURANCE_STATEMENT_H

#include "chance.h"

#include <windows.h>

#include "napprotocol.h"

#define STATEMENT_MOST_ATTRIBUTES 100

typedef struct Statement {
    SoH soh;
    SystemHealthEntityId id;
    BOOL isRequest;
    SoHAttribute attributes[STATEMENT_MOST_ATTRIBUTES + 1]; /* one more, to break it with */
} Statement;

/* Fills the bytes that all values are made of. Once, before anything else here. */
void StatementsBegin(UINT32 seed);

/* At most `most` attributes. The values' bytes are shared by all statements, and stay. */
void StatementMake(Statement *statement, Chance *chance, UINT32 most);

/* Makes a valid statement invalid. */
void StatementBreak(Statement *statement, Chance *chance);

/* TRUE if soh says the same as the statement, byte for byte. */
BOOL StatementEqual(const Statement *statement, const SoH *soh);

/* Where the result codes of a value are kept, which have another byte order than the attribute. */
typedef struct ValueRoom {
    HRESULT codes[1000];
} ValueRoom;

/* The value as a program passes it to AppendAttribute. It points into the attribute and the room.
 */
SoHAttributeValue ValueOf(const SoHAttribute *attribute, ValueRoom *room);

/* TRUE if value, as GetAttribute returned it, is what the attribute says. */
BOOL ValueEqual(const SoHAttribute *attribute, const SoHAttributeValue *value);

/* So many bytes by chance. They are shared, and stay for ever: nobody writes to them. */
BYTE *ValueBytes(Chance *chance, UINT32 size);

#endif
