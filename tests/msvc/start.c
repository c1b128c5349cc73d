/* SPDX-License-Identifier: MIT */
/*
 * Replaces Microsoft's start-up code, which isn't available here: enough for a program without
 * constructors and arguments.
 */
int main(void);
__declspec(noreturn) void exit(int code);
void mainCRTStartup(void);

void mainCRTStartup(void)
{
    exit(main());
}

/* The compiler refers to this where floating-point numbers are used. */
int _fltused;
