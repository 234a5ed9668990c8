#include "tenon/value/account_id.hpp"

#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace tenon {
namespace {

struct Props {
  AccountId account;
};

TEST(AccountId, IsInitializedFromALiteralInADesignatedInitializer) {
  const Props props{.account = "012345678901"};
  EXPECT_EQ(props.account.text(), "012345678901");
  static_assert(!std::is_constructible_v<AccountId, long>);
}

TEST(AccountId, HasTwelveDigits) {
  EXPECT_TRUE(is_account_id("000000000000"));
  for (const std::string_view text : {"", "12345678901", "1234567890123", "1234-5678-9012", "12345678901a",
                                      " 12345678901", "12345678901\n"}) {
    EXPECT_FALSE(is_account_id(text)) << text;
    EXPECT_FALSE(AccountId::parse(text).has_value()) << text;
  }
}

TEST(AccountId, OwnsItsText) {
  std::string text = "123456789012";
  const AccountId account = *AccountId::parse(text);
  text.assign(12, 'x');
  EXPECT_EQ(account, AccountId("123456789012"));
  EXPECT_LT(account, AccountId("123456789013"));
}

}  // namespace
}  // namespace tenon
