#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace tenon::detail {

/// The digests that CDK's rules name.
enum class HashKind : std::uint8_t { md5, sha1, sha256 };

/// Length in bytes of the longest digest of HashKind.
inline constexpr std::size_t max_digest_size = 32;

/// A finished digest: `size` of the bytes count.
struct Digest {
  std::array<unsigned char, max_digest_size> bytes{};
  std::size_t size = 0;
};

struct HashContextDeleter {
  void operator()(evp_md_ctx_st* context) const noexcept;
};

/// One running digest over libcrypto. A Hasher may be reused: `finish` starts it afresh. Not for use by two
/// threads at once. Throws std::runtime_error when libcrypto refuses (no memory, or the algorithm is barred
/// by its configuration).
class Hasher {
 public:
  explicit Hasher(HashKind kind);

  void update(std::string_view bytes);
  Digest finish();

 private:
  void start();

  std::unique_ptr<evp_md_ctx_st, HashContextDeleter> context_;
  HashKind kind_;
};

/// This thread's Hasher of the kind, freshly started: many small digests cost no allocation each.
Hasher& thread_hasher(HashKind kind);

/// Lower-case hexadecimal digits of the digest.
std::string to_hex(const Digest& digest);

}  // namespace tenon::detail
