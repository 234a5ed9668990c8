#include "evaluator.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tenon/value/cidr.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon::testing::detail {

namespace {

/// The suffix of URLs in the partitions that have one of their own. Source: partitions.json of the AWS SDKs.
struct UrlSuffix {
  std::string_view partition;
  std::string_view suffix;
};
constexpr UrlSuffix url_suffixes[] = {{"aws-cn", "amazonaws.com.cn"},  {"aws-iso", "c2s.ic.gov"},
                                      {"aws-iso-b", "sc2s.sgov.gov"},  {"aws-iso-e", "cloud.adc-e.uk"},
                                      {"aws-iso-f", "csp.hci.ic.gov"}, {"aws-eusc", "amazonaws.eu"}};

std::string_view url_suffix_of(std::string_view partition) {
  const auto* found = std::ranges::find(url_suffixes, partition, &UrlSuffix::partition);
  return found == std::end(url_suffixes) ? "amazonaws.com" : found->suffix;
}

std::string base64_of(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) text += i <= count ? digits[bits >> (18 - 6 * i) & 0x3FU] : '=';
  }
  return text;
}

/// "sqs" of "AWS::SQS::Queue", "custom" of "Custom::Thing".
std::string service_of(std::string_view type) {
  const auto first = type.find("::");
  std::string_view service = type.substr(0, first);
  if (service == "AWS" && first != type.npos) {
    service = type.substr(first + 2);
    service = service.substr(0, service.find("::"));
  }
  std::string lower(service);
  for (char& c : lower) c = ascii::is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

/// The account of "arn:aws:iam::123456789012:role/Reader".
std::string account_of(std::string_view arn) {
  for (int i = 0; i < 4; ++i) ascii::take_field(arn, ':');
  return std::string(ascii::take_field(arn, ':'));
}

bool are_equal(const Json& first, const Json& second) {
  const auto first_text = text_of(first);
  return first_text ? first_text == text_of(second) : first == second;
}

bool has_item(const Json& list, const Json& value) {
  return std::ranges::any_of(list, [&](const Json& each) { return are_equal(each, value); });
}

/// An attribute that was given: a text, or a JSON list.
Json given_value(const std::string& text) {
  if (!text.starts_with('[')) return text;
  Json parsed = json_of(text);
  return parsed.is_array() ? parsed : Json(text);
}

}  // namespace

// --- what a stack holds ---

const Json* DeployedStack::entry(std::string_view name_of_section, std::string_view name_of_entry) const {
  return find_member(section(name_of_section), name_of_entry);
}

const Json& DeployedStack::section(std::string_view name_of_section) const {
  static const Json empty = Json::object();
  const Json* found = find_member(document, name_of_section);
  return found == nullptr || !found->is_object() ? empty : *found;
}

bool DeployedStack::has_transform(std::string_view name_of_transform) const {
  const Json* transform = find_member(document, "Transform");
  if (transform == nullptr) return false;
  return transform->is_array() ? has_item(*transform, name_of_transform) : *transform == name_of_transform;
}

std::string names_of(const Json& object) {
  std::string names;
  for (const auto& each : object.items()) names += (names.empty() ? "" : ", ") + each.key();
  return names.empty() ? "none" : names;
}

std::optional<std::string> text_of(const Json& scalar) {
  if (scalar.is_string()) return scalar.get<std::string>();
  if (scalar.is_number() || scalar.is_boolean()) return scalar.dump();
  return std::nullopt;
}

// --- the walk ---

