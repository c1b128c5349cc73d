# SPDX-License-Identifier: MIT
#
# qutil_count_runs(DLL OBJECTS): with QUTIL_COVERAGE, counts which lines and branches of the DLL run;
# scripts/coverage.sh reads the counts. gcov's library writes them when a module is unloaded or its
# process exits, and needs the C run-time library for that. So only this DLL has the usual start-up
# code before our DllMain, and it isn't one to ship.

option(QUTIL_COVERAGE "Count what of the DLL runs; for scripts/coverage.sh only" OFF)

function(qutil_count_runs dll objects)
    if(NOT QUTIL_COVERAGE)
        return()
    endif()
    foreach(target ${dll} ${objects})
        # Unoptimised, so that a line is a line. The last map wins: gcov has to find the sources.
        # Several threads count at once.
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:--coverage -O0
            -fprofile-update=prefer-atomic -ffile-prefix-map=${PROJECT_SOURCE_DIR}=${PROJECT_SOURCE_DIR}
            -ffile-prefix-map=${PROJECT_BINARY_DIR}=${PROJECT_BINARY_DIR}>)
    endforeach()
    # The tests of the codec and the tools link the objects, too.
    target_link_options(${objects} INTERFACE --coverage)
    target_link_options(${dll} PRIVATE --coverage -static)
endfunction()
