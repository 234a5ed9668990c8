#include "tenon/constructs/network/hosted_zone.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/logs/LogGroup.hpp"
#include "tenon/aws/route53/HealthCheck.hpp"
#include "tenon/aws/route53/HostedZone.hpp"
#include "tenon/aws/route53/RecordSet.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/health_check.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/route53.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::refuse;
using Zone = aws::route53::HostedZone;
using Record = aws::route53::RecordSet;

constexpr Duration default_ttl = Duration::minutes(30);
constexpr std::size_t longest_identifier = 64;
constexpr std::size_t hash_length = 8;
constexpr std::size_t longest_text = 255;  // of a string in a TXT record (RFC 1035)

std::string_view without_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

/// A construct's unique id in so many characters: of a longer one the middle is left out, as CDK does.
std::string shortened_id(const Construct& construct, std::size_t length) {
  const std::string id = detail::unique_id(construct);
  if (id.size() <= length) return id;
  const std::size_t half = (length - hash_length) / 2;
  const std::string_view human = std::string_view(id).substr(0, id.size() - hash_length);
  return fmt::format("{}{}{}", human.substr(0, half), human.substr(human.size() - half),
                     std::string_view(id).substr(id.size() - hash_length));
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string txt_of(std::string_view text) {
  std::string result;
  do {
    result += quoted(text.substr(0, longest_text));
    text = text.substr(std::min(text.size(), longest_text));
  } while (!text.empty());
  return result;
}

template <class T, class Render>
std::vector<Value<std::string>> rendered(const std::vector<T>& values, Render render) {
  std::vector<Value<std::string>> texts;
  for (const T& value : values) texts.emplace_back(render(value));
  return texts;
}

}  // namespace

// --- HostedZone --------------------------------------------------------------------------------------------

struct HostedZone::Imported {
  const Value<std::string>& hosted_zone_id;
  const Value<std::string>& zone_name;
};

HostedZone::HostedZone(const Scope& scope, const Props& props)
    : Construct(scope), zone_name_(without_dot(props.zone_name)), vpcs_(props.vpcs) {
  Zone::Props zone{.Name = fmt::format("{}.", without_dot(props.zone_name))};
  if (props.comment.is_set()) zone.HostedZoneConfig = Zone::HostedZoneConfig{.Comment = props.comment};
  if (props.query_log_group != nullptr) {
    zone.QueryLoggingConfig =
        Zone::QueryLoggingConfig{.CloudWatchLogsLogGroupArn = {Raw{}, props.query_log_group->arn()}};
    if (!vpcs_.empty()) {
      refuse(*this, "query_log_group", "a log group", "none, or no networks",
             "Queries are logged of public zones alone", where());
    }
  }
  resource_ = &add("Resource", zone, where());
  write_vpcs();
}

HostedZone::HostedZone(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<Zone>(
          *this, "Resource", {{"Id", imported.hosted_zone_id}, {"Ref", imported.hosted_zone_id}}, where())) {
  const auto name = imported.zone_name.literal();
  zone_name_ = name ? Value<std::string>(without_dot(*name)) : imported.zone_name;
}

HostedZone& HostedZone::from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                        std::source_location where) {
  const Imported imported{attributes.hosted_zone_id, attributes.zone_name};
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<HostedZone>(new HostedZone(inner, imported)); },
      where);
}

HostedZone& HostedZone::from_lookup(Construct& scope, std::string_view id, const HostedZoneLookup& lookup,
                                    std::source_location where) {
  std::vector<TextEntry> query = {{"domainName", lookup.domain_name}};
  if (lookup.private_zone) query.push_back({"privateZone", "true"});
  if (!lookup.vpc_id.empty()) query.push_back({"vpcId", lookup.vpc_id});
  const std::string name = lookup.domain_name;
  const Value<Json> dummy = json::object({{"Id", "DUMMY"}, {"Name", name}});
  const Value<Json> answer = scope.stack().look_up("hosted-zone", query, dummy);
  const auto text = [&](std::string_view key) {
    const Node* const found = answer.find(key);
    return found != nullptr && found->is_text() ? std::string(found->text()) : std::string();
  };
  std::string zone_id = text("Id");
  constexpr std::string_view prefix = "/hostedzone/";
  if (zone_id.starts_with(prefix)) zone_id.erase(0, prefix.size());
  return from_attributes(scope, id, {.hosted_zone_id = zone_id, .zone_name = text("Name")}, where);
}

