# How tests are registered. Every script that cannot run for want of a tool exits 77 after printing the reason: CTest
# then lists it as skipped.
#
# Each test has one label, its kind, of which CTest sums up the time. Kinds start in this order: what is quick, and
# fails first when something is broken, before what takes minutes. It is CTest's COST, of which a number that is set
# counts for more than the times of earlier runs; a test that others need by a fixture starts before all, whatever its
# kind.
include(GoogleTest)
option(TENON_SKIPS_FAIL "Let a test fail that lacks a tool, instead of being skipped: for continuous integration" OFF)

set(TENON_TEST_KINDS
    hygiene tools unit compile_fail agreement systems docs package e2e judges damage deploy sanitizers fuzz proof)

# _tenon_start_order(<labels> <result>): the COST of a test with these labels, of which there must be one.
function(_tenon_start_order labels result)
  list(FIND TENON_TEST_KINDS "${labels}" position)
  if(position EQUAL -1)
    message(FATAL_ERROR "\"${labels}\" is not one kind of test: there are ${TENON_TEST_KINDS}")
  endif()
  math(EXPR cost "1000 - 10 * ${position}")
  set(${result} ${cost} PARENT_SCOPE)
endfunction()

# GoogleTest's headers, compiled once for all tests: they take longer to read than most tests do.
function(_tenon_add_test_headers)
  if(TARGET tenon_test_headers)
    return()
  endif()
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/tests/test_headers.cpp" CONTENT "")
  add_library(tenon_test_headers OBJECT "${PROJECT_BINARY_DIR}/tests/test_headers.cpp")
  _tenon_compile_as_test(tenon_test_headers)
  target_link_libraries(tenon_test_headers PRIVATE GTest::gmock)
  target_precompile_headers(tenon_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
endfunction()

# A test runs once after each build, so what counts is the time to compile it.
function(_tenon_compile_as_test target)
  tenon_compile_options(${target})
  target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:-O0>")
endfunction()

# Not cached: `make synth` may have run before the tools of the tests were installed. The venv is where cmake/setup.sh
# puts cfn-lint and moto where python3 itself does not have them.
find_program(TENON_PYTHON NAMES python3 NO_CACHE)
if(NOT TENON_PYTHON)
  set(TENON_PYTHON python3)
endif()
if(EXISTS "${PROJECT_BINARY_DIR}/venv/bin/moto_server")
  set(TENON_PYTHON "${PROJECT_BINARY_DIR}/venv/bin/python3")
endif()
set(TENON_NODE_MODULES "${PROJECT_BINARY_DIR}/node_modules" CACHE PATH "The Node packages that the tests use")

# tenon_add_test(<name> SOURCES <file>... [LIBRARIES <target>...] LABELS <kind> [WHOLE])
#
# One GoogleTest executable, build/bin/tests/<name>. Each of its tests is one of CTest's, called <name>.<Suite>.<Test>;
# with WHOLE the executable is one test, for tables of thousands of rows.
function(tenon_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "WHOLE" "" "SOURCES;LIBRARIES;LABELS")
  _tenon_start_order("${arg_LABELS}" cost)
  _tenon_add_test_headers()
  add_executable(${name} ${arg_SOURCES})
  _tenon_compile_as_test(${name})
  target_precompile_headers(${name} REUSE_FROM tenon_test_headers)
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin/tests")
  if(arg_WHOLE)
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1 WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" COST ${cost} TIMEOUT 600)
  else()
    # Found when CTest runs, not when the executable is linked: a test that hangs must not hang the build.
    gtest_discover_tests(
      ${name}
      TEST_PREFIX "${name}."
      DISCOVERY_MODE PRE_TEST
      DISCOVERY_TIMEOUT 60
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
      PROPERTIES LABELS "${arg_LABELS}" COST ${cost} TIMEOUT 120)
  endif()
endfunction()

# tenon_add_script_test(<name> COMMAND <command>... LABELS <kind> [TIMEOUT <seconds>] [ENVIRONMENT <NAME=value>...])
#
# A test that is a command. It runs in the project's folder and is told where things are:
#   TENON_SOURCE_DIR, TENON_BUILD_DIR, TENON_PYTHON   the checkout, the build folder, the Python that has the tools
#   TENON_NODE_MODULES                                aws-cdk/bin/cdk (2.1148.1) and aws-cdk-3/bin/cdk (3.0.0)
# PATH begins with the build's own tools (venv/bin). Fixtures and the like: set_tests_properties(<name> ...).
function(tenon_add_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "COMMAND;LABELS;ENVIRONMENT")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  _tenon_start_order("${arg_LABELS}" cost)
  add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set(environment
      "TENON_SOURCE_DIR=${PROJECT_SOURCE_DIR}" "TENON_BUILD_DIR=${PROJECT_BINARY_DIR}" "TENON_PYTHON=${TENON_PYTHON}"
      "TENON_NODE_MODULES=${TENON_NODE_MODULES}" "PYTHONDONTWRITEBYTECODE=1" ${arg_ENVIRONMENT})
  set_tests_properties(
    ${name}
    PROPERTIES ENVIRONMENT "${environment}"
               ENVIRONMENT_MODIFICATION "PATH=path_list_prepend:${PROJECT_BINARY_DIR}/venv/bin"
               LABELS "${arg_LABELS}"
               COST ${cost}
               TIMEOUT ${arg_TIMEOUT})
  if(NOT TENON_SKIPS_FAIL)
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
  endif()
endfunction()

# tenon_add_examples(<name> <folder>...): one executable with every example of the folders. An example is a file
# <example>.cpp with a function `void example(tenon::App&)`, where `-` in the file's name is `_`. One source with all of
# them compiles in the time of a few.
function(tenon_add_examples name)
  foreach(folder IN LISTS ARGN)
    file(GLOB files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
    list(FILTER files EXCLUDE REGEX "\\.test\\.cpp$")
    foreach(file IN LISTS files)
      cmake_path(GET file STEM example)
      string(REPLACE "-" "_" function "${example}")
      string(APPEND includes "#include \"${file}\"\n")
      string(APPEND rows "    {\"${example}\", ${function}},\n")
    endforeach()
  endforeach()
  list(JOIN ARGN " and " folder)
  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/examples_main.cpp.in" "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp" @ONLY)
  add_executable(${name} "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  _tenon_compile_as_test(${name})
  target_link_libraries(${name} PRIVATE tenon::constructs tenon::testing)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin/tests")
endfunction()
