# SPDX-License-Identifier: MIT
#
# qutil_version_resource(TARGET DESCRIPTION): gives a program a VERSIONINFO with the version of
# include/qutilversion.h, as src/qutil.rc does for the DLL.

set(qutil_resource_template ${CMAKE_CURRENT_LIST_DIR}/program.rc.in)

function(qutil_version_resource target description)
    get_target_property(name ${target} OUTPUT_NAME)
    if(NOT name)
        set(name ${target})
    endif()
    set(resource ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc)
    configure_file(${qutil_resource_template} ${resource} @ONLY)
    target_sources(${target} PRIVATE ${resource})
    set_property(SOURCE ${resource} APPEND PROPERTY OBJECT_DEPENDS
                 ${PROJECT_SOURCE_DIR}/include/qutilversion.h)
    set_property(SOURCE ${resource} APPEND PROPERTY INCLUDE_DIRECTORIES
                 ${PROJECT_SOURCE_DIR}/include)
endfunction()