Attribute<aws::route53::kind::HostedZone_Id> HostedZone::hosted_zone_id() const { return resource_->ref(); }

Value<std::string> HostedZone::arn() const {
  return format("arn:{}:route53:::hostedzone/{}", pseudo::partition, hosted_zone_id());
}

List<std::string> HostedZone::name_servers() const { return resource_->NameServers(); }

void HostedZone::add_vpc(Vpc& vpc) {
  if (vpcs_.empty()) {
    refuse(*this, "vpcs", std::string(vpc.path()), "a zone that is private from the start",
           "A public zone does not become a private one", where());
    return;
  }
  vpcs_.push_back(&vpc);
  write_vpcs();
}

void HostedZone::write_vpcs() {
  if (vpcs_.empty()) return;
  std::vector<Zone::VPC> networks;
  for (const Vpc* vpc : vpcs_)
    networks.push_back({.VPCId = vpc->vpc_id(), .VPCRegion = vpc->stack().region()});
  resource_->set_property("VPCs", List<Zone::VPC>(networks));
}

void HostedZone::grant_change_records(const Grantee& grantee) {
  grantee.add_to_policy(
      {.actions = {iam::route53::ChangeResourceRecordSets, iam::route53::ListResourceRecordSets},
       .resources = {arn()}});
  grantee.add_to_policy({.actions = {iam::route53::GetChange},
                         .resources = {format("arn:{}:route53:::change/*", pseudo::partition)}});
}

// --- RecordTarget, RoutingPolicy ---------------------------------------------------------------------------

RecordTarget RecordTarget::alias(const Value<std::string>& domain_name,
                                 const Value<std::string>& hosted_zone_id,
                                 std::optional<bool> evaluate_target_health) {
  RecordTarget target;
  target.alias_domain_name_ = domain_name;
  target.alias_hosted_zone_id_ = hosted_zone_id;
  target.evaluate_target_health_ = evaluate_target_health;
  return target;
}

RecordTarget RecordTarget::ip_addresses(std::vector<Value<std::string>> addresses) {
  RecordTarget target;
  target.values_ = std::move(addresses);
  return target;
}

RoutingPolicy RoutingPolicy::weighted(std::int64_t weight) {
  RoutingPolicy policy(Kind::weighted);
  policy.weight_ = weight;
  return policy;
}

RoutingPolicy RoutingPolicy::latency(std::string_view region) {
  RoutingPolicy policy(Kind::latency);
  policy.region_ = region;
  return policy;
}

RoutingPolicy RoutingPolicy::geolocation(const GeoLocation& location) {
  RoutingPolicy policy(Kind::geolocation);
  policy.location_ = location;
  const bool is_anywhere = location.continent_code.empty() && location.country_code.empty();
  if (is_anywhere) policy.location_.country_code = "*";
  return policy;
}

RoutingPolicy RoutingPolicy::primary() {
  RoutingPolicy policy(Kind::failover);
  policy.primary_ = true;
  return policy;
}

RoutingPolicy RoutingPolicy::secondary() { return RoutingPolicy(Kind::failover); }
RoutingPolicy RoutingPolicy::multi_value_answer() { return RoutingPolicy(Kind::multi_value); }

std::string RoutingPolicy::identifier_prefix() const {
  switch (kind_) {
    case Kind::weighted:
      return fmt::format("WEIGHT_{}_ID_", weight_);
    case Kind::latency:
      return fmt::format("REGION_{}_ID_", region_);
    case Kind::failover:
      return fmt::format("FAILOVER_{}_ID_", primary_ ? "PRIMARY" : "SECONDARY");
    case Kind::multi_value:
      return "MVA_ID_";
    case Kind::geolocation:
      break;
  }
  std::string prefix = "GEO";
  if (!location_.continent_code.empty()) prefix += "_CONTINENT_" + location_.continent_code;
  if (!location_.country_code.empty()) prefix += "_COUNTRY_" + location_.country_code;
  if (!location_.subdivision_code.empty()) prefix += "_SUBDIVISION_" + location_.subdivision_code;
  return prefix;
}