const Evaluator::Function Evaluator::functions[26] = {
    {.name = "Ref", .call = &Evaluator::ref},
    {.name = "Fn::GetAtt", .call = &Evaluator::get_att},
    {.name = "Fn::Sub", .call = &Evaluator::sub},
    {.name = "Fn::Join", .call = &Evaluator::join, .fewest = 2, .most = 2},
    {.name = "Fn::Split", .call = &Evaluator::split, .fewest = 2, .most = 2},
    {.name = "Fn::Select", .call = &Evaluator::select, .fewest = 2, .most = 2},
    {.name = "Fn::If", .call = &Evaluator::if_, .fewest = 3, .most = 3},
    {.name = "Fn::And", .call = &Evaluator::and_, .fewest = 2, .most = 10},
    {.name = "Fn::Or", .call = &Evaluator::or_, .fewest = 2, .most = 10},
    {.name = "Fn::Not", .call = &Evaluator::not_, .fewest = 1, .most = 1},
    {.name = "Fn::Equals", .call = &Evaluator::equals, .fewest = 2, .most = 2},
    {.name = "Fn::Contains", .call = &Evaluator::contains, .fewest = 2, .most = 2},
    {.name = "Fn::EachMemberEquals", .call = &Evaluator::each_member_equals, .fewest = 2, .most = 2},
    {.name = "Fn::EachMemberIn", .call = &Evaluator::each_member_in, .fewest = 2, .most = 2},
    {.name = "Fn::FindInMap", .call = &Evaluator::find_in_map, .fewest = 3, .most = 4},
    {.name = "Fn::Base64", .call = &Evaluator::base64},
    {.name = "Fn::Cidr", .call = &Evaluator::cidr, .fewest = 3, .most = 3},
    {.name = "Fn::GetAZs", .call = &Evaluator::get_azs},
    {.name = "Fn::Length", .call = &Evaluator::length, .needs_extensions = true},
    {.name = "Fn::ToJsonString", .call = &Evaluator::to_json_string, .needs_extensions = true},
    {.name = "Fn::ImportValue", .call = &Evaluator::import_value},
    {.name = "Fn::GetStackOutput", .call = &Evaluator::get_stack_output},
    // What these give is decided by a macro, or by what else an account has.
    {.name = "Fn::Transform", .call = &Evaluator::unknowable},
    {.name = "Fn::RefAll", .call = &Evaluator::unknowable},
    {.name = "Fn::ValueOf", .call = &Evaluator::unknowable},
    {.name = "Fn::ValueOfAll", .call = &Evaluator::unknowable},
};

const Evaluator::Function* Evaluator::function_of(const Json& value) {
  if (value.size() != 1) return nullptr;
  const auto* found = std::ranges::find(functions, value.begin().key(), &Function::name);
  return found == std::end(functions) ? nullptr : found;
}

void Evaluator::add_step(std::string_view step) {
  if (step.starts_with('[')) {
    path_ += step;
  } else if (step.find_first_of(".[] ") != step.npos) {
    path_ += fmt::format("[\"{}\"]", step);
  } else {
    path_ += fmt::format("{}{}", path_.empty() ? "" : ".", step);
  }
}

void Evaluator::fail(std::string_view why) const {
  throw Error("not-evaluable", path_.empty() ? std::string(why) : fmt::format("at {}: {}", path_, why));
}

Evaluator::Value Evaluator::evaluate(const Json& value) {
  if (value.is_array()) return evaluate_items(value);
  if (!value.is_object()) return value;
  if (const Function* function = function_of(value)) {
    return within(function->name, [&] { return call(*function, value.begin().value()); });
  }
  return evaluate_members(value);
}

Evaluator::Value Evaluator::call(const Function& function, const Json& argument) {
  if (function.needs_extensions && !stack_.has_transform(language_extensions)) {
    fail(fmt::format("the template needs the transform {}", language_extensions));
  }
  const bool is_counted = function.most > 0;
  if (is_counted &&
      (!argument.is_array() || argument.size() < function.fewest || argument.size() > function.most)) {
    fail(fmt::format("it takes a list of {}, got {}",
                     function.fewest == function.most
                         ? fmt::format("{}", function.most)
                         : fmt::format("{} to {}", function.fewest, function.most),
                     shown(argument)));
  }
  return (this->*function.call)(argument);
}

Evaluator::Value Evaluator::evaluate_members(const Json& object) {
  Json result = Json::object();
  for (const auto& each : object.items()) {
    within(each.key(), [&] {
      if (each.key().starts_with("Fn::")) fail("this is no function that can be evaluated here");
      if (Value value = evaluate(each.value())) result[each.key()] = *std::move(value);
    });
  }
  return result;
}

Evaluator::Value Evaluator::evaluate_items(const Json& list) {
  Json result = Json::array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    within(fmt::format("[{}]", i), [&] {
      if (Value value = evaluate(list[i])) result.push_back(*std::move(value));
    });
  }
  return result;
}

// --- what functions take ---

template <class Kind>
auto Evaluator::item(const Json& list, std::size_t index, Kind kind) {
  return within(fmt::format("[{}]", index), [&] { return (this->*kind)(list[index]); });
}

