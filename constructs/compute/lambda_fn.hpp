#pragma once

/// \file
/// Functions: LambdaFn, its code and runtime, versions, aliases, layers, URLs.
///
///     auto& handler = stack.add("Handler", LambdaFn::Props{.code = Code::from_asset("functions/orders"),
///                                                          .handler = "orders.handle",
///                                                          .runtime = Runtime::python_3_13});
///     table.grant_read_write_data(handler);

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/asset.hpp"
#include "tenon/construct/construct.hpp"
#include "tenon/constructs/compute/auto_scaling.hpp"
#include "tenon/constructs/compute/environment_variable.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/size.hpp"

namespace tenon::aws::lambda {
class Alias;
class EventSourceMapping;
class Function;
class LayerVersion;
class Permission;
class Url;
class Version;
namespace kind {
struct Alias_AliasArn;
struct Function_Arn;
struct Function_FunctionName;
struct LayerVersion_LayerVersionArn;
struct Version_FunctionArn;
struct Version_Version;
}  // namespace kind
}  // namespace tenon::aws::lambda

namespace tenon {

class Alias;
class Bucket;
class EventBus;
class EventSource;
class EventSourceMapping;
class FunctionUrl;
class Key;
class LambdaFn;
class Queue;
class Repository;
class SecurityGroup;
class Topic;
class Version;
class Vpc;

class Code;

namespace detail {
struct CodeLocation;
CodeLocation bind_code(const Code& code, const Construct& at);
}  // namespace detail

/// What runs the code. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
class Runtime {
 public:
  static const Runtime dotnet_8, dotnet_10;
  static const Runtime java_11, java_17, java_21, java_25;
  static const Runtime nodejs_20_x, nodejs_22_x, nodejs_24_x;
  static const Runtime provided_al2, provided_al2023;
  static const Runtime python_3_9, python_3_10, python_3_11, python_3_12, python_3_13, python_3_14;
  static const Runtime ruby_3_2, ruby_3_3, ruby_3_4, ruby_4_0;
  /// The image of `Code::from_image` brings its own.
  static const Runtime from_image;
  /// One that has no name here yet.
  template <std::size_t N>
  static consteval Runtime custom(const char (&name)[N], bool supports_inline_code = false,
                                  bool supports_snap_start = false) {
    return Runtime({name, N - 1}, supports_inline_code, supports_snap_start);
  }

  /// "python3.13"; empty for images.
  constexpr std::string_view name() const noexcept { return name_; }
  /// Python and Node.js.
  constexpr bool supports_inline_code() const noexcept { return inline_code_; }
  /// https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html#snapstart-runtimes
  constexpr bool supports_snap_start() const noexcept { return snap_start_; }
  constexpr bool is_image() const noexcept { return name_.empty(); }

  friend constexpr bool operator==(const Runtime& a, const Runtime& b) = default;

 private:
  constexpr Runtime(std::string_view name, bool inline_code, bool snap_start)
      : name_(name), inline_code_(inline_code), snap_start_(snap_start) {}

