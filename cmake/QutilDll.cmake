# SPDX-License-Identifier: MIT
#
# qutil_dll(TARGET NAME DESCRIPTION)   settings of a MODULE library that becomes NAME.dll
#
# It has no CRT start-up: the entry point is our DllMain. memcpy and the like come from msvcrt, which
# every Windows has and ole32 loads anyway. (ntdll has them too, but the toolchain's import library
# of ntdll doesn't.) A MODULE has no import library. The linker's own would be wrong on x86;
# cmake/QutilImportLibrary.cmake makes the right one.

# Sections are page-aligned in the file as well: Wine then maps them and reads only the pages that
# are used. Otherwise it copies every section. Windows maps them in any case.
set(QUTIL_PAGED_FILE -Wl,--file-alignment=4096)

# On x86 only frame pointers let a debugger walk the stack of a crash dump.
set(QUTIL_FRAME_POINTERS
    $<$<AND:$<STREQUAL:${QUTIL_ARCH},x86>,$<COMPILE_LANGUAGE:C>>:-fno-omit-frame-pointer>)

function(qutil_dll target name description)
    target_compile_definitions(${target} PRIVATE NAPAPI= CONST_VTABLE)
    target_link_libraries(${target} PRIVATE qutil_soh_objects qutil_com_objects qutil_warnings)
    target_compile_options(${target} PRIVATE ${QUTIL_FRAME_POINTERS})
    target_link_options(${target} PRIVATE
        $<$<NOT:$<BOOL:${QUTIL_COVERAGE}>>:-nostdlib>
        $<$<NOT:$<BOOL:${QUTIL_COVERAGE}>>:-Wl,--entry=$<IF:$<STREQUAL:${QUTIL_ARCH},x86>,_DllMain@12,DllMain>>
        -Wl,--enable-stdcall-fixup
        -Wl,--no-insert-timestamp
        -Wl,--dynamicbase -Wl,--nxcompat
        ${QUTIL_PAGED_FILE}
        $<IF:$<STREQUAL:${QUTIL_ARCH},x64>,-Wl$<COMMA>--high-entropy-va,-Wl$<COMMA>--no-seh>)
    qutil_strip(${target})
    qutil_count_runs(${target})

    # -nostdlib drops the compiler's default libraries, so all are named here.
    target_link_libraries(${target} PRIVATE ole32 advapi32 kernel32 ntdll msvcrt gcc)
    set_target_properties(${target} PROPERTIES
        PREFIX "" OUTPUT_NAME ${name} SUFFIX .dll
        LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}
        LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}.def)
    qutil_version_resource(${target} ${description})
endfunction()