// --- RecordSet ---------------------------------------------------------------------------------------------

RecordTarget RecordSet::values(std::vector<Value<std::string>> values) {
  return RecordTarget::ip_addresses(std::move(values));
}

RecordTarget RecordSet::listed(const List<std::string>& values) {
  RecordTarget target;
  target.list_ = values;
  return target;
}

RecordSet::RecordSet(const Scope& scope, const Common& common, const RecordTarget& target)
    : Construct(scope) {
  check(common, target);
  const bool is_alias = target.alias_domain_name_.is_set();
  Record::Props record{.Comment = common.comment,
                       .HostedZoneId = common.zone.hosted_zone_id(),
                       .Name = full_name(common),
                       .Type = common.type};
  if (common.health_check != nullptr) record.HealthCheckId = common.health_check->health_check_id();
  if (is_alias) {
    Record::AliasTarget alias{.DNSName = target.alias_domain_name_,
                              .HostedZoneId = target.alias_hosted_zone_id_};
    const bool fails_over = common.routing && common.routing->kind_ == RoutingPolicy::Kind::failover;
    if (target.evaluate_target_health_ || fails_over) {
      alias.EvaluateTargetHealth = target.evaluate_target_health_.value_or(true);
    }
    record.AliasTarget = alias;
  } else {
    if (target.list_.is_set()) {
      record.ResourceRecords = target.list_;
    } else {
      record.ResourceRecords = target.values_;
    }
    record.TTL = fmt::format("{}", common.ttl.value_or(default_ttl).to_seconds());
  }
  if (common.routing) {
    using Kind = RoutingPolicy::Kind;
    const RoutingPolicy& policy = *common.routing;
    const std::string prefix = policy.identifier_prefix();
    const bool is_whole = policy.kind_ == Kind::geolocation;
    record.SetIdentifier = !common.set_identifier.empty() ? common.set_identifier
                           : is_whole                     ? prefix
                                      : prefix + shortened_id(*this, longest_identifier - prefix.size());
    const auto code = [](const std::string& text) {
      return text.empty() ? Value<std::string>() : Value<std::string>(text);
    };
    if (policy.kind_ == Kind::weighted) record.Weight = policy.weight_;
    if (policy.kind_ == Kind::latency) record.Region = policy.region_;
    if (policy.kind_ == Kind::multi_value) record.MultiValueAnswer = true;
    if (policy.kind_ == Kind::failover)
      record.Failover = std::string_view(policy.primary_ ? "PRIMARY" : "SECONDARY");
    if (policy.kind_ == Kind::geolocation) {
      record.GeoLocation = Record::GeoLocation{.ContinentCode = code(policy.location_.continent_code),
                                               .CountryCode = code(policy.location_.country_code),
                                               .SubdivisionCode = code(policy.location_.subdivision_code)};
    }
  }
  resource_ = &add("Resource", record, where());
}

Value<std::string> RecordSet::full_name(const Common& common) const {
  const Value<std::string>& zone = common.zone.zone_name();
  const auto name = common.record_name.literal();
  if (name && name->ends_with('.')) return *name;
  if (!zone.is_set()) {
    demand(*this, "zone_name", "the name, among the attributes of a zone that exists already",
           "A short name is completed by that of its zone", where());
    return "";
  }
  const auto zone_text = zone.literal();
  if (!common.record_name.is_set()) return format("{}.", zone);
  if (name && zone_text) {
    const std::string suffix = fmt::format(".{}", *zone_text);
    if (*name == *zone_text || name->ends_with(suffix)) return fmt::format("{}.", *name);
  }
  return format("{}.{}.", common.record_name, zone);
}