  std::string_view name_;
  bool inline_code_;
  bool snap_start_;
};

inline constexpr Runtime Runtime::dotnet_8{"dotnet8", false, true};
inline constexpr Runtime Runtime::dotnet_10{"dotnet10", false, true};
inline constexpr Runtime Runtime::java_11{"java11", false, true};
inline constexpr Runtime Runtime::java_17{"java17", false, true};
inline constexpr Runtime Runtime::java_21{"java21", false, true};
inline constexpr Runtime Runtime::java_25{"java25", false, true};
inline constexpr Runtime Runtime::nodejs_20_x{"nodejs20.x", true, false};
inline constexpr Runtime Runtime::nodejs_22_x{"nodejs22.x", true, false};
inline constexpr Runtime Runtime::nodejs_24_x{"nodejs24.x", true, false};
inline constexpr Runtime Runtime::provided_al2{"provided.al2", false, false};
inline constexpr Runtime Runtime::provided_al2023{"provided.al2023", false, false};
inline constexpr Runtime Runtime::python_3_9{"python3.9", true, false};
inline constexpr Runtime Runtime::python_3_10{"python3.10", true, false};
inline constexpr Runtime Runtime::python_3_11{"python3.11", true, false};
inline constexpr Runtime Runtime::python_3_12{"python3.12", true, true};
inline constexpr Runtime Runtime::python_3_13{"python3.13", true, true};
inline constexpr Runtime Runtime::python_3_14{"python3.14", true, true};
inline constexpr Runtime Runtime::ruby_3_2{"ruby3.2", false, false};
inline constexpr Runtime Runtime::ruby_3_3{"ruby3.3", false, false};
inline constexpr Runtime Runtime::ruby_3_4{"ruby3.4", false, false};
inline constexpr Runtime Runtime::ruby_4_0{"ruby4.0", false, false};
inline constexpr Runtime Runtime::from_image{"", false, false};

/// What a function of an image says for its handler.
struct Handler {
  static constexpr struct FromImage {
    operator Required<"handler", Value<std::string>>() const { return Value<std::string>(); }
  } from_image{};
};

/// The processors that a function runs on. https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html
enum class Architecture : std::uint8_t { x86_64, arm_64 };

/// How an image is started. Defaults: as the image says.
struct ImageOptions {
  std::vector<std::string> entry_point = {};
  std::vector<std::string> command = {};
  std::string working_directory = {};
};

/// Where a function's or a layer's code comes from.
class Code {
 public:
  /// The source itself, of Python and Node.js; at most 4 MiB.
  static Code from_inline(std::string source);
  /// A directory, or an archive (.zip, .jar), that the deployment uploads. Relative to the working directory
  /// of the synthesis.
  static Code from_asset(std::string path) { return from_asset(FileAssetProps{.path = std::move(path)}); }
  static Code from_asset(FileAssetProps asset);
  /// An object that exists already. Default of `object_version`: the newest at deployment.
  static Code from_bucket(Bucket& bucket, const Value<std::string>& key,
                          const Value<std::string>& object_version = {});
  static Code from_bucket(const Value<std::string>& bucket_name, const Value<std::string>& key,
                          const Value<std::string>& object_version = {});
  /// An image of a repository, which Lambda may pull. `tag_or_digest`: "latest" or "sha256:…".
  static Code from_image(Repository& repository, std::string_view tag_or_digest = "latest",
                         ImageOptions options = {});
  /// An image that the deployment builds and uploads.
  static Code from_image_asset(DockerImageAssetProps image, ImageOptions options = {});

 private:
  friend class LambdaFn;
  friend detail::CodeLocation detail::bind_code(const Code& code, const Construct& at);
  enum class Kind : std::uint8_t { inline_source, asset, object, image, image_asset };
  explicit Code(Kind kind) : kind_(kind) {}

  Kind kind_;
  std::string source_;
  FileAssetProps asset_;
  DockerImageAssetProps image_asset_;
  Value<std::string> bucket_name_;
  Value<std::string> key_;
  Value<std::string> object_version_;
  Value<std::string> image_uri_;
  Repository* repository_ = nullptr;
  ImageOptions image_;
};

/// Whether requests are traced by X-Ray. https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
enum class Tracing : std::uint8_t {
  disabled,
  active,        ///< Lambda samples requests and sends their segments
  pass_through,  ///< only requests that the caller sampled
};

/// How log lines are written.
/// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
enum class LoggingFormat : std::uint8_t { text, json };
enum class ApplicationLogLevel : std::uint8_t { trace, debug, info, warn, error, fatal };
enum class SystemLogLevel : std::uint8_t { debug, info, warn };

/// Where the record of an asynchronous invocation goes, or of events that could not be handled.
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
class LambdaDestination {
 public:
  LambdaDestination(Queue& queue) : queue_(&queue) {}
  LambdaDestination(Topic& topic) : topic_(&topic) {}
  LambdaDestination(EventBus& bus) : bus_(&bus) {}
  LambdaDestination(LambdaFn& function) : function_(&function) {}

