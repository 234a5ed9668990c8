#include "tenon/constructs/compute/lambda_fn.hpp"

#include <algorithm>

#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/lambda/LayerVersion.hpp"
#include "tenon/aws/lambda/Version.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_code.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/iam/xray.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using L1 = aws::lambda::Function;

constexpr std::size_t most_layers = 5;

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
constexpr std::string_view reserved_variables[] = {
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
};

constexpr std::string_view tracing_modes[] = {"", "Active", "PassThrough"};
constexpr std::string_view logging_formats[] = {"Text", "JSON"};
constexpr std::string_view application_levels[] = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
constexpr std::string_view system_levels[] = {"DEBUG", "INFO", "WARN"};

template <class Enum, std::size_t N>
std::string_view text(const std::string_view (&names)[N], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

/// Which of the function's properties a version holds fast, in the order in which CDK hashes them; those
/// after `Timeout` and its like are sorted (cdk-semantics: feature flag recognizeVersionProps).
constexpr std::string_view version_properties[] = {
    "Code",
    "Handler",
    "Role",
    "Runtime",
    "Architectures",
    "DeadLetterConfig",
    "Description",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "MemorySize",
    "PackageType",
    "RuntimeManagementConfig",
    "SnapStart",
    "Timeout",
    "TracingConfig",
    "VpcConfig",
    "CapacityProviderConfig",
    "DurableConfig",
    "FunctionScalingConfig",
    "LoggingConfig",
    "PublishToLatestPublished",
    "RecursiveLoop",
};

/// The same of a layer; all of them count.
constexpr std::string_view layer_properties[] = {
    "Content", "CompatibleArchitectures", "CompatibleRuntimes", "Description", "LayerName", "LicenseInfo"};

/// The named properties that the resource has, as one line of JSON.
std::string json_of(const Resource& resource, std::span<const std::string_view> names) {
  std::vector<Node> members;
  for (const std::string_view name : names) {
    const Node* value = resource.properties().find(name);
    if (value == nullptr || !value->is_set()) continue;
    members.emplace_back(name);
    members.push_back(*value);
  }
  return resolved_json(Node::object(members));
}

std::string quoted(std::string_view text) { return resolved_json(Node(text)); }

std::string layer_json(const LayerVersion& layer) {
  if (!layer.resource().is_imported()) {
    return quoted(layer.id()) + ":" + json_of(layer.resource(), layer_properties);
  }
  return quoted(layer.id()) + R"(:{"arn":)" + resolved_json(layer.arn()) + "}";
}

}  // namespace

// --- Code --------------------------------------------------------------------------------------------------

Code Code::from_inline(std::string source) {
  Code code(Kind::inline_source);
  code.source_ = std::move(source);
  return code;
}

Code Code::from_asset(FileAssetProps asset) {
  Code code(Kind::asset);
  code.asset_ = std::move(asset);
  return code;
}

Code Code::from_bucket(Bucket& bucket, const Value<std::string>& key,
                       const Value<std::string>& object_version) {
  return from_bucket(Value<std::string>(bucket.bucket_name()), key, object_version);
}

Code Code::from_bucket(const Value<std::string>& bucket_name, const Value<std::string>& key,
                       const Value<std::string>& object_version) {
  Code code(Kind::object);
  code.bucket_name_ = bucket_name;
  code.key_ = key;
  code.object_version_ = object_version;
  return code;
}

Code Code::from_image(Repository& repository, std::string_view tag_or_digest, ImageOptions options) {
  Code code(Kind::image);
  code.repository_ = &repository;
  code.image_uri_ = repository.repository_uri_for(tag_or_digest);
  code.image_ = std::move(options);
  return code;
}

Code Code::from_image_asset(DockerImageAssetProps image, ImageOptions options) {
  Code code(Kind::image_asset);
  code.image_asset_ = std::move(image);
  code.image_ = std::move(options);
  return code;
}

namespace detail {

std::string_view text(Architecture architecture) {
  return architecture == Architecture::arm_64 ? "arm64" : "x86_64";
}

CodeLocation bind_code(const Code& code, const Construct& at) {
  CodeLocation location;
  switch (code.kind_) {
    case Code::Kind::inline_source:
      location.inline_source = code.source_;
      break;
    case Code::Kind::object:
      location.bucket = code.bucket_name_;
      location.key = code.key_;
      location.object_version = code.object_version_;
      break;
    case Code::Kind::asset: {
      const FileAsset asset = at.stack().add_file_asset(code.asset_);
      if (!asset.object_key.ends_with(".zip") && !asset.object_key.ends_with(".jar")) {
        refuse(at, "code", code.asset_.path, "a directory, a .zip or a .jar",
               "this file is no archive of code", at.where());
      }
      location.bucket = asset.bucket_name;
      location.key = asset.object_key;
      break;
    }
    case Code::Kind::image:
      code.repository_->grant_pull(Principal::service("lambda.amazonaws.com"));
      location.image_uri = code.image_uri_;
      break;
    case Code::Kind::image_asset:
      location.image_uri = at.stack().add_docker_image_asset(code.image_asset_).image_uri;
  }
  return location;
}

}  // namespace detail

