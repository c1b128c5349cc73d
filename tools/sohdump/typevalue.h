/* SPDX-License-Identifier: MIT */
/*
 * What the NAP agent says in its own entry, behind the vendor id: one byte of type, then a body
 * whose layout follows from the type; there is no general length. Portable, like message.h.
 */
#ifndef SOHDUMP_TYPEVALUE_H
#define SOHDUMP_TYPEVALUE_H

#include "message.h"
#include "sohitem.h"

typedef struct TypeValueRow TypeValueRow;

typedef struct TypeValue {
    const TypeValueRow *row;
    UINT32 offset;
    UINT8 type;
    SohReader body;
} TypeValue;

/* Whether the attribute is where the type-values stand; values gets them. */
BOOL TypeValueIn(SystemHealthEntityId entry, const MessageAttribute *attribute, SohReader *values);

/*
 * FALSE at the end, or if message->fault.expected is set. Behind a type that is not known nothing
 * can be read: its body is all that is left.
 */
BOOL TypeValueNext(Message *message, SohReader *values, TypeValue *value);

const char *TypeValueName(const TypeValue *value);
void TypeValueDescribe(const TypeValue *value, const SohItemSink *sink);

/* Whether this is packet info; *isRequest gets what it says. */
BOOL TypeValueDirection(const TypeValue *value, BOOL *isRequest);

#endif
