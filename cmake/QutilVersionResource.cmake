# SPDX-License-Identifier: MIT
#
# qutil_version_resource(TARGET DESCRIPTION): gives a program or DLL a VERSIONINFO with the version of
# include/qutilversion.h. Company and product are ours: qutil.dll must not pass for Microsoft's.

set(qutil_resource_template ${CMAKE_CURRENT_LIST_DIR}/version.rc.in)

function(qutil_version_resource target description)
    get_target_property(name ${target} OUTPUT_NAME)
    if(NOT name)
        set(name ${target})
    endif()
    get_target_property(type ${target} TYPE)
    if(type STREQUAL EXECUTABLE)
        set(filetype VFT_APP)
        set(file ${name}.exe)
    else()
        set(filetype VFT_DLL)
        set(file ${name}.dll)
    endif()
    set(resource ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc)
    configure_file(${qutil_resource_template} ${resource} @ONLY)
    target_sources(${target} PRIVATE ${resource})
    set_property(SOURCE ${resource} APPEND PROPERTY OBJECT_DEPENDS
                 ${PROJECT_SOURCE_DIR}/include/qutilversion.h)
    set_property(SOURCE ${resource} APPEND PROPERTY INCLUDE_DIRECTORIES
                 ${PROJECT_SOURCE_DIR}/include)
endfunction()