// --- LambdaFn: what it is made of --------------------------------------------------------------------------

namespace {

L1::Code code_json(const detail::CodeLocation& location) {
  return {.ImageUri = location.image_uri,
          .S3Bucket = {Raw{}, location.bucket},
          .S3Key = location.key,
          .S3ObjectVersion = location.object_version,
          .ZipFile = location.inline_source};
}

Value<L1::ImageConfig> image_json(const ImageOptions& options) {
  if (options.command.empty() && options.entry_point.empty() && options.working_directory.empty()) return {};
  L1::ImageConfig image;
  if (!options.command.empty()) image.Command = List<std::string>(options.command);
  if (!options.entry_point.empty()) image.EntryPoint = List<std::string>(options.entry_point);
  if (!options.working_directory.empty()) image.WorkingDirectory = options.working_directory;
  return image;
}

}  // namespace

LambdaFn::LambdaFn(const Scope& scope, const Props& props)
    : FunctionBase(scope),
      runtime_(props.runtime),
      timeout_(props.timeout),
      environment_(props.environment),
      layers_(props.layers) {
  check(props);
  add_role(props);
  const detail::CodeLocation code = detail::bind_code(props.code, *this);
  L1::Props made{.Code = code_json(code),
                 .Description = props.description,
                 .FunctionName = props.function_name,
                 .Handler = props.handler,
                 .MemorySize = props.memory_size,
                 .ReservedConcurrentExecutions = props.reserved_concurrent_executions,
                 .Role = role_->arn()};
  made.ImageConfig = image_json(static_cast<const Code&>(props.code).image_);
  if (runtime_.is_image()) {
    made.PackageType = "Image";
  } else {
    made.Runtime = unchecked(runtime_.name());
  }
  if (props.timeout) made.Timeout = props.timeout->to_seconds();
  if (props.ephemeral_storage_size) {
    made.EphemeralStorage =
        L1::EphemeralStorage{.Size = Value<std::int64_t>(props.ephemeral_storage_size->to_mebibytes())};
  }
  if (props.architecture) {
    made.Architectures = {Raw{}, Node::list(std::vector<Node>{Node(detail::text(*props.architecture))})};
  }
  if (props.environment_encryption != nullptr) made.KmsKeyArn = props.environment_encryption->arn();
  if (props.tracing != Tracing::disabled) {
    made.TracingConfig = L1::TracingConfig{.Mode = text(tracing_modes, props.tracing)};
  }
  if (props.snap_start) made.SnapStart = L1::SnapStart{.ApplyOn = "PublishedVersions"};
  resource_ = &add("Resource", made, where());
  add_network(props);
  add_dead_letter_target(props);
  if (props.tracing != Tracing::disabled) {
    add_to_role_policy(
        {.actions = {iam::xray::PutTraceSegments, iam::xray::PutTelemetryRecords}, .resources = {"*"}});
  }
  resource_->depends_on(*role_, where());
  add_logging(props);
  if (props.max_event_age || props.retry_attempts || props.on_failure || props.on_success) {
    configure_async_invoke({.max_event_age = props.max_event_age,
                            .retry_attempts = props.retry_attempts,
                            .on_failure = props.on_failure,
                            .on_success = props.on_success},
                           where());
  }
  set_environment();
  set_layers();
}

void LambdaFn::add_role(const Props& props) {
  role_ = props.role;
  if (role_ == nullptr) {
    std::vector<ManagedPolicyReference> policies = {
        ManagedPolicyReference::aws("service-role/AWSLambdaBasicExecutionRole")};
    if (props.vpc != nullptr) {
      policies.push_back(ManagedPolicyReference::aws("service-role/AWSLambdaVPCAccessExecutionRole"));
    }
    role_ = &add(
        "ServiceRole",
        Role::Props{.assumed_by = Principal::service("lambda.amazonaws.com"), .managed_policies = policies},
        where());
  }
  for (const PolicyStatement& each : props.initial_policy) role_->add_to_policy(each);
}

