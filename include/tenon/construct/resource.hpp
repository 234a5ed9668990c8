#pragma once

/// \file
/// Resources: the base of every generated class, and by itself a resource of any type.

#include "tenon/construct/element.hpp"

namespace tenon {

/// What becomes of the resource's data when it is deleted or replaced, in CloudFormation's words.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
enum class DeletionPolicy : std::uint8_t { Delete, Retain, RetainExceptOnCreate, Snapshot };

/// Members of `CreationPolicy`.
struct AutoScalingCreationPolicy {
  static const BagFacts facts;
  Value<std::int64_t> MinSuccessfulInstancesPercent{};
};
struct ResourceSignal {
  static const BagFacts facts;
  Value<std::int64_t> Count{};
  /// ISO 8601, such as "PT15M".
  Value<std::string> Timeout{};
};

/// How CloudFormation waits for signals before the resource counts as created.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-creationpolicy.html
struct CreationPolicy {
  static const BagFacts facts;
  Value<::tenon::AutoScalingCreationPolicy> AutoScalingCreationPolicy{};
  Value<::tenon::ResourceSignal> ResourceSignal{};
  Value<bool> StartFleet{};
};

/// Members of `UpdatePolicy`.
struct AutoScalingReplacingUpdate {
  static const BagFacts facts;
  Value<bool> WillReplace{};
};
struct AutoScalingRollingUpdate {
  static const BagFacts facts;
  Value<std::int64_t> MaxBatchSize{};
  Value<std::int64_t> MinActiveInstancesPercent{};
  Value<std::int64_t> MinInstancesInService{};
  Value<std::int64_t> MinSuccessfulInstancesPercent{};
  /// ISO 8601, such as "PT5M".
  Value<std::string> PauseTime{};
  List<std::string> SuspendProcesses{};
  Value<bool> WaitOnResourceSignals{};
};
struct AutoScalingScheduledAction {
  static const BagFacts facts;
  Value<bool> IgnoreUnmodifiedGroupSizeProperties{};
};
struct CodeDeployLambdaAliasUpdate {
  static const BagFacts facts;
  Value<std::string> AfterAllowTrafficHook{};
  Required<"ApplicationName", Value<std::string>> ApplicationName;
  Value<std::string> BeforeAllowTrafficHook{};
  Required<"DeploymentGroupName", Value<std::string>> DeploymentGroupName;
};

/// How CloudFormation updates the resource.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
struct UpdatePolicy {
  static const BagFacts facts;
  Value<::tenon::AutoScalingReplacingUpdate> AutoScalingReplacingUpdate{};
  Value<::tenon::AutoScalingRollingUpdate> AutoScalingRollingUpdate{};
  Value<::tenon::AutoScalingScheduledAction> AutoScalingScheduledAction{};
  Value<::tenon::CodeDeployLambdaAliasUpdate> CodeDeployLambdaAliasUpdate{};
  Value<bool> EnableVersionUpgrade{};
  Value<bool> UseOnlineResharding{};
};

/// A resource. Generated classes (`tenon/aws/<service>/<Type>.hpp`) derive from it; by itself it is of any
/// type: custom, third-party or what a macro defines.
///
///     stack.add("Seed", tenon::Resource::Props{.Type = "Custom::Seed", .Properties = json::object({…})});
class Resource : public Element {
 public:
  struct Props {
    using Of = Resource;
    static const BagFacts facts;
    ::tenon::Required<"Type", ::tenon::Value<std::string>> Type;
    ::tenon::Value<::tenon::Json> Properties{};
  };

  Resource(const Scope& scope, const Props& props);
  ~Resource() override;

  /// "AWS::SQS::Queue"
  std::string_view type() const noexcept;
  /// What is known of the type; null for one that `spec/` does not have.
  const TypeFacts* type_facts() const noexcept { return facts_; }
  /// The properties as they are now.
  const Node& properties() const noexcept { return body(); }

  /// `Ref`, whatever it returns for the type.
  Expression any_ref() const;
  /// An attribute by its name: `Fn::GetAtt`.
  Expression get_att(std::string_view name) const;

  /// Sets, replaces or (with an unset value) takes away a property.
  void set_property(std::string_view name, const Value<Json>& value);

