# SPDX-License-Identifier: MIT
#
# Sets what the toolchain files set when cross-compiling, for a build on Windows itself, which uses
# no toolchain file:
#
#   QUTIL_ARCH      x64 or x86
#   QUTIL_TRIPLET   the prefix of the toolchain's programs, if they have one

if(NOT WIN32 OR QUTIL_ARCH)
    return()
endif()
if(NOT MINGW)
    message(FATAL_ERROR "this needs mingw-w64: use the preset windows in a shell of MSYS2, MINGW64 or MINGW32")
endif()

if(CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(QUTIL_ARCH x64)
    set(QUTIL_TRIPLET x86_64-w64-mingw32)
else()
    set(QUTIL_ARCH x86)
    set(QUTIL_TRIPLET i686-w64-mingw32)
endif()
