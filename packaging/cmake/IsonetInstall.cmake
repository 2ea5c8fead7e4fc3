# Build targets for the programs, and what `cmake --install build/release --prefix FOLDER` installs:
#   bin/       isonet, isonet-workbench
#   lib/       the CUDA kernel plug-in, if it was built
#   share/     desktop entry, AppStream metadata, icon; the paper's tables as sweep files
# The programs load LibTorch from the folder they were built with (ISONET_DEPS), or from lib/isonet if the component
# `torch` installed a copy there (4 GB): cmake --install build/release --prefix FOLDER --component torch

# isonet_headless: everything for training without a window. isonet_programs: also the workbench. Neither builds tests.
add_custom_target(isonet_headless DEPENDS isonet)
add_custom_target(isonet_programs DEPENDS isonet_headless)
set(_programs isonet)
if(TARGET isonet-workbench)
    add_dependencies(isonet_programs isonet-workbench)
    list(APPEND _programs isonet-workbench)
endif()
set(_rpath "$ORIGIN/../lib/isonet/torch/lib:${ISONET_TORCH_ROOT}/lib:${ISONET_DEPS}/nvidia/cu13/lib")
if(TARGET isonet_cuda)
    add_dependencies(isonet_headless isonet_cuda)
    set_target_properties(isonet_cuda PROPERTIES INSTALL_RPATH "$ORIGIN/isonet/torch/lib:${_rpath}")
    install(TARGETS isonet_cuda LIBRARY DESTINATION lib COMPONENT programs)
endif()
set_target_properties(${_programs} PROPERTIES INSTALL_RPATH "${_rpath}")
install(TARGETS ${_programs} RUNTIME DESTINATION bin COMPONENT programs)

install(DIRECTORY ${CMAKE_SOURCE_DIR}/resources/sweeps DESTINATION share/isonet COMPONENT programs)
install(DIRECTORY ${ISONET_TORCH_ROOT}/lib/ DESTINATION lib/isonet/torch/lib COMPONENT torch EXCLUDE_FROM_ALL
    FILES_MATCHING PATTERN "*.so*")
# Operators for detection; linked with libtorch_python.
install(FILES ${ISONET_DEPS}/torchvision/_C.so DESTINATION lib/isonet/torchvision COMPONENT torch EXCLUDE_FROM_ALL OPTIONAL)
install(DIRECTORY ${ISONET_DEPS}/nvidia/ DESTINATION lib/isonet/nvidia COMPONENT torch EXCLUDE_FROM_ALL
    FILES_MATCHING PATTERN "*.so*" PATTERN include EXCLUDE PATTERN nvvm EXCLUDE PATTERN bin EXCLUDE)

if(ISONET_GUI)
    set(_desktop ${CMAKE_SOURCE_DIR}/packaging/desktop)
    install(FILES ${_desktop}/isonet-workbench.desktop DESTINATION share/applications COMPONENT programs)
    install(FILES ${_desktop}/org.isonet.Workbench.metainfo.xml DESTINATION share/metainfo COMPONENT programs)
    install(FILES ${CMAKE_SOURCE_DIR}/resources/icons/workbench.svg
        DESTINATION share/icons/hicolor/scalable/apps RENAME isonet-workbench.svg COMPONENT programs)
endif()
