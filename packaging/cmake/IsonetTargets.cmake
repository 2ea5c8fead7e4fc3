# Helpers shared by every folder.

# isonet_library(NAME SOURCES...): static library isonet_NAME with the alias Isonet::NAME and includes from the root.
function(isonet_library name)
    add_library(isonet_${name} STATIC ${ARGN})
    add_library(Isonet::${name} ALIAS isonet_${name})
    target_include_directories(isonet_${name} PUBLIC ${CMAKE_SOURCE_DIR})
endfunction()

# isonet_test(tst_x [TORCH] [GUI] [TIMEOUT seconds] [LABELS ...] [SOURCES ...] LIBRARIES ...): tests/<folder>/tst_x.cpp
# as a ctest. TORCH: the test includes LibTorch; all that do share one precompiled header. GUI: it opens windows,
# and is left out where the workbench is; it shares the precompiled header of what it tests.
function(isonet_test name)
    cmake_parse_arguments(arg "GUI;TORCH" "TIMEOUT" "LIBRARIES;SOURCES;LABELS" ${ARGN})
    if(arg_GUI AND NOT ISONET_GUI)
        return()
    endif()
    # moc by itself, without LibTorch's include folders, which AUTOMOC would have it read for seconds; it needs none.
    qt6_generate_moc(${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc)
    add_executable(${name} ${name}.cpp ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC OFF UNITY_BUILD OFF RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
    target_link_libraries(${name} PRIVATE Qt6::Test ${arg_LIBRARIES})
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS ISONET_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
    if(arg_TORCH)
        target_link_libraries(${name} PRIVATE isonet_test_torch)
        if(NOT arg_GUI)  # compiled for Qt Gui, it cannot use it
            target_precompile_headers(${name} REUSE_FROM isonet_test_torch)
        endif()
    elseif("Isonet::widgets" IN_LIST arg_LIBRARIES)
        target_precompile_headers(${name} REUSE_FROM isonet_widgets)
    elseif("Isonet::workbench" IN_LIST arg_LIBRARIES)
        target_precompile_headers(${name} REUSE_FROM isonet_workbench)
    endif()
    if(arg_GUI)
        list(APPEND arg_LABELS gui)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    # No window, nothing read from or written to the person's own settings and runs, and one thread a test: ctest runs
    # as many tests at once as there are processors.
    set(home ${CMAKE_BINARY_DIR}/tests/home/${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}" ENVIRONMENT
        "QT_QPA_PLATFORM=offscreen;XDG_CONFIG_HOME=${home};XDG_DATA_HOME=${home};XDG_STATE_HOME=${home};OMP_NUM_THREADS=1")
endfunction()
