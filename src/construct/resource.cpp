#include "tenon/construct/resource.hpp"

#include <algorithm>

#include "arn_template.hpp"
#include "state.hpp"
#include "tenon/construct/ordering.hpp"

namespace tenon {

namespace {

constexpr Schema text{.shape = Shape::text};
constexpr Schema integer{.shape = Shape::integer};
constexpr Schema boolean{.shape = Shape::boolean};
constexpr Schema json{.shape = Shape::json};
constexpr Schema texts{.shape = Shape::list, .element = &text};

constexpr PropertyFacts resource_properties[] = {{"Type", &text, true}, {"Properties", &json}};
constexpr PropertyFacts auto_scaling_creation[] = {{"MinSuccessfulInstancesPercent", &integer}};
constexpr PropertyFacts resource_signal[] = {{"Count", &integer}, {"Timeout", &text}};
constexpr PropertyFacts creation_policy[] = {
    {"AutoScalingCreationPolicy", &json}, {"ResourceSignal", &json}, {"StartFleet", &boolean}};
constexpr PropertyFacts replacing_update[] = {{"WillReplace", &boolean}};
constexpr PropertyFacts rolling_update[] = {
    {"MaxBatchSize", &integer},          {"MinActiveInstancesPercent", &integer},
    {"MinInstancesInService", &integer}, {"MinSuccessfulInstancesPercent", &integer},
    {"PauseTime", &text},                {"SuspendProcesses", &texts},
    {"WaitOnResourceSignals", &boolean}};
constexpr PropertyFacts scheduled_action[] = {{"IgnoreUnmodifiedGroupSizeProperties", &boolean}};
constexpr PropertyFacts alias_update[] = {{"AfterAllowTrafficHook", &text},
                                          {"ApplicationName", &text, true},
                                          {"BeforeAllowTrafficHook", &text},
                                          {"DeploymentGroupName", &text, true}};
constexpr PropertyFacts update_policy[] = {
    {"AutoScalingReplacingUpdate", &json},  {"AutoScalingRollingUpdate", &json},
    {"AutoScalingScheduledAction", &json},  {"CodeDeployLambdaAliasUpdate", &json},
    {"EnableVersionUpgrade", &boolean},     {"UseOnlineResharding", &boolean}};
static_assert(sizeof(UpdatePolicy) == std::size(update_policy) * sizeof(Node));
static_assert(sizeof(AutoScalingRollingUpdate) == std::size(rolling_update) * sizeof(Node));

constexpr std::string_view deletion_policy_names[] = {"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"};

struct PolicyPair {
  DeletionPolicy deletion;
  DeletionPolicy update_replace;
};
// In the order of RemovalPolicy (CDK rule 4.10).
constexpr PolicyPair removal_policies[] = {
    {DeletionPolicy::Delete, DeletionPolicy::Delete},
    {DeletionPolicy::Retain, DeletionPolicy::Retain},
    {DeletionPolicy::Snapshot, DeletionPolicy::Snapshot},
    {DeletionPolicy::RetainExceptOnCreate, DeletionPolicy::Retain},
};

Node name_of(DeletionPolicy policy) {
  const auto name = deletion_policy_names[static_cast<std::size_t>(policy)];
  return Node::literal(name.data(), name.size());
}

Node with_member(const Node& bag, const BagFacts& facts, std::size_t ordinal, const Node& value) {
  std::vector<Node> members(facts.properties.size());
  for (const Node& member : bag.items()) members[member.property_ordinal()] = member;
  members[ordinal] = value;
  return Node::bag(facts, members.data());
}

Node with_key(const Node& object, std::string_view key, const Node& value) {
  std::vector<Node> nodes;
  const auto items = object.kind() == NodeKind::object ? object.items() : std::span<const Node>();
  bool found = false;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const bool here = items[i].text() == key;
    found = found || here;
    if (here && !value.is_set()) continue;
    nodes.push_back(items[i]);
    nodes.push_back(here ? value : items[i + 1]);
  }
  if (!found && value.is_set()) {
    nodes.emplace_back(key);
    nodes.push_back(value);
  }
  return Node::object(nodes);
}

/// Whether a template has these tags as they are: by the collation, without duplicates.
bool in_order(const TypeFacts& facts, const Node& properties) {
  if (facts.tag_style == TagStyle::none) return true;
  const Node* const tags = properties.find(facts.tags);
  if (tags == nullptr || tags->kind() != NodeKind::list) return true;
  if (facts.tag_style != TagStyle::standard || tags->items().empty()) return false;
  const Node* before = nullptr;
  for (const Node& item : tags->items()) {
    const Node* const key = item.find("Key");
    if (key == nullptr || !key->is_text()) return false;
    if (before != nullptr && !collates_before(before->text(), key->text())) return false;
    before = key;
  }
  return true;
}

}  // namespace

