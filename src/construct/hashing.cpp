#include "hashing.hpp"

#include <stdexcept>

#include <openssl/evp.h>

namespace tenon::detail {
namespace {

constexpr std::array<const char*, 3> algorithm_names{"MD5", "SHA1", "SHA256"};

[[noreturn]] void refuse(const char* what, HashKind kind) {
  throw std::runtime_error(std::string("libcrypto cannot ") + what + ' ' +
                           algorithm_names[static_cast<std::size_t>(kind)]);
}

// Never freed: other threads may still hash while static objects are destroyed.
const EVP_MD* fetch(HashKind kind) {
  static const std::array<const EVP_MD*, 3> algorithms = [] {
    std::array<const EVP_MD*, 3> found{};
    for (std::size_t i = 0; i < found.size(); ++i)
      found[i] = EVP_MD_fetch(nullptr, algorithm_names[i], nullptr);
    return found;
  }();
  const EVP_MD* algorithm = algorithms[static_cast<std::size_t>(kind)];
  if (algorithm == nullptr) refuse("provide", kind);
  return algorithm;
}

}  // namespace

void HashContextDeleter::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Hasher::Hasher(HashKind kind) : context_(EVP_MD_CTX_new()), kind_(kind) {
  if (!context_) refuse("allocate a context for", kind);
  start();
}

void Hasher::start() {
  if (EVP_DigestInit_ex(context_.get(), fetch(kind_), nullptr) != 1) refuse("start", kind_);
}

void Hasher::update(std::string_view bytes) {
  if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) refuse("update", kind_);
}

Digest Hasher::finish() {
  Digest digest;
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(context_.get(), digest.bytes.data(), &size) != 1) refuse("finish", kind_);
  digest.size = size;
  start();
  return digest;
}

Hasher& thread_hasher(HashKind kind) {
  // One object each: where a configuration bars MD5, SHA-256 still works.
  if (kind == HashKind::md5) {
    thread_local Hasher md5(HashKind::md5);
    return md5;
  }
  if (kind == HashKind::sha1) {
    thread_local Hasher sha1(HashKind::sha1);
    return sha1;
  }
  thread_local Hasher sha256(HashKind::sha256);
  return sha256;
}

std::string to_hex(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex(digest.size * 2, '\0');
  for (std::size_t i = 0; i < digest.size; ++i) {
    hex[2 * i] = digits[digest.bytes[i] >> 4];
    hex[2 * i + 1] = digits[digest.bytes[i] & 0xF];
  }
  return hex;
}

}  // namespace tenon::detail
