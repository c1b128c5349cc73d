# SPDX-License-Identifier: MIT
# Cross-compiles for 64-bit Windows with clang and lld on mingw-w64's headers and libraries: the
# compiler that can give the DLL Control Flow Guard.

include(${CMAKE_CURRENT_LIST_DIR}/toolchain-x64.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/toolchain-cfg.cmake)
