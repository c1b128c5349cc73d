# SPDX-License-Identifier: MIT
# qutil_warnings: what every target of ours is compiled with.

add_library(qutil_warnings INTERFACE)
target_compile_options(qutil_warnings INTERFACE
    -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wcast-qual -Wundef -Wformat=2 -Wvla
    -Wwrite-strings -Wpointer-arith -Werror
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes;-Wmissing-prototypes>)

# The same bytes wherever the tree lies: no path of the build machine gets into a file.
target_compile_options(qutil_warnings INTERFACE
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=.)

if(WIN32)
    # Nothing newer than Windows Vista is called.
    target_compile_definitions(qutil_warnings INTERFACE _WIN32_WINNT=0x0600 UNICODE _UNICODE)
endif()

# Nothing here unwinds on x86, where the tables would be a fifth of the DLL.
if(QUTIL_ARCH STREQUAL x86)
    target_compile_options(qutil_warnings INTERFACE
        $<$<COMPILE_LANGUAGE:C>:-fno-asynchronous-unwind-tables>)
endif()
