#!/bin/sh
# Builds libfmt.a and libzip.a into ./static: Debian has static libraries of all that Tenon needs but of these two. The
# sources are Debian's own, of the release that is installed; apt checks their signatures.
set -eu
mkdir -p static/apt/lists/partial static/apt/cache
cd static
# shellcheck disable=SC1091 # it is there on every Debian
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb-src [signed-by=$keys] http://deb.debian.org/debian $release main" >apt/sources.list
apt_get() {
  apt-get -qq -o Dir::Etc::SourceList="$PWD/apt/sources.list" -o Dir::Etc::SourceParts=- -o APT::Sandbox::User=root \
    -o Dir::State::Lists="$PWD/apt/lists" -o Dir::Cache="$PWD/apt/cache" "$@"
}
apt_get update
apt_get source --download-only --tar-only fmtlib libzip

# static_library NAME OPTION...: of the archive that was downloaded.
static_library() {
  name=$1
  shift
  mkdir -p "$name"
  (cd "$name" && cmake -E tar xf ../"$name"_*.orig.tar.*)
  cmake -S "$name"/*/ -B "$name-build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
    -DCMAKE_INSTALL_PREFIX="$PWD" -DCMAKE_INSTALL_LIBDIR=lib "$@"
  cmake --build "$name-build" --target install
}
static_library fmtlib -DFMT_TEST=OFF -DFMT_DOC=OFF
# Archives are deflated and not encrypted: of libzip's own dependencies zlib alone is needed.
static_library libzip -DENABLE_BZIP2=OFF -DENABLE_LZMA=OFF -DENABLE_ZSTD=OFF -DENABLE_GNUTLS=OFF -DENABLE_MBEDTLS=OFF \
  -DENABLE_OPENSSL=OFF -DENABLE_COMMONCRYPTO=OFF -DBUILD_TOOLS=OFF -DBUILD_REGRESS=OFF -DBUILD_EXAMPLES=OFF \
  -DBUILD_DOC=OFF
