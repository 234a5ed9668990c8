#!/bin/sh
# Installs what Tenon needs, and Tenon itself into ./tenon, unless that is there already: from the cache of an earlier run.
set -eu
version=v0.1.0
url=${TENON_URL:-https://git.example.com/tenon.git}
[ -d tenon-source ] || git clone --quiet --depth 1 --branch "$version" "$url" tenon-source
tenon-source/cmake/setup.sh build
[ ! -f tenon/lib/pkgconfig/tenon.pc ] || exit 0
cmake -S tenon-source -B tenon-build -G Ninja -DCMAKE_BUILD_TYPE=Release -DTENON_DEVELOPER_MODE=OFF
cmake --build tenon-build
cmake --install tenon-build --prefix tenon
