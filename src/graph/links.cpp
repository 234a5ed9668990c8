#include "links.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include <fmt/format.h>

namespace tenon::graph {

namespace {

using Resources = std::vector<const Resource*>;
using ElementsById = std::unordered_map<std::string_view, const Element*>;

/// Calls `each(key, value)` for the members of a bag or object; for other nodes not at all.
template <class Each>
void for_each_member(const Node& node, Each each) {
  if (node.kind() == NodeKind::bag) {
    for (const Node& member : node.items())
      each(node.bag_facts().properties[member.property_ordinal()].name, member);
  } else if (node.kind() == NodeKind::object) {
    const auto items = node.items();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) each(items[i].text(), items[i + 1]);
  }
}

/// The items of a list; of anything else itself, as policies have it.
std::span<const Node> as_list(const Node& node) {
  return node.kind() == NodeKind::list ? node.items() : std::span(&node, node.is_set() ? 1U : 0U);
}

const Node& member_of(const Node& node, std::string_view key) {
  static const Node unset;
  const bool has_members = node.kind() == NodeKind::bag || node.kind() == NodeKind::object;
  const Node* const found = has_members ? node.find(key) : nullptr;
  return found != nullptr ? *found : unset;
}

bool has_items(NodeKind kind) {
  return kind == NodeKind::list || kind == NodeKind::bag || kind == NodeKind::object ||
         kind == NodeKind::intrinsic;
}

/// The resources that a node refers to, each once.
class Finder {
 public:
  Finder(const ElementsById& by_id, Resources& found) : by_id_(by_id), found_(found) {}

  void look_into(const Node& node) {
    if (node.kind() == NodeKind::reference || node.kind() == NodeKind::attribute) return add(node.element());
    if (node.kind() == NodeKind::intrinsic && look_at_names(node)) return;
    if (!has_items(node.kind())) return;
    for (const Node& item : node.items()) look_into(item);
  }

 private:
  /// Functions that name logical ids in a text. Whether nothing else is to be looked at.
  bool look_at_names(const Node& node) {
    const Node& first = node.items().front();
    switch (node.function()) {
      case Function::Ref:
      case Function::GetAtt:
        if (first.is_text()) name(first.text());
        return first.is_text();
      case Function::Sub:
        if (first.is_text()) names_in(first.text());
        return false;
      default:
        return false;
    }
  }

  void names_in(std::string_view text) {
    for (auto start = text.find("${"); start != text.npos; start = text.find("${", start + 2)) {
      const auto inside = text.substr(start + 2, text.find('}', start) - start - 2);
      name(inside.substr(0, inside.find('.')));
    }
  }

  void name(std::string_view id) {
    if (const auto found = by_id_.find(id); found != by_id_.end()) add(*found->second);
  }

  void add(const Element& element) {
    const Resource* const resource = as_resource(element);
    if (resource != nullptr && std::ranges::find(found_, resource) == found_.end())
      found_.push_back(resource);
  }

  const ElementsById& by_id_;
  Resources& found_;
};

/// "443", "8000-8080", "UDP 53"; where only the deployment knows the port its protocol.
std::string ports_of(const Node& rule) {
  const Node& protocol = member_of(rule, "IpProtocol");
  const Node& from = member_of(rule, "FromPort");
  const Node& to = member_of(rule, "ToPort");
  const std::string_view name = protocol.is_text() ? protocol.text() : std::string_view("tcp");
  if (name == "-1") return "all traffic";
  const bool known = from.kind() == NodeKind::integer && to.kind() == NodeKind::integer;
  const std::string_view prefix = name == "udp" ? "UDP " : name.starts_with("icmp") ? "ICMP " : "";
  if (!known) return name == "udp" ? "UDP" : "TCP";
  if (from.integer() == to.integer()) return fmt::format("{}{}", prefix, from.integer());
  return fmt::format("{}{}-{}", prefix, from.integer(), to.integer());
}

// Properties that say whose a policy is.
constexpr std::string_view holders_of_policies[] = {"Roles",    "Users",    "Groups",
                                                    "RoleName", "UserName", "GroupName"};

constexpr std::string_view identity_policies[] = {"AWS::IAM::GroupPolicy", "AWS::IAM::ManagedPolicy",
                                                  "AWS::IAM::Policy", "AWS::IAM::RolePolicy",
                                                  "AWS::IAM::UserPolicy"};
constexpr std::string_view identities[] = {"AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::User"};

bool is_one_of(std::span<const std::string_view> types, const Resource& resource) {
  return std::ranges::find(types, resource.type()) != types.end();
}

/// Whether what is said of others is only that they are watched.
bool only_watches(const Resource& resource, std::string_view property) {
  return part_of(resource.type()).part == Part::monitor && !property.ends_with("Actions");
}

class Collector {
 public:
  explicit Collector(const synth::StackPlan& plan, std::vector<Link>& links) : links_(links) {
    for (const Element* element : plan.elements) by_id_.emplace(element->logical_id(), element);
  }

  void resource(const Resource& resource) {
    resource_ = &resource;
    member(resource.properties());
    const auto* const details = TreeAccess::details(resource);
    if (details == nullptr) return;
    for (const Override& each : details->overrides) {
      constexpr std::string_view properties = "Properties.";
      if (!each.path.starts_with(properties)) continue;
      std::string_view rest = std::string_view(each.path).substr(properties.size());
      property(ascii::take_field(rest, '.'), each.value);
    }
  }

