#include "settings.hpp"

#include <string>

#include "tenon/construct/resource.hpp"
#include "tenon/value/format.hpp"

namespace lms {

namespace {

/// Load balancers, target groups and connections have 32 characters for their names: "source-connection-"
/// takes 18.
tenon::Parameter& add_suffix(tenon::Stack& stack, const std::string& default_suffix) {
  return stack.add(
      "environmentSuffix",
      tenon::Parameter::Props{
          .Type = "String",
          .Default = default_suffix,
          .AllowedPattern = "^[a-z][a-z0-9]{1,11}$",
          .ConstraintDescription = "2 to 12 small letters and digits, beginning with a letter",
          .Description = "Ends the name of every resource, so that environments can stand side by side",
      });
}

/// A type whose resources can be named.
struct Named {
  std::string_view type;
  std::string_view property;  // empty: the tag Name
  std::string_view word;      // what names of the type have in them
};

constexpr Named named[] = {
    {"AWS::ApiGateway::Authorizer", "Name", "authorizer"},
    {"AWS::ApplicationAutoScaling::ScalingPolicy", "PolicyName", "policy"},
    {"AWS::CloudWatch::Alarm", "AlarmName", "alarm"},
    {"AWS::EC2::EIP", "", "eip"},
    {"AWS::EC2::FlowLog", "", "flow-log"},
    {"AWS::EC2::InternetGateway", "", "igw"},
    {"AWS::EC2::NatGateway", "", "nat-gateway"},
    {"AWS::EC2::RouteTable", "", "route-table"},
    {"AWS::EC2::SecurityGroup", "GroupName", "sg"},
    {"AWS::EC2::Subnet", "", "subnet"},
    {"AWS::EC2::VPC", "", "vpc"},
    {"AWS::EFS::AccessPoint", "", "access-point"},
    {"AWS::ElastiCache::SubnetGroup", "CacheSubnetGroupName", "subnet-group"},
    {"AWS::IAM::Role", "RoleName", "role"},
    {"AWS::RDS::DBClusterParameterGroup", "DBClusterParameterGroupName", "parameter-group"},
    {"AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", "subnets"},
};

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alphanumeric(char c) { return is_upper(c) || is_digit(c) || (c >= 'a' && c <= 'z'); }

/// "PublicSubnet1" becomes "public-subnet-1", "NATGateway" "nat-gateway".
std::string words_of(std::string_view id) {
  std::string words;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const char c = id[i];
    if (!is_alphanumeric(c)) {
      if (!words.empty() && words.back() != '-') words += '-';
      continue;
    }
    const bool next_is_small =
        i + 1 < id.size() && !is_upper(id[i + 1]) && is_alphanumeric(id[i + 1]) && !is_digit(id[i + 1]);
    const bool begins_word =
        i > 0 && words.back() != '-' &&
        ((is_upper(c) && (!is_upper(id[i - 1]) || next_is_small)) || (is_digit(c) && !is_digit(id[i - 1])));
    if (begins_word) words += '-';
    words += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return words;
}

bool has_word(std::string_view words, std::string_view word) {
  return ('-' + std::string(words) + '-').find('-' + std::string(word) + '-') != std::string::npos;
}

/// What a construct is called in its stack, with the type's word in it.
std::string name_from_path(const tenon::Construct& construct, std::string_view word) {
  std::string name;
  for (const tenon::Construct* each = &construct; each->kind() != tenon::ConstructKind::stack;
       each = each->parent()) {
    if (each->id() == "Resource" || each->id() == "Default") continue;
    const std::string words = words_of(each->id());
    if (name.empty()) {
      name = words;
    } else if (!has_word(words, name)) {
      name = words + '-' + name;
    } else {
      name = words;
    }
  }
  return has_word(name, word) ? name : name + '-' + std::string(word);
}

/// Whether it was named on purpose: a name that is known before the deployment has no suffix.
bool has_own_name(const tenon::Resource& resource, std::string_view property) {
  const tenon::Node* const name = resource.properties().find(property);
  return name != nullptr && name->is_set() && !name->is_text();
}

}  // namespace

Settings::Settings(tenon::Stack& stack, const std::string& default_suffix)
    : suffix_(add_suffix(stack, default_suffix)) {}

tenon::Value<std::string> Settings::name(std::string_view what) const {
  return tenon::format_sub("{}-{}", what, suffix_.ref());
}

void name_the_rest(tenon::Stack& stack, const Settings& settings) {
  const auto visit = [settings](tenon::Construct& construct) {
    if (construct.kind() != tenon::ConstructKind::resource) return;
    auto& resource = static_cast<tenon::Resource&>(construct);
    if (resource.is_imported()) return;
    for (const Named& each : named) {
      if (each.type != resource.type()) continue;
      const auto name = settings.name(name_from_path(resource, each.word));
      if (each.property.empty()) {
        resource.add_tag("Name", name);
      } else if (!has_own_name(resource, each.property)) {
        resource.set_property(each.property, name);
      }
    }
  };
  stack.add_aspect(visit, tenon::AspectPriority::mutating);
}

tenon::LogGroup& add_log_group(tenon::Stack& stack, std::string_view id,
                               const tenon::Value<std::string>& name, tenon::Key& key) {
  return stack.add(id, tenon::LogGroup::Props{
                           .log_group_name = name,
                           .retention = log_retention,
                           .encryption_key = &key,
                           .removal_policy = tenon::RemovalPolicy::destroy,
                       });
}

}  // namespace lms
