# Imported targets for LibTorch as the PyPI wheel ships it:
#   LibTorch::cpu    headers and the CPU libraries (libtorch_cpu, libc10); linked by everything
#   LibTorch::cuda   adds libtorch_cuda; linked only by the CUDA kernel plug-in
# Sets ISONET_HAS_CUDA_COMPILER and enables the CUDA language if kernels can be compiled.
#
# The wheel's TorchConfig.cmake is not used: it fails without a CUDA compiler, and it makes every program load 2 GB of
# CUDA libraries at startup, with or without a GPU. Here the CUDA part is a plug-in that is loaded if there is a driver
# (model/kernels/CudaPlugin.h).
find_path(ISONET_TORCH_ROOT NAMES include/torch/csrc/api/include/torch/torch.h
    PATHS ${ISONET_DEPS}/torch NO_DEFAULT_PATH NO_CACHE)
if(NOT ISONET_TORCH_ROOT)
    message(FATAL_ERROR "LibTorch not found in ${ISONET_DEPS}. Run packaging/bootstrap, or set -DISONET_DEPS=FOLDER "
        "to a folder that contains torch/ as PyPI's torch==2.11.0 installs it.")
endif()

find_package(Threads REQUIRED)
function(isonet_import_library target file)
    add_library(${target} SHARED IMPORTED GLOBAL)
    set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${ISONET_TORCH_ROOT}/lib/${file})
endfunction()
isonet_import_library(LibTorch::c10 libc10.so)
isonet_import_library(LibTorch::torch_cpu libtorch_cpu.so)
add_library(LibTorch::cpu INTERFACE IMPORTED GLOBAL)
target_include_directories(LibTorch::cpu SYSTEM INTERFACE
    ${ISONET_TORCH_ROOT}/include ${ISONET_TORCH_ROOT}/include/torch/csrc/api/include)
target_link_libraries(LibTorch::cpu INTERFACE LibTorch::torch_cpu LibTorch::c10 Threads::Threads)
# libtorch_cpu.so needs the CUDA runtime (for its profiler), which its RPATH finds at run time.
target_link_options(LibTorch::cpu INTERFACE -Wl,--allow-shlib-undefined)

set(ISONET_HAS_CUDA_COMPILER FALSE)
if(NOT ISONET_CUDA STREQUAL OFF)
    set(_cu13 ${ISONET_DEPS}/nvidia/cu13)
    if(NOT CMAKE_CUDA_COMPILER AND EXISTS ${_cu13}/bin/nvcc)
        set(CMAKE_CUDA_COMPILER ${_cu13}/bin/nvcc CACHE FILEPATH "CUDA compiler")
        # nvcc from PyPI has libcudart in lib; CMake's compiler check expects lib64.
        set(ENV{LIBRARY_PATH} "${_cu13}/lib:$ENV{LIBRARY_PATH}")
        set(CMAKE_CUDA_FLAGS_INIT "-L${_cu13}/lib")
    endif()
    # Turing to Blackwell, as LibTorch itself is built; PTX of the newest for later GPUs.
    if(NOT CMAKE_CUDA_ARCHITECTURES)
        set(CMAKE_CUDA_ARCHITECTURES "75-real;80-real;86-real;90-real;100-real;120" CACHE STRING "CUDA targets")
    endif()
    include(CheckLanguage)
    check_language(CUDA)
    if(CMAKE_CUDA_COMPILER)
        enable_language(CUDA)
        if(CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER_EQUAL 13 AND CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 14)
            set(ISONET_HAS_CUDA_COMPILER TRUE)
        else()
            set(_why "${CMAKE_CUDA_COMPILER} is CUDA ${CMAKE_CUDA_COMPILER_VERSION}, and this LibTorch is built for CUDA 13")
            if(ISONET_CUDA STREQUAL ON)
                message(FATAL_ERROR "ISONET_CUDA=ON but ${_why}.")
            endif()
            message(WARNING "${_why}: the CUDA kernels are not built.")
        endif()
    elseif(ISONET_CUDA STREQUAL ON)
        message(FATAL_ERROR "ISONET_CUDA=ON but no CUDA compiler was found in ${_cu13}/bin or on the PATH.")
    endif()
endif()
if(ISONET_HAS_CUDA_COMPILER)
    set(CMAKE_CUDA_STANDARD 17)
    isonet_import_library(LibTorch::c10_cuda libc10_cuda.so)
    isonet_import_library(LibTorch::torch_cuda libtorch_cuda.so)
    add_library(LibTorch::cuda INTERFACE IMPORTED GLOBAL)
    target_include_directories(LibTorch::cuda SYSTEM INTERFACE ${ISONET_DEPS}/nvidia/cu13/include
        ${ISONET_DEPS}/nvidia/cudnn/include ${ISONET_DEPS}/nvidia/nccl/include)
    target_link_libraries(LibTorch::cuda INTERFACE LibTorch::cpu LibTorch::torch_cuda LibTorch::c10_cuda
        ${ISONET_DEPS}/nvidia/cu13/lib/libcudart.so.13)
endif()
message(STATUS "LibTorch: ${ISONET_TORCH_ROOT}; CUDA kernels: ${ISONET_HAS_CUDA_COMPILER}")