  /// Lets the role send there, and gives the destination's ARN.
  Value<std::string> bind(const Grantee& grantee) const;

 private:
  Queue* queue_ = nullptr;
  Topic* topic_ = nullptr;
  EventBus* bus_ = nullptr;
  LambdaFn* function_ = nullptr;
};

/// What becomes of asynchronous invocations.
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
struct AsyncInvoke {
  /// One minute to six hours (`property-not-allowed`). Default: six hours.
  std::optional<Duration> max_event_age = {};
  /// 0 to 2 (`property-not-allowed`). Default: 2.
  std::optional<std::int64_t> retry_attempts = {};
  /// Where events go that failed. Default: nowhere.
  std::optional<LambdaDestination> on_failure = {};
  /// Default: nowhere.
  std::optional<LambdaDestination> on_success = {};
};

/// Who may invoke a function besides those whose own policies allow it: a statement of the function's policy.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
struct Permission {
  /// A service, an account, or an identity by its ARN.
  Required<"principal", Principal> principal;
  /// What calls: an API's, a rule's, a bucket's ARN. Default: anything of the principal's.
  Value<std::string> source_arn = {};
  /// The account that calls, for sources whose ARN does not say it (S3). Default: any.
  Value<std::string> source_account = {};
  iam::Action action = "lambda:InvokeFunction";
  /// The organization that calls. Default: any.
  Value<std::string> principal_org_id = {};
  /// The secret of an Alexa skill. Default: none.
  Value<std::string> event_source_token = {};
};

/// Which clients are let in. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
enum class FunctionUrlAuthType : std::uint8_t {
  aws_iam,  ///< those whose request is signed and who were granted it
  none,     ///< everybody
};

enum class InvokeMode : std::uint8_t { buffered, response_stream };

/// What scripts of other sites may do.
/// https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
struct FunctionUrlCors {
  /// "https://example.org", or "*".
  std::vector<std::string> allowed_origins = {};
  /// Default: all methods.
  std::vector<std::string> allowed_methods = {};
  std::vector<std::string> allowed_headers = {};
  std::vector<std::string> exposed_headers = {};
  bool allow_credentials = false;
  /// At most one day (`property-not-allowed`). Default: browsers ask every time.
  std::optional<Duration> max_age = {};
};

struct FunctionUrlOptions {
  FunctionUrlAuthType auth_type = FunctionUrlAuthType::aws_iam;
  /// Default: scripts of other sites may do nothing.
  std::optional<FunctionUrlCors> cors = {};
  /// Default: buffered.
  std::optional<InvokeMode> invoke_mode = {};
};

/// What can be invoked: a function, one of its versions, an alias.
class FunctionBase : public Construct, public Connectable {
 public:
  /// With the qualifier of versions and aliases.
  virtual Value<std::string> function_arn() const = 0;
  /// What invocations name; with the qualifier of versions and aliases.
  virtual Value<std::string> function_name() const = 0;
  /// The function itself.
  virtual LambdaFn& function() noexcept = 0;
  /// What the function runs under. For an imported function without a role: an error (`property-needed`).
  virtual Role& role() = 0;
  /// Whether `role` is known.
  virtual bool has_role() const noexcept = 0;

  /// A statement of the function's policy. `id` names it among the construct's children, as in CDK.
  /// Permissions of an imported function are written only when it was said to be of the same account and
  /// region.
  void add_permission(std::string_view id, const Permission& permission,
                      std::source_location where = std::source_location::current());
  /// `lambda:InvokeFunction`, also of versions and aliases of a function. For services and accounts: a
  /// permission.
  void grant_invoke(const Grantee& grantee);
  /// To call the function's URL: `lambda:InvokeFunctionUrl`.
  void grant_invoke_url(const Grantee& grantee);
  void add_to_role_policy(PolicyStatement statement) { role().add_to_policy(std::move(statement)); }

