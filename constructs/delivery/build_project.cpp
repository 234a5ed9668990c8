#include "tenon/constructs/delivery/build_project.hpp"

#include "tenon/aws/codebuild/Project.hpp"
#include "tenon/aws/iam/Policy.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/security/secret.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/codebuild.hpp"
#include "tenon/iam/ec2.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/iam/ssm.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

using L1 = aws::codebuild::Project;

constexpr std::string_view compute_types[] = {"BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE",
                                              "BUILD_GENERAL1_XLARGE", "BUILD_GENERAL1_2XLARGE"};
constexpr std::size_t longest_policy_name = 128;
constexpr Duration shortest = Duration::minutes(5);
constexpr Duration longest = Duration::hours(8);

L1::EnvironmentVariable environment_variable(const BuildVariable& variable) {
  if (variable.secret != nullptr) {
    const Value<std::string> value = variable.json_key.empty()
                                         ? Value<std::string>(variable.secret->arn())
                                         : Value<std::string>(format("{}:{}", variable.secret->arn(), variable.json_key));
    return {.Name = variable.name, .Type = "SECRETS_MANAGER", .Value = value};
  }
  if (variable.parameter.is_set()) return {.Name = variable.name, .Type = "PARAMETER_STORE", .Value = variable.parameter};
  return {.Name = variable.name, .Type = "PLAINTEXT", .Value = variable.value};
}

L1::Environment environment(const BuildProject::Props& props) {
  const bool own = props.repository != nullptr;
  L1::Environment environment{
      .ComputeType = compute_types[static_cast<std::size_t>(props.compute_type)],
      .Image = own ? props.repository->repository_uri_for(props.repository_tag)
                   : Value<std::string>(props.build_image.id()),
      .ImagePullCredentialsType = own ? std::string_view("SERVICE_ROLE") : std::string_view("CODEBUILD"),
      .PrivilegedMode = props.privileged,
      .Type = props.build_image.is_arm() ? std::string_view("ARM_CONTAINER") : std::string_view("LINUX_CONTAINER")};
  if (!props.environment_variables.empty()) {
    std::vector<L1::EnvironmentVariable> variables;
    for (const BuildVariable& each : props.environment_variables) variables.push_back(environment_variable(each));
    environment.EnvironmentVariables = List<L1::EnvironmentVariable>(variables);
  }
  return environment;
}

Value<L1::ProjectCache> cache(bool local) {
  if (!local) return L1::ProjectCache{.Type = "NO_CACHE"};
  return L1::ProjectCache{.Modes = {"LOCAL_DOCKER_LAYER_CACHE", "LOCAL_SOURCE_CACHE"}, .Type = "LOCAL"};
}

Value<std::int64_t> minutes(const std::optional<Duration>& duration) {
  return duration ? Value<std::int64_t>(duration->to_minutes()) : Value<std::int64_t>();
}

}  // namespace

struct BuildProject::Imported {
  const Value<std::string>& name;
};

BuildSpec BuildSpec::from_object(const Value<Json>& document) { return {json::string(document, {.indent = 2}), true}; }
BuildSpec BuildSpec::from_source_file(std::string_view name) { return {name, false}; }

BuildProject::BuildProject(const Scope& scope, const Props& props) : Construct(scope), role_(props.role) {
  check(props);
  if (role_ == nullptr) {
    role_ = &add("Role", Role::Props{.assumed_by = Principal::service("codebuild.amazonaws.com")}, where());
  }
  const bool immediate = props.build_spec.is_immediate();
  L1::Props to{.Artifacts = L1::Artifacts{.Type = "NO_ARTIFACTS"},
               .Cache = cache(props.local_cache),
               .ConcurrentBuildLimit = props.concurrent_build_limit,
               .Description = props.description,
               .EncryptionKey = props.encryption_key != nullptr ? Value<std::string>(props.encryption_key->arn())
                                                                : Value<std::string>("alias/aws/s3"),
               .Environment = environment(props),
               .Name = props.project_name,
               .QueuedTimeoutInMinutes = minutes(props.queued_timeout),
               .ServiceRole = role_->arn(),
               .Source = L1::Source{.BuildSpec = props.build_spec.text(),
                                    .Type = immediate ? std::string_view("NO_SOURCE") : std::string_view("CODEPIPELINE")},
               .TimeoutInMinutes = minutes(props.timeout)};
  // A file of the source needs one, which a pipeline brings along with where to put what is built.
  if (!immediate) to.Artifacts = L1::Artifacts{.Type = "CODEPIPELINE"};
  if (props.log_group != nullptr) {
    to.LogsConfig = L1::LogsConfig{.CloudWatchLogs = L1::CloudWatchLogsConfig{
                                       .GroupName = props.log_group->log_group_name(), .Status = "ENABLED"}};
  }
  resource_ = &add("Resource", to, where());
  add_network(props);
  allow_logs(props);
  if (props.grant_report_group_permissions) allow_reports();
  if (props.encryption_key != nullptr) props.encryption_key->grant_encrypt_decrypt(*role_);
  if (props.repository != nullptr) props.repository->grant_pull(*role_);
  for (const BuildVariable& variable : props.environment_variables) {
    if (variable.secret != nullptr) variable.secret->grant_read(*role_);
    if (!variable.parameter.is_set()) continue;
    role_->add_to_policy({.actions = {iam::ssm::GetParameters},
                          .resources = {format("arn:{}:ssm:{}:{}:parameter/{}", pseudo::partition, stack().region(),
                                               stack().account(), variable.parameter)}});
  }
}

