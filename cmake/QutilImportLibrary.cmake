# SPDX-License-Identifier: MIT
#
# The import libraries: libqutil.dll.a for mingw, and qutil.lib for MSVC and clang. Each has the
# sixteen import symbols and, in one object each, the NAP class and interface ids, which no current
# SDK's libraries have.
#
#   qutil_import           the target that links libqutil.dll.a
#   QUTIL_IMPORT_LIBRARY   libqutil.dll.a
#   QUTIL_MSVC_LIBRARY     qutil.lib; empty if clang or LLVM's tools are missing
#
# On x86 a program refers to _AllocConnections@8, but the DLL exports AllocConnections. GNU ld's own
# import library doesn't map one to the other. dlltool -k does, from a .def file whose names have
# the suffixes; they come from the comments in qutil.def.

set(QUTIL_SUFFIXED_DEF ${PROJECT_BINARY_DIR}/qutil-import.def)
set(QUTIL_IMPORT_LIBRARY ${PROJECT_BINARY_DIR}/libqutil.dll.a)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/qutil.def)
file(READ ${PROJECT_SOURCE_DIR}/qutil.def QUTIL_DEF)
if(QUTIL_ARCH STREQUAL x86)
    string(REGEX REPLACE "; x86 (@[0-9]+)\n +([A-Za-z]+)" "    \\2\\1" QUTIL_DEF "${QUTIL_DEF}")
    set(QUTIL_DLLTOOL_FLAGS -m i386 --kill-at)
    set(qutil_msvc_target i686-pc-windows-msvc)
    set(qutil_msvc_machine x86)
else()
    set(QUTIL_DLLTOOL_FLAGS -m i386:x86-64)
    set(qutil_msvc_target x86_64-pc-windows-msvc)
    set(qutil_msvc_machine x64)
endif()
file(GENERATE OUTPUT ${QUTIL_SUFFIXED_DEF} CONTENT "${QUTIL_DEF}")

# qutil_link_library(LIBRARY FOLDER … IMPORTS command… COMPILE command… EXTENSION … ARCHIVE command…)
# A custom command that makes LIBRARY: IMPORTS makes the archive of import symbols in FOLDER, then
# the ids are added. Every command runs in FOLDER with bare file names, because the tools store the
# paths that they are given, and the library must not name a folder of the build machine.
function(qutil_link_library library)
    cmake_parse_arguments(PARSE_ARGV 1 LIB "" "FOLDER;EXTENSION" "IMPORTS;COMPILE;ARCHIVE")
    get_filename_component(name ${library} NAME)
    file(MAKE_DIRECTORY ${LIB_FOLDER}/ids)
    add_custom_command(
        OUTPUT ${library}
        # An archiver adds to an existing file.
        COMMAND ${CMAKE_COMMAND} -E rm -f ${library}
        COMMAND ${LIB_IMPORTS}
        COMMAND ${CMAKE_COMMAND} "-DHEADERS=${QUTIL_IDL_HEADERS}" -DFOLDER=${LIB_FOLDER}
                "-DCOMPILE=${LIB_COMPILE}" -DEXTENSION=${LIB_EXTENSION} "-DARCHIVE=${LIB_ARCHIVE}"
                -P ${PROJECT_SOURCE_DIR}/cmake/QutilIdObjects.cmake
        COMMAND ${CMAKE_COMMAND} -E copy ${LIB_FOLDER}/${name} ${library}
        WORKING_DIRECTORY ${LIB_FOLDER}
        DEPENDS ${QUTIL_SUFFIXED_DEF} ${QUTIL_IDL_HEADERS} qutil_idl_headers
                ${PROJECT_SOURCE_DIR}/cmake/QutilIdObjects.cmake
        COMMENT "Making ${name}"
        VERBATIM)
endfunction()

# MSYS2's programs have no prefix.
find_program(QUTIL_DLLTOOL NAMES ${QUTIL_TRIPLET}-dlltool dlltool REQUIRED)
# Not CMAKE_C_COMPILER: the library must be the same whatever compiles the DLL.
find_program(QUTIL_MINGW_GCC NAMES ${QUTIL_TRIPLET}-gcc gcc REQUIRED)
find_program(QUTIL_MINGW_AR NAMES ${QUTIL_TRIPLET}-ar ar REQUIRED)
set(qutil_mingw_folder ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/qutil-mingw)
qutil_link_library(${QUTIL_IMPORT_LIBRARY}
    FOLDER ${qutil_mingw_folder}
    IMPORTS ${QUTIL_DLLTOOL} ${QUTIL_DLLTOOL_FLAGS} --deterministic-libraries
            -d ${QUTIL_SUFFIXED_DEF} -l libqutil.dll.a
    COMPILE ${QUTIL_MINGW_GCC} -Os -fno-ident
    EXTENSION o
    ARCHIVE ${QUTIL_MINGW_AR} qD libqutil.dll.a)
set(qutil_link_libraries ${QUTIL_IMPORT_LIBRARY})

# Objects for MSVC come from clang: gcc's lack the mark for /SAFESEH, which link.exe demands on x86.
find_program(QUTIL_CLANG clang DOC "clang, for what needs the MSVC ABI")
find_program(QUTIL_LLVM_DLLTOOL llvm-dlltool DOC "makes the import symbols of qutil.lib")
find_program(QUTIL_LLVM_LIB llvm-lib DOC "makes qutil.lib")
set(QUTIL_MSVC_LIBRARY "")
if(QUTIL_CLANG AND QUTIL_LLVM_DLLTOOL AND QUTIL_LLVM_LIB)
    set(QUTIL_MSVC_LIBRARY ${PROJECT_BINARY_DIR}/qutil.lib)
    set(qutil_msvc_folder ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/qutil-msvc)
    qutil_link_library(${QUTIL_MSVC_LIBRARY}
        FOLDER ${qutil_msvc_folder}
        IMPORTS ${QUTIL_LLVM_DLLTOOL} ${QUTIL_DLLTOOL_FLAGS} -d ${QUTIL_SUFFIXED_DEF} -l imports.lib
        COMPILE ${QUTIL_CLANG} --target=${qutil_msvc_target} -Os -fno-ident
                # Without it the objects would have time stamps.
                -mno-incremental-linker-compatible
        EXTENSION obj
        ARCHIVE ${QUTIL_LLVM_LIB} /machine:${qutil_msvc_machine} /out:qutil.lib imports.lib)
    list(APPEND qutil_link_libraries ${QUTIL_MSVC_LIBRARY})
else()
    message(STATUS "qutil.lib is not made: that needs clang, llvm-dlltool and llvm-lib")
endif()

add_custom_target(qutil_import_library ALL DEPENDS ${qutil_link_libraries})

add_library(qutil_import INTERFACE)
target_link_libraries(qutil_import INTERFACE ${QUTIL_IMPORT_LIBRARY} qutil_headers)
add_dependencies(qutil_import qutil_import_library qutil)
