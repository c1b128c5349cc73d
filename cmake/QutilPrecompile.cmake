# SPDX-License-Identifier: MIT
#
# qutil_precompile_windows(FOLDER...): targets in and below these folders use precompiled Windows
# headers. These are 87,000 lines, and take most of a small file's compile time. The DLL itself
# includes only what it needs.
#
# gcc uses a precompiled header only if all relevant macros are the same. So COBJMACROS is set for
# all targets, and there are two sets, one of them for programs that also run on Windows XP
# (qutil_old_windows).

set(qutil_precompiled <windows.h> <objbase.h>)

function(qutil_add_precompiled name)
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.c CONTENT "extern int ${name};\n" @ONLY)
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
    target_compile_definitions(${name} PRIVATE COBJMACROS=)
    target_link_libraries(${name} PRIVATE ${ARGN} qutil_warnings)
    target_precompile_headers(${name} PRIVATE ${qutil_precompiled})
endfunction()

# A file that defines ids must not have included a header of Windows before <initguid.h>.
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
