# SPDX-License-Identifier: MIT
# qutil_warnings: the compiler options of all our targets.

add_library(qutil_warnings INTERFACE)
target_compile_options(qutil_warnings INTERFACE
    -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wcast-qual -Wundef -Wformat=2 -Wvla
    -Wwrite-strings -Wpointer-arith -Werror
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes;-Wmissing-prototypes>)
# Each test of cmocka's and each rule has a parameter, which most don't need. The native build is one
# of tests.
if(WIN32)
    target_compile_options(qutil_warnings INTERFACE
        "$<$<PATH:IS_PREFIX,${CMAKE_SOURCE_DIR}/tests,$<TARGET_PROPERTY:SOURCE_DIR>>:-Wno-unused-parameter>")
else()
    target_compile_options(qutil_warnings INTERFACE -Wno-unused-parameter)
endif()

# Reproducible in any folder: no path of the build machine gets into a file.
target_compile_options(qutil_warnings INTERFACE
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=.)

if(WIN32)
    # Call nothing newer than Windows Vista.
    target_compile_definitions(qutil_warnings INTERFACE _WIN32_WINNT=0x0600 UNICODE _UNICODE)
endif()

# On x86 nothing here unwinds, and the tables would be a fifth of the DLL.
if(QUTIL_ARCH STREQUAL x86)
    target_compile_options(qutil_warnings INTERFACE
        $<$<COMPILE_LANGUAGE:C>:-fno-asynchronous-unwind-tables>)
endif()
