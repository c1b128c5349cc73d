/* SPDX-License-Identifier: MIT */
/*
 * Type-values in the NAP agent's own entry, after the vendor id: one byte of type, then a body
 * whose layout depends on the type. They have no general length field. Portable, like message.h.
 */
#ifndef TOOLS_SOHDUMP_TYPEVALUE_H
#define TOOLS_SOHDUMP_TYPEVALUE_H

#include "message.h"
#include "sohitem.h"

typedef struct TypeValueRow TypeValueRow;

typedef struct TypeValue {
    const TypeValueRow *row;
    UINT32 offset;
    UINT8 type;
    SohReader body;
} TypeValue;

/* TRUE if the attribute contains type-values; values gets them. */
BOOL TypeValueIn(SystemHealthEntityId entry, const MessageAttribute *attribute, SohReader *values);

/*
 * FALSE at the end, or if message->fault.expected is set. The body of an unknown type is all that
 * is left, because its length isn't known.
 */
BOOL TypeValueNext(Message *message, SohReader *values, TypeValue *value);

const char *TypeValueName(const TypeValue *value);
void TypeValueDescribe(const TypeValue *value, const SohItemSink *sink);

/* TRUE if it is packet info; *isRequest then tells the direction. */
BOOL TypeValueDirection(const TypeValue *value, BOOL *isRequest);

#endif
