# Helpers shared by every folder.

# isonet_library(NAME SOURCES...): static library isonet_NAME with the alias Isonet::NAME; includes start at the root.
function(isonet_library name)
    add_library(isonet_${name} STATIC ${ARGN})
    add_library(Isonet::${name} ALIAS isonet_${name})
    target_include_directories(isonet_${name} PUBLIC ${CMAKE_SOURCE_DIR})
endfunction()

# isonet_test(tst_x [TORCH] [GUI] [SERIAL] [TIMEOUT seconds] [LABELS ...] [SOURCES ...] LIBRARIES ...): adds
# tests/<folder>/tst_x.cpp to ctest.
#   TORCH   includes LibTorch; these tests share one precompiled header
#   GUI     opens windows; skipped in builds without the workbench; shares the precompiled header of the library it tests
#   The others share a precompiled header of Qt Test if they link only libraries without LibTorch and OpenMP.
#   SERIAL  measures time, so ctest runs nothing beside it
#   LABELS  e.g. threads: part of the preset thread-sanitizer and of the target isonet_thread_tests
function(isonet_test name)
    cmake_parse_arguments(arg "GUI;TORCH;SERIAL" "TIMEOUT" "LIBRARIES;SOURCES;LABELS" ${ARGN})
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "isonet_test(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(arg_GUI AND NOT ISONET_GUI)
        return()
    endif()
    # moc is called directly: AUTOMOC would pass it LibTorch's include folders, which it would read for seconds.
    qt6_generate_moc(${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc)
    add_executable(${name} ${name}.cpp ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC OFF UNITY_BUILD OFF RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR} ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE Qt6::Test ${arg_LIBRARIES})
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS ISONET_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
    if(arg_TORCH)
        target_link_libraries(${name} PRIVATE isonet_test_torch)
        if(NOT arg_GUI)  # a GUI test has Qt Gui's definitions, which the shared header lacks
            target_precompile_headers(${name} REUSE_FROM isonet_test_torch)
        endif()
    elseif("Isonet::widgets" IN_LIST arg_LIBRARIES)
        target_precompile_headers(${name} REUSE_FROM isonet_widgets)
    elseif("Isonet::workbench" IN_LIST arg_LIBRARIES)
        target_precompile_headers(${name} REUSE_FROM isonet_workbench)
    else()
        set(others ${arg_LIBRARIES})
        list(FILTER others EXCLUDE REGEX
            "^(Isonet::(base|spec|config|schedule|telemetry|report|sweeps|launch|scheduler|coco)|Qt6::Core)$")
        if(NOT others)
            target_precompile_headers(${name} REUSE_FROM isonet_test_plain)
        endif()
    endif()
    # Most of a test's time goes into compiling it: what it measures is in the libraries, which have -O2.
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    if(arg_GUI)
        list(APPEND arg_LABELS gui)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(ISONET_SANITIZE)
        math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
    endif()
    # No display, no access to the user's settings and runs, and one OpenMP thread: ctest runs one test per processor.
    set(home ${CMAKE_BINARY_DIR}/tests/home/${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}" ENVIRONMENT
        "QT_QPA_PLATFORM=offscreen;XDG_CONFIG_HOME=${home};XDG_DATA_HOME=${home};XDG_STATE_HOME=${home};OMP_NUM_THREADS=1")
    if(arg_SERIAL)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
    endif()
    if("threads" IN_LIST arg_LABELS)
        if(NOT TARGET isonet_thread_tests)
            add_custom_target(isonet_thread_tests)
        endif()
        add_dependencies(isonet_thread_tests ${name})
    endif()
endfunction()
