# What Tenon needs, as find_package() is asked for it. The build and the installed package read this one list.
set(TENON_DEPENDENCIES
    "fmt 9.1"
    "nlohmann_json 3.11"
    "Boost 1.74 CONFIG"
    "yaml-cpp 0.7"
    "LibZip MODULE"
    "OpenSSL 3.0 COMPONENTS Crypto"
    "CLI11 2.1"
    "PCRE2")
# What its component `testing` needs besides.
set(TENON_TESTING_DEPENDENCIES "GTest 1.12")
# What is linked with it, as pkg-config is asked for it: the others are headers.
set(TENON_PKG_CONFIG_DEPENDENCIES "fmt >= 9.1" "yaml-cpp >= 0.7" "libzip" "libcrypto >= 3.0" "libpcre2-8")

# tenon_find_dependencies(): finds all of them, or stops the configuration. For the build; an installed package respects
# its consumer's REQUIRED and QUIET.
macro(tenon_find_dependencies)
  foreach(_tenon_dependency IN LISTS TENON_DEPENDENCIES)
    separate_arguments(_tenon_dependency UNIX_COMMAND "${_tenon_dependency}")
    find_package(${_tenon_dependency} REQUIRED)
  endforeach()
  unset(_tenon_dependency)
endmacro()
