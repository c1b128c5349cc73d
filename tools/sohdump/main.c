/* SPDX-License-Identifier: MIT */
/* sohdump: prints a Statement of Health. See options.c for its usage, docs/sohdump.md for more. */
#include "sohdump.h"

#include <objbase.h>

#include "textoutput.h"

int wmain(int argc, WCHAR **argv);

int wmain(int argc, WCHAR **argv)
{
    HRESULT initialised = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    Text output;
    Text error;
    int code;

    TextInit(&output);
    TextInit(&error);
    code = Sohdump(argc, argv, &output, &error);
    if (!TextOutput(&output, STD_OUTPUT_HANDLE)) {
        TextAppend(&error, "sohdump: can't write the output\n");
        code = SOHDUMP_UNABLE;
    }
    TextOutput(&error, STD_ERROR_HANDLE);
    TextFree(&output);
    TextFree(&error);
    if (SUCCEEDED(initialised)) {
        CoUninitialize();
    }
    return code;
}
