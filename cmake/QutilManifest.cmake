# SPDX-License-Identifier: MIT
#
# qutil.sxs.manifest, a side-by-side assembly: with it a program can use the COM classes of the
# qutil.dll in its folder without registration, and so without an administrator.
#
#   QUTIL_MANIFEST             the manifest, in the build folder beside the DLL
#   qutil_dependent_manifest(OUTPUT)
#                              writes the application manifest of a program that depends on it
#
# The assembly is not called qutil: then Windows would try qutil.dll before qutil.manifest, find the
# DLL itself, which has no manifest, and give up. For qutil.sxs it tries qutil.sxs.dll, which
# doesn't exist, and then this manifest.

include_guard(GLOBAL)

set(QUTIL_ASSEMBLY qutil.sxs)
set(QUTIL_MANIFEST ${PROJECT_BINARY_DIR}/${QUTIL_ASSEMBLY}.manifest)
set(qutil_manifest_templates ${CMAKE_CURRENT_LIST_DIR})

# The version comes from the header through PROJECT_VERSION; a manifest has four numbers.
set(QUTIL_ASSEMBLY_VERSION ${PROJECT_VERSION}.0)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
             ${PROJECT_SOURCE_DIR}/include/qutilversion.h
             ${PROJECT_SOURCE_DIR}/include/napprotocol.idl)
if(QUTIL_ARCH STREQUAL x64)
    set(QUTIL_ASSEMBLY_ARCHITECTURE amd64)
else()
    set(QUTIL_ASSEMBLY_ARCHITECTURE ${QUTIL_ARCH})
endif()

# One comClass for each coclass in napprotocol.idl: these are the classes that the DLL implements.
function(qutil_com_classes out)
    set(coclass "\\[uuid\\(([0-9a-f-]+)\\)\\][ \r\n]*coclass +([A-Za-z]+)")
    set(elements "")
    file(READ ${PROJECT_SOURCE_DIR}/include/napprotocol.idl idl)
    string(REGEX MATCHALL "${coclass}" classes "${idl}")
    foreach(class IN LISTS classes)
        string(REGEX REPLACE "${coclass}" "\\1" clsid "${class}")
        string(REGEX REPLACE "${coclass}" "\\2" name "${class}")
        string(TOUPPER ${clsid} clsid)
        string(APPEND elements "\n    <comClass clsid=\"{${clsid}}\" threadingModel=\"Both\""
                               " description=\"${name}\"/>")
    endforeach()
    list(LENGTH classes count)
    if(NOT count EQUAL 2)
        message(FATAL_ERROR "include/napprotocol.idl should have two coclasses, found ${count}")
    endif()
    set(${out} "${elements}" PARENT_SCOPE)
endfunction()

qutil_com_classes(QUTIL_COM_CLASSES)
configure_file(${qutil_manifest_templates}/qutil.sxs.manifest.in ${QUTIL_MANIFEST} @ONLY)

function(qutil_dependent_manifest output)
    configure_file(${qutil_manifest_templates}/application.manifest.in ${output} @ONLY)
endfunction()
