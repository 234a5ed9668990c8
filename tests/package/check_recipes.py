#!/usr/bin/env python3
"""Checks the vcpkg port and the Conan recipe as far as that goes without vcpkg and Conan.

Their syntax; that they have the fields that are required, Tenon's version and everything that Tenon depends on; that
the port calls functions of vcpkg that there are, in their order; that the recipe's methods can be called. Whether vcpkg
and Conan build a package of them is not tried here.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import types
from pathlib import Path

ROOT = Path(os.environ["TENON_SOURCE_DIR"])
PORT = ROOT / "cmake/packaging/vcpkg/tenon"
RECIPE = ROOT / "cmake/packaging/conan/conanfile.py"
VERSION = os.environ["TENON_VERSION"]

# How cmake/TenonDependencies.cmake, vcpkg and Conan call the same thing.
NAMES = {
    "fmt": ("fmt", "fmt"),
    "nlohmann_json": ("nlohmann-json", "nlohmann_json"),
    "Boost": ("boost-hana", "boost"),
    "yaml-cpp": ("yaml-cpp", "yaml-cpp"),
    "LibZip": ("libzip", "libzip"),
    "OpenSSL": ("openssl", "openssl"),
    "CLI11": ("cli11", "cli11"),
    "PCRE2": ("pcre2", "pcre2"),
    "GTest": ("gtest", "gtest"),
}
# In the order in which a port calls them.
VCPKG_CALLS = ["vcpkg_check_linkage", "vcpkg_cmake_configure", "vcpkg_cmake_install", "vcpkg_cmake_config_fixup",
               "vcpkg_fixup_pkgconfig", "vcpkg_install_copyright"]


def dependencies_of_cmake():
    text = (ROOT / "cmake/TenonDependencies.cmake").read_text(encoding="utf-8")
    lists = re.findall(r"set\(TENON_(?:TESTING_)?DEPENDENCIES(.*?)\)", text, re.DOTALL)
    return [words.split()[0] for each in lists for words in re.findall(r'"([^"]+)"', each)]


def check_manifest():
    manifest = json.loads((PORT / "vcpkg.json").read_text(encoding="utf-8"))
    assert manifest["name"] == PORT.name and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", manifest["name"])
    assert manifest["version-semver"] == VERSION, manifest["version-semver"]
    assert manifest["license"] == "Apache-2.0" and manifest["description"]
    listed = manifest["dependencies"] + manifest["features"]["testing"]["dependencies"]
    names = {each if isinstance(each, str) else each["name"] for each in listed}
    missing = {NAMES[each][0] for each in dependencies_of_cmake()} - names
    assert not missing, f"vcpkg.json lacks {missing}"
    helpers = {each["name"] for each in listed if isinstance(each, dict) and each.get("host")}
    assert helpers == {"vcpkg-cmake", "vcpkg-cmake-config"}, helpers


def check_portfile():
    """Runs the port with functions in the place of vcpkg's that print how they are called."""
    with tempfile.TemporaryDirectory() as folder:
        stubs = "".join(f'function({name})\n  message("{name};${{ARGN}}")\nendfunction()\n' for name in VCPKG_CALLS)
        script = Path(folder) / "run.cmake"
        script.write_text("cmake_minimum_required(VERSION 3.25)\n" + stubs +
                          f'set(CURRENT_PACKAGES_DIR "{folder}/packages")\nset(PORT tenon)\n'
                          f'include("{PORT.as_posix()}/portfile.cmake")\n', encoding="utf-8")
        run = subprocess.run([os.environ.get("TENON_CMAKE", "cmake"), "-P", str(script)], text=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert run.returncode == 0, run.stderr
        calls = [line.strip().split(";") for line in run.stderr.splitlines() if line.strip()]
        assert [call[0] for call in calls] == VCPKG_CALLS, calls
        assert (Path(folder) / "packages/share/tenon/usage").is_file()
    configured = calls[1]
    source = Path(configured[configured.index("SOURCE_PATH") + 1])
    assert source.resolve() == ROOT.resolve() and (source / "CMakeLists.txt").is_file(), source
    license_file = calls[5][calls[5].index("FILE_LIST") + 1]
    assert Path(license_file).is_file(), license_file


class Recorder:
    """Stands for whatever of Conan a recipe touches, and remembers what it is called with."""

    def __init__(self):
        self.calls = []

    def __call__(self, *arguments, **named):
        self.calls.append((arguments, named))
        return self

    def __getattr__(self, name):
        value = Recorder()
        setattr(self, name, value)
        return value

    def __getitem__(self, name):
        return getattr(self, f"item_{name}")

    def __setitem__(self, name, value):
        setattr(self, f"item_{name}", value)

    def __repr__(self):
        return "recorder"


def load_recipe():
    class ConanFile:
        def __init__(self):
            for name in ("folders", "requires", "cpp_info"):
                setattr(self, name, Recorder())
            self.source_folder = self.package_folder = self.export_sources_folder = "folder"

    modules = {name: types.ModuleType(name) for name in
               ("conan", "conan.tools", "conan.tools.build", "conan.tools.cmake", "conan.tools.files")}
    modules["conan"].ConanFile = ConanFile
    modules["conan.tools.build"].check_min_cppstd = Recorder()
    for name in ("CMake", "CMakeDeps", "CMakeToolchain"):
        setattr(modules["conan.tools.cmake"], name, Recorder())
    copied = modules["conan.tools.files"].copy = Recorder()
    sys.modules.update(modules)
    scope = {"__file__": str(RECIPE), "__name__": "conanfile"}
    exec(compile(RECIPE.read_text(encoding="utf-8"), str(RECIPE), "exec"), scope)
    recipes = [each for each in scope.values()
               if isinstance(each, type) and issubclass(each, ConanFile) and each is not ConanFile]
    assert len(recipes) == 1, recipes
    return recipes[0](), copied


def check_recipe():
    recipe, copied = load_recipe()
    assert (recipe.name, recipe.version, recipe.license) == ("tenon", VERSION, "Apache-2.0")
    assert recipe.package_type == "static-library" and recipe.description and recipe.settings
    for method in ("export_sources", "layout", "validate", "requirements", "generate", "build", "package", "package_info"):
        getattr(recipe, method)()
    required = {arguments[0].split("/")[0] for arguments, _ in recipe.requires.calls}
    missing = {NAMES[each][1] for each in dependencies_of_cmake()} - required
    assert not missing, f"the recipe does not require {missing}"
    for arguments, named in copied.calls:
        if named["dst"] == recipe.export_sources_folder:
            assert any(Path(named["src"]).glob(arguments[1])), f"{arguments[1]} is no source of Tenon"


if __name__ == "__main__":
    check_manifest()
    check_portfile()
    check_recipe()
