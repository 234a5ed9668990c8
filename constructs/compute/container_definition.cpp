#include <algorithm>

#include "tenon/aws/ecs/TaskDefinition.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/security/secret.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/iam/ssm.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using L1 = aws::ecs::TaskDefinition;

constexpr std::string_view protocols[] = {"tcp", "udp"};
constexpr std::string_view app_protocols[] = {"http", "http2", "grpc"};
constexpr std::string_view conditions[] = {"START", "COMPLETE", "SUCCESS", "HEALTHY"};
constexpr std::string_view log_modes[] = {"blocking", "non-blocking"};

template <class Enum, std::size_t N>
std::string_view text(const std::string_view (&names)[N], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

/// Names and values in turn, as an object.
Node object_of(const std::vector<EnvironmentVariable>& entries) {
  std::vector<Node> members;
  for (const EnvironmentVariable& each : entries) {
    members.emplace_back(std::string_view(each.name));
    members.push_back(each.value);
  }
  return Node::object(members);
}

/// Names that several variables or secrets of a container have: ECS refuses them. Each once.
std::vector<std::string_view> names_in_common(const std::vector<EnvironmentVariable>& variables,
                                              const std::vector<NamedSecret>& secrets) {
  std::vector<std::string_view> names;
  for (const EnvironmentVariable& each : variables) names.push_back(each.name);
  for (const NamedSecret& each : secrets) names.push_back(each.name);
  std::ranges::sort(names);
  std::vector<std::string_view> common;
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (names[i] == names[i - 1] && (common.empty() || common.back() != names[i])) common.push_back(names[i]);
  }
  return common;
}

}  // namespace

// --- images, secrets, log drivers --------------------------------------------------------------------------

ContainerImage ContainerImage::from_registry(const Value<std::string>& name, Secret* credentials) {
  ContainerImage image;
  image.name_ = name;
  image.credentials_ = credentials;
  return image;
}

ContainerImage ContainerImage::from_ecr_repository(Repository& repository, std::string_view tag_or_digest) {
  ContainerImage image;
  image.name_ = repository.repository_uri_for(tag_or_digest);
  image.repository_ = &repository;
  return image;
}

ContainerImage ContainerImage::from_asset(DockerImageAssetProps asset) {
  ContainerImage image;
  image.asset_ = std::move(asset);
  return image;
}

ContainerSecret ContainerSecret::from_secrets_manager(Secret& secret, std::string_view field) {
  ContainerSecret made;
  made.secret_ = &secret;
  made.field_ = field;
  return made;
}

ContainerSecret ContainerSecret::from_ssm_parameter(const Value<std::string>& name, Key* encryption_key) {
  ContainerSecret made;
  made.parameter_name_ = name;
  made.key_ = encryption_key;
  return made;
}

LogDriver LogDriver::aws_logs(AwsLogDriver options) {
  LogDriver driver;
  driver.name_ = "awslogs";
  driver.aws_logs_ = std::move(options);
  return driver;
}

LogDriver LogDriver::fire_lens(std::vector<EnvironmentVariable> options) {
  return of("awsfirelens", std::move(options));
}

LogDriver LogDriver::of(std::string name, std::vector<EnvironmentVariable> options,
                        std::vector<NamedSecret> secret_options) {
  LogDriver driver;
  driver.name_ = std::move(name);
  driver.options_ = std::move(options);
  driver.secret_options_ = std::move(secret_options);
  return driver;
}

// --- ContainerDefinition -----------------------------------------------------------------------------------

ContainerDefinition::ContainerDefinition(const Scope& scope, TaskDefinition& task, const Props& props)
    : Construct(scope),
      task_(task),
      props_(props),
      name_(props.container_name.empty() ? std::string(id()) : props.container_name) {
  check(where());
  bind_image();
  if (props.logging) bind_logging();
  for (const NamedSecret& each : props.secrets) add_secret(each.name, each.secret);
}

void ContainerDefinition::bind_image() {
  const ContainerImage& image = props_.image;
  image_ = image.name_;
  if (image.asset_) image_ = stack().add_docker_image_asset(*image.asset_).image_uri;
  if (image.repository_ != nullptr) image.repository_->grant_pull(task_.execution_role());
  if (image.credentials_ == nullptr) return;
  image.credentials_->grant_read(task_.execution_role());
  credentials_ = image.credentials_->arn();
}