 private:
  Resources resources_in(const Node& node) const {
    Resources found;
    Finder(by_id_, found).look_into(node);
    return found;
  }

  void link(const Resource& from, const Resource& to, EdgeKind kind, std::string_view label) {
    if (&from != &to) links_.push_back({&from, &to, kind, std::string(label), {}, false, resource_});
  }

  void member(const Node& properties) {
    for_each_member(properties, [&](std::string_view key, const Node& value) { property(key, value); });
  }

  void property(std::string_view name, const Node& value) {
    if (rule_of_group(name, value)) return;
    property_ = name;
    references(value, flow_of(resource_->type(), name));
  }

  // --- references ---

  /// What is found in a policy is no reference. Members inside may say more than the property does.
  void references(const Node& node, Flow flow) {
    const Node& statements = member_of(node, "Statement");
    if (statements.is_set()) return policy(statements);
    if (node.kind() == NodeKind::bag || node.kind() == NodeKind::object) {
      for_each_member(node, [&](std::string_view key, const Node& value) {
        const Flow inner = flow_of(resource_->type(), key);
        references(value, inner.label.empty() ? flow : inner);
      });
    } else if (node.kind() == NodeKind::list) {
      for (const Node& item : node.items()) references(item, flow);
    } else if (!only_watches(*resource_, property_)) {
      for (const Resource* target : resources_in(node)) {
        if (target == resource_) continue;
        links_.push_back({resource_, target, EdgeKind::reference, std::string(flow.label), property_,
                          flow.reversed, resource_});
      }
    }
  }

  // --- policies ---

  void policy(const Node& statements) {
    for (const Node& statement : as_list(statements)) {
      const Node& effect = member_of(statement, "Effect");
      if (effect.is_text() && effect.text() == "Deny") continue;
      if (property_ == "AssumeRolePolicyDocument") {
        others(statement, "Principal", "assume");
      } else if (is_one_of(identities, *resource_)) {
        allows({resource_}, statement);
      } else if (is_one_of(identity_policies, *resource_)) {
        allows(holders(), statement);
      } else {
        for (const std::string_view verb : verbs_of(statement)) {
          others(statement, "Principal", verb);
          others(statement, "Condition", verb);
        }
      }
    }
  }

  static std::vector<std::string_view> verbs_of(const Node& statement) {
    std::vector<std::string_view> verbs;
    for (const Node& action : as_list(member_of(statement, "Action"))) {
      const std::string_view verb = action.is_text() ? verb_of(action.text()) : std::string_view("use");
      if (!verb.empty() && std::ranges::find(verbs, verb) == verbs.end()) verbs.push_back(verb);
    }
    return verbs;
  }

  Resources holders() const {
    Resources found;
    for (const std::string_view property : holders_of_policies)
      Finder(by_id_, found).look_into(member_of(resource_->properties(), property));
    return found;
  }

  void allows(const Resources& who, const Node& statement) {
    const Resources targets = resources_in(member_of(statement, "Resource"));
    for (const std::string_view verb : verbs_of(statement)) {
      for (const Resource* holder : who) {
        for (const Resource* target : targets) link(*holder, *target, EdgeKind::grant, verb);
      }
      // Of a policy that roles name, not the other way.
      if (!who.empty()) continue;
      for (const Resource* target : targets) link(*resource_, *target, EdgeKind::grant, verb);
    }
  }

  /// Those that the resource's own policy names.
  void others(const Node& statement, std::string_view key, std::string_view verb) {
    for (const Resource* other : resources_in(member_of(statement, key)))
      link(*other, *resource_, EdgeKind::grant, verb);
  }

  // --- security groups ---

  /// Whether the property is one of a rule, or rules.
  bool rule_of_group(std::string_view name, const Node& value) {
    const std::string_view type = resource_->type();
    if (type == "AWS::EC2::SecurityGroup" &&
        (name == "SecurityGroupIngress" || name == "SecurityGroupEgress")) {
      for (const Node& rule : as_list(value)) this->rule(rule, {resource_});
      return true;
    }
    if (name == "SourceSecurityGroupId" || name == "DestinationSecurityGroupId") {
      if (type != "AWS::EC2::SecurityGroupIngress" && type != "AWS::EC2::SecurityGroupEgress") return false;
      const Node& properties = resource_->properties();
      rule(properties, resources_in(member_of(properties, "GroupId")));
      return true;
    }
    return false;
  }

  void rule(const Node& rule, const Resources& groups) {
    const std::string ports = ports_of(rule);
    for (const Resource* group : groups) {
      for (const Resource* client : resources_in(member_of(rule, "SourceSecurityGroupId")))
        link(*client, *group, EdgeKind::connection, ports);
      for (const Resource* server : resources_in(member_of(rule, "DestinationSecurityGroupId")))
        link(*group, *server, EdgeKind::connection, ports);
    }
  }

  std::vector<Link>& links_;
  ElementsById by_id_;
  const Resource* resource_ = nullptr;
  std::string_view property_;
};

}  // namespace

std::vector<Link> links_of(const synth::Plan& plan) {
  std::vector<Link> links;
  for (const auto& stack : plan.stacks) {
    Collector collector(*stack, links);
    for (const Element* element : stack->elements) {
      const Resource* const resource = as_resource(*element);
      if (resource != nullptr && !resource->is_imported()) collector.resource(*resource);
    }
  }
  return links;
}

}  // namespace tenon::graph
