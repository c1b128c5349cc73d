# SPDX-License-Identifier: MIT
# cmake -DHEADERS=… -DFOLDER=… -DCOMPILE=… -DEXTENSION=… -DARCHIVE=… -P QutilIdObjects.cmake
#
# Makes one object for each id that the HEADERS declare with DEFINE_GUID, so that a program links
# only those it uses. Then runs ARCHIVE with the objects' names as last arguments.
#
#   FOLDER     working directory of both commands; the objects are in its subfolder ids
#   COMPILE    compiler and flags; "-c -o OBJECT SOURCE" is added
#   EXTENSION  of the objects
#   ARCHIVE    command that gets the objects, with paths relative to FOLDER: archives keep the paths

set(guid "DEFINE_GUID\\(([A-Za-z0-9_]+), *(0x[0-9a-f]+), *(0x[0-9a-f]+), *(0x[0-9a-f]+), *([^)]+)\\);")

set(ids "")
foreach(header IN LISTS HEADERS)
    file(STRINGS ${header} lines REGEX "^DEFINE_GUID")
    foreach(line IN LISTS lines)
        if(NOT line MATCHES "^${guid}")
            message(FATAL_ERROR "${header}: not understood: ${line}")
        endif()
        # Includes no header of Windows, so that compilers without them can compile it too.
        string(REGEX REPLACE "^${guid}.*"
            "const struct {\n    unsigned int first;\n    unsigned short second, third;\n    unsigned char last[8];\n} \\1 = {\\2, \\3, \\4, {\\5}};\n"
            source "${line}")
        file(CONFIGURE OUTPUT ${FOLDER}/ids/${CMAKE_MATCH_1}.c CONTENT "${source}" @ONLY)
        list(APPEND ids ${CMAKE_MATCH_1})
    endforeach()
endforeach()

list(SORT ids)
list(LENGTH ids count)
list(REMOVE_DUPLICATES ids)
list(LENGTH ids different)
if(count EQUAL 0 OR NOT count EQUAL different)
    message(FATAL_ERROR "${different} ids in ${count} declarations")
endif()

set(objects "")
foreach(id IN LISTS ids)
    set(object ids/${id}.${EXTENSION})
    execute_process(COMMAND ${COMPILE} -c -o ${object} ids/${id}.c
                    WORKING_DIRECTORY ${FOLDER} COMMAND_ERROR_IS_FATAL ANY)
    list(APPEND objects ${object})
endforeach()
execute_process(COMMAND ${ARCHIVE} ${objects}
                WORKING_DIRECTORY ${FOLDER} COMMAND_ERROR_IS_FATAL ANY)
