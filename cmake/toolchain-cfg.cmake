# SPDX-License-Identifier: MIT
# What toolchain-x64-cfg.cmake and toolchain-x86-cfg.cmake have in common.

set(QUTIL_CONTROL_FLOW_GUARD ON)

# clang finds neither gcc's libraries nor its C++ headers where the distribution keeps them.
execute_process(COMMAND ${QUTIL_TRIPLET}-gcc -print-libgcc-file-name
                OUTPUT_VARIABLE qutil_libgcc OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
get_filename_component(qutil_gcc_folder ${qutil_libgcc} DIRECTORY)

foreach(language C CXX)
    set(CMAKE_${language}_COMPILER_TARGET ${QUTIL_TRIPLET})
endforeach()
set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
foreach(kind EXE SHARED MODULE)
    set(CMAKE_${kind}_LINKER_FLAGS_INIT "-fuse-ld=lld -L${qutil_gcc_folder}")
endforeach()
set(CMAKE_CXX_FLAGS_INIT "-stdlib++-isystem ${qutil_gcc_folder}/include/c++ -stdlib++-isystem ${qutil_gcc_folder}/include/c++/${QUTIL_TRIPLET}")