BuildProject::BuildProject(const Scope& scope, const Imported& imported)
    : Construct(scope), resource_(&::tenon::from_name<L1>(*this, "Resource", imported.name, where())) {}

BuildProject& BuildProject::from_name(Construct& scope, std::string_view id, const Value<std::string>& project_name,
                                      std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<BuildProject>(new BuildProject(inner, Imported{project_name}));
      },
      where);
}

void BuildProject::check(const Props& props) const {
  if (props.timeout && (*props.timeout < shortest || *props.timeout > longest)) {
    report({.id = "property-not-allowed",
            .path = path(),
            .property = "timeout",
            .value = props.timeout->text(),
            .allowed = "PT5M to PT8H",
            .message = "CodeBuild does not take this timeout",
            .where = where()});
  }
  if (props.vpc == nullptr && !props.security_groups.empty()) {
    report({.id = "property-needed",
            .path = path(),
            .property = "vpc",
            .allowed = "the network of the security groups",
            .message = "security groups belong to a network",
            .where = where()});
  }
}

Value<std::string> BuildProject::arn() const { return resource_->Arn(); }
Value<std::string> BuildProject::project_name() const { return resource_->ref(); }

Role& BuildProject::role() {
  if (role_ == nullptr) {
    throw Error("property-needed", "the role of the imported project '" + path() + "' is not known");
  }
  return *role_;
}

void BuildProject::add_network(const Props& props) {
  if (props.vpc == nullptr) return;
  std::vector<SecurityGroup*> groups = props.security_groups;
  if (groups.empty()) {
    groups.push_back(&add("SecurityGroup", SecurityGroup::Props{.vpc = *props.vpc, .description = "Builds of " + path()},
                          where()));
  }
  connections_ = Connections(groups);
  std::vector<Node> group_ids;
  for (const SecurityGroup* group : groups) group_ids.push_back(group->security_group_id());
  const auto subnets = props.vpc->select_subnets(props.subnets);
  std::vector<Node> subnet_ids;
  std::vector<Value<std::string>> subnet_arns;
  for (const Subnet* subnet : subnets) {
    subnet_ids.push_back(subnet->subnet_id());
    subnet_arns.push_back(format("arn:{}:ec2:{}:{}:subnet/{}", pseudo::partition, stack().region(), stack().account(),
                                 subnet->subnet_id()));
  }
  resource_->set_property("VpcConfig", L1::VpcConfig{.SecurityGroupIds = {Raw{}, Node::list(group_ids)},
                                                     .Subnets = {Raw{}, Node::list(subnet_ids)},
                                                     .VpcId = props.vpc->vpc_id()});
  // A policy of its own: the project comes behind it, and the role's other policy names the project.
  // https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html#customer-managed-policies-example-create-vpc-network-interface
  const PolicyDocument document(
      {{.actions = {iam::ec2::CreateNetworkInterface, iam::ec2::DeleteNetworkInterface, iam::ec2::DescribeDhcpOptions,
                    iam::ec2::DescribeNetworkInterfaces, iam::ec2::DescribeSecurityGroups, iam::ec2::DescribeSubnets,
                    iam::ec2::DescribeVpcs},
        .resources = {"*"}},
       {.actions = {iam::ec2::CreateNetworkInterfacePermission},
        .resources = {format("arn:{}:ec2:{}:{}:network-interface/*", pseudo::partition, stack().region(),
                             stack().account())},
        .conditions = {{"StringEquals", "ec2:Subnet", subnet_arns},
                       {"StringEquals", "ec2:AuthorizedService", {"codebuild.amazonaws.com"}}}}});
  auto& policy = add("PolicyDocument", Construct::Props{}, where())
                     .add("Resource",
                          aws::iam::Policy::Props{.PolicyDocument = document.json(),
                                                  .PolicyName = detail::unique_id(*this, longest_policy_name),
                                                  .Roles = {role_->resource().ref()}},
                          where());
  resource_->depends_on(policy, where());
}

Value<std::string> BuildProject::arn_of(std::string_view service, std::string_view resource) const {
  return format("arn:{}:{}:{}:{}:{}{}", pseudo::partition, service, stack().region(), stack().account(), resource,
                project_name());
}

void BuildProject::allow_logs(const Props& props) {
  if (props.log_group != nullptr) return props.log_group->grant_write(*role_);
  const auto group = arn_of("logs", "log-group:/aws/codebuild/");
  role_->add_to_policy({.actions = {iam::logs::CreateLogGroup, iam::logs::CreateLogStream, iam::logs::PutLogEvents},
                        .resources = {group, format("{}:*", group)}});
}

void BuildProject::allow_reports() {
  role_->add_to_policy(
      {.actions = {iam::codebuild::CreateReportGroup, iam::codebuild::CreateReport, iam::codebuild::UpdateReport,
                   iam::codebuild::BatchPutTestCases, iam::codebuild::BatchPutCodeCoverages},
       .resources = {format("{}-*", arn_of("codebuild", "report-group/"))}});
}

void BuildProject::grant_start_build(const Grantee& grantee) {
  grantee.add_to_policy(
      {.actions = {iam::codebuild::BatchGetBuilds, iam::codebuild::StartBuild, iam::codebuild::StopBuild},
       .resources = {arn()}});
}

Metric BuildProject::metric(std::string name) const {
  return Metric({.metric_namespace = "AWS/CodeBuild",
                 .metric_name = std::move(name),
                 .dimensions = {{"ProjectName", project_name()}},
                 .statistic = Statistic::sum});
}

Metric BuildProject::metric_duration() const { return metric("Duration").with_statistic(Statistic::average); }

}  // namespace tenon
