# SPDX-License-Identifier: MIT
#
# qutil_strip(TARGET): strips the program or DLL. With QUTIL_DEBUG_SYMBOLS its symbols go to a file
# of their own, build/…/symbols/NAME.debug.
#
# The stripped qutil.dll is the same, byte by byte, with and without QUTIL_DEBUG_SYMBOLS. So it has
# no .gnu_debuglink, which would hold a checksum. In gdb load the symbols by hand.

option(QUTIL_DEBUG_SYMBOLS "Keep debug symbols in files beside the programs" OFF)

set(QUTIL_SYMBOLS_DIR ${PROJECT_BINARY_DIR}/symbols)
if(QUTIL_DEBUG_SYMBOLS)
    add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-g>)
    file(MAKE_DIRECTORY ${QUTIL_SYMBOLS_DIR})
endif()

function(qutil_strip target)
    if(NOT QUTIL_DEBUG_SYMBOLS)
        target_link_options(${target} PRIVATE -s)
        return()
    endif()
    # -p: no new time stamp in the file's header.
    add_custom_command(TARGET ${target} POST_BUILD
        COMMAND ${CMAKE_OBJCOPY} -p --only-keep-debug $<TARGET_FILE:${target}>
                ${QUTIL_SYMBOLS_DIR}/$<TARGET_FILE_NAME:${target}>.debug
        COMMAND ${CMAKE_STRIP} -p $<TARGET_FILE:${target}>
        VERBATIM)
endfunction()
