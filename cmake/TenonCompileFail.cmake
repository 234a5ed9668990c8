# Tests of what must not compile, and of what the compiler says about it.
#
# A case is one file, <folder>/<topic>/<case>.cpp, that compiles as it is, and that must not with
# TENON_MUST_NOT_COMPILE defined. What the output must contain stands in the file:
#   // expect-error(gcc): text        // expect-error(clang): text        // expect-error: text of both
include(TenonTest)

# The compilers whose messages are promised, by the name that the cases use. The one that builds Tenon stands for its
# own kind.
find_program(TENON_GXX NAMES g++)
find_program(TENON_CLANGXX NAMES clang++-19)
mark_as_advanced(TENON_GXX TENON_CLANGXX)
set(TENON_CASE_COMPILER_gcc "${TENON_GXX}")
set(TENON_CASE_COMPILER_clang "${TENON_CLANGXX}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(TENON_CASE_COMPILER_gcc "${CMAKE_CXX_COMPILER}")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 19)
  set(TENON_CASE_COMPILER_clang "${CMAKE_CXX_COMPILER}")
endif()

# tenon_add_compile_fail_tests(<folder> INCLUDES <folder>...): registers compile_fail.<topic>.<case>.<gcc|clang> for
# every case in the folder.
function(tenon_add_compile_fail_tests folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "INCLUDES")
  list(TRANSFORM arg_INCLUDES PREPEND "-I" OUTPUT_VARIABLE include_flags)
  file(GLOB cases CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/*/*.cpp")
  foreach(case IN LISTS cases)
    string(REGEX REPLACE "\\.cpp$" "" name "${case}")
    string(REPLACE "/" "." name "${name}")
    foreach(kind IN ITEMS gcc clang)
      tenon_add_script_test(
        compile_fail.${name}.${kind}
        COMMAND "${TENON_PYTHON}" "${PROJECT_SOURCE_DIR}/tests/compile_fail/run_case.py" --kind ${kind}
                "--compiler=${TENON_CASE_COMPILER_${kind}}" --case "${folder}/${case}" -- ${include_flags}
        LABELS compile_fail
        TIMEOUT 120)
    endforeach()
  endforeach()
endfunction()
