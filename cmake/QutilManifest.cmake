# SPDX-License-Identifier: MIT
#
# The side-by-side assemblies qutil.sxs and naphost.sxs: with them a program can use the COM classes
# of the qutil.dll or naphost.dll in its folder without registration, and so without an
# administrator.
#
#   QUTIL_MANIFEST, QUTIL_NAPHOST_MANIFEST
#                              the manifests, in the build folder beside the DLLs
#   qutil_dependent_manifest(OUTPUT [naphost])
#                              writes the application manifest of a program that depends on
#                              qutil.sxs, and on naphost.sxs if wanted
#
# The assembly is not called qutil: then Windows would try qutil.dll before qutil.manifest, find the
# DLL itself, which has no manifest, and give up. For qutil.sxs it tries qutil.sxs.dll, which
# doesn't exist, and then this manifest. The same goes for naphost.

include_guard(GLOBAL)

set(qutil_manifest_templates ${CMAKE_CURRENT_LIST_DIR})

# The version comes from the header through PROJECT_VERSION; a manifest has four numbers.
set(QUTIL_ASSEMBLY_VERSION ${PROJECT_VERSION}.0)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
             ${PROJECT_SOURCE_DIR}/include/qutilversion.h)
if(QUTIL_ARCH STREQUAL x64)
    set(QUTIL_ASSEMBLY_ARCHITECTURE amd64)
else()
    set(QUTIL_ASSEMBLY_ARCHITECTURE ${QUTIL_ARCH})
endif()

# One comClass for each coclass in include/NAME.idl.
function(qutil_com_classes out name)
    set(coclass "\\[uuid\\(([0-9a-f-]+)\\)\\][ \r\n]*coclass +([A-Za-z]+)")
    set(elements "")
    file(READ ${PROJECT_SOURCE_DIR}/include/${name}.idl idl)
    string(REGEX MATCHALL "${coclass}" classes "${idl}")
    foreach(class IN LISTS classes)
        string(REGEX REPLACE "${coclass}" "\\1" clsid "${class}")
        string(REGEX REPLACE "${coclass}" "\\2" name "${class}")
        string(TOUPPER ${clsid} clsid)
        string(APPEND elements "\n    <comClass clsid=\"{${clsid}}\" threadingModel=\"Both\""
                               " description=\"${name}\"/>")
    endforeach()
    set(${out} "${elements}" PARENT_SCOPE)
endfunction()

# qutil_assembly(DLL COUNT IDL…): writes DLL.sxs.manifest. The DLL implements all coclasses of these
# IDL files, which are COUNT.
function(qutil_assembly name count)
    set(assembly ${name}.sxs)
    set(dll ${name}.dll)
    set(classes "")
    foreach(idl IN LISTS ARGN)
        qutil_com_classes(found ${idl})
        string(APPEND classes "${found}")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                     ${PROJECT_SOURCE_DIR}/include/${idl}.idl)
    endforeach()
    string(REGEX MATCHALL "<comClass" elements "${classes}")
    list(LENGTH elements number)
    if(NOT number EQUAL count)
        message(FATAL_ERROR "${ARGN}: ${number} coclasses, but ${dll} has ${count} classes")
    endif()
    configure_file(${qutil_manifest_templates}/assembly.manifest.in
                   ${PROJECT_BINARY_DIR}/${assembly}.manifest @ONLY)
endfunction()

function(qutil_dependent_manifest output)
    set(names qutil ${ARGN})
    set(dependencies "")
    foreach(name IN LISTS names)
        string(APPEND dependencies "
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type=\"win32\" name=\"${name}.sxs\" version=\"${QUTIL_ASSEMBLY_VERSION}\" processorArchitecture=\"${QUTIL_ASSEMBLY_ARCHITECTURE}\"/>
    </dependentAssembly>
  </dependency>")
    endforeach()
    list(TRANSFORM names APPEND .dll)
    list(JOIN names ", " dlls)
    configure_file(${qutil_manifest_templates}/application.manifest.in ${output} @ONLY)
endfunction()

set(QUTIL_MANIFEST ${PROJECT_BINARY_DIR}/qutil.sxs.manifest)
qutil_assembly(qutil 2 napprotocol)
if(QUTIL_BUILD_NAPHOST)
    set(QUTIL_NAPHOST_MANIFEST ${PROJECT_BINARY_DIR}/naphost.sxs.manifest)
    qutil_assembly(naphost 4 napmanagement napservermanagement napsystemhealthagent)
endif()