  /// Feeds the function, `add_event_source(SqsEventSource(queue, {.batch_size = 5}))`.
  void add_event_source(const EventSource& source,
                        std::source_location where = std::source_location::current());
  /// Once for each function, version or alias (`property-not-allowed`).
  void configure_async_invoke(const AsyncInvoke& options,
                              std::source_location where = std::source_location::current());
  FunctionUrl& add_function_url(const FunctionUrlOptions& options = {},
                                std::source_location where = std::source_location::current());

  /// A metric of AWS/Lambda. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// Sum.
  Metric metric_errors() const;
  /// Sum.
  Metric metric_invocations() const;
  /// Sum.
  Metric metric_throttles() const;
  /// Average, in milliseconds.
  Metric metric_duration() const;
  /// Maximum.
  Metric metric_concurrent_executions() const;

 protected:
  explicit FunctionBase(const Scope& scope) : Construct(scope) {}
  virtual std::vector<Value<std::string>> arns_to_invoke() const = 0;
  virtual std::vector<Dimension> dimensions() const = 0;
  /// The version or alias; empty for the function itself.
  virtual Value<std::string> qualifier() const { return {}; }
  /// Whether permissions can be written here.
  virtual bool can_create_permissions() const noexcept { return true; }

 private:
  friend class FunctionUrl;
  /// What only permissions of URLs have.
  struct UrlPermission {
    std::string_view auth_type;
    bool invoked_via_function_url;
  };
  void write_permission(std::string_view id, const Permission& permission, const UrlPermission& url,
                        std::source_location where);
  void grant(const Grantee& grantee, std::string_view id, PolicyStatement statement,
             const UrlPermission& url);
};

/// Code that many functions have beside their own.
/// https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html
class LayerVersion final : public Construct {
 public:
  struct Props {
    using Of = LayerVersion;
    /// A directory, an archive or an object (`property-not-allowed` otherwise).
    Required<"code", Code> code;
    /// Default: all.
    std::vector<Runtime> compatible_runtimes = {};
    /// Default: all.
    std::vector<Architecture> compatible_architectures = {};
    Value<std::string> description = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> layer_version_name = {};
    /// SPDX identifier or address. Default: none.
    Value<std::string> license = {};
    /// Default: a version that is no longer used is deleted.
    RemovalPolicy removal_policy = RemovalPolicy::destroy;
  };

  LayerVersion(const Scope& scope, const Props& props);
  static LayerVersion& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                std::source_location where = std::source_location::current());

  aws::lambda::LayerVersion& resource() const noexcept { return *resource_; }
  /// With the version.
  ArnAttribute<aws::lambda::kind::LayerVersion_LayerVersionArn> arn() const;
  const std::vector<Runtime>& compatible_runtimes() const noexcept { return compatible_runtimes_; }
  /// Lets an account ("*": everybody) use the layer.
  void add_permission(std::string_view id, const Value<std::string>& account_id,
                      std::source_location where = std::source_location::current());

 private:
  struct Imported;
  LayerVersion(const Scope& scope, const Imported& imported);

  aws::lambda::LayerVersion* resource_ = nullptr;
  std::vector<Runtime> compatible_runtimes_;
};

/// A published state of a function, which does not change any more.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
class Version final : public FunctionBase {
 public:
  struct Props {
    using Of = Version;
    LambdaFn& function;
    Value<std::string> description = {};
    /// What the code's SHA-256 has to be. Default: not checked.
    Value<std::string> code_sha256 = {};
    /// Instances that are kept warm; at least one (`property-not-allowed`). Default: none.
    Value<std::int64_t> provisioned_concurrent_executions = {};
    /// Default: the version goes with the template's resource.
    RemovalPolicy removal_policy = RemovalPolicy::destroy;
  };

  Version(const Scope& scope, const Props& props);

  aws::lambda::Version& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::lambda::kind::Version_FunctionArn> arn() const;
  /// The number.
  Attribute<aws::lambda::kind::Version_Version> version() const;
  /// `Alias<name>` below this version.
  Alias& add_alias(std::string_view name, std::source_location where = std::source_location::current());

