/* SPDX-License-Identifier: MIT */
/*
 * Start-up code in place of Microsoft's, which is not to be had here: enough for a program that
 * has no constructors and takes no arguments.
 */
int main(void);
__declspec(noreturn) void exit(int code);
void mainCRTStartup(void);

void mainCRTStartup(void)
{
    exit(main());
}

/* What the compiler refers to wherever floating-point numbers are passed. */
int _fltused;