constinit const BagFacts Resource::Props::facts{"Resource", resource_properties};
constinit const BagFacts AutoScalingCreationPolicy::facts{"AutoScalingCreationPolicy", auto_scaling_creation};
constinit const BagFacts ResourceSignal::facts{"ResourceSignal", resource_signal};
constinit const BagFacts CreationPolicy::facts{"CreationPolicy", creation_policy};
constinit const BagFacts AutoScalingReplacingUpdate::facts{"AutoScalingReplacingUpdate", replacing_update};
constinit const BagFacts AutoScalingRollingUpdate::facts{"AutoScalingRollingUpdate", rolling_update};
constinit const BagFacts AutoScalingScheduledAction::facts{"AutoScalingScheduledAction", scheduled_action};
constinit const BagFacts CodeDeployLambdaAliasUpdate::facts{"CodeDeployLambdaAliasUpdate", alias_update};
constinit const BagFacts UpdatePolicy::facts{"UpdatePolicy", update_policy};

Resource::Resource(const Scope& scope, const Props& props) : Element(scope, ConstructKind::resource, props.Properties) {
  details().untyped = props.Type.text();
}

Resource::Resource(const Scope& scope, const TypeFacts& facts, const void* props)
    : Element(scope, ConstructKind::resource,
              props == nullptr ? Node() : Node::bag(*facts.properties, static_cast<const Node*>(props))),
      facts_(&facts),
      imported_(props == nullptr),
      tags_in_order_(in_order(facts, body_)) {}

Resource::~Resource() = default;

Resource::Details& Resource::details() {
  if (details_ == nullptr) details_ = std::make_unique<Details>();
  return *details_;
}

std::string_view Resource::type() const noexcept {
  return facts_ != nullptr ? std::string_view(facts_->type) : std::string_view(details_->untyped);
}

Expression Resource::any_ref() const { return Expression(ref_node()); }

Expression Resource::get_att(std::string_view name) const {
  if (facts_ != nullptr) {
    const auto found = std::ranges::find(facts_->attributes, name, [](const char* each) { return std::string_view(each); });
    if (found != facts_->attributes.end()) {
      return Expression(attribute_node(static_cast<std::uint16_t>(found - facts_->attributes.begin())));
    }
  }
  const Node arguments[] = {ref_node(), Node(name)};
  return Expression(Node::intrinsic(Function::GetAtt, arguments));
}

void Resource::set_property(std::string_view name, const Value<Json>& value) {
  if (body_.kind() != NodeKind::bag) {
    body_ = with_key(body_, name, value);
    return;
  }
  const BagFacts& facts = body_.bag_facts();
  const auto found = std::ranges::find(facts.properties, name, [](const PropertyFacts& each) { return std::string_view(each.name); });
  if (found == facts.properties.end()) {
    report({.id = "unknown-property",
            .path = path(),
            .property = std::string(name),
            .allowed = "a property of " + std::string(type()) + ", or add_property_override",
            .message = "the type has no such property",
            .where = where()});
    return;
  }
  body_ = with_member(body_, facts, static_cast<std::size_t>(found - facts.properties.begin()), value);
  tags_in_order_ = in_order(*facts_, body_);
}

void Resource::depends_on(const Construct& other, std::source_location where) { add_dependency(other, where); }
void Resource::set_condition(const Condition& condition) { details().condition = &condition; }
void Resource::set_deletion_policy(DeletionPolicy policy) { details().deletion_policy = name_of(policy); }
void Resource::set_update_replace_policy(DeletionPolicy policy) { details().update_replace_policy = name_of(policy); }
void Resource::set_deletion_policy(const Value<std::string>& policy) { details().deletion_policy = policy; }
void Resource::set_update_replace_policy(const Value<std::string>& policy) { details().update_replace_policy = policy; }

void Resource::apply_removal_policy(RemovalPolicy policy) {
  const PolicyPair& pair = removal_policies[static_cast<std::size_t>(policy)];
  set_deletion_policy(pair.deletion);
  set_update_replace_policy(pair.update_replace);
}

void Resource::set_creation_policy(const Value<CreationPolicy>& policy) { details().creation_policy = policy; }
void Resource::set_update_policy(const Value<UpdatePolicy>& policy) { details().update_policy = policy; }
void Resource::add_metadata(std::string_view key, const Value<Json>& value) {
  details().metadata.emplace_back(key, value);
}
void Resource::set_version(std::string_view version) { details().version = version; }
void Resource::set_description(std::string_view description) { details().description = description; }

void Resource::add_override(std::string_view path, const Value<Json>& value) {
  details().overrides.push_back({std::string(path), value});
}
void Resource::add_deletion_override(std::string_view path) { details().overrides.push_back({std::string(path), {}}); }
void Resource::add_property_override(std::string_view path, const Value<Json>& value) {
  add_override("Properties." + std::string(path), value);
}
void Resource::add_property_deletion_override(std::string_view path) {
  add_deletion_override("Properties." + std::string(path));
}

namespace detail {

void import_from_attributes(Resource& resource, std::span<const ImportedAttribute> attributes) {
  auto& imported = TreeAccess::make_details(resource).imported_attributes;
  for (const auto& attribute : attributes) imported.emplace_back(attribute.name, attribute.value);
}

void import_from_arn(Resource& resource, const Value<std::string>& arn) {
  TreeAccess::make_details(resource).imported_attributes = attributes_of_arn(*resource.type_facts(), arn);
}

void import_from_name(Resource& resource, const Value<std::string>& name) {
  TreeAccess::make_details(resource).imported_attributes = attributes_of_name(*resource.type_facts(), name);
}

}  // namespace detail

}  // namespace tenon
