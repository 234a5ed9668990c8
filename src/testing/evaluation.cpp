#include "tenon/testing/evaluation.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "deployed_stack.hpp"
#include "evaluator.hpp"

namespace tenon::testing {

using detail::DeployedStack;
using detail::Evaluator;
using detail::find_member;
using detail::Json;

namespace {

// --- loops ---

constexpr std::string_view loop_prefix = "Fn::ForEach::";

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

/// A loop's variable and what it is in one round.
struct Round {
  std::string identifier;
  std::string item;

  std::string applied(std::string text) const {
    replace_all(text, fmt::format("${{{}}}", identifier), item);
    std::string alphanumeric = item;
    std::erase_if(alphanumeric, [](char c) { return !ascii::is_alphanumeric(c); });
    replace_all(text, fmt::format("&{{{}}}", identifier), alphanumeric);
    return text;
  }

  Json applied(const Json& value) const {
    if (value.is_string()) return applied(value.get<std::string>());
    if (!value.is_structured()) return value;
    if (const Json* name = find_member(value, "Ref"); name != nullptr && *name == identifier) return item;
    Json result = value.is_array() ? Json::array() : Json::object();
    for (const auto& [key, member] : value.items()) {
      if (value.is_array()) {
        result.push_back(applied(member));
      } else {
        result[applied(std::string(key))] = applied(member);
      }
    }
    return result;
  }
};

Json unrolled(const Json& value, Evaluator& evaluator);

/// Adds what the loop gives to `members`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
void unroll(const Json& loop, Evaluator& evaluator, Json& members) {
  if (!loop.is_array() || loop.size() != 3 || !loop[0].is_string() || !loop[2].is_object()) {
    evaluator.fail("a loop takes a list of an identifier, a collection and an object");
  }
  const auto items = evaluator.within("[1]", [&] { return evaluator.evaluate(loop[1]); });
  if (!items || !items->is_array()) evaluator.fail("the collection of a loop is a list");
  for (const Json& item : *items) {
    const auto text = detail::text_of(item);
    if (!text) evaluator.fail("the collection of a loop is a list of texts");
    const Round round{.identifier = loop[0].get<std::string>(), .item = *text};
    const Json given = evaluator.within("[2]", [&] { return unrolled(round.applied(loop[2]), evaluator); });
    for (const auto& [key, member] : given.items()) members[key] = member;
  }
}

Json unrolled(const Json& value, Evaluator& evaluator) {
  if (!value.is_structured()) return value;
  Json result = value.is_array() ? Json::array() : Json::object();
  for (const auto& each : value.items()) {
    evaluator.within(value.is_array() ? fmt::format("[{}]", each.key()) : each.key(), [&] {
      if (value.is_array()) {
        result.push_back(unrolled(each.value(), evaluator));
      } else if (each.key().starts_with(loop_prefix)) {
        unroll(each.value(), evaluator, result);
      } else {
        result[each.key()] = unrolled(each.value(), evaluator);
      }
    });
  }
  return result;
}

// --- shape ---

/// What is read of an entry without asking again what it is.
struct Shape {
  std::string_view section;
  std::string_view member;
  bool (*fits)(const Json& value);
  std::string_view needed;
};

bool is_text(const Json& value) { return value.is_string(); }
bool are_objects(const Json& value) {
  return value.is_array() && std::ranges::all_of(value, [](const Json& each) { return each.is_object(); });
}
bool are_texts(const Json& value) {
  return value.is_string() || (value.is_array() && std::ranges::all_of(value, is_text));
}

constexpr Shape shapes[] = {{"Parameters", "Type", is_text, "a text"},
                            {"Resources", "Type", is_text, "a text"},
                            {"Resources", "DependsOn", are_texts, "a text or a list of texts"},
                            {"Rules", "Assertions", are_objects, "a list of objects"}};
constexpr std::string_view sections_of_objects[] = {"Parameters", "Mappings",  "Conditions",
                                                    "Rules",      "Resources", "Outputs"};

/// Loops stand among these, and in what is below.
constexpr std::string_view sections_with_loops[] = {"Conditions", "Resources", "Outputs"};

void check_shape(const DeployedStack& stack, Evaluator& evaluator) {
  const auto need = [&](bool fits, std::string_view needed, std::initializer_list<std::string_view> path) {
    if (!fits) evaluator.within(path, [&] { evaluator.fail(fmt::format("{} is needed", needed)); });
  };
  for (const std::string_view section : sections_of_objects) {
    const Json* entries = find_member(stack.document, section);
    if (entries == nullptr) continue;
    need(entries->is_object(), "an object", {section});
    const bool has_loops = stack.has_transform(detail::language_extensions) &&
                           std::ranges::find(sections_with_loops, section) != std::end(sections_with_loops);
    for (const auto& [id, entry] : entries->items()) {
      // A loop is a list; it is unrolled later.
      need(entry.is_object() || (has_loops && id.starts_with(loop_prefix)), "an object", {section, id});
      for (const Shape& shape : shapes) {
        const Json* member = shape.section == section ? find_member(entry, shape.member) : nullptr;
        need(member == nullptr || shape.fits(*member), shape.needed, {section, id, shape.member});
      }
    }
  }
}

// --- the template, resolved ---

Json resolved_dependencies(const Json& depends_on, const Json& resources) {
  if (depends_on.is_string())
    return find_member(resources, depends_on.get<std::string>()) == nullptr ? Json::array() : depends_on;
  Json result = Json::array();
  for (const Json& each : depends_on) {
    if (find_member(resources, each.get<std::string>()) != nullptr) result.push_back(each);
  }
  return result;
}

/// The entries of a section whose condition holds, evaluated.
Json resolved_section(const DeployedStack& stack, std::string_view name, Evaluator& evaluator) {
  Json result = Json::object();
  for (const auto& each : stack.section(name).items()) {
    evaluator.within({name, each.key()}, [&] {
      if (!evaluator.exists(each.value())) return;
      Json entry = each.value();
      entry.erase("Condition");
      result[each.key()] = *evaluator.evaluate(entry);
    });
  }
  return result;
}

void remove_lost_dependencies(Json& resources) {
  for (Json& resource : resources) {
    const auto depends_on = resource.find("DependsOn");
    if (depends_on == resource.end()) continue;
    *depends_on = resolved_dependencies(*depends_on, resources);
    if (depends_on->empty()) resource.erase(depends_on);
  }
}

/// Adds a member unless it is AWS::NoValue.
void add(Json& object, std::string_view name, const Evaluator::Value& value) {
  if (value) object[std::string(name)] = *value;
}

// --- rules ---

std::string spelled(const Json& value) { return detail::text_of(value).value_or(detail::shown(value)); }

/// What a rule's failing assertions say of themselves.
void check_rule(const std::string& name, const Json& rule, Evaluator& evaluator,
                std::vector<std::string>& failed) {
  const Json* condition = find_member(rule, "RuleCondition");
  if (condition != nullptr &&
      !evaluator.within("RuleCondition", [&] { return evaluator.decide(*condition); }))
    return;
  const Json assertions = rule.value("Assertions", Json::array());
  for (std::size_t i = 0; i < assertions.size(); ++i) {
    const std::string index = fmt::format("[{}]", i);
    evaluator.within({"Assertions", index, "Assert"}, [&] {
      if (evaluator.decide(assertions[i].value("Assert", Json()))) return;
      const Json* description = find_member(assertions[i], "AssertDescription");
      failed.push_back(fmt::format("{}: {}", name, description == nullptr ? index : spelled(*description)));
    });
  }
}

}  // namespace

Evaluation::Evaluation(const Template& deployed) : Evaluation(deployed, Deployment{}) {}

Evaluation::Evaluation(const Template& deployed, const Deployment& deployment) {
  auto stack = std::make_shared<DeployedStack>();
  stack->document = Json::parse(deployed.text());
  stack->name = deployment.stack_name.empty() ? "Stack" : deployment.stack_name;
  stack->region = deployment.region.value_or(stack->region);
  stack->account = deployment.account.value_or(stack->account);
  stack->attributes = deployment.attributes;
  stack->availability_zones = deployment.availability_zones;
  Evaluator evaluator(*stack);
  check_shape(*stack, evaluator);
  for (const Evaluation& other : deployment.stacks) stack->others.push_back(other.stack_);
  stack->parameters = detail::parameter_values(stack->section("Parameters"), deployment.parameters,
                                               deployment.ssm_parameters);
  if (stack->has_transform(detail::language_extensions)) {
    stack->document = unrolled(stack->document, evaluator);
    check_shape(*stack, evaluator);
  }
  stack_ = std::move(stack);
}

Evaluation Evaluation::of(Stack& stack, const Deployment& deployment) {
  Deployment own = deployment;
  if (own.stack_name.empty()) own.stack_name = stack.stack_name();
  if (!own.region) own.region = stack.environment().region;
  if (!own.account) own.account = stack.environment().account;
  return {Template::of(stack), own};
}

Part Evaluation::property(std::string_view logical_id, std::string_view path) const {
  Evaluator evaluator(*stack_);
  const Json* resource = stack_->entry("Resources", logical_id);
  if (resource == nullptr) {
    evaluator.fail(fmt::format("there is no resource {}; there are: {}", logical_id,
                               detail::names_of(stack_->section("Resources"))));
  }
  // Only what is asked for: another property may need what the test does not give.
  const std::string_view name = path.substr(0, path.find_first_of(".["));
  const Json* all = find_member(*resource, "Properties");
  const Json* declared = all == nullptr ? nullptr : find_member(*all, name);
  Json properties = Json::object();
  if (declared != nullptr && evaluator.exists(*resource)) {
    add(properties, name, evaluator.within({"Resources", logical_id, "Properties", name}, [&] {
      return evaluator.evaluate(*declared);
    }));
  }
  return Part::parse(properties.dump(), fmt::format("Resources.{}.Properties", logical_id)).at(path);
}

Part Evaluation::output(std::string_view logical_id) const {
  Evaluator evaluator(*stack_);
  const Json* output = stack_->entry("Outputs", logical_id);
  if (output == nullptr) {
    evaluator.fail(fmt::format("there is no output {}; there are: {}", logical_id,
                               detail::names_of(stack_->section("Outputs"))));
  }
  Json evaluated = Json::object();
  if (evaluator.exists(*output)) {
    add(evaluated, "Value", evaluator.within({"Outputs", logical_id, "Value"}, [&] {
      return evaluator.evaluate(output->value("Value", Json()));
    }));
  }
  return Part::parse(evaluated.dump(), fmt::format("Outputs.{}", logical_id)).at("Value");
}

Part Evaluation::value(std::string_view expression) const {
  Evaluator evaluator(*stack_);
  Json evaluated = Json::object();
  add(evaluated, "value", evaluator.evaluate(detail::parse_pattern(expression)));
  return Part::parse(evaluated.dump()).at("value");
}

bool Evaluation::condition(std::string_view name) const {
  return Evaluator(*stack_).holds(std::string(name));
}

Template Evaluation::resolved() const {
  Evaluator evaluator(*stack_);
  Json document = stack_->document;
  for (const std::string_view section : {"Resources", "Outputs"}) {
    if (document.contains(section)) document[section] = resolved_section(*stack_, section, evaluator);
  }
  if (document.contains("Resources")) remove_lost_dependencies(document["Resources"]);
  for (const auto& condition : stack_->section("Conditions").items())
    document["Conditions"][condition.key()] = evaluator.holds(condition.key());
  return Template::parse(document.dump());
}

Result Evaluation::rules() const {
  Evaluator evaluator(*stack_);
  std::vector<std::string> failed;
  for (const auto& rule : stack_->section("Rules").items()) {
    evaluator.within({"Rules", rule.key()}, [&] { check_rule(rule.key(), rule.value(), evaluator, failed); });
  }
  return {failed.empty(), failed.empty() ? "all rules hold" : fmt::format("{}", fmt::join(failed, "; "))};
}

}  // namespace tenon::testing
