# SPDX-License-Identifier: MIT
# find_package runs this first: is the version suitable, and are there libraries for the program's
# architecture?

include("${CMAKE_CURRENT_LIST_DIR}/qutilVersion.cmake")

set(qutil_found_architectures "")
foreach(qutil_candidate x64 x86)
    if(EXISTS "${CMAKE_CURRENT_LIST_DIR}/qutilTargets-${qutil_candidate}.cmake")
        list(APPEND qutil_found_architectures ${qutil_candidate})
    endif()
endforeach()

if(NOT WIN32)
    set(qutil_architecture "a system that is not Windows")
elseif("${CMAKE_C_COMPILER_ARCHITECTURE_ID}${CMAKE_CXX_COMPILER_ARCHITECTURE_ID}${CMAKE_SYSTEM_PROCESSOR}"
       MATCHES "ARM|arm|aarch64")
    set(qutil_architecture ARM)
elseif(CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(qutil_architecture x64)
elseif(CMAKE_SIZEOF_VOID_P EQUAL 4)
    set(qutil_architecture x86)
else()
    set(qutil_architecture "an unknown architecture (is a language enabled?)")
endif()

if(NOT EXISTS "${CMAKE_CURRENT_LIST_DIR}/qutilTargets-${qutil_architecture}.cmake")
    string(REPLACE ";" ", " qutil_found_architectures "${qutil_found_architectures}")
    string(APPEND PACKAGE_VERSION " for ${qutil_found_architectures}, not for ${qutil_architecture}")
    set(PACKAGE_VERSION_UNSUITABLE TRUE)
endif()
