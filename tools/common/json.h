/* SPDX-License-Identifier: MIT */
/*
 * Writes JSON (RFC 8259), with commas, indentation and escapes. The name is NULL for an element of
 * an array and for the outermost object.
 */
#ifndef TOOLS_COMMON_JSON_H
#define TOOLS_COMMON_JSON_H

#include "text.h"

typedef struct Json {
    Text *text;
    UINT32 depth;
    BOOL isEmpty; /* the innermost open object or array has no member yet */
} Json;

void JsonInit(Json *json, Text *text);
/* bracket is '{' or '[' here ... */
void JsonOpen(Json *json, const char *name, char bracket);
/* ... and '}' or ']' here. */
void JsonClose(Json *json, char bracket);
void JsonString(Json *json, const char *name, const char *utf8);
/* digits: a decimal number. */
void JsonDigits(Json *json, const char *name, const char *digits);
void JsonNumber(Json *json, const char *name, UINT32 number);
void JsonBoolean(Json *json, const char *name, BOOL value);

#endif
