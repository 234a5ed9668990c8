#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tenon {

namespace detail {
class Hasher;
}

/// MD5 of the bytes as 32 lower-case hexadecimal digits. CDK names constructs with it (cdk-semantics 4.2); it
/// protects nothing. Throws std::runtime_error when libcrypto's configuration bars MD5.
std::string md5_hex(std::string_view bytes);

/// SHA-1 of the bytes as 40 lower-case hexadecimal digits (construct addresses, cdk-semantics 4.1).
std::string sha1_hex(std::string_view bytes);

/// SHA-256 of the bytes as 64 lower-case hexadecimal digits (assets and templates, cdk-semantics 4.15
/// to 4.17).
std::string sha256_hex(std::string_view bytes);

/// SHA-256 of bytes that arrive in pieces:
///
///     Sha256 hash;
///     hash.update(header);
///     hash.update(body);
///     std::string id = hash.hex();
///
/// One object may serve many digests, by one thread at a time. Errors: std::runtime_error from libcrypto.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  /// Adds the bytes to the digest.
  void update(std::string_view bytes);

  /// The digest of all bytes since construction or the last `hex`, as 64 lower-case hexadecimal digits; then
  /// starts afresh.
  std::string hex();

 private:
  std::unique_ptr<detail::Hasher> hasher_;
};

}  // namespace tenon