template <class Kind>
auto Evaluator::member(const Json& object, std::string_view key, Kind kind) {
  const Json* found = find_member(object, key);
  if (found == nullptr) fail(fmt::format("{} is missing", key));
  return within(key, [&] { return (this->*kind)(*found); });
}

Json Evaluator::needed(const Json& value) {
  Value result = evaluate(value);
  if (!result) fail("AWS::NoValue stands where a value is needed");
  return *std::move(result);
}

std::string Evaluator::text(const Json& value) {
  const Json result = needed(value);
  std::optional<std::string> text = text_of(result);
  if (!text) fail(fmt::format("a text is needed, got {}", shown(result)));
  return *std::move(text);
}

std::uint64_t Evaluator::number(const Json& arguments, std::size_t index, std::uint64_t most) {
  const std::string digits = item(arguments, index, &Evaluator::text);
  std::uint64_t number = 0;
  if (!ascii::read_number(digits, most, number)) {
    fail(fmt::format("a whole number up to {} is needed, got {}", most, digits));
  }
  return number;
}

Json Evaluator::list(const Json& value) {
  const std::size_t before = times_made_up_;
  Json result = needed(value);
  if (result.is_array()) return result;
  // An attribute that is made up may well be a list.
  if (times_made_up_ > before) return Json::array({std::move(result)});
  fail(fmt::format("a list is needed, got {}", shown(result)));
}

std::string Evaluator::literal(const Json& value) {
  if (!value.is_string()) fail(fmt::format("a name is needed, got {}", shown(value)));
  return value.get<std::string>();
}

// --- references ---

Evaluator::Value Evaluator::ref(const Json& argument) { return reference_to(literal(argument)); }

Evaluator::Value Evaluator::reference_to(const std::string& name) {
  if (name == "AWS::NoValue") return std::nullopt;
  if (std::optional<Json> value = pseudo_parameter(name)) return value;
  const auto parameter = std::ranges::find(stack_.parameters, name, &ParameterValue::name);
  if (parameter != stack_.parameters.end()) {
    if (in_condition_ && !parameter->unknown_ssm_parameter.empty()) {
      fail(fmt::format("the value of the SSM parameter {} decides: give it in ssm_parameters",
                       parameter->unknown_ssm_parameter));
    }
    return parameter->value;
  }
  need_resource(name);
  if (const TextEntry* given = find_entry(stack_.attributes, name)) return given_value(given->value);
  return make_up(fmt::format("{}-{}", stack_.name, name));
}

std::optional<Json> Evaluator::pseudo_parameter(std::string_view name) const {
  const std::string_view partition = stack_.region.partition();
  const std::pair<std::string_view, Json> values[] = {
      {"AWS::AccountId", stack_.account.text()},
      {"AWS::NotificationARNs", Json::array()},
      {"AWS::Partition", partition},
      {"AWS::Region", stack_.region.text()},
      {"AWS::StackId",
       fmt::format("arn:{}:cloudformation:{}:{}:stack/{}/00000000-0000-0000-0000-000000000000", partition,
                   stack_.region.text(), stack_.account.text(), stack_.name)},
      {"AWS::StackName", stack_.name},
      {"AWS::URLSuffix", url_suffix_of(partition)},
  };
  const auto* found = std::ranges::find(values, name, &std::pair<std::string_view, Json>::first);
  return found == std::end(values) ? std::nullopt : std::optional(found->second);
}

void Evaluator::need_resource(const std::string& logical_id) {
  const Json* resource = stack_.entry("Resources", logical_id);
  if (resource == nullptr) fail(fmt::format("{} is nothing that the template has", logical_id));
  if (in_condition_) fail(fmt::format("a condition cannot depend on the resource {}", logical_id));
  if (!exists(*resource)) {
    fail(fmt::format("the resource {} does not exist, for its condition {} does not hold", logical_id,
                     shown((*resource)["Condition"])));
  }
}

Evaluator::Value Evaluator::get_att(const Json& argument) {
  if (argument.is_array() && argument.size() == 2) {
    const std::string logical_id = item(argument, 0, &Evaluator::text);
    return attribute_of(logical_id, item(argument, 1, &Evaluator::text));
  }
  const std::string name = literal(argument);
  const auto dot = name.find('.');
  if (dot == name.npos) fail(fmt::format("a resource and its attribute are needed, got {}", shown(argument)));
  return attribute_of(name.substr(0, dot), name.substr(dot + 1));
}

