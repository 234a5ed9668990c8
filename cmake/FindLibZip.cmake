# Finds libzip and defines LibZip::zip. Debian's own libzip-config.cmake refuses to load unless the command line tools
# of libzip (zipcmp, zipmerge, ziptool), three more packages, are installed too. vcpkg and Conan build libzip static, and
# their packages of it know what it needs.
include(FindPackageHandleStandardArgs)

if(DEFINED VCPKG_TARGET_TRIPLET OR CMAKE_FIND_PACKAGE_PREFER_CONFIG)
  find_package(libzip CONFIG QUIET)
  if(TARGET libzip::zip AND NOT TARGET LibZip::zip)
    add_library(LibZip::zip INTERFACE IMPORTED)
    target_link_libraries(LibZip::zip INTERFACE libzip::zip)
  endif()
endif()

if(TARGET LibZip::zip)
  set(LibZip_FOUND TRUE)
  return()
endif()

find_path(LibZip_INCLUDE_DIR NAMES zip.h)
find_library(LibZip_LIBRARY NAMES zip)
mark_as_advanced(LibZip_INCLUDE_DIR LibZip_LIBRARY)
find_package_handle_standard_args(LibZip REQUIRED_VARS LibZip_LIBRARY LibZip_INCLUDE_DIR)

if(LibZip_FOUND)
  add_library(LibZip::zip UNKNOWN IMPORTED)
  set_target_properties(LibZip::zip PROPERTIES IMPORTED_LOCATION "${LibZip_LIBRARY}"
                                               INTERFACE_INCLUDE_DIRECTORIES "${LibZip_INCLUDE_DIR}")
endif()
