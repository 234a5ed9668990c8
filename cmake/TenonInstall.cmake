# What `cmake --install` writes: libraries, headers, the CMake package that find_package(Tenon) reads, and files for
# pkg-config. Nothing in it names the folder it was installed into, so it may be moved.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# A project that has Tenon as a folder installs what is its own.
option(TENON_INSTALL "Install Tenon with the project" ${PROJECT_IS_TOP_LEVEL})

# tenon_install(CORE <target>... CONSTRUCTS <target>... TESTING <target>... GENERATED <directory>)
#
# Each of the first three is a component of the package. Headers go in as they are: include/ and constructs/ of the
# sources, and <directory>, which holds the generated ones.
function(tenon_install)
  if(NOT TENON_INSTALL)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "GENERATED" "CORE;CONSTRUCTS;TESTING")
  set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Tenon")

  foreach(component IN ITEMS core constructs testing)
    string(TOUPPER "${component}" argument)
    set(exported "Tenon-${component}")
    install(TARGETS ${arg_${argument}} EXPORT ${exported} ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
            INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
    install(EXPORT ${exported} NAMESPACE tenon:: DESTINATION "${package_dir}")
  endforeach()

  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
          FILES_MATCHING PATTERN "*.hpp")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/constructs/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/tenon/constructs"
          FILES_MATCHING PATTERN "*.hpp")
  install(DIRECTORY "${arg_GENERATED}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/Tenon")

  configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/TenonConfig.cmake.in"
                                "${PROJECT_BINARY_DIR}/TenonConfig.cmake" INSTALL_DESTINATION "${package_dir}"
                                NO_CHECK_REQUIRED_COMPONENTS_MACRO NO_SET_AND_CHECK_MACRO)
  # Before 1.0 a minor version may break what the one before it offered.
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/TenonConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
  install(FILES "${PROJECT_BINARY_DIR}/TenonConfig.cmake" "${PROJECT_BINARY_DIR}/TenonConfigVersion.cmake"
                "${PROJECT_SOURCE_DIR}/cmake/TenonDependencies.cmake" "${PROJECT_SOURCE_DIR}/cmake/FindLibZip.cmake"
                "${PROJECT_SOURCE_DIR}/cmake/FindPCRE2.cmake"
          DESTINATION "${package_dir}")

  # The libraries are static, so that what they need must be linked by whoever links them: `Requires`, which
  # `pkg-config --libs` reads, and not `Requires.private`, which it reads for shared libraries' sake with --static alone.
  list(JOIN TENON_PKG_CONFIG_DEPENDENCIES ", " dependencies)
  _tenon_install_pc(tenon "${PROJECT_DESCRIPTION}" "${dependencies}" ${arg_CORE})
  _tenon_install_pc(tenon-constructs "The construct library of Tenon" "tenon = ${PROJECT_VERSION}" ${arg_CONSTRUCTS})
  _tenon_install_pc(tenon-testing "Tests of stacks; with tenon/testing/gmock.hpp also gmock" "tenon = ${PROJECT_VERSION}"
                    ${arg_TESTING})
endfunction()

# _tenon_install_pc(<name> <description> <requires> <target>...): a file for pkg-config. Static libraries are linked from
# the last target to the first: the later ones use the earlier.
function(_tenon_install_pc name description requires)
  set(libraries ${ARGN})
  list(REVERSE libraries)
  list(TRANSFORM libraries PREPEND "-l")
  list(JOIN libraries " " libraries)
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig"
             OUTPUT_VARIABLE to_prefix)
  # An absolute folder stays as it is.
  set(prefix "\${prefix}")
  cmake_path(APPEND prefix "${CMAKE_INSTALL_LIBDIR}" OUTPUT_VARIABLE libdir)
  cmake_path(APPEND prefix "${CMAKE_INSTALL_INCLUDEDIR}" OUTPUT_VARIABLE includedir)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/tenon.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endfunction()
