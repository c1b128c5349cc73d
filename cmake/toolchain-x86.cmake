# SPDX-License-Identifier: MIT
# Cross-compiles for 32-bit Windows.

set(CMAKE_SYSTEM_PROCESSOR i686)
set(QUTIL_ARCH x86)
include(${CMAKE_CURRENT_LIST_DIR}/toolchain-mingw.cmake)
