#include "tenon/constructs/network/load_balancer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/certificatemanager/Certificate.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/elasticloadbalancingv2/LoadBalancer.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/elb_names.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using L1 = aws::elasticloadbalancingv2::LoadBalancer;

constexpr std::string_view ip_address_type_names[] = {"ipv4", "dualstack", "dualstack-without-public-ipv4"};

SubnetSelection selection_of(const std::optional<SubnetSelection>& given, bool internet_facing) {
  if (given) return *given;
  return internet_facing ? SubnetSelection{.type = SubnetType::public_} : SubnetSelection{};
}

}  // namespace

ListenerCertificate::ListenerCertificate(const Certificate& certificate) : arn_(certificate.arn()) {}

void LoadBalancerBase::make(const Common& common) {
  detail::check_elb_name(*this, "load_balancer_name", common.name);
  vpc_ = &common.vpc;
  internet_facing_ = common.internet_facing;
  ip_address_type_ = common.ip_address_type.value_or(IpAddressType::ipv4);
  const SubnetSelection subnets = selection_of(common.vpc_subnets, internet_facing_);
  L1::Props balancer{.Name = common.name, .Subnets = common.vpc.subnet_ids(subnets), .Type = common.type};
  balancer.Scheme = std::string_view(internet_facing_ ? "internet-facing" : "internal");
  if (common.ip_address_type) {
    balancer.IpAddressType = detail::name_in(ip_address_type_names, *common.ip_address_type);
  }
  if (!common.inbound_rules_on_private_link.empty()) {
    balancer.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic = common.inbound_rules_on_private_link;
  }
  resource_ = &add("Resource", balancer, where());
  if (internet_facing_) {
    for (const Construct* each : common.vpc.internet_connectivity(subnets))
      resource_->depends_on(*each, where());
  }
  set_attribute("deletion_protection.enabled", detail::flag(common.deletion_protection));
  if (common.cross_zone_enabled) {
    set_attribute("load_balancing.cross_zone.enabled", detail::flag(*common.cross_zone_enabled));
  }
}

void LoadBalancerBase::import(const Value<std::string>& arn, const Value<std::string>& dns_name,
                              const Value<std::string>& zone_id, const std::vector<SecurityGroup*>& groups,
                              Vpc* vpc) {
  full_name_ = detail::full_name_of_load_balancer(arn);
  const auto known = [&](std::string_view property, const Value<std::string>& value) -> Value<std::string> {
    // Asked for but unknown, it is reported by the attribute that reads it.
    return value.is_set() ? value : Value<std::string>(property);
  };
  resource_ = &::tenon::from_attributes<L1>(
      *this, "Resource",
      {{"LoadBalancerArn", arn},
       {"Ref", arn},
       {"LoadBalancerFullName", full_name_},
       {"DNSName", known("load_balancer_dns_name", dns_name)},
       {"CanonicalHostedZoneID", known("load_balancer_canonical_hosted_zone_id", zone_id)}},
      where());
  has_dns_name_ = dns_name.is_set();
  has_zone_id_ = zone_id.is_set();
  vpc_ = vpc;
  connections_ = Connections(groups);
}

void LoadBalancerBase::write_security_groups() {
  std::vector<Attribute<aws::ec2::kind::SecurityGroup_GroupId>> groups;
  for (const SecurityGroup* group : connections_.security_groups())
    groups.push_back(group->security_group_id());
  for (const SecurityGroup* group : outbound_groups_) groups.push_back(group->security_group_id());
  if (!groups.empty()) resource_->set_property("SecurityGroups", List<std::string>(groups));
}

void LoadBalancerBase::add_security_group(SecurityGroup& group) {
  connections_.add_security_group(group);
  if (!resource_->is_imported()) write_security_groups();
}

