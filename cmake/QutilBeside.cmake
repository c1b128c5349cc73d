# SPDX-License-Identifier: MIT

# qutil_put_beside(TARGET FOLDER [DLL])
# Copies qutil.dll, or the DLL of that target, to FOLDER. For a program in that folder, Windows looks
# there first.
function(qutil_put_beside target folder)
    set(dll qutil)
    if(ARGC GREATER 2)
        set(dll ${ARGV2})
    endif()
    set(name ${dll}.dll)
    add_custom_command(
        OUTPUT ${folder}/${name}
        COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:${dll}> ${folder}/${name}
        DEPENDS ${dll}
        VERBATIM)
    add_custom_target(${target} ALL DEPENDS ${folder}/${name})
endfunction()
