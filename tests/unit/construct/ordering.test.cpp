#include "tenon/construct/ordering.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace tenon {
namespace {

using Keys = std::vector<std::string_view>;

Keys in_order(const Keys& keys, const std::vector<std::size_t>& order) {
  if (order.empty()) return keys;
  Keys sorted;
  for (std::size_t i : order) sorted.push_back(keys[i]);
  return sorted;
}

/// A fixed disorder of the keys.
Keys shuffled(const Keys& keys) {
  Keys mixed;
  for (std::size_t start : {2U, 0U, 1U}) {
    for (std::size_t i = start; i < keys.size(); i += 3) mixed.insert(mixed.begin(), keys[i]);
  }
  return mixed;
}

// --- JavaScript's order of keys (cdk-semantics 4.1) ---

TEST(ArrayIndex, IsACanonicalNumberBelowTwoToThe32MinusOne) {
  EXPECT_EQ(array_index("0"), 0U);
  EXPECT_EQ(array_index("10"), 10U);
  EXPECT_EQ(array_index("4294967294"), 4294967294U);
  for (std::string_view key : {"", "01", "00", "-1", "+1", "1.0", "1e3", "a", "1a", " 1", "4294967295",
                               "4294967296", "99999999999999999999"}) {
    EXPECT_EQ(array_index(key), std::nullopt) << key;
  }
}

TEST(JsKeyOrder, PutsArrayIndicesFirstAndKeepsTheRest) {
  const Keys keys{"b", "10", "2", "a"};
  EXPECT_EQ(in_order(keys, js_key_order(keys)), (Keys{"2", "10", "b", "a"}));
  // As node 20 orders the keys of an object.
  const Keys limits{"4294967296", "4294967295", "4294967294", "10", "2", "01", "-1", "0"};
  EXPECT_EQ(in_order(limits, js_key_order(limits)),
            (Keys{"0", "2", "10", "4294967294", "4294967296", "4294967295", "01", "-1"}));
}

TEST(JsKeyOrder, IsEmptyForKeysInOrder) {
  EXPECT_TRUE(js_key_order(Keys{}).empty());
  EXPECT_TRUE(js_key_order(Keys{"b", "a", "01"}).empty());
  EXPECT_TRUE(js_key_order(Keys{"1", "2", "z", "a"}).empty());
}

TEST(JsKeyOrder, KeepsManyEqualKeysAsGiven) {
  std::vector<std::string> names;
  for (int i = 100; i > 0; --i) names.push_back("k" + std::to_string(i));
  names.push_back("7");
  const Keys keys(names.begin(), names.end());
  const std::vector<std::size_t> order = js_key_order(keys);
  ASSERT_EQ(order.size(), 101U);
  EXPECT_EQ(order.front(), 100U);
  EXPECT_TRUE(std::is_sorted(order.begin() + 1, order.end()));
}

// --- UTF-16 code units ---

TEST(CompareCodeUnits, OrdersSurrogatesBelowThePrivateUseArea) {
  const Keys ascending{"", "A", "AB", "B", "a", "é", "中", "😀", "\uE000", "\uFFEE"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t k = 0; k < ascending.size(); ++k) {
      const int expected = i < k ? -1 : i > k ? 1 : 0;
      EXPECT_EQ(compare_code_units(ascending[i], ascending[k]), expected)
          << ascending[i] << ' ' << ascending[k];
    }
  }
}

// --- English collation (cdk-semantics 4.10); expected orders from node 20 (ICU 78.2) ---

void expect_ascending(const Keys& ascending) {
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t k = 0; k < ascending.size(); ++k) {
      const int expected = i < k ? -1 : i > k ? 1 : 0;
      EXPECT_EQ(compare_collated(ascending[i], ascending[k]), expected)
          << ascending[i] << " | " << ascending[k];
    }
  }
  const Keys mixed = shuffled(ascending);
  EXPECT_EQ(in_order(mixed, collated_order(mixed)), ascending);
  EXPECT_TRUE(collated_order(ascending).empty());
}

TEST(Collation, OrderObservedInSection410) { expect_ascending({"_x", "1", "a", "A", "b", "Z"}); }

TEST(Collation, EveryAsciiCharacterThatCounts) {
  expect_ascending({"\t", "\n", "\v", "\f", "\r", " ", "_", "-", ",", ";", ":", "!",  "?", ".",
                    "'",  "\"", "(",  ")",  "[",  "]", "{", "}", "@", "*", "/", "\\", "&", "#",
                    "%",  "`",  "^",  "+",  "<",  "=", ">", "|", "~", "$", "0", "1",  "2", "3",
                    "4",  "5",  "6",  "7",  "8",  "9", "a", "A", "b", "B", "y", "Y",  "z", "Z"});
}

