# Compiler-wide settings: ccache if it is installed, warnings, sanitizers.
find_program(ISONET_CCACHE ccache)
if(ISONET_CCACHE)
    # PCH files are safe to cache with these sloppiness settings (ccache manual, "Precompiled headers").
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_NOHASHDIR=1 ${ISONET_CCACHE})
    add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)
endif()

# The gold linker of binutils, where it is installed: a program of 14 MB is linked in a third of the time. Not mold: mold
# 1.10 writes programs with LibTorch's .tbss section that the loader rejects (RELRO), and for some inputs its layout search
# does not terminate.
find_program(ISONET_GOLD ld.gold)
if(ISONET_GOLD AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_link_options(-fuse-ld=gold)
endif()

add_compile_options(
    $<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra> $<$<COMPILE_LANGUAGE:CXX>:-Wno-unknown-pragmas>)
if(ISONET_WERROR)
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Werror>)
    # GCC 12 reports overlapping or oversized copies in concatenations of std::string where there are none (its bugs
    # 105329 and 105651); these stay warnings.
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-error=restrict>
                            $<$<COMPILE_LANGUAGE:CXX>:-Wno-error=stringop-overflow>)
    endif()
    # In a unity file every source is an include, so GCC takes its unnamed namespaces for those of a header.
    if(CMAKE_UNITY_BUILD)
        add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-error=subobject-linkage>)
    endif()
endif()

if(ISONET_SANITIZE)
    if(ISONET_SANITIZE MATCHES thread)
        # GCC says that the sanitizer ignores std::atomic_thread_fence; LibTorch's headers use it.
        add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-tsan>)
    endif()
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${ISONET_SANITIZE}>
                        $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=all>
                        $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer>)
    add_link_options(-fsanitize=${ISONET_SANITIZE})
endif()

# -O2 for all; the kernels that gain from more set their own options.
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
endif()
