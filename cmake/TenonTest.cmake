# How tests are registered. Every script that cannot run for want of a tool exits 77 after printing the reason: CTest
# then lists it as skipped.
include(GoogleTest)

# Not cached: `make synth` may have run before the tools of the tests were installed. The venv is where cmake/setup.sh
# puts cfn-lint and moto where python3 itself does not have them.
find_program(TENON_PYTHON NAMES python3 NO_CACHE)
if(NOT TENON_PYTHON)
  set(TENON_PYTHON python3)
endif()
if(EXISTS "${PROJECT_BINARY_DIR}/venv/bin/moto_server")
  set(TENON_PYTHON "${PROJECT_BINARY_DIR}/venv/bin/python3")
endif()
set(TENON_NODE_MODULES "${PROJECT_BINARY_DIR}/node_modules")

# tenon_add_test(<name> SOURCES <file>... [LIBRARIES <target>...] [LABELS <label>...] [WHOLE])
#
# One GoogleTest executable, build/bin/tests/<name>. Each of its tests is one of CTest's, called <name>.<Suite>.<Test>;
# with WHOLE the executable is one test, for tables of thousands of rows.
function(tenon_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "WHOLE" "" "SOURCES;LIBRARIES;LABELS")
  add_executable(${name} ${arg_SOURCES})
  tenon_compile_options(${name})
  # A test runs once after each build, so what counts is the time to compile it.
  target_compile_options(${name} PRIVATE "$<$<CONFIG:Release>:-O0>")
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin/tests")
  if(arg_WHOLE)
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1 WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 600)
  else()
    # Found when CTest runs, not when the executable is linked: a test that hangs must not hang the build.
    gtest_discover_tests(
      ${name}
      TEST_PREFIX "${name}."
      DISCOVERY_MODE PRE_TEST
      DISCOVERY_TIMEOUT 60
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
      PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 120)
  endif()
endfunction()

# tenon_add_script_test(<name> COMMAND <command>... [LABELS <label>...] [TIMEOUT <seconds>] [ENVIRONMENT <NAME=value>...])
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
  add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set(environment
      "TENON_SOURCE_DIR=${PROJECT_SOURCE_DIR}" "TENON_BUILD_DIR=${PROJECT_BINARY_DIR}" "TENON_PYTHON=${TENON_PYTHON}"
      "TENON_NODE_MODULES=${TENON_NODE_MODULES}" "PYTHONDONTWRITEBYTECODE=1" ${arg_ENVIRONMENT})
  set_tests_properties(
    ${name}
    PROPERTIES ENVIRONMENT "${environment}"
               ENVIRONMENT_MODIFICATION "PATH=path_list_prepend:${PROJECT_BINARY_DIR}/venv/bin"
               SKIP_RETURN_CODE 77
               LABELS "${arg_LABELS}"
               TIMEOUT ${arg_TIMEOUT})
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
  tenon_compile_options(${name})
  target_compile_options(${name} PRIVATE "$<$<CONFIG:Release>:-O0>")
  target_link_libraries(${name} PRIVATE tenon::constructs tenon::testing)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin/tests")
endfunction()