void ContainerDefinition::bind_logging() {
  const LogDriver& driver = *props_.logging;
  std::vector<EnvironmentVariable> options = driver.options_;
  if (driver.aws_logs_) options = aws_logs_options(*driver.aws_logs_);
  L1::LogConfiguration logging{.LogDriver = driver.name_};
  if (!options.empty()) logging.Options = {Raw{}, object_of(options)};
  std::vector<L1::Secret> secrets;
  for (const NamedSecret& each : driver.secret_options_) {
    secrets.push_back({.Name = each.name, .ValueFrom = bind_secret(each.secret)});
  }
  if (!secrets.empty()) logging.SecretOptions = List<L1::Secret>(secrets);
  logging_ = Value<L1::LogConfiguration>(logging);
}

std::vector<EnvironmentVariable> ContainerDefinition::aws_logs_options(const AwsLogDriver& driver) {
  log_group_ = driver.log_group;
  if (log_group_ == nullptr) {
    log_group_ = &add("LogGroup", LogGroup::Props{.retention = driver.log_retention}, where());
  } else if (driver.log_retention) {
    detail::refuse(*this, "log_retention", "", "nothing, with log_group",
                   "the log group that is given says itself how long it keeps logs", where());
  }
  task_.execution_role().add_to_policy(
      {.actions = {iam::logs::CreateLogStream, iam::logs::PutLogEvents}, .resources = {log_group_->arn()}});
  std::vector<EnvironmentVariable> options = {
      {"awslogs-group", Value<std::string>(log_group_->log_group_name())},
      {"awslogs-stream-prefix", static_cast<const Value<std::string>&>(driver.stream_prefix)},
      {"awslogs-region", stack().region()},
  };
  if (driver.datetime_format.is_set()) options.push_back({"awslogs-datetime-format", driver.datetime_format});
  if (driver.multiline_pattern.is_set())
    options.push_back({"awslogs-multiline-pattern", driver.multiline_pattern});
  if (driver.mode) options.push_back({"mode", text(log_modes, *driver.mode)});
  if (driver.max_buffer_size) {
    options.push_back({"max-buffer-size", std::to_string(driver.max_buffer_size->to_bytes()) + "b"});
    if (driver.mode != AwsLogDriverMode::non_blocking) {
      detail::refuse(*this, "max_buffer_size", driver.max_buffer_size->text(),
                     "AwsLogDriverMode::non_blocking beside it", "what blocks has no buffer", where());
    }
  }
  return options;
}

Value<std::string> ContainerDefinition::bind_secret(const ContainerSecret& secret) {
  Role& role = task_.execution_role();
  if (secret.secret_ != nullptr) {
    secret.secret_->grant_read(role);
    const Value<std::string> arn = secret.secret_->arn();
    return secret.field_.empty() ? arn : Value<std::string>(format("{}:{}::", arn, secret.field_));
  }
  const auto name = secret.parameter_name_.literal();
  const std::string_view slash = name && name->starts_with('/') ? "" : "/";
  const Value<std::string> arn = format("arn:{}:ssm:{}:{}:parameter{}{}", stack().partition(),
                                        stack().region(), stack().account(), slash, secret.parameter_name_);
  if (secret.key_ != nullptr) secret.key_->grant_decrypt(role);
  // As CDK grants reading a parameter.
  role.add_to_policy({.actions = {iam::ssm::DescribeParameters, iam::ssm::GetParameter,
                                  iam::ssm::GetParameterHistory, iam::ssm::GetParameters},
                      .resources = {arn}});
  return arn;
}

void ContainerDefinition::add_environment(std::string_view name, const Value<std::string>& value) {
  const auto found = std::ranges::find(props_.environment, name, &EnvironmentVariable::name);
  if (found != props_.environment.end()) {
    found->value = value;
  } else {
    props_.environment.push_back({std::string(name), value});
  }
}

void ContainerDefinition::add_secret(std::string_view name, const ContainerSecret& secret) {
  secrets_.emplace_back(std::string(name), bind_secret(secret));
}

void ContainerDefinition::add_port_mapping(const PortMapping& mapping, std::source_location where) {
  props_.port_mappings.push_back(mapping);
  check_port(mapping, where);
}

