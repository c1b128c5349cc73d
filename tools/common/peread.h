/* SPDX-License-Identifier: MIT */
/* What the files of the PE reader share: reading by RVA (address in memory relative to the
 * image's start), each time checked against the file. */
#ifndef TOOLS_COMMON_PEREAD_H
#define TOOLS_COMMON_PEREAD_H

#include "peimage.h"

uint16_t PeU16(const uint8_t *bytes);
uint32_t PeU32(const uint8_t *bytes);

/* Records what was expected where, and returns status. */
PeStatus PeFault(PeImage *image, PeStatus status, size_t offset, const char *expected);

/*
 * The file's bytes from rva to the end of the section. May be empty even if the address is mapped.
 */
PeSlice PeSpan(const PeImage *image, uint32_t rva, bool *isMapped);
PeStatus PeRead(PeImage *image, uint32_t rva, uint8_t *buffer, size_t size, const char *expected);
/* A name has at least one and at most PE_NAME_MAX characters, and its NUL. */
PeStatus PeReadName(PeImage *image, uint32_t rva, PeSlice *name, const char *expected);

#endif
