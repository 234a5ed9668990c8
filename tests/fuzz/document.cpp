// Documents given as JSON (policies, definitions, dashboards): what stands in the template, as JSON and as
// YAML, is the document itself.
#include <optional>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "../../src/synth/yaml_text.hpp"
#include "fuzz.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/invalid_value.hpp"
#include "tenon/value/json.hpp"

namespace {

using fuzz::require;
using Json = nlohmann::json;

/// A template with the document as a value, and as text.
std::string template_with(const tenon::Value<tenon::Json>& document) {
  tenon::App app;
  auto& stack = app.add("S", tenon::Stack::Props{});
  stack.add("R",
            tenon::Resource::Props{.Type = "Test::Any::Thing",
                                   .Properties = tenon::json::object(
                                       {{"Document", document}, {"Text", tenon::json::string(document)}})});
  return tenon::template_text(stack);
}

bool is_plain_text(const YAML::Node& node) { return node.Tag() == "?" || node.Tag().empty(); }

/// Whether the YAML says what the JSON does: texts are texts, and all else is written as in JSON.
bool says_the_same(const YAML::Node& yaml, const Json& json) {
  if (json.is_object()) {
    if (!yaml.IsMap() || yaml.size() != json.size()) return false;
    for (const auto& entry : yaml) {
      const auto member = json.find(entry.first.Scalar());
      if (member == json.end() || !says_the_same(entry.second, *member)) return false;
    }
    return true;
  }
  if (json.is_array()) {
    if (!yaml.IsSequence() || yaml.size() != json.size()) return false;
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!says_the_same(yaml[i], json[i])) return false;
    }
    return true;
  }
  if (json.is_string()) return yaml.IsScalar() && yaml.Scalar() == json.get<std::string>();
  if (json.is_null()) return yaml.IsNull();
  return yaml.IsScalar() && is_plain_text(yaml) && Json::parse(yaml.Scalar(), nullptr, false) == json;
}

/// Objects of one function are written in short form, which only CloudFormation's readers know.
bool has_functions(const Json& json) {
  if (json.is_object()) {
    for (const auto& [key, member] : json.items()) {
      if (key == "Ref" || key == "Condition" || key.starts_with("Fn::") || has_functions(member)) return true;
    }
  }
  if (json.is_array()) {
    for (const Json& item : json) {
      if (has_functions(item)) return true;
    }
  }
  return false;
}

void check_yaml(const Json& json) {
  if (has_functions(json)) return;
  const std::string yaml = tenon::synth::yaml_of(Json{{"Document", json}}.dump());
  YAML::Node read;
  try {
    read = YAML::Load(yaml);
  } catch (const YAML::Exception& error) {
    require(false, "YAML that was written can be read", std::string(error.what()) + "\n" + yaml);
  }
  require(says_the_same(read["Document"], json), "the YAML says what the JSON does", yaml);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const Json reference = Json::parse(text, nullptr, false);
  std::optional<tenon::Value<tenon::Json>> document;
  try {
    document = tenon::json::parse(text);
  } catch (const tenon::InvalidValue& error) {
    require(!std::string_view(error.what()).empty(), "a refusal says why");
    return 0;
  }
  require(!reference.is_discarded(), "only JSON is accepted");

  const std::string text_of_template = template_with(*document);
  const Json written = Json::parse(text_of_template, nullptr, false);
  require(!written.is_discarded(), "a template is JSON", text_of_template);
  // nlohmann/json keeps the last of equal keys.
  const Json& properties = written["Resources"]["R"]["Properties"];
  require(properties["Document"] == reference, "the document is in the template as it was given",
          text_of_template);
  if (properties["Text"].is_string()) {
    const Json from_text = Json::parse(properties["Text"].get<std::string>(), nullptr, false);
    require(from_text == reference, "as text it is the same document", text_of_template);
  }
  check_yaml(reference);
  return 0;
}
