# SPDX-License-Identifier: MIT
#
# qutil_count_runs(TARGET…): with QUTIL_COVERAGE, instruments DLLs and their objects to count which lines
# and branches run; scripts/coverage.sh reads the counts. gcov's library writes them when a module is
# unloaded or its process exits, and needs the C run-time library for that. So this DLL, unlike the
# one that ships, has the usual start-up code before our DllMain.

option(QUTIL_COVERAGE "Count what of the DLL runs; for scripts/coverage.sh only" OFF)

function(qutil_count_runs)
    if(NOT QUTIL_COVERAGE)
        return()
    endif()
    foreach(target IN LISTS ARGN)
        # Unoptimised, so that the counts belong to source lines. The last map wins: it undoes the
        # general one, because gcov has to find the sources. Atomic, because threads count at once.
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:--coverage -O0
            -fprofile-update=prefer-atomic -ffile-prefix-map=${PROJECT_SOURCE_DIR}=${PROJECT_SOURCE_DIR}
            -ffile-prefix-map=${PROJECT_BINARY_DIR}=${PROJECT_BINARY_DIR}>)
        get_target_property(type ${target} TYPE)
        if(type STREQUAL OBJECT_LIBRARY)
            target_link_options(${target} INTERFACE --coverage) # tests and tools link them as well
        else()
            target_link_options(${target} PRIVATE --coverage -static)
        endif()
    endforeach()
endfunction()
