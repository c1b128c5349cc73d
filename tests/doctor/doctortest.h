/* SPDX-License-Identifier: MIT */
/* Folders with files for the doctor to judge, and what it says of them. */
#ifndef TESTS_DOCTOR_DOCTORTEST_H
#define TESTS_DOCTOR_DOCTORTEST_H

#include <windows.h>
#include <stdbool.h>

#include "pebuilder.h"

/* The machine that this test is built for, and the other one. */
#ifdef _WIN64
#define OWN_MACHINE     PE_MACHINE_X64
#define OTHER_MACHINE   PE_MACHINE_X86
#define OWN_DIRECTORIES 112 /* in the optional header */
#define OWN_NAME        "64-bit (x64)"
#define OTHER_NAME      "32-bit (x86)"
#define OTHER_FOLDER    L"x86"
#else
#define OWN_MACHINE     PE_MACHINE_X86
#define OTHER_MACHINE   PE_MACHINE_X64
#define OWN_DIRECTORIES 96
#define OWN_NAME        "32-bit (x86)"
#define OTHER_NAME      "64-bit (x64)"
#define OTHER_FOLDER    L"x64"
#endif

/* Makes a folder below this test's, or empties it of files. Others are relative to it until the
 * next. */
void ScratchOpen(const WCHAR *name);
/* A path in the scratch folder; valid until the next call but seven. */
const WCHAR *ScratchPath(const WCHAR *name);
void ScratchWrite(const WCHAR *name, const void *bytes, size_t size);
void ScratchBuild(const WCHAR *name, const PeSpec *spec);
/* source is relative to this test's folder. */
void ScratchCopy(const WCHAR *source, const WCHAR *name);

/* Runs the doctor on a file of the scratch folder; the test fails unless it ends with that code. */
void Judge(const WCHAR *file, DWORD exitCode);
/* The same with any arguments, and with the program to run, relative to this test's folder. */
void Consult(const WCHAR *arguments, DWORD exitCode);
void ConsultProgram(const WCHAR *program, const WCHAR *arguments, DWORD exitCode);

/* Of the last run, its line breaks taken out. */
void Said(const char *text);
void NeverSaid(const char *text);

bool IsWine(void);

#define DOCTOR L"..\\qutil-doctor.exe"

#endif