  /// Deploys this resource after everything below and including `other`.
  void depends_on(const Construct& other, std::source_location where = std::source_location::current());
  void set_condition(const Condition& condition);
  void set_deletion_policy(DeletionPolicy policy);
  void set_update_replace_policy(DeletionPolicy policy);
  /// Computed policies need the transform AWS::LanguageExtensions.
  void set_deletion_policy(const Value<std::string>& policy);
  void set_update_replace_policy(const Value<std::string>& policy);
  /// Sets both of the above as CDK does: `destroy` is Delete and Delete, `retain` Retain and Retain,
  /// `snapshot` Snapshot and Snapshot, `retain_on_update_or_delete` RetainExceptOnCreate and Retain.
  void apply_removal_policy(RemovalPolicy policy);
  void set_creation_policy(const Value<CreationPolicy>& policy);
  void set_update_policy(const Value<UpdatePolicy>& policy);
  /// Metadata of the template, such as "AWS::CloudFormation::Init".
  void add_metadata(std::string_view key, const Value<Json>& value);
  /// `Version` beside `Type`: of custom resources.
  void set_version(std::string_view version);
  void set_description(std::string_view description);

  /// Replaces what the template has at `path` ("Properties.Tags.0.Value", "DependsOn"); `\.` is a dot in a
  /// key. As in CDK, a number in the path is a list's index where a list stands and a key where none does.
  void add_override(std::string_view path, const Value<Json>& value);
  /// Takes away what the template has at `path`.
  void add_deletion_override(std::string_view path);
  /// As `add_override` below "Properties".
  void add_property_override(std::string_view path, const Value<Json>& value);
  void add_property_deletion_override(std::string_view path);

  /// Whether it exists already, outside of the App (`from_arn` and its like), and is not part of a template.
  bool is_imported() const noexcept { return imported_; }

 protected:
  /// What the generated constructors call. A null `props` makes an imported resource.
  Resource(const Scope& scope, const TypeFacts& facts, const void* props);
  Node ref_node() const { return Node::reference(*this); }
  Node attribute_node(std::uint16_t ordinal) const { return Node::attribute(*this, ordinal); }

 private:
  friend class TreeAccess;
  struct Details;
  Details& details();

  const TypeFacts* facts_ = nullptr;
  std::unique_ptr<Details> details_;  // what few resources have
  bool imported_ = false;
  bool tags_in_order_ = false;  // seen when they are given: later they would have to be fetched from memory again
};

namespace detail {

struct ImportedAttribute {
  std::string_view name;
  Value<Json> value;
};
void import_from_arn(Resource& resource, const Value<std::string>& arn);
void import_from_name(Resource& resource, const Value<std::string>& name);
void import_from_attributes(Resource& resource, std::span<const ImportedAttribute> attributes);

template <class Type>
Type& add_imported(Construct& scope, std::string_view id, std::source_location where) {
  return scope.add_with(
      id,
      [](const Scope& inner) {
        return std::make_unique<Type>(inner, static_cast<const typename Type::Props*>(nullptr));
      },
      where);
}

}  // namespace detail

/// A resource that exists already, by its ARN: `from_arn<aws::s3::Bucket>(stack, "Logs",
/// "arn:aws:s3:::logs")`. What else the type's ARN says (name, id) is taken out of it, with `Fn::Split` where
/// it is known only when the stack is deployed. Asking for an attribute that the ARN does not tell is an
/// error of synthesis.
template <class Type>
Type& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
               std::source_location where = std::source_location::current()) {
  Type& resource = detail::add_imported<Type>(scope, id, where);
  detail::import_from_arn(resource, arn);
  return resource;
}

/// A resource that exists already in the stack's own account and region, by what `Ref` would return.
template <class Type>
Type& from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                std::source_location where = std::source_location::current()) {
  Type& resource = detail::add_imported<Type>(scope, id, where);
  detail::import_from_name(resource, name);
  return resource;
}

/// A resource that exists already, by its attributes: `{{"Arn", "…"}, {"Ref", "…"}}`.
template <class Type>
Type& from_attributes(Construct& scope, std::string_view id,
                      std::initializer_list<detail::ImportedAttribute> attributes,
                      std::source_location where = std::source_location::current()) {
  Type& resource = detail::add_imported<Type>(scope, id, where);
  detail::import_from_attributes(resource, {attributes.begin(), attributes.size()});
  return resource;
}

}  // namespace tenon
