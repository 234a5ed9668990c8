"""Packs the checkout that it lies in: conan create cmake/packaging/conan"""

import os

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain
from conan.tools.files import copy

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


class TenonConan(ConanFile):
    name = "tenon"
    version = "0.1.0"
    description = "Typed infrastructure as code for AWS CloudFormation and the CDK CLI, in C++20"
    license = "Apache-2.0"
    topics = ("aws", "cloudformation", "cdk", "infrastructure-as-code")
    package_type = "static-library"
    settings = "os", "arch", "compiler", "build_type"

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*", "constructs/*", "spec/*"):
            copy(self, pattern, src=ROOT, dst=self.export_sources_folder)

    def layout(self):
        self.folders.build = "build"
        self.folders.generators = os.path.join("build", "generators")

    def validate(self):
        check_min_cppstd(self, 20)

    def requirements(self):
        self.requires("boost/[>=1.74 <2]", transitive_headers=True, options={"header_only": True})
        self.requires("fmt/[>=9.1 <12]")
        self.requires("libzip/[>=1.7 <2]")
        self.requires("openssl/[>=3 <4]")
        self.requires("pcre2/[>=10.42 <11]")
        self.requires("yaml-cpp/[>=0.7 <1]")
        self.requires("cli11/[>=2.1 <3]", visible=False)
        self.requires("nlohmann_json/[>=3.11 <4]", visible=False)
        self.requires("gtest/[>=1.12 <2]", transitive_headers=True)

    def generate(self):
        dependencies = CMakeDeps(self)
        # The name of yaml-cpp 0.7, which later versions know too.
        dependencies.set_property("yaml-cpp", "cmake_target_name", "yaml-cpp")
        dependencies.generate()
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["TENON_DEVELOPER_MODE"] = False
        toolchain.cache_variables["TENON_INSTALL"] = True
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "Tenon")
        needs = {
            "core": ["boost::headers", "fmt::fmt", "libzip::libzip", "openssl::crypto", "pcre2::pcre2-8", "yaml-cpp::yaml-cpp"],
            "aws": ["core"],
            "constructs": ["core", "aws"],
            "testing": ["core", "gtest::gmock"],
        }
        modules = {"aws": "tenon", "constructs": "tenon-constructs", "testing": "tenon-testing"}
        for name, requires in needs.items():
            component = self.cpp_info.components[name]
            component.libs = [f"tenon_{name}"]
            component.requires = requires
            component.set_property("cmake_target_name", f"tenon::{name}")
            if name in modules:
                component.set_property("pkg_config_name", modules[name])
