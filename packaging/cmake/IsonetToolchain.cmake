# Compiler-wide settings: faster linking and rebuilding where the tools are present, sanitizers where asked.
find_program(ISONET_CCACHE ccache)
if(ISONET_CCACHE)
    # PCH files are safe to cache with these sloppiness settings (ccache manual, "Precompiled headers").
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_NOHASHDIR=1 ${ISONET_CCACHE})
    add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)
endif()

find_program(ISONET_MOLD mold)
if(ISONET_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12.1)
    # mold 1.10 counts a program's .tbss (one byte, from LibTorch's headers) into PT_GNU_RELRO. Where the text ends within
    # its page's last bytes, RELRO then begins in a page of data that is not mapped, and the loader refuses the program:
    # "cannot apply additional memory protection after relocation". So: no RELRO.
    add_link_options($<$<LINK_LANGUAGE:CXX>:-fuse-ld=mold> $<$<LINK_LANGUAGE:CXX>:LINKER:-z,norelro>)
endif()

add_compile_options(
    $<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra> $<$<COMPILE_LANGUAGE:CXX>:-Wno-unknown-pragmas>)

if(ISONET_SANITIZE)
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${ISONET_SANITIZE}>
                        $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=all>
                        $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer>)
    add_link_options(-fsanitize=${ISONET_SANITIZE})
endif()

# Plain files at -O2; the kernels that gain from more ask for it themselves.
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
endif()
