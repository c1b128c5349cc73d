/* SPDX-License-Identifier: MIT */
/*
 * Random Statements of Health, valid ones and ones that are invalid in a known way, and what their
 * values mean. Written from the documentation; it shares no code with what is tested.
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

/* Fills the bytes that all values are made of. Call it once, before anything else here. */
void StatementsBegin(UINT32 seed);

/* At most `most` attributes. All statements share the values' bytes, which stay valid. */
void StatementMake(Statement *statement, Chance *chance, UINT32 most);

/* Makes a valid statement invalid. */
void StatementBreak(Statement *statement, Chance *chance);

/* TRUE if soh is the same as the statement, byte for byte. */
BOOL StatementEqual(const Statement *statement, const SoH *soh);

/* Room for a value's result codes, whose byte order differs from the attribute's. */
typedef struct ValueRoom {
    HRESULT codes[1000];
} ValueRoom;

/*
 * The value as a program passes it to AppendAttribute. It points into the attribute and into the
 * room.
 */
SoHAttributeValue ValueOf(const SoHAttribute *attribute, ValueRoom *room);

/* TRUE if value, from GetAttribute, is the value of the attribute. */
BOOL ValueEqual(const SoHAttribute *attribute, const SoHAttributeValue *value);

/* So many random bytes. They are shared and stay valid: don't write to them. */
BYTE *ValueBytes(Chance *chance, UINT32 size);

#endif