  Value<std::string> function_arn() const override;
  Value<std::string> function_name() const override;
  LambdaFn& function() noexcept override { return *function_; }
  Role& role() override;
  bool has_role() const noexcept override;

 private:
  std::vector<Value<std::string>> arns_to_invoke() const override;
  std::vector<Dimension> dimensions() const override;
  Value<std::string> qualifier() const override;

  LambdaFn* function_ = nullptr;
  aws::lambda::Version* resource_ = nullptr;
};

/// How many warm instances an alias has, by utilization or by the clock.
class ScalableFunctionAttribute final : public ScalableAttribute {
 public:
  ScalableFunctionAttribute(const Scope& scope, const ScalableTarget::Props& target)
      : ScalableAttribute(scope, target) {}
  /// The part of the warm instances that is to be busy, 0.1 to 0.9 (`property-not-allowed`).
  void scale_on_utilization(double utilization_target,
                            std::source_location where = std::source_location::current());
};

/// A version and the part of the calls that it gets.
struct VersionWeight {
  Version& version;
  /// 0 to 1, all of an alias together at most 1 (`property-not-allowed`).
  double weight;
};

/// A name for a version, which callers use.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
class Alias final : public FunctionBase {
 public:
  struct Props {
    using Of = Alias;
    /// "live"
    Required<"alias_name", std::string> alias_name;
    Version& version;
    Value<std::string> description = {};
    /// Versions that get part of the calls. Default: all calls go to `version`.
    std::vector<VersionWeight> additional_versions = {};
    /// Instances that are kept warm; at least one (`property-not-allowed`). Default: none; see
    /// `add_auto_scaling`.
    Value<std::int64_t> provisioned_concurrent_executions = {};
    /// Default: as for the function itself.
    std::optional<AsyncInvoke> async_invoke = {};
  };

  Alias(const Scope& scope, const Props& props);

  aws::lambda::Alias& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::lambda::kind::Alias_AliasArn> arn() const;
  const std::string& alias_name() const noexcept { return alias_name_; }
  Version& version() const noexcept { return *version_; }
  /// Warm instances between the bounds. Once for each alias (`property-not-allowed`).
  ScalableFunctionAttribute& add_auto_scaling(const ScalingCapacity& capacity,
                                              std::source_location where = std::source_location::current());

  Value<std::string> function_arn() const override;
  Value<std::string> function_name() const override;
  LambdaFn& function() noexcept override;
  Role& role() override;
  bool has_role() const noexcept override;

 private:
  friend class FunctionUrl;
  std::vector<Value<std::string>> arns_to_invoke() const override;
  std::vector<Dimension> dimensions() const override;
  Value<std::string> qualifier() const override;

  std::string alias_name_;
  Version* version_ = nullptr;
  aws::lambda::Alias* resource_ = nullptr;
  ScalableFunctionAttribute* scaling_ = nullptr;
};

/// A function that exists already.
struct LambdaFnAttributes {
  Required<"arn", Value<std::string>> arn;
  /// What it runs under, for grants. Default: unknown; granting to the function is an error
  /// (`property-needed`).
  Role* role = nullptr;
  /// Of its network interfaces. Default: none.
  SecurityGroup* security_group = nullptr;
  /// Whether the function is of the stack's account and region, so that permissions can be added to its
  /// policy.
  bool same_environment = false;
};

