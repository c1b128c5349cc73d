# SPDX-License-Identifier: MIT
#
# qutil_precompile_windows(FOLDER...): what is built there, and below, gets Windows' headers
# precompiled. They are 87,000 lines, and nearly all of the time that a small file takes. The DLL
# itself includes what it needs.
#
# gcc takes a precompiled header only if all macros that matter are the same: hence COBJMACROS for
# everybody, and two sets, one of them for what runs on Windows XP, too (qutil_old_windows).

set(qutil_precompiled <windows.h> <objbase.h>)

function(qutil_add_precompiled name)
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.c CONTENT "extern int ${name};\n" @ONLY)
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
    target_compile_definitions(${name} PRIVATE COBJMACROS=)
    target_link_libraries(${name} PRIVATE ${ARGN} qutil_warnings)
    target_precompile_headers(${name} PRIVATE ${qutil_precompiled})
endfunction()

# Where ids are defined, a header of Windows' must not have been seen before.
function(qutil_skip_where_ids_are_defined target)
    get_target_property(folder ${target} SOURCE_DIR)
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "\\.c$")
    foreach(source IN LISTS sources)
        cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder})
        if(EXISTS ${source})
            file(STRINGS ${source} definitions REGEX "<initguid.h>|define INITGUID")
            if(definitions)
                set_source_files_properties(${source} TARGET_DIRECTORY ${target}
                    PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
            endif()
        endif()
    endforeach()
endfunction()

function(qutil_precompile_windows)
    foreach(folder IN LISTS ARGN)
        get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
        get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
        foreach(target IN LISTS targets)
            get_target_property(libraries ${target} LINK_LIBRARIES)
            get_target_property(sources ${target} SOURCES)
            if(NOT qutil_warnings IN_LIST libraries OR sources MATCHES "\\.cpp")
                continue()
            endif()
            if(qutil_old_windows IN_LIST libraries)
                target_precompile_headers(${target} REUSE_FROM qutil_old_windows_headers)
            else()
                target_precompile_headers(${target} REUSE_FROM qutil_windows_headers)
            endif()
            target_compile_definitions(${target} PRIVATE COBJMACROS=)
            qutil_skip_where_ids_are_defined(${target})
        endforeach()
        qutil_precompile_windows(${folders})
    endforeach()
endfunction()

qutil_add_precompiled(qutil_windows_headers)
qutil_add_precompiled(qutil_old_windows_headers qutil_old_windows)
