# CPack: a Debian package of the component `programs`, with dependencies on the libraries that the programs load. LibTorch
# is not among them: bin/isonet finds it in a Python environment.
#   cpack --config build/release/CPackConfig.cmake -B build
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME isonet-workbench)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "ISONet Workbench developers <isonet@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Isometric networks: train, evaluate, inspect")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Workbench and command for deep isometric learning.
 LibTorch is not included: install the Python package torch 2.11 in any environment.")
if(NOT ISONET_GUI)
    set(CPACK_PACKAGE_NAME isonet)
    set(CPACK_DEBIAN_PACKAGE_CONFLICTS isonet-workbench)
endif()
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS python3)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Libraries that dpkg-shlibdeps may find without a package behind them.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${ISONET_TORCH_ROOT}/lib ${ISONET_DEPS}/nvidia/cu13/lib)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};${PROJECT_NAME};programs;/")
include(CPack)