void RecordSet::check(const Common& common, const RecordTarget& target) const {
  const bool is_alias = target.alias_domain_name_.is_set();
  if (is_alias && common.ttl) {
    refuse(*this, "ttl", fmt::format("{} seconds", common.ttl->to_seconds()), "none",
           "How long an alias is kept is up to what it stands for", where());
  }
  if (!common.set_identifier.empty() && (!common.routing || common.set_identifier.size() > 128)) {
    refuse(*this, "set_identifier", common.set_identifier, "with routing, and at most 128 characters",
           "Only one of several records of a name has an identifier", where());
  }
  if (common.type == "CNAME" && common.record_name.literal() && common.zone.zone_name().literal() &&
      without_dot(*common.record_name.literal()) == *common.zone.zone_name().literal()) {
    refuse(*this, "record_name", std::string(*common.record_name.literal()),
           "a name inside the zone; an alias stands at the zone's own name",
           "DNS allows no CNAME where the zone's own records are", where());
  }
  if (!common.routing) return;
  using Kind = RoutingPolicy::Kind;
  const RoutingPolicy& policy = *common.routing;
  if (policy.kind_ == Kind::weighted && (policy.weight_ < 0 || policy.weight_ > 255)) {
    refuse(*this, "routing", fmt::format("weight {}", policy.weight_), "0 to 255",
           "The weight is out of bounds", where());
  }
  if (policy.kind_ == Kind::multi_value && is_alias) {
    refuse(*this, "routing", "multi_value_answer", "another policy", "Aliases have no several values",
           where());
  }
  if (policy.kind_ != Kind::failover) return;
  if (policy.primary_ && !is_alias && common.health_check == nullptr) {
    demand(*this, "health_check", "a health check",
           "Without one the first record never gives way to the second", where());
  }
  if (is_alias && target.evaluate_target_health_ == false) {
    refuse(*this, "evaluate_target_health", "false", "true",
           "Failover of aliases goes by the health of their targets", where());
  }
}

Value<std::string> RecordSet::domain_name() const { return resource_->ref(); }

// --- records -----------------------------------------------------------------------------------------------

namespace {

const std::optional<RoutingPolicy> no_routing;
const std::string no_identifier;

}  // namespace

ARecord::ARecord(const Scope& scope, const Props& props)
    : RecordSet(scope,
                {"A", props.zone, props.record_name, props.ttl, props.comment, props.routing,
                 props.health_check, props.set_identifier},
                props.target) {}

AaaaRecord::AaaaRecord(const Scope& scope, const Props& props)
    : RecordSet(scope,
                {"AAAA", props.zone, props.record_name, props.ttl, props.comment, props.routing,
                 props.health_check, props.set_identifier},
                props.target) {}

CnameRecord::CnameRecord(const Scope& scope, const Props& props)
    : RecordSet(scope,
                {"CNAME", props.zone, props.record_name, props.ttl, props.comment, props.routing,
                 props.health_check, props.set_identifier},
                values({props.domain_name})) {}

MxRecord::MxRecord(const Scope& scope, const Props& props)
    : RecordSet(
          scope,
          {"MX", props.zone, props.record_name, props.ttl, props.comment, no_routing, nullptr, no_identifier},
          values(rendered(props.values, [](const Server& each) {
            return fmt::format("{} {}", each.priority, each.host_name);
          }))) {}

TxtRecord::TxtRecord(const Scope& scope, const Props& props)
    : RecordSet(scope,
                {"TXT", props.zone, props.record_name, props.ttl, props.comment, no_routing, nullptr,
                 no_identifier},
                values(rendered(props.values, [](const std::string& each) { return txt_of(each); }))) {}

NsRecord::NsRecord(const Scope& scope, const Props& props)
    : RecordSet(
          scope,
          {"NS", props.zone, props.record_name, props.ttl, props.comment, no_routing, nullptr, no_identifier},
          listed(props.values)) {}

CaaRecord::CaaRecord(const Scope& scope, const Props& props)
    : RecordSet(scope,
                {"CAA", props.zone, props.record_name, props.ttl, props.comment, no_routing, nullptr,
                 no_identifier},
                values(rendered(props.values, [](const Authority& each) {
                  return fmt::format("{} {} \"{}\"", each.flag, each.tag, each.value);
                }))) {}

}  // namespace tenon