void LambdaFn::add_network(const Props& props) {
  if (props.vpc == nullptr) return;
  std::vector<SecurityGroup*> groups = props.security_groups;
  if (groups.empty()) {
    groups.push_back(
        &add("SecurityGroup",
             SecurityGroup::Props{.vpc = *props.vpc,
                                  .description = format("Automatic security group for Lambda Function {}",
                                                        detail::unique_id(*this)),
                                  .allow_all_outbound = props.allow_all_outbound.value_or(true)},
             where()));
  }
  connections_ = Connections(groups);
  std::vector<Node> group_ids;
  for (const SecurityGroup* each : groups) group_ids.push_back(each->security_group_id());
  const auto subnets = props.vpc->subnet_ids(props.vpc_subnets);
  resource_->set_property(
      "VpcConfig", Value<L1::VpcConfig>(L1::VpcConfig{
                       .SecurityGroupIds = {Raw{}, Node::list(group_ids)},
                       .SubnetIds = {Raw{}, Node::list(std::vector<Node>(subnets.begin(), subnets.end()))}}));
  if (!props.allow_public_subnet && props.vpc->has_public_subnets(props.vpc_subnets)) {
    detail::refuse(*this, "vpc_subnets", "", "private or isolated subnets, or allow_public_subnet",
                   "a function in a public subnet reaches nothing outside the network", where());
  }
  for (const Construct* each : props.vpc->internet_connectivity(props.vpc_subnets))
    add_dependency(*each, where());
}

void LambdaFn::add_dead_letter_target(const Props& props) {
  constexpr Duration longest_retention = Duration::days(14);
  Value<std::string> target;
  Key* key = nullptr;
  if (props.dead_letter_topic != nullptr) {
    target = props.dead_letter_topic->arn();
    key = props.dead_letter_topic->encryption_key();
    add_to_role_policy({.actions = {iam::sns::Publish}, .resources = {target}});
  } else if (props.dead_letter_queue != nullptr || props.dead_letter_queue_enabled) {
    dead_letter_queue_ =
        props.dead_letter_queue != nullptr
            ? props.dead_letter_queue
            : &add("DeadLetterQueue", Queue::Props{.retention_period = longest_retention}, where());
    target = dead_letter_queue_->arn();
    key = dead_letter_queue_->encryption_key();
    add_to_role_policy({.actions = {iam::sqs::SendMessage}, .resources = {target}});
  } else {
    return;
  }
  // Lambda sends as the role, which needs the key for that.
  if (key != nullptr) key->grant(*role_, detail::all({detail::key_send_actions}));
  resource_->set_property("DeadLetterConfig",
                          Value<L1::DeadLetterConfig>(L1::DeadLetterConfig{.TargetArn = {Raw{}, target}}));
}

void LambdaFn::add_logging(const Props& props) {
  L1::LoggingConfig logging;
  if (props.logging_format) logging.LogFormat = text(logging_formats, *props.logging_format);
  if (props.application_log_level) {
    logging.ApplicationLogLevel = text(application_levels, *props.application_log_level);
  }
  if (props.system_log_level) logging.SystemLogLevel = text(system_levels, *props.system_log_level);
  if (props.log_group != nullptr) logging.LogGroup = props.log_group->log_group_name();
  if (props.logging_format || props.log_group != nullptr) {
    resource_->set_property("LoggingConfig", Value<L1::LoggingConfig>(logging));
  }
  log_group_ = props.log_group;
  if (log_group_ != nullptr) return;
  LogGroup::Props group{.log_group_name = format("/aws/lambda/{}", function_name()),
                        .retention = props.log_retention};
  if (props.log_removal_policy) group.removal_policy = *props.log_removal_policy;
  log_group_ = &add("LogGroup", group, where());
}

// --- LambdaFn: what it refuses -----------------------------------------------------------------------------

