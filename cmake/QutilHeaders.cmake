# SPDX-License-Identifier: MIT
#
# The target qutil_headers: the public headers, including those that widl makes from include/*.idl.
# A target that links it gets both include folders and is built after widl has run.
#
#   QUTIL_IDL_NAMES     the interface files, without folder and extension
#   QUTIL_IDL_HEADERS   the headers made from them, with their full path; for installing
#   QUTIL_HEADERS_DIR   their folder
#   QUTIL_PUBLIC_HEADERS, QUTIL_IDL_FILES   the hand-written headers, and the IDL, with full path
#   QUTIL_SYSTEM_IDL    our replacements of the system's IDL that it imports, with full path

set(QUTIL_IDL_NAMES
    naptypes
    napprotocol
    napenforcementclient
    napmanagement
    napservermanagement
    napcommon
    napsystemhealthagent
    napsystemhealthvalidator
    napcertrelyingparty)

set(qutil_include_dir ${CMAKE_CURRENT_LIST_DIR}/../include)
get_filename_component(qutil_include_dir ${qutil_include_dir} ABSOLUTE)
set(QUTIL_HEADERS_DIR ${CMAKE_BINARY_DIR}/include)

# Prefers the widl of the target. x86_64-w64-mingw32-widl and i686-w64-mingw32-widl differ in
# proxies and type libraries but write the same headers, so either will do if only one is installed.
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
    set(qutil_widl_names i686-w64-mingw32-widl x86_64-w64-mingw32-widl widl)
else()
    set(qutil_widl_names x86_64-w64-mingw32-widl i686-w64-mingw32-widl widl)
endif()
find_program(QUTIL_WIDL NAMES ${qutil_widl_names}
             DOC "IDL compiler that writes the headers" REQUIRED)

# All IDL files that a file imports, directly or not: its header depends on them.
function(qutil_idl_imports name out)
    file(STRINGS ${qutil_include_dir}/${name}.idl lines REGEX "^import \"")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                 ${qutil_include_dir}/${name}.idl)
    set(found "")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^import \"([^\"]+)\\.idl\".*" "\\1" imported "${line}")
        if(imported IN_LIST QUTIL_IDL_NAMES)
            list(APPEND found ${qutil_include_dir}/${imported}.idl)
            qutil_idl_imports(${imported} deeper)
            list(APPEND found ${deeper})
        else()
            list(APPEND found ${qutil_include_dir}/import/${imported}.idl)
        endif()
    endforeach()
    list(REMOVE_DUPLICATES found)
    set(${out} ${found} PARENT_SCOPE)
endfunction()

file(GLOB QUTIL_SYSTEM_IDL CONFIGURE_DEPENDS ${qutil_include_dir}/import/*.idl)
file(MAKE_DIRECTORY ${QUTIL_HEADERS_DIR})

set(QUTIL_IDL_HEADERS "")
set(QUTIL_IDL_FILES "")
foreach(name IN LISTS QUTIL_IDL_NAMES)
    qutil_idl_imports(${name} imports)
    set(header ${QUTIL_HEADERS_DIR}/${name}.h)
    # Runs in the IDL's folder: widl writes the file name it is given into the header, and the header
    # must not depend on the build's folder.
    add_custom_command(
        OUTPUT ${header}
        COMMAND ${QUTIL_WIDL} -h -I . -I import -o ${header} ${name}.idl
        WORKING_DIRECTORY ${qutil_include_dir}
        DEPENDS ${qutil_include_dir}/${name}.idl ${imports} ${QUTIL_SYSTEM_IDL}
        COMMENT "Writing ${name}.h"
        VERBATIM)
    list(APPEND QUTIL_IDL_HEADERS ${header})
    list(APPEND QUTIL_IDL_FILES ${qutil_include_dir}/${name}.idl)
endforeach()

set(QUTIL_PUBLIC_HEADERS
    ${qutil_include_dir}/naputil.h
    ${qutil_include_dir}/naperror.h
    ${qutil_include_dir}/napmicrosoftvendorids.h
    ${qutil_include_dir}/qutilversion.h)

add_custom_target(qutil_idl_headers DEPENDS ${QUTIL_IDL_HEADERS})

add_library(qutil_headers INTERFACE)
add_dependencies(qutil_headers qutil_idl_headers)
target_include_directories(qutil_headers INTERFACE ${QUTIL_HEADERS_DIR} ${qutil_include_dir})