/// A function.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
///
/// Its log group is made with it and named after it, and keeps logs for two years unless said otherwise
/// (CDK's feature flag
/// `@aws-cdk/aws-lambda:useCdkManagedLogGroup`).
class LambdaFn final : public FunctionBase {
 public:
  struct Props {
    using Of = LambdaFn;
    Required<"code", Code> code;
    /// "module.function"; `Handler::from_image` for images.
    Required<"handler", Value<std::string>> handler;
    /// `Runtime::from_image` for images.
    Required<"runtime", Runtime> runtime;
    /// Default: CloudFormation makes a name.
    Value<std::string> function_name = {};
    /// At most 256 characters.
    Value<std::string> description = {};
    /// MiB, 128 to 10,240; processors come with it. Default: 128.
    Value<std::int64_t> memory_size = {};
    /// Up to fifteen minutes. Default: three seconds.
    std::optional<Duration> timeout = {};
    /// 512 MiB to 10 GiB for /tmp (`property-not-allowed`). Default: 512 MiB.
    std::optional<Size> ephemeral_storage_size = {};
    /// Default: x86_64.
    std::optional<Architecture> architecture = {};
    /// Default: none.
    std::vector<EnvironmentVariable> environment = {};
    /// Encrypts the environment. Default: a key of Lambda's own.
    Key* environment_encryption = nullptr;
    /// At most five, made for the runtime (`property-not-allowed`). Default: none.
    std::vector<LayerVersion*> layers = {};
    /// The network that the function reaches. Default: none; the function reaches the internet.
    Vpc* vpc = nullptr;
    /// Default: the private subnets. Needs `vpc`. Public ones are refused (`property-not-allowed`) unless
    /// `allow_public_subnet`, for a function there reaches nothing outside the network.
    SubnetSelection vpc_subnets = {};
    bool allow_public_subnet = false;
    /// Needs `vpc`. Default: a group `SecurityGroup` of its own.
    std::vector<SecurityGroup*> security_groups = {};
    /// Whether the group made here lets everything out. Default: it does.
    std::optional<bool> allow_all_outbound = {};
    /// Where failed asynchronous events go; the role may send there and use the queue's key. Default: nowhere;
    /// see `dead_letter_queue_enabled`.
    Queue* dead_letter_queue = nullptr;
    /// Makes a queue `DeadLetterQueue` that keeps events for 14 days.
    bool dead_letter_queue_enabled = false;
    /// Not together with a queue (`property-not-allowed`).
    Topic* dead_letter_topic = nullptr;
    Tracing tracing = Tracing::disabled;
    /// Where logs are written. Default: a group `LogGroup` made here, called /aws/lambda/<name>.
    LogGroup* log_group = nullptr;
    /// Of the group made here; not together with `log_group` (`property-not-allowed`). Default: two years.
    std::optional<RetentionDays> log_retention = {};
    /// Of the group made here; not together with `log_group` (`property-not-allowed`). Default: it is kept.
    std::optional<RemovalPolicy> log_removal_policy = {};
    /// Default: text.
    std::optional<LoggingFormat> logging_format = {};
    /// Needs `LoggingFormat::json` (`property-not-allowed`). Default: info.
    std::optional<ApplicationLogLevel> application_log_level = {};
    /// Needs `LoggingFormat::json` (`property-not-allowed`). Default: info.
    std::optional<SystemLogLevel> system_log_level = {};
    /// The most calls at a time, kept free for this function. Default: the account's, shared with all.
    Value<std::int64_t> reserved_concurrent_executions = {};
    /// Default: a role `ServiceRole` that may write logs (and have network interfaces, with `vpc`).
    Role* role = nullptr;
    /// Statements for the role. Default: none.
    std::vector<PolicyStatement> initial_policy = {};
    /// One minute to six hours (`property-not-allowed`). Default: six hours.
    std::optional<Duration> max_event_age = {};
    /// Of asynchronous events: 0 to 2 (`property-not-allowed`). Default: 2.
    std::optional<std::int64_t> retry_attempts = {};
    /// Where the records of failed asynchronous events go. Default: nowhere.
    std::optional<LambdaDestination> on_failure = {};
    /// Default: nowhere.
    std::optional<LambdaDestination> on_success = {};
    /// Whether published versions start from a snapshot; the runtime has to support it
    /// (`property-not-allowed`).
    bool snap_start = false;
  };