void LambdaFn::check(const Props& props) const {
  const Code& code = props.code;
  const auto refuse = [this](std::string_view property, std::string value, std::string allowed,
                             std::string message) {
    detail::refuse(*this, property, std::move(value), std::move(allowed), std::move(message), where());
  };
  const bool image = code.kind_ == Code::Kind::image || code.kind_ == Code::Kind::image_asset;
  if (image != runtime_.is_image()) {
    refuse("runtime", std::string(runtime_.name()), image ? "Runtime::from_image" : "a runtime",
           "images bring their runtime, all other code needs one");
  }
  if (image == props.handler.is_set()) {
    refuse("handler", "", image ? "Handler::from_image" : "\"module.function\"",
           "images say what is called, of all other code the handler does");
  }
  if (code.kind_ == Code::Kind::inline_source && (!runtime_.supports_inline_code() || code.source_.empty())) {
    refuse("code", "", "source of Python or Node.js", "this runtime takes no inline code, or there is none");
  }
  if (image && !props.layers.empty()) refuse("layers", "", "none", "functions of images have no layers");
  if (props.ephemeral_storage_size && (*props.ephemeral_storage_size < Size::mebibytes(512) ||
                                       *props.ephemeral_storage_size > Size::gibibytes(10))) {
    refuse("ephemeral_storage_size", props.ephemeral_storage_size->text(), "512 MiB to 10 GiB",
           "Lambda does not have so little or so much storage");
  }
  if (props.snap_start &&
      (!(image || runtime_.supports_snap_start()) ||
       props.ephemeral_storage_size.value_or(Size::mebibytes(512)) > Size::mebibytes(512))) {
    refuse("snap_start", "true", "a runtime that has it, and 512 MiB of storage",
           "the function cannot start from a snapshot");
  }
  if (props.vpc == nullptr &&
      (!props.security_groups.empty() || props.allow_all_outbound || props.vpc_subnets.type ||
       !props.vpc_subnets.group_name.empty() || !props.vpc_subnets.subnets.empty())) {
    detail::demand(*this, "vpc", "a network", "subnets and security groups are a network's", where());
  }
  if (!props.security_groups.empty() && props.allow_all_outbound) {
    refuse("allow_all_outbound", "", "nothing", "the groups that are given say themselves what they let out");
  }
  if (props.dead_letter_topic != nullptr &&
      (props.dead_letter_queue != nullptr || props.dead_letter_queue_enabled)) {
    refuse("dead_letter_topic", "", "a queue or a topic", "failed events go to one place");
  }
  if (props.log_group != nullptr && (props.log_retention || props.log_removal_policy)) {
    refuse(props.log_retention ? "log_retention" : "log_removal_policy", "", "nothing, with log_group",
           "the log group that is given says itself what becomes of it");
  }
  if ((props.application_log_level || props.system_log_level) &&
      props.logging_format != LoggingFormat::json) {
    refuse("logging_format", "", "LoggingFormat::json", "levels are only known to logs in JSON");
  }
  for (const EnvironmentVariable& each : props.environment) {
    if (std::ranges::find(reserved_variables, each.name) != std::end(reserved_variables)) {
      refuse("environment", each.name, "names that Lambda does not set itself",
             "Lambda reserves this variable");
    }
  }
  if (props.layers.size() > most_layers) {
    refuse("layers", std::to_string(props.layers.size()), "at most 5", "a function has no more layers");
  }
  for (const LayerVersion* each : props.layers) {
    const auto& runtimes = each->compatible_runtimes();
    if (!runtimes.empty() && std::ranges::find(runtimes, runtime_) == runtimes.end()) {
      refuse("layers", each->path(), std::string("layers for ") + std::string(runtime_.name()),
             "the layer is made for other runtimes");
    }
  }
}

// --- LambdaFn: functions that exist already ----------------------------------------------------------------

struct LambdaFn::Imported {
  const LambdaFnAttributes& attributes;
};

namespace {

/// Whether a literal ARN names the stack's own account and region.
bool is_of_stack(const Value<std::string>& arn, const Stack& stack) {
  const auto literal = arn.literal();
  const auto parsed = literal ? Arn::parse(*literal) : std::nullopt;
  const Environment& env = stack.environment();
  return parsed && env.account && env.region && parsed->account() == env.account->text() &&
         parsed->region() == env.region->text();
}

}  // namespace

LambdaFn::LambdaFn(const Scope& scope, const Imported& imported)
    : FunctionBase(scope),
      resource_(&::tenon::from_arn<L1>(*this, "Resource", imported.attributes.arn, where())),
      role_(imported.attributes.role),
      same_environment_(imported.attributes.same_environment ||
                        is_of_stack(imported.attributes.arn, stack())) {
  if (imported.attributes.security_group != nullptr)
    connections_ = Connections({imported.attributes.security_group});
}

LambdaFn& LambdaFn::from_attributes(Construct& scope, std::string_view id,
                                    const LambdaFnAttributes& attributes, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<LambdaFn>(new LambdaFn(inner, Imported{attributes}));
      },
      where);
}

LambdaFn& LambdaFn::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                             std::source_location where) {
  return from_attributes(scope, id, {.arn = arn}, where);
}