Evaluator::Value Evaluator::attribute_of(const std::string& logical_id, const std::string& attribute) {
  need_resource(logical_id);
  const std::string name = fmt::format("{}.{}", logical_id, attribute);
  if (const TextEntry* given = find_entry(stack_.attributes, name)) return given_value(given->value);
  if (!attribute.ends_with("Arn")) return make_up(fmt::format("{}-{}", stack_.name, name));
  const std::string type = stack_.section("Resources")[logical_id].value("Type", "");
  return make_up(fmt::format("arn:{}:{}:{}:{}:{}-{}", stack_.region.partition(), service_of(type),
                             stack_.region.text(), stack_.account.text(), stack_.name, name));
}

Evaluator::Value Evaluator::make_up(std::string value) {
  ++times_made_up_;
  made_up_ = value;
  return Json(std::move(value));
}

Evaluator::Value Evaluator::import_value(const Json& argument) {
  const std::string name = text(argument);
  std::string exported;
  for (const auto& other : stack_.others) {
    if (other->region != stack_.region || other->account != stack_.account) continue;
    Evaluator producer(*other);
    for (const auto& [output, entry] : other->section("Outputs").items()) {
      const Json* own_export = find_member(entry, "Export");
      if (own_export == nullptr || !producer.exists(entry)) continue;
      const std::string own_name = producer.member(*own_export, "Name", &Evaluator::text);
      if (own_name == name) return output_of(*other, output, entry);
      exported += (exported.empty() ? "" : ", ") + own_name;
    }
  }
  fail(fmt::format("none of the stacks given exports {}; exported are: {}", name,
                   exported.empty() ? "none" : exported));
}

Evaluator::Value Evaluator::get_stack_output(const Json& argument) {
  const std::string stack_name = member(argument, "StackName", &Evaluator::text);
  const std::string output = member(argument, "OutputName", &Evaluator::text);
  const std::string region = find_member(argument, "Region") == nullptr
                                 ? std::string(stack_.region.text())
                                 : member(argument, "Region", &Evaluator::text);
  const std::string account = find_member(argument, "RoleArn") == nullptr
                                  ? std::string(stack_.account.text())
                                  : account_of(member(argument, "RoleArn", &Evaluator::text));
  std::string given;
  for (const auto& other : stack_.others) {
    given += fmt::format("{}{} in {} of {}", given.empty() ? "" : ", ", other->name, other->region.text(),
                         other->account.text());
    if (other->name != stack_name || other->region.text() != region || other->account.text() != account)
      continue;
    const Json* entry = other->entry("Outputs", output);
    if (entry == nullptr || !Evaluator(*other).exists(*entry)) {
      fail(fmt::format("the stack {} has no output {}", stack_name, output));
    }
    return output_of(*other, output, *entry);
  }
  fail(fmt::format("the stack {} in {} of {} was not given; given are: {}", stack_name, region, account,
                   given.empty() ? "none" : given));
}

Evaluator::Value Evaluator::output_of(const DeployedStack& other, const std::string& output,
                                      const Json& entry) {
  Evaluator producer(other);
  producer.path_ = fmt::format("{}, {}", path_, other.name);
  Json value = producer.within({"Outputs", output},
                               [&] { return producer.member(entry, "Value", &Evaluator::needed); });
  if (producer.times_made_up_ > 0) {
    ++times_made_up_;
    made_up_ = producer.made_up_;
  }
  return value;
}

// --- texts and lists ---

Evaluator::Value Evaluator::sub(const Json& argument) {
  if (!argument.is_array()) return Json(substituted(literal(argument), Json::object()));
  if (argument.size() != 2 || !argument[1].is_object()) {
    fail(fmt::format("it takes a text, or a list of a text and an object, got {}", shown(argument)));
  }
  return Json(substituted(item(argument, 0, &Evaluator::literal), argument[1]));
}

std::string Evaluator::substituted(std::string_view text, const Json& own) {
  std::string result;
  while (true) {
    const auto start = text.find("${");
    const auto end = start == text.npos ? text.npos : text.find('}', start);
    if (end == text.npos) return result.append(text);
    result += text.substr(0, start);
    const std::string_view name = text.substr(start + 2, end - start - 2);
    result += name.starts_with('!') ? fmt::format("${{{}}}", name.substr(1)) : variable(name, own);
    text.remove_prefix(end + 1);
  }
}

