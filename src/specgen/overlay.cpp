#include "overlay.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "spec.hpp"

namespace tenon::specgen {
namespace {

using Json = nlohmann::json;

constexpr std::array type_words = {"any_of",
                                   "arn",
                                   "attributes",
                                   "dependent",
                                   "dependent_excluded",
                                   "exclusive",
                                   "one_of",
                                   "primary_identifier",
                                   "properties",
                                   "ref",
                                   "regions",
                                   "stateful",
                                   "tags",
                                   "transform",
                                   "types"};
constexpr std::array nested_words = {"any_of",    "dependent", "dependent_excluded",
                                     "exclusive", "one_of",    "properties"};
constexpr std::array attribute_words = {"arn", "type"};
constexpr std::array property_words = {"deprecated",  "literal",  "open", "refs",
                                       "replacement", "required", "type"};

class Overlay {
 public:
  explicit Overlay(std::string_view file) : file_(file) {}

  void lay_over(Json& resources, const Json& overlay) const {
    for (const auto& [type, patch] : overlay.items()) {
      const std::string& name = type;
      Json& resource = existing(resources, name, name);
      check_words(patch, type_words, name);
      check_attributes(resource, patch, name);
      lay_over_properties(resource, patch, name);
      if (patch.contains("types")) lay_over_types(resource, patch.at("types"), name);
      merge(resource, patch);
    }
  }

 private:
  Json& existing(Json& among, const std::string& name, std::string_view where) const {
    const auto found = among.find(name);
    if (found == among.end())
      throw SpecError(fmt::format("{}: {}: the service has no such thing", file_, where));
    return *found;
  }

  template <std::size_t N>
  void check_words(const Json& patch, const std::array<const char*, N>& words, std::string_view where) const {
    for (const auto& item : patch.items()) {
      if (std::ranges::find(words, std::string_view(item.key())) == words.end()) {
        throw SpecError(fmt::format("{}: {}: there is no fact \"{}\"", file_, where, item.key()));
      }
    }
  }

  void check_attributes(Json& resource, const Json& patch, const std::string& where) const {
    if (!patch.contains("attributes")) return;
    for (const auto& [name, facts] : patch.at("attributes").items()) {
      const std::string attribute = fmt::format("{}.{}", where, name);
      existing(resource["attributes"], name, attribute);
      check_words(facts, attribute_words, attribute);
    }
  }

  void lay_over_properties(Json& bag, const Json& patch, const std::string& where) const {
    if (!patch.contains("properties")) return;
    for (const auto& [name, facts] : patch.at("properties").items()) {
      const std::string property = fmt::format("{}.{}", where, name);
      Json& target = existing(bag["properties"], name, property);
      check_words(facts, property_words, property);
      target.merge_patch(facts);
      // A type is one fact: half of an old one and half of a new one would be neither.
      if (facts.contains("type")) target["type"] = facts.at("type");
    }
  }

  void lay_over_types(Json& resource, const Json& types, const std::string& where) const {
    for (const auto& [name, patch] : types.items()) {
      const std::string type = fmt::format("{}.{}", where, name);
      Json& target = existing(resource["types"], name, type);
      check_words(patch, nested_words, type);
      lay_over_properties(target, patch, type);
      merge(target, patch);
    }
  }

  static void merge(Json& target, Json patch) {
    patch.erase("properties");
    patch.erase("types");
    target.merge_patch(patch);
  }

  std::string_view file_;
};

}  // namespace

void lay_over(Json& service, const Json& overlay, std::string_view where) {
  Overlay(where).lay_over(service.at("resources"), overlay);
}

}  // namespace tenon::specgen
