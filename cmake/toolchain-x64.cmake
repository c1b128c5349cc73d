# SPDX-License-Identifier: MIT
# Cross-compiles for 64-bit Windows.

set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(QUTIL_ARCH x64)
include(${CMAKE_CURRENT_LIST_DIR}/toolchain-mingw.cmake)