  LambdaFn(const Scope& scope, const Props& props);
  /// `same_environment`: see `LambdaFnAttributes`.
  static LambdaFn& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                            std::source_location where = std::source_location::current());
  /// Of the stack's own account and region.
  static LambdaFn& from_name(Construct& scope, std::string_view id, const Value<std::string>& function_name,
                             std::source_location where = std::source_location::current());
  static LambdaFn& from_attributes(Construct& scope, std::string_view id,
                                   const LambdaFnAttributes& attributes,
                                   std::source_location where = std::source_location::current());

  aws::lambda::Function& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::lambda::kind::Function_Arn> arn() const;
  Value<std::string> function_arn() const override;
  Value<std::string> function_name() const override;
  LambdaFn& function() noexcept override { return *this; }
  Role& role() override;
  bool has_role() const noexcept override { return role_ != nullptr; }
  /// Null for imported functions.
  LogGroup* log_group() const noexcept { return log_group_; }
  /// Given or made here; null without one.
  Queue* dead_letter_queue() const noexcept { return dead_letter_queue_; }
  const std::optional<Duration>& timeout() const noexcept { return timeout_; }
  /// Whether it has security groups.
  bool is_bound_to_vpc() const noexcept { return !connections_.security_groups().empty(); }

  /// Sets or replaces a variable. Names that Lambda reserves are refused (`property-not-allowed`).
  void add_environment(std::string_view name, const Value<std::string>& value,
                       std::source_location where = std::source_location::current());
  void add_layer(LayerVersion& layer, std::source_location where = std::source_location::current());

  /// The version that is published whenever something of the function changes: its logical id holds a hash of
  /// the function's code and configuration, as in CDK (feature flags recognizeVersionProps and
  /// recognizeLayerVersion).
  Version& current_version();
  /// Mixes text into the hash of `current_version`, for what the configuration does not show.
  void invalidate_version_based_on(std::string_view text) { hash_mixins_ += text; }
  /// An alias `Alias<name>` of the current version.
  Alias& add_alias(std::string_view name, std::source_location where = std::source_location::current());

 protected:
  void prepare() override;

 private:
  struct Imported;
  LambdaFn(const Scope& scope, const Imported& imported);
  std::vector<Value<std::string>> arns_to_invoke() const override;
  std::vector<Dimension> dimensions() const override;
  bool can_create_permissions() const noexcept override { return same_environment_; }
  void check(const Props& props) const;
  void add_role(const Props& props);
  void add_network(const Props& props);
  void add_dead_letter_target(const Props& props);
  void add_logging(const Props& props);
  void set_environment();
  void set_layers();
  std::string version_hash() const;

  aws::lambda::Function* resource_ = nullptr;
  Role* role_ = nullptr;
  LogGroup* log_group_ = nullptr;
  Queue* dead_letter_queue_ = nullptr;
  Version* current_version_ = nullptr;
  Runtime runtime_ = Runtime::from_image;
  std::optional<Duration> timeout_;
  std::vector<EnvironmentVariable> environment_;
  std::vector<LayerVersion*> layers_;
  std::string version_id_;  // before the hash comes to it
  std::string hash_mixins_;
  bool same_environment_ = true;
};

/// An HTTPS address of a function or alias.
/// https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
class FunctionUrl final : public Construct {
 public:
  struct Props {
    using Of = FunctionUrl;
    /// A function or an alias; a version has none (`property-not-allowed`).
    FunctionBase& function;
    FunctionUrlOptions options = {};
  };

  FunctionUrl(const Scope& scope, const Props& props);

  aws::lambda::Url& resource() const noexcept { return *resource_; }
  /// "https://….lambda-url.eu-west-1.on.aws/"
  Value<std::string> url() const;
  void grant_invoke_url(const Grantee& grantee) { function_.grant_invoke_url(grantee); }

 private:
  FunctionBase& function_;
  aws::lambda::Url* resource_ = nullptr;
};

/// What feeds a function: `tenon/constructs/compute/event_source.hpp` has the services'.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// Adds to the target what lets the source call it.
  virtual void bind(FunctionBase& target, std::source_location where) const = 0;

 protected:
  EventSource() = default;
  EventSource(const EventSource&) = default;
  EventSource& operator=(const EventSource&) = default;
};

}  // namespace tenon