TEST(Collation, TagKeys) {
  expect_ascending({"_x",          "1",
                    "10",          "2",
                    "a",           "A",
                    "app-one",     "app.one",
                    "app/one",     "app/two",
                    "appOne",      "aws:cdk:stack",
                    "b",           "chart",
                    "Cost Center", "cost_center",
                    "cost-center", "costCenter",
                    "CostCenter",  "data",
                    "env",         "Env",
                    "ENV",         "k8s",
                    "K8s-a",       "k8s.io/cluster",
                    "name",        "Name",
                    "owner@x",     "team",
                    "Team",        "Z",
                    "zone"});
}

TEST(Collation, ConstructPaths) {
  expect_ascending({"App/Stack/Fn_a/Resource", "App/Stack/Fn-a/Resource", "App/Stack/Fn.a/Resource",
                    "App/Stack/fn/Resource", "App/Stack/Fn/Resource",
                    "App/Stack/Fn/ServiceRole/DefaultPolicy/Resource", "App/Stack/FnB/Resource",
                    "App/Stack/Vpc/PublicSubnet1/Subnet", "App/Stack/Vpc/PublicSubnet10/Subnet",
                    "App/Stack/Vpc/PublicSubnet2/Subnet", "App/Stack/Vpc/Resource"});
}

TEST(Collation, RandomAsciiTexts) {
  expect_ascending({"  *&", " G",    " i",    "-",      ":}wb",  "!w@a",  "'",     "(HvGY", "(Q+oV", ")jTg",
                    "])px", "]DCs",  "{=>K'", "\\a=",   "\\e",   "&",     "`&QJ",  "`W9",   "|j",    "|X",
                    "2-",   "3:)",   "5I>8",  "6{",     "7s",    "8yA",   "b",     "bb\\",  "bN",    "c6;\"",
                    "E",    "eo",    "G",     "gL&H",   "I1M",   "J]5,h", "J6l=0", "K",     "K#A4f", "khY",
                    "Lc$",  "MW~(_", "njU",   "O\"b='", "o(",    "o&)W",  "OeN/z", "p",     "p/",    "pN",
                    "qO",   "Rci`S", "s(-a{", "S@D1/",  "s5=o<", "T",     "t48!",  "wHNr",  "Ya",    "YP"});
}

TEST(Collation, RandomTextsWithDiacritics) {
  expect_ascending({"-ÁÁ",  "A",    "Á",    "â",    "ä",   "àãåc", "äÀàc", "Áâán", "āácC", "ÀÁEå",
                    "äàø",  "ac",   "áç",   "Açø",  "àd",  "ADđè", "adžC", "Áé",   "āé",   "åLő",
                    "āłøD", "āöà",  "âöö",  "AŽCł", "āžz", "c",    "cđL",  "cO",   "çz",   "cžL",
                    "DD",   "dđ-",  "đđđz", "dL",   "dł",  "Eâa",  "EÀLá", "êd",   "En",   "êŽ",
                    "L",    "łCOđ", "LDN",  "łèCÀ", "ñ",   "Na",   "nā",   "NaāÁ", "ñé",   "ñEő",
                    "őå",   "őaç",  "őAđ",  "őd",   "øè",  "onâ",  "øNőá", "őø",   "oöc",  "Žà"});
}

TEST(Collation, ControlCharactersDoNotCount) {
  EXPECT_EQ(compare_collated("a\x01"
                             "b",
                             "ab"),
            0);
  EXPECT_EQ(compare_collated(std::string_view("a\0", 2), "a"), 0);
  EXPECT_EQ(compare_collated("\x7f", ""), 0);
  const Keys keys{"b", "\x01", "", "a"};
  EXPECT_EQ(collated_order(keys), (std::vector<std::size_t>{1, 2, 3, 0}));
}

TEST(Collation, DifferencesOfLettersCountBeforeDiacriticsAndThoseBeforeCase) {
  expect_ascending({"aB", "Ab", "Áb", "ac"});
  expect_ascending({"resume", "Resume", "resumé", "Resumé", "résumé", "resumes"});
}

TEST(Collation, OtherCharactersFollowZInOrderOfCodePoints) {
  expect_ascending({"z", "Z", "zz", "ß", "æ", "€", "中", "😀"});
  EXPECT_EQ(compare_collated("\xFF", "\xFF"), 0);
  EXPECT_EQ(compare_collated("\xC3", "z"), 1);  // no UTF-8, still no crash
}

}  // namespace
}  // namespace tenon
