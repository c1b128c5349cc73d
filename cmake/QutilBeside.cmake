# SPDX-License-Identifier: MIT

# qutil_put_beside(TARGET FOLDER [NAME])
# Copies qutil.dll to FOLDER. For a program in that folder, Windows looks there first.
function(qutil_put_beside target folder)
    set(name qutil.dll)
    if(ARGC GREATER 2)
        set(name ${ARGV2})
    endif()
    add_custom_command(
        OUTPUT ${folder}/${name}
        COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:qutil> ${folder}/${name}
        DEPENDS qutil
        VERBATIM)
    add_custom_target(${target} ALL DEPENDS ${folder}/${name})
endfunction()
