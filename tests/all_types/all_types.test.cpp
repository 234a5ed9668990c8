/// \file
/// Every resource type of every service is built from its required properties, synthesized and compared with
/// `spec/`, and so is what the library knows of it.

#include "all_types.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "specgen/overlay.hpp"
#include "specgen/text.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon::all_types {

std::map<std::string, std::span<const TypeCase>>& cases() {
  static std::map<std::string, std::span<const TypeCase>> all;
  return all;
}

namespace {

using Json = nlohmann::json;

Json read(const std::string& file) { return Json::parse(std::ifstream(file)); }

Json resources_of(const std::string& service) {
  Json spec = read("spec/services/" + service + ".json");
  const std::string overlay = "spec/overlay/" + service + ".json";
  if (std::ifstream(overlay)) specgen::lay_over(spec, read(overlay), overlay);
  return spec.at("resources");
}

/// A type of `spec/` is a word, or an object whose key says what it is and whose value what belongs to it.
std::string word_of(const Json& type) {
  if (type.is_string()) return type.get<std::string>();
  for (const char* word : {"type", "list", "map", "union"}) {
    if (type.contains(word)) return word;
  }
  return type.begin().key();
}

Json facets_of(const Json& type) {
  if (type.is_string()) return Json::object();
  const std::string word = word_of(type);
  return word == "list" || word == "map" ? type : type.at(word).is_object() ? type.at(word) : Json::object();
}

const Json& bag_of(const Json& resource, const std::string& name) {
  return name.empty() ? resource : resource.at("types").at(name);
}

std::vector<std::string> names_of(const Json& object) {
  std::vector<std::string> names;
  for (const auto& item : object.items()) names.push_back(item.key());
  return names;
}

// ---------------------------------------------------------------------------------------------- templates

/// Compares what was synthesized with the facts.
class TemplateCheck {
 public:
  explicit TemplateCheck(const Json& resource) : resource_(resource) {}

  void bag(const Json& value, const std::string& name, const std::string& path) const {
    ASSERT_TRUE(value.is_object()) << path;
    const Json& properties = bag_of(resource_, name).at("properties");
    for (const auto& [property, facts] : properties.items()) {
      EXPECT_TRUE(value.contains(property) || !facts.value("required", false)) << path << '.' << property;
    }
    for (const auto& [property, found] : value.items()) {
      ASSERT_TRUE(properties.contains(property)) << path << '.' << property;
      const bool holds_tags =
          name.empty() && resource_.contains("tags") && resource_.at("tags").at("property") == property;
      if (!holds_tags) check(found, properties.at(property).at("type"), path + '.' + property);
    }
  }

 private:
  void check(const Json& value, const Json& type, const std::string& path) const {
    const std::string word = word_of(type);
    if (word == "type") return bag(value, type.at("type"), path);
    if (word == "list") {
      ASSERT_TRUE(value.is_array() && !value.empty()) << path;
      for (const Json& item : value) check(item, type.at("list"), path + "[]");
    } else if (word == "map") {
      ASSERT_TRUE(value.is_object() && !value.empty()) << path;
      for (const Json& item : value) check(item, type.at("map"), path + "{}");
    } else if (word == "string" || word == "timestamp") {
      ASSERT_TRUE(value.is_string()) << path;
      const Json allowed = facets_of(type).value("values", Json::array());
      EXPECT_TRUE(allowed.empty() || std::ranges::find(allowed, value) != allowed.end())
          << path << " is " << value;
    } else if (word == "integer") {
      EXPECT_TRUE(value.is_number_integer()) << path;
    } else if (word == "number") {
      EXPECT_TRUE(value.is_number()) << path;
    } else if (word == "boolean") {
      EXPECT_TRUE(value.is_boolean()) << path;
    }
  }

  const Json& resource_;
};

// ---------------------------------------------------------------------------------------------- tables

std::vector<std::string> texts(std::span<const char* const> names) { return {names.begin(), names.end()}; }

/// Compares the library's tables with the facts.
class TableCheck {
 public:
  explicit TableCheck(const Json& resource) : resource_(resource) {}

  void type(const TypeFacts& facts) {
    const auto list = [&](const char* key) { return resource_.value(key, std::vector<std::string>{}); };
    EXPECT_EQ(texts(facts.attributes), names_of(resource_.at("attributes")));
    EXPECT_EQ(texts(facts.ref), list("ref"));
    EXPECT_EQ(texts(facts.primary_identifier), list("primary_identifier"));
    EXPECT_EQ(facts.arn == nullptr ? "" : std::string(facts.arn), resource_.value("arn", ""));
    EXPECT_EQ(facts.stateful, resource_.value("stateful", false));
    EXPECT_EQ(facts.regions.empty(), !resource_.contains("regions"));
    EXPECT_EQ(facts.transform == nullptr ? "" : std::string(facts.transform),
              resource_.value("transform", ""));
    bag(*facts.properties, "");
  }

 private:
  void bag(const BagFacts& facts, const std::string& name) {
    if (!seen_.insert(name).second) return;
    SCOPED_TRACE(name);
    const Json& spec = bag_of(resource_, name);
    const Json& properties = spec.at("properties");
    std::vector<std::string> names = names_of(properties);
    std::ranges::sort(names, specgen::alphabetical);
    std::vector<std::string> found;
    for (const PropertyFacts& each : facts.properties) found.emplace_back(each.name);
    ASSERT_EQ(found, names);
    for (const PropertyFacts& each : facts.properties) property(each, properties.at(std::string(each.name)));
    std::size_t rules = 0;
    for (const char* word : {"exclusive", "one_of", "any_of", "dependent", "dependent_excluded"}) {
      rules += spec.value(word, Json::array()).size();
    }
    EXPECT_EQ(facts.rules.size(), rules);
  }

