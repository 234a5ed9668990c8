#include "rendered.hpp"

#include <nlohmann/json.hpp>

#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon::test {

Stack::Props plain() {
  Stack::Props props;
  props.synthesizer = bootstrapless_synthesizer();
  return props;
}

std::string compact(std::string_view json) {
  std::string out;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') in_text = !in_text;
    if (!in_text && (c == ' ' || c == '\n')) continue;
    out += c;
    if (in_text && c == '\\') out += json[++i];
  }
  return out;
}

std::string at(std::string_view json, std::string_view pointer) {
  const auto document = nlohmann::ordered_json::parse(json);
  const nlohmann::ordered_json::json_pointer where{std::string(pointer)};
  return document.contains(where) ? document.at(where).dump() : "missing";
}

std::string template_of(Stack& stack) { return compact(template_text(stack)); }

std::string rendered(Stack& stack, const Value<Json>& value) {
  const std::string id = "Rendered" + std::to_string(stack.children().size());
  stack.add(id,
            Resource::Props{.Type = "Test::Value::Holder", .Properties = json::object({{"Value", value}})});
  return at(template_text(stack), "/Resources/" + id + "/Properties/Value");
}

std::vector<Diagnostic> findings(App& app) {
  try {
    for (Construct* child : app.children()) {
      if (Stack* const stack = child->find_stack()) {
        template_text(*stack);  // of the whole App, to the last pass
        break;
      }
    }
  } catch (const Error&) {
    // What was found is what is asked for.
  }
  return {app.diagnostics().begin(), app.diagnostics().end()};
}

std::vector<std::string> summaries(App& app) {
  std::vector<std::string> texts;
  for (const Diagnostic& each : findings(app)) {
    texts.push_back(std::string(each.id) + " at " + each.path + ", " + each.property + ": " + each.value);
  }
  return texts;
}

Diagnostic only_finding(App& app) {
  const auto found = findings(app);
  if (found.size() == 1) return found[0];
  return {.id = found.empty() ? "no finding" : "several findings", .path = std::to_string(found.size())};
}

}  // namespace tenon::test
