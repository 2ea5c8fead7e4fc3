# Build targets for the programs, and what `cmake --install build/release --prefix FOLDER` installs:
#   bin/                isonet, isonet-workbench: packaging/launcher, which finds LibTorch
#   lib/isonet/bin/     the programs, and isonet-supervisor, which they start
#   lib/isonet/lib/     the CUDA kernel plug-in, if it was built
#   lib/isonet/torch-folder   the LibTorch of this build (ISONET_DEPS), one of the places where the launcher looks
#   share/              manual page, shell completion, desktop entry, AppStream metadata, icon; the paper's tables as sweep files
# The component `torch` installs a copy of LibTorch (4 GB): cmake --install build/release --prefix FOLDER --component torch
# packaging/bundle and CPack (IsonetPackage.cmake) pack the component `programs`.

# isonet_headless: everything for training without a window. isonet_programs: also the workbench. Neither builds tests.
add_custom_target(isonet_headless DEPENDS isonet isonet-supervisor)
add_custom_target(isonet_programs DEPENDS isonet_headless)
set(_programs isonet)
if(TARGET isonet-workbench)
    add_dependencies(isonet_programs isonet-workbench)
    list(APPEND _programs isonet-workbench)
endif()
if(TARGET isonet_cuda)
    add_dependencies(isonet_headless isonet_cuda)
    set_target_properties(isonet_cuda PROPERTIES INSTALL_RPATH "$ORIGIN")
    install(TARGETS isonet_cuda LIBRARY DESTINATION lib/isonet/lib COMPONENT programs)
endif()
set_target_properties(${_programs} PROPERTIES INSTALL_RPATH "$ORIGIN/../lib")
install(TARGETS ${_programs} RUNTIME DESTINATION lib/isonet/bin COMPONENT programs)
install(TARGETS isonet-supervisor RUNTIME DESTINATION lib/isonet/bin COMPONENT programs)
foreach(program ${_programs})
    install(PROGRAMS ${CMAKE_SOURCE_DIR}/packaging/launcher DESTINATION bin RENAME ${program} COMPONENT programs)
endforeach()
file(CONFIGURE OUTPUT torch-folder CONTENT "${ISONET_TORCH_ROOT}\n" @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/torch-folder DESTINATION lib/isonet COMPONENT local)

# The manual page and the completion scripts, written by the program. Not with sanitizers, which need their own settings.
if(NOT ISONET_SANITIZE)
    set(_documents ${CMAKE_BINARY_DIR}/documents)
    file(MAKE_DIRECTORY ${_documents})
    add_custom_command(OUTPUT ${_documents}/isonet.1 ${_documents}/isonet.bash ${_documents}/isonet.zsh ${_documents}/isonet.fish
        COMMAND isonet man > ${_documents}/isonet.1
        COMMAND isonet completion bash > ${_documents}/isonet.bash
        COMMAND isonet completion zsh > ${_documents}/isonet.zsh
        COMMAND isonet completion fish > ${_documents}/isonet.fish
        DEPENDS isonet VERBATIM COMMENT "Writing the manual page and shell completion")
    add_custom_target(isonet_documents ALL DEPENDS ${_documents}/isonet.1)
    add_dependencies(isonet_headless isonet_documents)
    install(FILES ${_documents}/isonet.1 DESTINATION share/man/man1 COMPONENT programs)
    install(FILES ${_documents}/isonet.bash DESTINATION share/bash-completion/completions RENAME isonet COMPONENT programs)
    install(FILES ${_documents}/isonet.zsh DESTINATION share/zsh/vendor-completions RENAME _isonet COMPONENT programs)
    install(FILES ${_documents}/isonet.fish DESTINATION share/fish/vendor_completions.d COMPONENT programs)
endif()

install(DIRECTORY ${CMAKE_SOURCE_DIR}/resources/sweeps DESTINATION share/isonet COMPONENT programs)
install(PROGRAMS ${CMAKE_SOURCE_DIR}/packaging/gpu-proof DESTINATION share/isonet COMPONENT programs)
install(DIRECTORY ${ISONET_TORCH_ROOT}/lib/ DESTINATION lib/isonet/torch/lib COMPONENT torch EXCLUDE_FROM_ALL
    FILES_MATCHING PATTERN "*.so*")
install(FILES ${ISONET_TORCH_ROOT}/version.py DESTINATION lib/isonet/torch COMPONENT torch EXCLUDE_FROM_ALL)
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