  void property(const PropertyFacts& facts, const Json& spec) {
    SCOPED_TRACE(facts.name);
    static const std::map<std::string, Replacement> replacements = {
        {"no", Replacement::no}, {"maybe", Replacement::maybe}, {"yes", Replacement::yes}};
    EXPECT_EQ(facts.required, spec.value("required", false));
    EXPECT_EQ(facts.deprecated, spec.value("deprecated", false));
    EXPECT_EQ(facts.replacement, replacements.at(spec.value("replacement", "no")));
    schema(*facts.schema, spec.at("type"));
  }

  void schema(const Schema& facts, const Json& type) {
    static const std::map<std::string, Shape> shapes = {
        {"string", Shape::text},     {"integer", Shape::integer},   {"number", Shape::number},
        {"boolean", Shape::boolean}, {"json", Shape::json},         {"timestamp", Shape::timestamp},
        {"tag", Shape::tag},         {"type", Shape::bag},          {"list", Shape::list},
        {"map", Shape::map},         {"union", Shape::alternatives}};
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const std::string word = word_of(type);
    const Json facets = facets_of(type);
    const std::string pattern = facets.value(word == "map" ? "key_pattern" : "pattern", "");
    ASSERT_EQ(facts.shape, shapes.at(word));
    EXPECT_EQ(facts.minimum, facets.value("min", -infinity));
    EXPECT_EQ(facts.maximum, facets.value("max", infinity));
    EXPECT_EQ(facts.unique_items, facets.value("unique", false));
    EXPECT_EQ(facts.allowed.size(), facets.value("values", Json::array()).size());
    EXPECT_EQ(facts.pattern == nullptr ? "" : std::string(facts.pattern),
              specgen::replace_all(pattern, std::string_view("\0", 1), "\\x00"));
    if (word == "type") {
      EXPECT_EQ(std::string(facts.bag->name), type.at("type").get<std::string>());
      bag(*facts.bag, type.at("type"));
    }
    if (word == "list" || word == "map") schema(*facts.element, type.at(word));
    if (word == "union") {
      ASSERT_EQ(facts.alternatives.size(), type.at("union").size());
      for (std::size_t i = 0; i < facts.alternatives.size(); ++i)
        schema(*facts.alternatives[i], type.at("union")[i]);
    }
  }

  const Json& resource_;
  std::set<std::string> seen_;
};

// ---------------------------------------------------------------------------------------------- tests

class AllTypes : public testing::TestWithParam<std::pair<const std::string, std::span<const TypeCase>>> {
 protected:
  const std::string& service() const { return GetParam().first; }
  std::span<const TypeCase> types() const { return GetParam().second; }
};

TEST_P(AllTypes, AreAllThatSpecHas) {
  std::vector<std::string> found;
  for (const TypeCase& each : types()) found.push_back(each.type);
  EXPECT_EQ(found, names_of(resources_of(service())));
}

TEST_P(AllTypes, SynthesizeWhatSpecRequires) {
  const Json spec = resources_of(service());
  App app;
  Stack& stack = app.add("Stack", Stack::Props{});
  std::map<std::string, std::string> logical_ids;
  for (const TypeCase& each : types()) logical_ids[each.type] = each.build(stack).logical_id();
  const Json resources = Json::parse(template_text(stack)).at("Resources");
  ASSERT_EQ(resources.size(), types().size());
  for (const auto& [type, id] : logical_ids) {
    SCOPED_TRACE(type);
    ASSERT_TRUE(resources.contains(id));
    EXPECT_EQ(resources.at(id).at("Type"), type);
    TemplateCheck(spec.at(type)).bag(resources.at(id).value("Properties", Json::object()), "", type);
  }
}

TEST_P(AllTypes, GiveTheirAttributes) {
  App app;
  Stack& stack = app.add("Stack", Stack::Props{});
  for (const TypeCase& each : types()) {
    SCOPED_TRACE(each.type);
    const Resource& resource = each.build(stack);
    const std::vector<Node> given = each.attributes(resource);
    ASSERT_EQ(given.size(), 1 + resource.type_facts()->attributes.size());
    EXPECT_EQ(given[0].kind(), NodeKind::reference);
    for (std::size_t i = 1; i < given.size(); ++i) {
      EXPECT_EQ(given[i].kind(), NodeKind::attribute);
      EXPECT_EQ(&given[i].element(), &resource);
      EXPECT_EQ(given[i].attribute_ordinal(), i - 1);
    }
  }
}

TEST_P(AllTypes, AreKnownToTheLibraryAsSpecSays) {
  const Json spec = resources_of(service());
  App app;
  Stack& stack = app.add("Stack", Stack::Props{});
  for (const TypeCase& each : types()) {
    SCOPED_TRACE(each.type);
    const TypeFacts* facts = each.build(stack).type_facts();
    ASSERT_NE(facts, nullptr);
    EXPECT_EQ(facts->type, each.type);
    TableCheck(spec.at(each.type)).type(*facts);
  }
}

INSTANTIATE_TEST_SUITE_P(Service, AllTypes, testing::ValuesIn(cases().begin(), cases().end()),
                         [](const auto& tested) { return tested.param.first; });

}  // namespace
}  // namespace tenon::all_types