LambdaFn& LambdaFn::from_name(Construct& scope, std::string_view id, const Value<std::string>& function_name,
                              std::source_location where) {
  const Stack& stack = scope.stack();
  const Value<std::string> arn = format("arn:{}:lambda:{}:{}:function:{}", stack.partition(), stack.region(),
                                        stack.account(), function_name);
  return from_attributes(scope, id, {.arn = arn, .same_environment = true}, where);
}

// --- LambdaFn: what it tells -------------------------------------------------------------------------------

ArnAttribute<aws::lambda::kind::Function_Arn> LambdaFn::arn() const { return resource_->Arn(); }
Value<std::string> LambdaFn::function_arn() const { return resource_->Arn(); }
Value<std::string> LambdaFn::function_name() const { return resource_->ref(); }

Role& LambdaFn::role() {
  if (role_ == nullptr) {
    detail::demand(*this, "role", "LambdaFn::from_attributes with a role",
                   "nothing can be granted to an imported function whose role is not known", where());
    role_ = &Role::from_arn(*this, "Role", "arn:aws:iam::000000000000:role/unknown", where());
  }
  return *role_;
}

std::vector<Value<std::string>> LambdaFn::arns_to_invoke() const {
  return {function_arn(), format("{}:*", function_arn())};
}

std::vector<Dimension> LambdaFn::dimensions() const { return {{"FunctionName", function_name()}}; }

// --- LambdaFn: what changes --------------------------------------------------------------------------------

void LambdaFn::add_environment(std::string_view name, const Value<std::string>& value,
                               std::source_location where) {
  if (std::ranges::find(reserved_variables, name) != std::end(reserved_variables)) {
    return detail::refuse(*this, "environment", std::string(name), "names that Lambda does not set itself",
                          "Lambda reserves this variable", where);
  }
  const auto found = std::ranges::find(environment_, name, &EnvironmentVariable::name);
  if (found != environment_.end()) {
    found->value = value;
  } else {
    environment_.push_back({std::string(name), value});
  }
  set_environment();
}

void LambdaFn::add_layer(LayerVersion& layer, std::source_location where) {
  if (layers_.size() >= most_layers || runtime_.is_image()) {
    return detail::refuse(*this, "layers", layer.path(), "at most 5, and none with an image",
                          "the function takes no further layer", where);
  }
  layers_.push_back(&layer);
  set_layers();
}

void LambdaFn::set_environment() {
  if (environment_.empty()) return;
  std::vector<EnvironmentVariable> variables = environment_;
  // A version's hash is not to depend on the order, as CDK has it.
  if (current_version_ != nullptr) std::ranges::sort(variables, {}, &EnvironmentVariable::name);
  std::vector<Node> members;
  for (const EnvironmentVariable& each : variables) {
    members.emplace_back(std::string_view(each.name));
    members.push_back(each.value);
  }
  resource_->set_property(
      "Environment", Value<L1::Environment>(L1::Environment{.Variables = {Raw{}, Node::object(members)}}));
}

void LambdaFn::set_layers() {
  if (layers_.empty()) return;
  std::ranges::sort(layers_, {}, [](const LayerVersion* layer) { return layer->path(); });
  std::vector<Node> arns;
  for (const LayerVersion* each : layers_) arns.push_back(each->arn());
  resource_->set_property("Layers", {Raw{}, Node::list(arns)});
}

Version& LambdaFn::current_version() {
  if (current_version_ == nullptr) {
    current_version_ = &add("CurrentVersion", Version::Props{.function = *this}, where());
    version_id_ = current_version_->resource().logical_id();
    set_environment();
  }
  return *current_version_;
}

Alias& LambdaFn::add_alias(std::string_view name, std::source_location where) {
  return add("Alias" + std::string(name),
             Alias::Props{.alias_name = std::string(name), .version = current_version()}, where);
}

std::string LambdaFn::version_hash() const {
  std::string layers;
  for (const LayerVersion* each : layers_) layers += (layers.empty() ? "" : ",") + layer_json(*each);
  return md5_hex(json_of(*resource_, version_properties) + md5_hex("{" + layers + "}") + hash_mixins_);
}

void LambdaFn::prepare() {
  if (current_version_ == nullptr) return;
  // The hash has 32 of the 255 characters of a logical id.
  constexpr std::size_t longest = 223;
  const std::size_t cut = version_id_.size() > longest ? version_id_.size() - longest : 0;
  current_version_->resource().override_logical_id(version_id_.substr(cut) + version_hash());
}

}  // namespace tenon
