#pragma once

/// \file
/// App, Stage, Stack and NestedStack.

#include <optional>

#include "tenon/construct/asset.hpp"
#include "tenon/construct/element.hpp"
#include "tenon/construct/synthesizer.hpp"
#include "tenon/value/account_id.hpp"
#include "tenon/value/region.hpp"

namespace tenon {

class Resource;

/// A checked text that may be left out. A literal converts, as `std::optional` would not let it.
template <class Text>
class Optional : public std::optional<Text> {
 public:
  constexpr Optional() = default;
  constexpr Optional(Text text) : std::optional<Text>(std::move(text)) {}
  constexpr Optional(std::optional<Text> text) : std::optional<Text>(std::move(text)) {}
  template <std::size_t N>
  consteval Optional(const char (&text)[N]) : std::optional<Text>(Text(text)) {}
};

/// Where a stack is deployed. What is left out is decided by the deployment ("environment-agnostic").
struct Environment {
  Optional<AccountId> account = {};
  Optional<Region> region = {};
};

/// How a value of another stack is referred to, of the same or another region and account.
enum class ReferenceStrength : std::uint8_t {
  weak,    ///< `Fn::GetStackOutput`: the producer may change or go
  strong,  ///< export and `Fn::ImportValue`: CloudFormation refuses to change what is in use
  both,    ///< the export is kept, the consumer reads weakly: the way from strong to weak
};

/// A name and a value of the manifest or of a stack.
struct TextEntry {
  std::string key;
  std::string value;
};

/// A part of the tree that is synthesized as an assembly of its own: the same stacks for dev and prod from
/// one app.
class Stage : public Construct {
 public:
  struct Props {
    using Of = Stage;
    /// Default for the stacks inside. Default: the enclosing stage's.
    Environment env = {};
    /// Prefix of the stacks' names. Default: the stage's id.
    std::optional<std::string> stage_name = {};
  };

  Stage(const Scope& scope, const Props& props);

  const Environment& environment() const noexcept { return env_; }
  /// The names of the enclosing stages and this one, joined by `-`; empty for the App.
  const std::string& stage_name() const noexcept { return stage_name_; }
  /// "assembly-Prod"; empty for the App.
  std::string artifact_id() const;

 protected:
  Stage(Root, Environment env, std::source_location where);

 private:
  Environment env_;
  std::string stage_name_;
};

/// The root of the tree.
class App final : public Stage {
 public:
  struct Options {
    /// Context of the app; what the CDK CLI sends wins over it.
    Value<Json> context = {};
  };

  App(std::source_location where = std::source_location::current());
  explicit App(const Options& options, std::source_location where = std::source_location::current());
  ~App() override;

  /// All that was reported so far.
  std::span<const Diagnostic> diagnostics() const noexcept;
  /// The path of the construct whose constructor an exception left last; empty when none did.
  const std::string& failed_construct() const noexcept;

 private:
  friend class TreeAccess;
  struct State;
  std::unique_ptr<State> state_;
};

/// A unit of deployment: one template.
class Stack : public Construct {
 public:
  struct Props {
    using Of = Stack;
    /// Default: the stage's.
    Environment env = {};
    /// Default: made of the ids from the stage to the stack.
    std::optional<std::string> stack_name = {};
    /// At most 1,024 bytes.
    /// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-description-structure.html
    std::string description = {};
    /// How assets and templates reach the account. Default: the app's, else `default_synthesizer()`.
    std::optional<Synthesizer> synthesizer = {};
    /// Tags of the stack, which CloudFormation gives to its resources.
    std::vector<TextEntry> tags = {};
    /// Default: the deployment may delete the stack.
    bool termination_protection = false;
    /// SNS topics that hear of the stack's events.
    std::vector<std::string> notification_arns = {};
    /// The template's file in the assembly. Default: `<artifactId>.template.json`.
    std::optional<std::string> template_file = {};
    /// The YAML template's file with `--format yaml`. Default: `<artifactId>.template.yaml`.
    std::optional<std::string> yaml_template_file = {};
    /// "2010-09-09" is the only one there is. Default: left out, as CDK does.
    std::string template_format_version = {};
    /// Macros, in order.
    std::vector<std::string> transforms = {};
    /// How other stacks' values are referred to. Default: the context
    /// `@aws-cdk/core:defaultCrossStackReferences`, else weak.
    std::optional<ReferenceStrength> cross_stack_references = {};
    /// Adds `aws:cdk:path` to every resource's metadata. Default: the context `aws:cdk:enable-path-metadata`,
    /// which the CDK CLI sets unless told `--no-path-metadata`; false without the CLI.
    std::optional<bool> path_metadata = {};
  };

