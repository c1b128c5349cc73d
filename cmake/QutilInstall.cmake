# SPDX-License-Identifier: MIT
#
# What is installed, and where. QUTIL_LAYOUT says which folders:
#
#   prefix    bin, include/qutil, lib/qutil: one architecture, as in /usr/x86_64-w64-mingw32. The
#             subfolders qutil keep our files apart from mingw-w64's nap*.h and libqutil.a, which
#             have the same names: a program that doesn't ask for ours still gets those.
#   archive   x64 and x86, include, lib/x64 and lib/x86: both architectures installed into one
#             folder, as in the ZIP
#
# The files for find_package and pkg-config use relative paths, so the folder can be moved.

include(CMakePackageConfigHelpers)

set(QUTIL_LAYOUT prefix CACHE STRING "Folders of an installation: prefix or archive")
set_property(CACHE QUTIL_LAYOUT PROPERTY STRINGS prefix archive)

set(qutil_cmake_dir lib/cmake/qutil)
if(QUTIL_LAYOUT STREQUAL prefix)
    set(qutil_bin_dir bin)
    set(qutil_header_dir include/qutil)
    set(qutil_lib_dir lib/qutil)
    set(qutil_pc_dir lib/pkgconfig)
elseif(QUTIL_LAYOUT STREQUAL archive)
    set(qutil_bin_dir ${QUTIL_ARCH})
    set(qutil_header_dir include)
    set(qutil_lib_dir lib/${QUTIL_ARCH})
    set(qutil_pc_dir lib/${QUTIL_ARCH}/pkgconfig)
else()
    message(FATAL_ERROR "QUTIL_LAYOUT is ${QUTIL_LAYOUT}, neither prefix nor archive")
endif()

set(qutil_package_dir ${PROJECT_BINARY_DIR}/package)
set(QUTIL_APPLICATION_MANIFEST ${qutil_package_dir}/qutil.application.manifest)
qutil_dependent_manifest(${QUTIL_APPLICATION_MANIFEST})

install(TARGETS qutil LIBRARY DESTINATION ${qutil_bin_dir})
install(FILES ${QUTIL_MANIFEST} ${QUTIL_APPLICATION_MANIFEST}
        DESTINATION ${qutil_bin_dir})
if(QUTIL_BUILD_NAPHOST)
    set(naphost_application_manifest ${qutil_package_dir}/naphost.application.manifest)
    qutil_dependent_manifest(${naphost_application_manifest} naphost)
    install(TARGETS naphost LIBRARY DESTINATION ${qutil_bin_dir})
    install(FILES ${QUTIL_NAPHOST_MANIFEST} ${naphost_application_manifest}
            DESTINATION ${qutil_bin_dir})
endif()
foreach(tool sohdump qutil_doctor qutil_conformance)
    if(TARGET ${tool})
        install(TARGETS ${tool} RUNTIME DESTINATION ${qutil_bin_dir})
    endif()
endforeach()
install(FILES ${QUTIL_PUBLIC_HEADERS} ${QUTIL_IDL_HEADERS} ${QUTIL_IDL_FILES}
        DESTINATION ${qutil_header_dir})
# In a separate folder, so that they don't hide the system's real ones.
install(FILES ${QUTIL_SYSTEM_IDL} DESTINATION ${qutil_header_dir}/import)
install(FILES ${QUTIL_IMPORT_LIBRARY} ${QUTIL_MSVC_LIBRARY} DESTINATION ${qutil_lib_dir})

# qutilConfig.cmake is the same for each architecture; what differs is in qutilTargets-*.cmake.
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/qutilConfig.cmake.in ${qutil_package_dir}/qutilConfig.cmake
    INSTALL_DESTINATION ${qutil_cmake_dir}
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/qutilTargets.cmake.in
    ${qutil_package_dir}/qutilTargets-${QUTIL_ARCH}.cmake
    INSTALL_DESTINATION ${qutil_cmake_dir}
    PATH_VARS qutil_bin_dir qutil_lib_dir qutil_header_dir
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)

# Exports and structures never change in a drop-in, and so not within a major version. The helper
# checks the pointer size, which would refuse one half of an archive; qutilConfigVersion.cmake
# checks the architecture instead.
write_basic_package_version_file(${qutil_package_dir}/qutilVersion.cmake
    COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)

install(FILES
        ${qutil_package_dir}/qutilConfig.cmake
        ${PROJECT_SOURCE_DIR}/cmake/qutilConfigVersion.cmake
        ${qutil_package_dir}/qutilVersion.cmake
        ${qutil_package_dir}/qutilTargets-${QUTIL_ARCH}.cmake
        DESTINATION ${qutil_cmake_dir})

string(REGEX REPLACE "[^/]+" ".." qutil_pc_to_prefix "${qutil_pc_dir}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/qutil.pc.in ${qutil_package_dir}/qutil.pc @ONLY)
install(FILES ${qutil_package_dir}/qutil.pc DESTINATION ${qutil_pc_dir})
