# SPDX-License-Identifier: MIT
# Which components go into each kind of package. cpack reads it once per generator.

if(CPACK_GENERATOR STREQUAL "DEB")
    set(CPACK_COMPONENTS_ALL deb)
    set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
else()
    set(CPACK_COMPONENTS_ALL archive symbols tests)
    set(CPACK_PACKAGING_INSTALL_PREFIX /)
endif()