std::string Evaluator::variable(std::string_view name, const Json& own) {
  return within(fmt::format("[${{{}}}]", name), [&] {
    if (const Json* value = find_member(own, name)) return text(*value);
    const auto dot = name.find('.');
    const Value value =
        dot == name.npos ? reference_to(std::string(name))
                         : attribute_of(std::string(name.substr(0, dot)), std::string(name.substr(dot + 1)));
    const std::optional<std::string> result = value ? text_of(*value) : std::nullopt;
    if (!result) fail(fmt::format("a text is needed, got {}", value ? shown(*value) : "AWS::NoValue"));
    return *result;
  });
}

Evaluator::Value Evaluator::join(const Json& argument) {
  const std::string delimiter = item(argument, 0, &Evaluator::literal);
  std::string result;
  bool is_first = true;
  const Json items = item(argument, 1, &Evaluator::list);
  for (const Json& each : items) {
    const auto piece = text_of(each);
    if (!piece) fail(fmt::format("texts are needed, got {}", shown(each)));
    result += (std::exchange(is_first, false) ? "" : delimiter) + *piece;
  }
  return Json(std::move(result));
}

Evaluator::Value Evaluator::split(const Json& argument) {
  const std::string delimiter = item(argument, 0, &Evaluator::literal);
  if (delimiter.empty()) fail("the delimiter is empty");
  const std::string source = item(argument, 1, &Evaluator::text);
  std::string_view rest = source;
  Json pieces = Json::array();
  while (true) {
    const auto end = rest.find(delimiter);
    pieces.push_back(rest.substr(0, end));
    if (end == rest.npos) return pieces;
    rest.remove_prefix(end + delimiter.size());
  }
}

Evaluator::Value Evaluator::select(const Json& argument) {
  constexpr std::uint64_t most = 1'000'000;
  const std::uint64_t index = number(argument, 0, most);
  const std::size_t before = times_made_up_;
  const Json items = item(argument, 1, &Evaluator::needed);
  const bool is_made_up = times_made_up_ > before;
  if (items.is_array() && index < items.size()) return items[index];
  if (is_made_up) return make_up(fmt::format("{}[{}]", made_up_, index));
  if (!items.is_array()) fail(fmt::format("a list is needed, got {}", shown(items)));
  fail(fmt::format("there is no item {} in {}", index, shown(items)));
}

Evaluator::Value Evaluator::length(const Json& argument) {
  const Json items = needed(argument);
  if (!items.is_array()) fail(fmt::format("a list is needed, got {}", shown(items)));
  return items.size();
}

Evaluator::Value Evaluator::to_json_string(const Json& argument) {
  if (!argument.is_structured()) fail(fmt::format("an object or a list is needed, got {}", shown(argument)));
  return Json(needed(argument).dump());
}

Evaluator::Value Evaluator::base64(const Json& argument) { return Json(base64_of(text(argument))); }

Evaluator::Value Evaluator::cidr(const Json& argument) {
  constexpr std::uint64_t most_blocks = 256;
  constexpr std::uint64_t most_bits = 128;
  const std::size_t before = times_made_up_;
  const std::string block = item(argument, 0, &Evaluator::text);
  const std::uint64_t count = number(argument, 1, most_blocks);
  const std::uint64_t bits = number(argument, 2, most_bits);
  if (count == 0) fail("it gives at least 1 block");
  Json blocks = Json::array();
  const std::optional<Cidr> network = Cidr::parse(block);
  if (!network && times_made_up_ > before) {
    for (std::uint64_t i = 0; i < count; ++i) blocks.push_back(fmt::format("{}[{}]", block, i));
    return blocks;
  }
  if (!network) fail(fmt::format("{} is not {}", block, Cidr::requirement()));
  try {
    for (std::uint64_t i = 0; i < count; ++i)
      blocks.push_back(network->subnet(network->address_bits() - static_cast<int>(bits), i).text());
  } catch (const InvalidValue& error) {
    fail(error.what());
  }
  return blocks;
}

Evaluator::Value Evaluator::get_azs(const Json& argument) {
  const std::string asked = text(argument);
  const std::string region = asked.empty() ? std::string(stack_.region.text()) : asked;
  if (region == stack_.region.text() && !stack_.availability_zones.empty())
    return Json(stack_.availability_zones);
  return Json::array({region + "a", region + "b"});
}

