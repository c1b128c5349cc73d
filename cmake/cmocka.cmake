# SPDX-License-Identifier: MIT
#
# The target cmocka::cmocka, a static library built from source with the project's compiler, because
# distributions have no mingw build of it. Its source is not in this repository.
#
# The source is the archive that scripts/setup.sh took from the distribution's source package, in
# the distribution's version and verified by apt. If there is none, upstream's archive is downloaded
# and checked by its hash. To use another one, set QUTIL_CMOCKA_ARCHIVE.

include_guard()
include(FetchContent)

# The same search as in scripts/lib/common.sh, for builds without the scripts.
function(qutil_find_cmocka_archive result)
    set(folders "$ENV{QUTIL_CACHE}" "$ENV{XDG_CACHE_HOME}/qutil" "$ENV{HOME}/.cache/qutil")
    foreach(folder IN LISTS folders)
        file(GLOB archives LIST_DIRECTORIES FALSE "${folder}/cmocka/cmocka_*.orig.tar.*z")
        if(folder AND archives)
            list(POP_BACK archives archive)
            set(${result} "${archive}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
    set(${result} "" PARENT_SCOPE)
endfunction()

function(qutil_add_cmocka)
    set(upstream https://cmocka.org/files/1.1/cmocka-1.1.5.tar.xz)
    set(upstream_hash SHA256=f0ccd8242d55e2fd74b16ba518359151f6f8383ff8aef4976e48393f77bba8b6)

    if(NOT EXISTS "${QUTIL_CMOCKA_ARCHIVE}")
        qutil_find_cmocka_archive(archive)
        set(QUTIL_CMOCKA_ARCHIVE "${archive}" CACHE FILEPATH
            "cmocka's source archive; empty: upstream's is downloaded" FORCE)
    endif()
    if(QUTIL_CMOCKA_ARCHIVE)
        message(STATUS "cmocka: ${QUTIL_CMOCKA_ARCHIVE}")
        set(source URL "${QUTIL_CMOCKA_ARCHIVE}")
    else()
        message(STATUS "cmocka: ${upstream} (scripts/setup.sh would take it from the distribution)")
        set(source URL ${upstream} URL_HASH ${upstream_hash})
    endif()
    FetchContent_Declare(cmocka ${source} DOWNLOAD_EXTRACT_TIMESTAMP FALSE)

    # Keeps our flags away from cmocka, and its install and package rules away from us. All of this
    # is undone, or goes out of scope, when this function ends.
    get_directory_property(our_options COMPILE_OPTIONS)
    get_directory_property(our_definitions COMPILE_DEFINITIONS)
    set_directory_properties(PROPERTIES COMPILE_OPTIONS "" COMPILE_DEFINITIONS "")
    string(APPEND CMAKE_C_FLAGS " -w")
    if(CMAKE_C_COMPILER_ID STREQUAL Clang AND NOT WIN32)
        string(APPEND CMAKE_C_FLAGS " -gdwarf-4") # valgrind does not read clang's DWARF 5
    endif()
    set(CMAKE_C_EXTENSIONS ON)
    set(CMAKE_C_CLANG_TIDY "")
    set(CMAKE_COMPILE_WARNING_AS_ERROR OFF)
    set(CMAKE_SKIP_INSTALL_RULES ON)
    # An empty CPack module: the real one would overwrite our CPackConfig.
    file(WRITE "${CMAKE_BINARY_DIR}/CMakeFiles/qutil-cmocka/CPack.cmake" "")
    list(PREPEND CMAKE_MODULE_PATH "${CMAKE_BINARY_DIR}/CMakeFiles/qutil-cmocka")
    set(CMAKE_POLICY_DEFAULT_CMP0077 NEW) # option() respects the variables below
    set(CMAKE_WARN_DEPRECATED OFF)
    set(BUILD_SHARED_LIBS OFF)
    set(BUILD_TESTING OFF)
    set(WITH_STATIC_LIB ON)
    set(WITH_EXAMPLES OFF)
    set(UNIT_TESTING OFF)
    set(PICKY_DEVELOPER OFF)
    FetchContent_MakeAvailable(cmocka)
    set_property(DIRECTORY "${cmocka_SOURCE_DIR}" PROPERTY EXCLUDE_FROM_ALL ON)
    set_directory_properties(PROPERTIES COMPILE_OPTIONS "${our_options}"
                                        COMPILE_DEFINITIONS "${our_definitions}")

    # Up to 1.1.5 the static library has its own target. Later versions have one target with an
    # alias, and BUILD_SHARED_LIBS decides what it is.
    set(library cmocka)
    if(NOT TARGET cmocka::cmocka)
        set(library cmocka-static)
        add_library(cmocka::cmocka ALIAS cmocka-static)
    endif()
    get_target_property(type ${library} TYPE)
    if(NOT type STREQUAL STATIC_LIBRARY)
        message(FATAL_ERROR "this version of cmocka makes no static library as cmake/cmocka.cmake asks; "
                            "set QUTIL_CMOCKA_ARCHIVE to the archive of 1.1.5 or 1.1.7")
    endif()
    target_include_directories(${library} SYSTEM INTERFACE "${cmocka_SOURCE_DIR}/include")
    # cmocka 2 deprecates assert_in_range, in favour of names that earlier versions lack.
    get_directory_property(version DIRECTORY "${cmocka_SOURCE_DIR}" DEFINITION PROJECT_VERSION)
    if(version VERSION_GREATER_EQUAL 2)
        target_compile_options(${library} INTERFACE -Wno-deprecated-declarations)
    endif()
    if(MINGW)
        # cmocka uses thread-local variables. The compiler's support for them is in
        # libwinpthread-1.dll; linked statically, tests don't need that DLL.
        target_link_options(${library} INTERFACE -static)
    endif()
endfunction()

qutil_add_cmocka()