void ContainerDefinition::add_mount_point(MountPoint mount_point, std::source_location where) {
  if (!task_.has_volume(mount_point.source_volume)) {
    detail::refuse(*this, "mount_points", mount_point.source_volume, "a volume of the task",
                   "the task has no volume of this name", where);
  }
  props_.mount_points.push_back(std::move(mount_point));
}

void ContainerDefinition::add_container_dependency(ContainerDefinition& other,
                                                   ContainerDependencyCondition condition) {
  dependencies_.emplace_back(&other, condition);
}

// --- what is refused ---------------------------------------------------------------------------------------

void ContainerDefinition::check_port(const PortMapping& mapping, std::source_location where) const {
  if (mapping.app_protocol && mapping.name.empty()) {
    detail::demand(*this, "name", "a name for the port",
                   "only ports with a name have a protocol of their own", where);
  }
  if (mapping.name.empty()) return;
  std::ptrdiff_t count = 0;
  for (const ContainerDefinition* each : task_.containers()) {
    if (each != this) count += std::ranges::count(each->port_mappings(), mapping.name, &PortMapping::name);
  }
  count += std::ranges::count(props_.port_mappings, mapping.name, &PortMapping::name);
  if (count > 1) {
    detail::refuse(*this, "port_mappings", mapping.name, "names that are unique in the task",
                   "two ports of the task have this name", where);
  }
}

void ContainerDefinition::check(std::source_location where) const {
  const auto refuse = [&](std::string_view property, std::string value, std::string allowed,
                          std::string message) {
    detail::refuse(*this, property, std::move(value), std::move(allowed), std::move(message), where);
  };
  const auto outside = [](Duration value, std::int64_t low, std::int64_t high) {
    return value < Duration::seconds(low) || value > Duration::seconds(high);
  };
  if (props_.memory_limit_mib && props_.memory_reservation_mib > props_.memory_limit_mib) {
    refuse("memory_reservation_mib", std::to_string(*props_.memory_reservation_mib),
           "at most memory_limit_mib", "more memory is kept free than the container may have");
  }
  if (props_.stop_timeout && outside(*props_.stop_timeout, 0, 120)) {
    refuse("stop_timeout", props_.stop_timeout->text(), "at most two minutes",
           "Fargate does not wait so long");
  }
  for (const std::string_view name : names_in_common(props_.environment, props_.secrets)) {
    refuse("environment", std::string(name), "names that are unique in the container, secrets' included",
           "ECS takes no two variables of one name");
  }
  for (const PortMapping& each : props_.port_mappings) check_port(each, where);
  for (const MountPoint& each : props_.mount_points) {
    if (!task_.has_volume(each.source_volume)) {
      refuse("mount_points", each.source_volume, "a volume of the task",
             "the task has no volume of this name");
    }
  }
  if (!props_.health_check) return;
  const ContainerHealthCheck& health = *props_.health_check;
  if (health.command.empty())
    detail::demand(*this, "health_check.command", "a command", "nothing is run", where);
  if (outside(health.interval, 5, 300)) {
    refuse("health_check.interval", health.interval.text(), "5 to 300 seconds",
           "ECS does not look so often or so seldom");
  }
  if (outside(health.timeout, 2, 120) || health.timeout > health.interval) {
    refuse("health_check.timeout", health.timeout.text(), "2 to 120 seconds, at most the interval",
           "ECS does not wait so long or so short");
  }
  if (health.retries < 1 || health.retries > 10) {
    refuse("health_check.retries", std::to_string(health.retries), "1 to 10", "ECS does not try so often");
  }
  if (health.start_period && outside(*health.start_period, 0, 300)) {
    refuse("health_check.start_period", health.start_period->text(), "at most five minutes",
           "failures count before that");
  }
}

// --- the template's form -----------------------------------------------------------------------------------