  Stack(const Scope& scope, const Props& props);
  ~Stack() override;

  const Environment& environment() const noexcept;
  /// The account when it is known, else the pseudo parameter.
  Value<std::string> account() const;
  Value<std::string> region() const;
  Value<std::string> partition() const;
  /// The name that CloudFormation knows the stack by.
  const std::string& stack_name() const noexcept;
  /// The name in the manifest and of the files.
  const std::string& artifact_id() const;
  const Synthesizer& synthesizer() const noexcept;
  /// The stack that this one is nested in; null when it is none's.
  Stack* nesting_parent() const noexcept;

  void add_transform(std::string_view macro);
  /// Metadata of the template, such as "AWS::CloudFormation::Interface".
  void add_metadata(std::string_view key, const Value<Json>& value);
  /// Gives the element of this logical id another one. Unused renames are reported by synthesis.
  void rename_logical_id(std::string_view from, std::string_view to);
  /// Deploys this stack after `other`.
  void add_stack_dependency(Stack& other, std::source_location where = std::source_location::current());
  /// An output with an export that exists without a consumer, so that consumers of a strong reference can be
  /// removed first. Takes `Ref` or an attribute of one of the stack's own elements, whose logical id then stays.
  /// Returns the `Fn::ImportValue`. Throws `Error` ("not-exportable") for another value.
  Expression export_value(const Value<std::string>& value);
  /// A reference to this stack's value from others that is not the default one.
  void set_reference_strength(const Element& element, ReferenceStrength strength);

  /// Puts a file or directory into the assembly; the deployment uploads it. Throws `Error` where there is
  /// none.
  FileAsset add_file_asset(const FileAssetProps& props);
  DockerImageAsset add_docker_image_asset(const DockerImageAssetProps& props);

  /// A value of the account that the CDK CLI looks up ("availability-zones", "ssm", …). Gives `dummy` and
  /// reports the value as missing until the context has it. Needs a stack with a known account and region.
  Value<Json> look_up(std::string_view provider, const std::vector<TextEntry>& query,
                      const Value<Json>& dummy);
  /// The Availability Zones: two by `Fn::GetAZs`, or those of the account when account and region are known.
  std::vector<Value<std::string>> availability_zones();

 protected:
  Stack(const Scope& scope, const Props& props, ConstructKind kind);

 private:
  friend class TreeAccess;
  struct State;
  std::unique_ptr<State> state_;
};

/// A stack that is a resource of another: its values become parameters and outputs by themselves.
class NestedStack : public Stack {
 public:
  struct Props {
    using Of = NestedStack;
    std::string description = {};
    /// Parameters of the nested template, set by hand.
    Map<std::string> parameters = {};
    /// Minutes until CloudFormation gives up. Default: never.
    std::optional<std::int64_t> timeout_in_minutes = {};
    std::vector<std::string> notification_arns = {};
    RemovalPolicy removal_policy = RemovalPolicy::destroy;
  };

  NestedStack(const Scope& scope, const Props& props);

  /// The AWS::CloudFormation::Stack in the parent.
  Resource& nested_stack_resource() const noexcept;

 private:
  Resource* resource_ = nullptr;
};

}  // namespace tenon
