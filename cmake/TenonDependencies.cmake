# What Tenon needs, as find_package() is asked for it. The build and the installed package read this one list.
set(TENON_DEPENDENCIES
    "fmt 9.1"
    "nlohmann_json 3.11"
    "Boost 1.74 CONFIG"
    "yaml-cpp 0.7"
    "LibZip"
    "OpenSSL 3.0 COMPONENTS Crypto"
    "CLI11 2.1"
    "PCRE2")

# tenon_find_dependencies(): finds all of them, or stops the configuration. For the build; an installed package goes
# through find_dependency(), so that its consumer's REQUIRED and QUIET are respected.
macro(tenon_find_dependencies)
  foreach(_tenon_dependency IN LISTS TENON_DEPENDENCIES)
    separate_arguments(_tenon_dependency UNIX_COMMAND "${_tenon_dependency}")
    find_package(${_tenon_dependency} REQUIRED)
  endforeach()
  unset(_tenon_dependency)
endmacro()
