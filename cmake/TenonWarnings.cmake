# How Tenon's own targets are compiled. Everything here is PRIVATE to those targets and off unless a preset or the
# command line asks for it, so that a project that uses Tenon sees none of it.
option(TENON_WARNINGS "Compile Tenon's own targets with warnings" OFF)
option(TENON_WARNINGS_AS_ERRORS "Let a warning in Tenon's own targets stop the build" OFF)
option(TENON_FAST_LINKER "Link with mold or lld where it is installed (top level only)" OFF)

set(TENON_WARNING_FLAGS
    -Wall
    -Wextra
    -Wpedantic
    -Wconversion
    -Wsign-conversion
    -Wshadow
    -Wnon-virtual-dtor
    -Woverloaded-virtual)

# tenon_compile_options(<target>...): C++20, and warnings where they are asked for.
function(tenon_compile_options)
  foreach(target IN LISTS ARGN)
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    # Source locations must not depend on the folder that a build happens to stand in.
    target_compile_options(${target} PRIVATE "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/="
                                             "-fmacro-prefix-map=${PROJECT_BINARY_DIR}/=")
    if(TENON_WARNINGS)
      target_compile_options(${target} PRIVATE ${TENON_WARNING_FLAGS})
      if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        # GCC bug 105651: g++ 12 -O2 warns of overlapping copies inside std::string's own operator+.
        target_compile_options(${target} PRIVATE -Wno-restrict)
      endif()
    endif()
    if(TENON_WARNINGS_AS_ERRORS)
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  endforeach()
endfunction()

# tenon_use_fast_linker(): call once, at the top level only, before the first target.
macro(tenon_use_fast_linker)
  if(TENON_FAST_LINKER AND PROJECT_IS_TOP_LEVEL)
    find_program(TENON_MOLD mold)
    find_program(TENON_LLD ld.lld)
    mark_as_advanced(TENON_MOLD TENON_LLD)
    if(TENON_MOLD)
      add_link_options(-fuse-ld=mold)
    elseif(TENON_LLD)
      add_link_options(-fuse-ld=lld)
    endif()
  endif()
endmacro()