namespace {

L1::HealthCheck health_json(const ContainerHealthCheck& health) {
  std::vector<std::string> command = health.command;
  const bool says_how = !command.empty() && (command.front() == "CMD" || command.front() == "CMD-SHELL");
  if (command.size() == 1) {
    command.insert(command.begin(), "CMD-SHELL");
  } else if (!says_how) {
    command.insert(command.begin(), "CMD");
  }
  L1::HealthCheck json{.Command = List<std::string>(command),
                       .Interval = health.interval.to_seconds(),
                       .Retries = health.retries,
                       .Timeout = health.timeout.to_seconds()};
  if (health.start_period) json.StartPeriod = health.start_period->to_seconds();
  return json;
}

L1::PortMapping port_json(const PortMapping& mapping) {
  L1::PortMapping json{.ContainerPort = mapping.container_port.number(),
                       .Protocol = text(protocols, mapping.protocol)};
  if (mapping.app_protocol) json.AppProtocol = text(app_protocols, *mapping.app_protocol);
  if (!mapping.name.empty()) json.Name = mapping.name;
  return json;
}

/// The list of what `make` makes of each; unset for none.
template <class Item, class From, class Make>
List<Item> each_of(const std::vector<From>& all, const Make& make) {
  std::vector<Item> items;
  for (const From& each : all) items.push_back(make(each));
  return items.empty() ? List<Item>() : List<Item>(items);
}

List<std::string> texts(const std::vector<std::string>& all) {
  return all.empty() ? List<std::string>() : List<std::string>(all);
}

template <class T>
T or_unset(const std::string& value) {
  return value.empty() ? T() : T(value);
}

template <class T, class From>
T or_unset(const std::optional<From>& value) {
  return value ? T(*value) : T();
}

}  // namespace

Value<Json> ContainerDefinition::json() const {
  using Integer = Value<std::int64_t>;
  L1::ContainerDefinition json{
      .Command = texts(props_.command),
      .Cpu = or_unset<Integer>(props_.cpu),
      .EntryPoint = texts(props_.entry_point),
      .Essential = props_.essential,
      .Image = image_,
      .Memory = or_unset<Integer>(props_.memory_limit_mib),
      .MemoryReservation = or_unset<Integer>(props_.memory_reservation_mib),
      .Name = name_,
      .ReadonlyRootFilesystem = or_unset<Value<bool>>(props_.readonly_root_filesystem),
      .User = or_unset<Value<std::string>>(props_.user),
      .WorkingDirectory = or_unset<Value<std::string>>(props_.working_directory)};
  json.DependsOn = each_of<L1::ContainerDependency>(dependencies_, [](const auto& each) {
    return L1::ContainerDependency{.Condition = text(conditions, each.second),
                                   .ContainerName = each.first->container_name()};
  });
  if (!props_.docker_labels.empty()) json.DockerLabels = {Raw{}, object_of(props_.docker_labels)};
  json.Environment = each_of<L1::KeyValuePair>(props_.environment, [](const EnvironmentVariable& each) {
    return L1::KeyValuePair{.Name = each.name, .Value = each.value};
  });
  if (props_.health_check) json.HealthCheck = health_json(*props_.health_check);
  if (props_.init_process_enabled) {
    json.LinuxParameters =
        L1::LinuxParameters{.InitProcessEnabled = Value<bool>(*props_.init_process_enabled)};
  }
  if (logging_.is_set()) json.LogConfiguration = {Raw{}, logging_};
  json.MountPoints = each_of<L1::MountPoint>(props_.mount_points, [](const MountPoint& each) {
    return L1::MountPoint{
        .ContainerPath = each.container_path, .ReadOnly = each.read_only, .SourceVolume = each.source_volume};
  });
  json.PortMappings = each_of<L1::PortMapping>(props_.port_mappings, port_json);
  if (credentials_.is_set()) {
    json.RepositoryCredentials = L1::RepositoryCredentials{.CredentialsParameter = credentials_};
  }
  json.Secrets = each_of<L1::Secret>(
      secrets_, [](const auto& each) { return L1::Secret{.Name = each.first, .ValueFrom = each.second}; });
  if (props_.start_timeout) json.StartTimeout = props_.start_timeout->to_seconds();
  if (props_.stop_timeout) json.StopTimeout = props_.stop_timeout->to_seconds();
  json.Ulimits = each_of<L1::Ulimit>(props_.ulimits, [](const Ulimit& each) {
    return L1::Ulimit{.HardLimit = Integer(each.hard_limit),
                      .Name = std::string_view(each.name),
                      .SoftLimit = Integer(each.soft_limit)};
  });
  return json;
}

}  // namespace tenon
