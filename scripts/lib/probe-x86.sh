# SPDX-License-Identifier: MIT
# Does this machine execute 32-bit code? Two programs of some hundred bytes find out in a
# millisecond. They need no compiler: their bytes are in this file. If one fails, the kernel kills
# it with SIGSEGV or SIGSYS, or doesn't start it. Sourced by setup.sh, never run.
# shellcheck shell=bash

# An i386 program, like the 32-bit part of an installed Wine: _exit(7).
PROBE_PROGRAM='
7f 45 4c 46 01 01 01 00 00 00 00 00 00 00 00 00    # ELF, 32-bit
02 00 03 00 01 00 00 00 54 80 04 08 34 00 00 00    # a program for i386; begins at 0x08048054
00 00 00 00 00 00 00 00 34 00 20 00 01 00 00 00
00 00 00 00
01 00 00 00 00 00 00 00 00 80 04 08 00 80 04 08    # all of it at 0x08048000
60 00 00 00 60 00 00 00 05 00 00 00 00 10 00 00
bb 07 00 00 00                                     # mov  ebx, 7
b8 01 00 00 00                                     # mov  eax, 1        exit
cd 80                                              # int  0x80
'

# An x86-64 program that does what 64-bit Wine does to run a 32-bit Windows program: it jumps to the
# 32-bit code segment and there asks the kernel for a new segment. Then _exit(7).
PROBE_SEGMENT='
7f 45 4c 46 02 01 01 00 00 00 00 00 00 00 00 00    # ELF, 64-bit
02 00 3e 00 01 00 00 00 78 00 40 00 00 00 00 00    # a program for x86-64; begins at 0x400078
40 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 40 00 38 00 01 00 00 00 00 00 00 00
01 00 00 00 05 00 00 00 00 00 00 00 00 00 00 00    # all of it at 0x400000
00 00 40 00 00 00 00 00 00 00 40 00 00 00 00 00
b0 00 00 00 00 00 00 00 b0 00 00 00 00 00 00 00
00 10 00 00 00 00 00 00
ff 2d 00 00 00 00                                  # jmp  far [rip]     to:
84 00 40 00 23 00                                  #      0x23:0x400084
b8 f3 00 00 00                                     # mov  eax, 243      set_thread_area
bb a0 00 40 00                                     # mov  ebx, 0x4000a0
cd 80                                              # int  0x80
8d 58 07                                           # lea  ebx, [eax+7]  it answered 0
b8 01 00 00 00                                     # mov  eax, 1        exit
cd 80                                              # int  0x80
00 00 00 00 00 00
0c 00 00 00 00 00 00 00 ff ff 0f 00 51 00 00 00    # 0x4000a0: entry 12, from 0, 4 GB, 32-bit data
'

# probeRuns BYTES: does the program end with exit code 7?
probeRuns() {
    local line word code=0 program=$QUTIL_CACHE/probe.$BASHPID
    while IFS= read -r line; do
        # shellcheck disable=SC2059 # the format is the byte
        for word in ${line%%#*}; do printf "\\x$word"; done
    done <<<"$1" >"$program"
    chmod +x "$program"
    # In a subshell without stderr: the shell would report the signal.
    (
        exec 2>/dev/null
        "$program"
        exit "$?"
    ) || code=$?
    rm -f "$program"
    ((code == 7))
}

runsI386Programs() { probeRuns "$PROBE_PROGRAM"; }
runs32BitSegments() { probeRuns "$PROBE_SEGMENT"; }
