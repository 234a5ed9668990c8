# What is generated from the facts in spec/ when Tenon is built: a header for each resource type, the IAM actions, and
# the library that knows the facts.
#
# The generator writes many files and touches only those that change. Ninja and make are told of the sources, which have
# known names (one per file of spec/services), and of tenon/aws/facts_version.hpp, which every generated header of a
# resource includes and which changes whenever any generated file does.

# The files that the generator reads, and the names it gives to what it writes.
macro(_tenon_specgen_list_files)
  file(GLOB spec_files CONFIGURE_DEPENDS "${arg_SPEC}/*.json" "${arg_SPEC}/*/*.json")
  file(GLOB services CONFIGURE_DEPENDS RELATIVE "${arg_SPEC}/services" "${arg_SPEC}/services/*.json")
  file(GLOB prefixes CONFIGURE_DEPENDS RELATIVE "${arg_SPEC}/iam" "${arg_SPEC}/iam/*.json")
  list(TRANSFORM services REPLACE "\\.json$" "")
  list(TRANSFORM prefixes REPLACE "\\.json$" "")
endmacro()

# tenon_add_generated_library(SPEC <folder> OUTPUT <folder>)
#
# Defines tenon::specgen, the generator, and tenon::aws, whose headers are generated into OUTPUT. Whoever links
# tenon::aws waits for the headers, and gets OUTPUT as an include folder. Needs the target tenon_core.
function(tenon_add_generated_library)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SPEC;OUTPUT" "")
  _tenon_specgen_list_files()

  set(source_dir "${PROJECT_SOURCE_DIR}/src/specgen")
  add_library(
    tenon_specgen_lib STATIC EXCLUDE_FROM_ALL
    "${source_dir}/generate.cpp" "${source_dir}/header_writer.cpp" "${source_dir}/iam_writer.cpp" "${source_dir}/names.cpp"
    "${source_dir}/output.cpp" "${source_dir}/overlay.cpp" "${source_dir}/read.cpp" "${source_dir}/shells.cpp"
    "${source_dir}/spec.cpp" "${source_dir}/table_writer.cpp" "${source_dir}/test_writer.cpp" "${source_dir}/text.cpp")
  target_include_directories(tenon_specgen_lib INTERFACE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(tenon_specgen_lib PUBLIC fmt::fmt nlohmann_json::nlohmann_json)
  add_executable(tenon_specgen EXCLUDE_FROM_ALL "${source_dir}/main.cpp")
  add_executable(tenon::specgen ALIAS tenon_specgen)
  target_link_libraries(tenon_specgen PRIVATE tenon_specgen_lib)
  set_target_properties(tenon_specgen PROPERTIES OUTPUT_NAME tenon-specgen)
  tenon_compile_options(tenon_specgen_lib tenon_specgen)
  foreach(target IN ITEMS tenon_specgen_lib tenon_specgen)
    # It runs for half a second, and everything else waits until it has been compiled.
    target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:-O0>")
  endforeach()

  list(TRANSFORM services REPLACE "(.+)" "${arg_OUTPUT}/src/\\1_facts.cpp" OUTPUT_VARIABLE sources)
  list(APPEND sources "${arg_OUTPUT}/src/iam_action_facts.cpp" "${arg_OUTPUT}/src/region_sets.cpp")
  list(TRANSFORM prefixes REPLACE "(.+)" "${arg_OUTPUT}/tenon/iam/\\1.hpp" OUTPUT_VARIABLE headers)
  list(APPEND headers "${arg_OUTPUT}/tenon/aws/facts_version.hpp")
  set(stamp "${arg_OUTPUT}/generated.stamp")
  add_custom_command(
    OUTPUT "${stamp}"
    BYPRODUCTS ${sources} ${headers}
    COMMAND tenon_specgen --spec "${arg_SPEC}" --out "${arg_OUTPUT}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS tenon_specgen ${spec_files}
    COMMENT "Generating tenon/aws from spec/"
    VERBATIM)

  add_library(tenon_aws STATIC ${sources} "${stamp}")
  add_library(tenon::aws ALIAS tenon_aws)
  # Several services per compilation: what they have in common takes longer to read than a service does.
  set_target_properties(tenon_aws PROPERTIES EXPORT_NAME aws UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  tenon_compile_options(tenon_aws)
  # Tables, and functions of one line each: there is nothing to optimize.
  target_compile_options(tenon_aws PRIVATE "$<$<CONFIG:Release>:-Og>")
  target_include_directories(tenon_aws PUBLIC $<BUILD_INTERFACE:${arg_OUTPUT}>)
  target_link_libraries(tenon_aws PUBLIC tenon_core)
endfunction()

# tenon_generate_all_types_tests(SPEC <folder> OUTPUT <folder> SOURCES <variable>)
#
# Generates one source per service into OUTPUT that builds a resource of each of its types, and lists them in the
# variable.
function(tenon_generate_all_types_tests)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SPEC;OUTPUT;SOURCES" "")
  _tenon_specgen_list_files()
  list(TRANSFORM services REPLACE "(.+)" "${arg_OUTPUT}/\\1.cpp" OUTPUT_VARIABLE sources)
  set(stamp "${arg_OUTPUT}/generated.stamp")
  add_custom_command(
    OUTPUT "${stamp}"
    BYPRODUCTS ${sources}
    COMMAND tenon_specgen --spec "${arg_SPEC}" --tests "${arg_OUTPUT}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS tenon_specgen ${spec_files}
    COMMENT "Generating the tests of all resource types"
    VERBATIM)
  set(${arg_SOURCES} ${sources} "${stamp}" PARENT_SCOPE)
endfunction()
