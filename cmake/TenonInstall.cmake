# tenon_install(TARGETS <target>... [TESTING <target>...] [GENERATED <directory>])
#
# Installs the libraries with their headers and the CMake package that find_package(Tenon) reads. The libraries' header
# folders go in as they are: include/ of the sources, and <directory>, which holds the generated headers.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

function(tenon_install)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "GENERATED" "TARGETS;TESTING")
  set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Tenon")

  install(TARGETS ${arg_TARGETS} EXPORT TenonTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(EXPORT TenonTargets NAMESPACE tenon:: DESTINATION "${package_dir}")
  if(arg_TESTING)
    install(TARGETS ${arg_TESTING} EXPORT TenonTestingTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
    install(EXPORT TenonTestingTargets NAMESPACE tenon:: DESTINATION "${package_dir}")
  endif()

  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/constructs/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/tenon/constructs"
          FILES_MATCHING PATTERN "*.hpp")
  if(arg_GENERATED)
    install(DIRECTORY "${arg_GENERATED}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
  endif()

  configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/TenonConfig.cmake.in"
                                "${PROJECT_BINARY_DIR}/TenonConfig.cmake" INSTALL_DESTINATION "${package_dir}")
  # Before 1.0 a minor version may break what the one before it offered.
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/TenonConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
  install(FILES "${PROJECT_BINARY_DIR}/TenonConfig.cmake" "${PROJECT_BINARY_DIR}/TenonConfigVersion.cmake"
                "${PROJECT_SOURCE_DIR}/cmake/TenonDependencies.cmake" "${PROJECT_SOURCE_DIR}/cmake/FindLibZip.cmake"
                "${PROJECT_SOURCE_DIR}/cmake/FindPCRE2.cmake"
          DESTINATION "${package_dir}")
endfunction()
