#include "tenon/construct/digest.hpp"

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace tenon {
namespace {

// RFC 1321, FIPS 180-4.
TEST(Digest, PublishedVectors) {
  EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(sha1_hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, ZeroBytesCount) { EXPECT_NE(sha256_hex(std::string(1, '\0')), sha256_hex("")); }

TEST(Sha256, PiecesGiveTheDigestOfTheWhole) {
  Sha256 hash;
  hash.update("a");
  hash.update("");
  hash.update("bc");
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(Sha256, StartsAfreshAfterHex) {
  Sha256 hash;
  hash.update("first");
  EXPECT_EQ(hash.hex(), sha256_hex("first"));
  EXPECT_EQ(hash.hex(), sha256_hex(""));
  hash.update("abc");
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(Sha256, ObjectsDoNotDisturbEachOtherOrTheFunctions) {
  Sha256 one;
  Sha256 two;
  one.update("a");
  two.update("x");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  one.update("bc");
  Sha256 moved = std::move(one);
  EXPECT_EQ(moved.hex(), sha256_hex("abc"));
  EXPECT_EQ(two.hex(), sha256_hex("x"));
}

TEST(Digest, ThreadsAgree) {
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back([&result] {
      for (int i = 0; i < 200; ++i) result = sha256_hex(md5_hex("abc") + sha1_hex("abc"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) {
    EXPECT_EQ(result, sha256_hex("900150983cd24fb0d6963f7d28e17f72a9993e364706816aba3e25717850c26c9cd0d89d"));
  }
}

}  // namespace
}  // namespace tenon
