/* SPDX-License-Identifier: MIT */
/* See json.h. */
#include "json.h"

static void newLine(Json *json)
{
    TextAppend(json->text, "\n");
    TextRepeat(json->text, ' ', (size_t)json->depth * 2);
}

static void beginMember(Json *json, const char *name)
{
    if (json->depth != 0) {
        TextAppend(json->text, json->isEmpty ? "" : ",");
        newLine(json);
    }
    json->isEmpty = FALSE;
    if (name) {
        TextQuoted(json->text, name);
        TextAppend(json->text, ": ");
    }
}

void JsonInit(Json *json, Text *text)
{
    json->text = text;
    json->depth = 0;
    json->isEmpty = TRUE;
}

void JsonOpen(Json *json, const char *name, char bracket)
{
    beginMember(json, name);
    TextRepeat(json->text, bracket, 1);
    json->depth++;
    json->isEmpty = TRUE;
}

void JsonClose(Json *json, char bracket)
{
    json->depth--;
    if (!json->isEmpty) {
        newLine(json);
    }
    json->isEmpty = FALSE;
    TextRepeat(json->text, bracket, 1);
    if (json->depth == 0) {
        TextAppend(json->text, "\n");
    }
}

void JsonString(Json *json, const char *name, const char *utf8)
{
    beginMember(json, name);
    TextQuoted(json->text, utf8);
}

void JsonDigits(Json *json, const char *name, const char *digits)
{
    beginMember(json, name);
    TextAppend(json->text, digits);
}

void JsonNumber(Json *json, const char *name, UINT32 number)
{
    beginMember(json, name);
    TextFormat(json->text, "%u", (unsigned)number);
}

void JsonBoolean(Json *json, const char *name, BOOL value)
{
    JsonDigits(json, name, value ? "true" : "false");
}
