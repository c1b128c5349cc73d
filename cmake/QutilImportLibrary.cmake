# SPDX-License-Identifier: MIT
# libqutil.dll.a, the import library for mingw, and the target qutil_import that links it.
#
# On x86 a program refers to _AllocConnections@8 while the DLL exports AllocConnections. The
# library that GNU ld writes beside the DLL doesn't map one to the other; dlltool -k does, from a
# definition whose names have the suffixes. They are taken from qutil.def's comments.

set(QUTIL_SUFFIXED_DEF ${PROJECT_BINARY_DIR}/qutil-import.def)
set(QUTIL_IMPORT_LIBRARY ${PROJECT_BINARY_DIR}/libqutil.dll.a)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/qutil.def)
file(READ ${PROJECT_SOURCE_DIR}/qutil.def QUTIL_DEF)
if(QUTIL_ARCH STREQUAL x86)
    string(REGEX REPLACE "; x86 (@[0-9]+)\n +([A-Za-z]+)" "    \\2\\1" QUTIL_DEF "${QUTIL_DEF}")
    set(QUTIL_DLLTOOL_FLAGS -m i386 --kill-at)
else()
    set(QUTIL_DLLTOOL_FLAGS -m i386:x86-64)
endif()
file(GENERATE OUTPUT ${QUTIL_SUFFIXED_DEF} CONTENT "${QUTIL_DEF}")

find_program(QUTIL_DLLTOOL ${QUTIL_TRIPLET}-dlltool REQUIRED)
add_custom_command(
    OUTPUT ${QUTIL_IMPORT_LIBRARY}
    COMMAND ${QUTIL_DLLTOOL} ${QUTIL_DLLTOOL_FLAGS} --deterministic-libraries
            -d qutil-import.def -l libqutil.dll.a
    # dlltool makes symbol names of the path that it is given: no folder shall get into them.
    WORKING_DIRECTORY ${PROJECT_BINARY_DIR}
    DEPENDS ${QUTIL_SUFFIXED_DEF}
    COMMENT "Making the import library libqutil.dll.a"
    VERBATIM)
add_custom_target(qutil_import_library ALL DEPENDS ${QUTIL_IMPORT_LIBRARY})

add_library(qutil_import INTERFACE)
target_link_libraries(qutil_import INTERFACE ${QUTIL_IMPORT_LIBRARY} qutil_headers)
add_dependencies(qutil_import qutil_import_library qutil)