Evaluator::Value Evaluator::find_in_map(const Json& argument) {
  const std::string mapping_name = item(argument, 0, &Evaluator::text);
  const std::string top = item(argument, 1, &Evaluator::text);
  const std::string second = item(argument, 2, &Evaluator::text);
  const bool has_default = argument.size() == 4;
  if (has_default && !stack_.has_transform(language_extensions)) {
    fail(fmt::format("a DefaultValue needs the transform {}", language_extensions));
  }
  const Json* mapping = stack_.entry("Mappings", mapping_name);
  const Json* row = mapping == nullptr ? nullptr : find_member(*mapping, top);
  const Json* value = row == nullptr ? nullptr : find_member(*row, second);
  if (value != nullptr) return needed(*value);
  if (has_default) {
    return within("[3]", [&] { return member(argument[3], "DefaultValue", &Evaluator::evaluate); });
  }
  if (mapping == nullptr) fail(fmt::format("there is no mapping {}", mapping_name));
  if (row == nullptr) {
    fail(fmt::format("the mapping {} has no {}; it has: {}", mapping_name, top, names_of(*mapping)));
  }
  fail(fmt::format("the mapping {} has no {} in {}; it has: {}", mapping_name, second, top, names_of(*row)));
}

Evaluator::Value Evaluator::unknowable(const Json& /*argument*/) {
  fail("only a deployment can tell what it gives");
}

// --- conditions ---

bool Evaluator::holds(const std::string& name) {
  const auto [known, is_new] = conditions_.try_emplace(name);
  if (!is_new) {
    if (!known->second) fail(fmt::format("the condition {} depends on itself", name));
    return *known->second;
  }
  const Json* condition = stack_.entry("Conditions", name);
  if (condition == nullptr) {
    fail(
        fmt::format("there is no condition {}; there are: {}", name, names_of(stack_.section("Conditions"))));
  }
  const std::string path_before = std::exchange(path_, "Conditions");
  const bool held = within(name, [&] { return decide(*condition); });
  path_ = path_before;
  known->second = held;
  return held;
}

bool Evaluator::decide(const Json& expression) {
  const bool before = std::exchange(in_condition_, true);
  bool held = false;
  const Json* name = find_member(expression, "Condition");
  if (name != nullptr && expression.size() == 1) {
    held = holds(literal(*name));
  } else {
    const Json result = needed(expression);
    if (!result.is_boolean()) fail(fmt::format("a condition is needed, got {}", shown(expression)));
    held = result.get<bool>();
  }
  in_condition_ = before;
  return held;
}

bool Evaluator::exists(const Json& entry) {
  const Json* condition = find_member(entry, "Condition");
  return condition == nullptr || holds(literal(*condition));
}

Evaluator::Value Evaluator::if_(const Json& argument) {
  const bool held = holds(item(argument, 0, &Evaluator::literal));
  return item(argument, held ? 1 : 2, &Evaluator::evaluate);
}

Evaluator::Value Evaluator::and_(const Json& argument) {
  bool all = true;
  for (std::size_t i = 0; i < argument.size(); ++i) all = item(argument, i, &Evaluator::decide) && all;
  return all;
}

Evaluator::Value Evaluator::or_(const Json& argument) {
  bool any = false;
  for (std::size_t i = 0; i < argument.size(); ++i) any = item(argument, i, &Evaluator::decide) || any;
  return any;
}

Evaluator::Value Evaluator::not_(const Json& argument) { return !item(argument, 0, &Evaluator::decide); }

Evaluator::Value Evaluator::equals(const Json& argument) {
  return are_equal(item(argument, 0, &Evaluator::needed), item(argument, 1, &Evaluator::needed));
}

Evaluator::Value Evaluator::contains(const Json& argument) {
  return has_item(item(argument, 0, &Evaluator::list), item(argument, 1, &Evaluator::needed));
}

Evaluator::Value Evaluator::each_member_equals(const Json& argument) {
  const Json items = item(argument, 0, &Evaluator::list);
  const Json value = item(argument, 1, &Evaluator::needed);
  return std::ranges::all_of(items, [&](const Json& each) { return are_equal(each, value); });
}

Evaluator::Value Evaluator::each_member_in(const Json& argument) {
  const Json items = item(argument, 0, &Evaluator::list);
  const Json allowed = item(argument, 1, &Evaluator::list);
  return std::ranges::all_of(items, [&](const Json& each) { return has_item(allowed, each); });
}

}  // namespace tenon::testing::detail