SecurityGroup& LoadBalancerBase::add_own_group(Vpc& vpc) {
  return add(
      "SecurityGroup",
      SecurityGroup::Props{.vpc = vpc,
                           .description = fmt::format("Automatically created Security Group for ELB {}",
                                                      detail::unique_id(*this)),
                           .allow_all_outbound = false},
      where());
}

ArnAttribute<aws::elasticloadbalancingv2::kind::LoadBalancer_LoadBalancerArn> LoadBalancerBase::arn() const {
  return resource_->ref();
}

Value<std::string> LoadBalancerBase::dns_name() const {
  if (resource_->is_imported() && !has_dns_name_) {
    detail::demand(*this, "load_balancer_dns_name", "the name, among the attributes of what exists already",
                   "The name of an imported load balancer is not known", where());
  }
  return resource_->DNSName();
}

Value<std::string> LoadBalancerBase::canonical_hosted_zone_id() const {
  if (resource_->is_imported() && !has_zone_id_) {
    detail::demand(*this, "load_balancer_canonical_hosted_zone_id",
                   "the id, among the attributes of what exists already",
                   "The zone of an imported load balancer is not known", where());
  }
  return resource_->CanonicalHostedZoneID();
}

Value<std::string> LoadBalancerBase::alias_domain_name() const { return format("dualstack.{}", dns_name()); }

Value<std::string> LoadBalancerBase::full_name() const {
  return full_name_.is_set() ? full_name_ : Value<std::string>(resource_->LoadBalancerFullName());
}

Value<std::string> LoadBalancerBase::load_balancer_name() const { return resource_->LoadBalancerName(); }

void LoadBalancerBase::set_attribute(std::string_view key, const Value<std::string>& value) {
  const auto same = [&](const auto& each) { return each.first == key; };
  const auto found = std::ranges::find_if(attributes_, same);
  if (found != attributes_.end()) {
    found->second = value;
  } else {
    attributes_.emplace_back(key, value);
  }
  std::vector<L1::LoadBalancerAttribute> attributes;
  for (const auto& [name, each] : attributes_) {
    if (each.is_set()) attributes.push_back({.Key = name, .Value = each});
  }
  resource_->set_property("LoadBalancerAttributes", List<L1::LoadBalancerAttribute>(attributes));
}

// --- logs --------------------------------------------------------------------------------------------------

bool LoadBalancerBase::takes_logs(std::string_view property, const LoadBalancerLogs& logs) const {
  if (logs.bucket.encryption_key() == nullptr) return true;
  detail::refuse(*this, property, std::string(logs.bucket.path()), "a bucket with keys of S3's own",
                 "Load balancers write to no bucket that is encrypted with a key of the account", where());
  return false;
}

Value<std::string> LoadBalancerBase::logs_arn(const LoadBalancerLogs& logs) const {
  const std::string prefix = logs.prefix.empty() ? std::string() : logs.prefix + "/";
  return format("{}/{}AWSLogs/{}/*", Value<std::string>(logs.bucket.arn()), prefix, stack().account());
}

void LoadBalancerBase::set_log_attributes(std::string_view kind, const LoadBalancerLogs& logs) {
  set_attribute(fmt::format("{}.s3.enabled", kind), "true");
  set_attribute(fmt::format("{}.s3.bucket", kind), logs.bucket.bucket_name());
  set_attribute(fmt::format("{}.s3.prefix", kind), logs.prefix);
}

void LoadBalancerBase::deploy_after_policy(const Bucket& bucket) {
  // The service tries to write when it is told to.
  if (const Construct* policy = bucket.find_child("Policy")) resource_->depends_on(*policy, where());
}

Metric LoadBalancerBase::metric_of(std::string_view metric_namespace, std::string name,
                                   Statistic statistic) const {
  return Metric({.metric_namespace = std::string(metric_namespace),
                 .metric_name = std::move(name),
                 .dimensions = {{"LoadBalancer", full_name()}},
                 .statistic = statistic});
}

}  // namespace tenon
