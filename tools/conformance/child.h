/* SPDX-License-Identifier: MIT */
/*
 * The child's side: another process of this program, which loads the DLL and tries the rules, one
 * after the other. So a crash or a hang ends only the child. It writes a line for each event:
 *
 *     @load ERROR           Windows could not load the DLL; nothing follows
 *     @begin INDEX          of the rule
 *     @holds INDEX TEXT     what was observed; empty: as expected
 *     @fails INDEX TEXT
 *     @unable INDEX TEXT
 *     @crash CODE ADDRESS   an exception that nobody handled; hexadecimal
 *     @done                 all that was asked for has been tried
 */
#ifndef TOOLS_CONFORMANCE_CHILD_H
#define TOOLS_CONFORMANCE_CHILD_H

#include <windows.h>

/* "--child-of-qutil-conformance MODE RULES DLL" */
#define CHILD_OPTION L"--child-of-qutil-conformance"

/* MODE: does the child go on after a rule that doesn't hold? */
#define CHILD_GOES_ON L"goes-on"
#define CHILD_STOPS   L"stops"

/* RULES: one '1' or '0' for each. */

int ChildMain(const WCHAR *mode, const WCHAR *rules, WCHAR *dll, WCHAR *naphost);

#endif
