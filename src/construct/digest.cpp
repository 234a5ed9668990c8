#include "tenon/construct/digest.hpp"

#include "hashing.hpp"

namespace tenon {
namespace {

std::string digest_hex(detail::HashKind kind, std::string_view bytes) {
  detail::Hasher& hasher = detail::thread_hasher(kind);
  hasher.update(bytes);
  return detail::to_hex(hasher.finish());
}

}  // namespace

std::string md5_hex(std::string_view bytes) { return digest_hex(detail::HashKind::md5, bytes); }

std::string sha1_hex(std::string_view bytes) { return digest_hex(detail::HashKind::sha1, bytes); }

std::string sha256_hex(std::string_view bytes) { return digest_hex(detail::HashKind::sha256, bytes); }

Sha256::Sha256() : hasher_(std::make_unique<detail::Hasher>(detail::HashKind::sha256)) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) { hasher_->update(bytes); }

std::string Sha256::hex() { return detail::to_hex(hasher_->finish()); }

}  // namespace tenon
