/* SPDX-License-Identifier: MIT */
/* Makes folders with files for qutil-doctor, runs it, and checks what it prints. */
#ifndef TESTS_DOCTOR_DOCTORTEST_H
#define TESTS_DOCTOR_DOCTORTEST_H

#include <windows.h>

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

/*
 * Makes a folder below this test's, or deletes the files in it. It is the scratch folder until the
 * next call.
 */
void ScratchOpen(const WCHAR *name);
/* A path in the scratch folder. Valid for the next seven calls. */
const WCHAR *ScratchPath(const WCHAR *name);
void ScratchWrite(const WCHAR *name, const void *bytes, size_t size);
void ScratchBuild(const WCHAR *name, const PeSpec *spec);
/* source is relative to this test's folder. */
void ScratchCopy(const WCHAR *source, const WCHAR *name);

/*
 * Runs the doctor on a file of the scratch folder. Fails the test unless the exit code is this one.
 */
void Judge(const WCHAR *file, DWORD exitCode);
/*
 * The same with any arguments; Consult runs the doctor, the other any program, relative to this
 * test's folder.
 */
void Consult(const WCHAR *arguments, DWORD exitCode);
void ConsultProgram(const WCHAR *program, const WCHAR *arguments, DWORD exitCode);

/* Check the output of the last run, without its line breaks. */
void Said(const char *text);
void NeverSaid(const char *text);

#define DOCTOR L"..\\qutil-doctor.exe"

#endif
