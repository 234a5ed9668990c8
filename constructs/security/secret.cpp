#include "tenon/constructs/security/secret.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "tenon/aws/secretsmanager/ResourcePolicy.hpp"
#include "tenon/aws/secretsmanager/RotationSchedule.hpp"
#include "tenon/aws/secretsmanager/Secret.hpp"
#include "tenon/aws/secretsmanager/SecretTargetAttachment.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/iam/secretsmanager.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/text.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

namespace {

using L1 = aws::secretsmanager::Secret;
using RotationL1 = aws::secretsmanager::RotationSchedule;

// Until `prepare` writes the document.
const Value<Json> later = {Raw{}, Node::object({})};

constexpr std::int64_t longest_password = 4096;
constexpr Duration shortest_rotation = Duration::hours(4);
constexpr Duration longest_rotation = Duration::days(1000);
constexpr Duration default_rotation = Duration::days(30);
constexpr Duration longest_window = Duration::hours(24);

constexpr std::string_view hosted_rotation_transform = "AWS::SecretsManager-2024-09-16";
constexpr std::string_view service = "secretsmanager.amazonaws.com";
// Behind a partial ARN: the characters that the service adds to the name.
constexpr std::size_t suffix_length = 6;

// --- actions, as CDK grants them (aws-secretsmanager/lib/secret.js, rotation-schedule.js)
// ----------------------------

const std::vector<iam::Action> read_actions = {iam::secretsmanager::GetSecretValue,
                                               iam::secretsmanager::DescribeSecret};
const std::vector<iam::Action> write_actions = {iam::secretsmanager::PutSecretValue,
                                                iam::secretsmanager::UpdateSecret,
                                                iam::secretsmanager::UpdateSecretVersionStage};
const std::vector<iam::Action> rotation_actions = {
    iam::secretsmanager::DescribeSecret, iam::secretsmanager::GetSecretValue,
    iam::secretsmanager::PutSecretValue, iam::secretsmanager::UpdateSecretVersionStage};
constexpr iam::Action key_read_actions[] = {iam::kms::Decrypt};
constexpr iam::Action key_share_actions[] = {iam::kms::CreateGrant, iam::kms::DescribeKey};

// --- rotation types, by the order of `RotationEngine`
// ----------------------------------------------------------------

constexpr std::string_view engine_names[] = {"MySQL",     "PostgreSQL", "Oracle", "MariaDB",
                                             "SQLServer", "Redshift",   "MongoDB"};

std::string rotation_type(const HostedRotation& rotation) {
  return fmt::format("{}{}", engine_names[static_cast<std::size_t>(rotation.engine())],
                     rotation.master_secret() != nullptr ? "MultiUser" : "SingleUser");
}

// --- rendering
// -------------------------------------------------------------------------------------------------------

Value<bool> when(bool said) { return said ? Value<bool>(true) : Value<bool>(); }

L1::GenerateSecretString generated(const GeneratedSecretString& string) {
  L1::GenerateSecretString to{.ExcludeLowercase = when(string.exclude_lowercase),
                              .ExcludeNumbers = when(string.exclude_numbers),
                              .ExcludePunctuation = when(string.exclude_punctuation),
                              .ExcludeUppercase = when(string.exclude_uppercase),
                              .IncludeSpace = when(string.include_space),
                              .SecretStringTemplate = string.secret_string_template};
  if (!string.exclude_characters.empty()) to.ExcludeCharacters = string.exclude_characters;
  if (!string.generate_string_key.empty()) to.GenerateStringKey = string.generate_string_key;
  if (string.password_length) to.PasswordLength = *string.password_length;
  if (!string.require_each_included_type) to.RequireEachIncludedType = false;
  return to;
}

Value<std::string> arn_of(const Key* key) {
  return key != nullptr ? Value<std::string>(key->arn()) : Value<std::string>();
}

L1::Props resource_props(const Secret::Props& props) {
  L1::Props to{
      .Description = props.description, .KmsKeyId = arn_of(props.encryption_key), .Name = props.secret_name};
  if (props.secret_string.is_set()) {
    to.SecretString = props.secret_string;
  } else {
    to.GenerateSecretString = generated(props.generate_secret_string);
  }
  return to;
}

/// Whether the characters that the service adds stand behind the name; of what only the deployment knows it
/// is assumed.
bool is_complete(const Value<std::string>& arn) {
  const auto text = arn.literal();
  if (!text) return true;
  if (text->size() <= suffix_length || (*text)[text->size() - suffix_length - 1] != '-') return false;
  return ascii::all_of(text->substr(text->size() - suffix_length), ascii::is_alphanumeric);
}

/// Texts with commas between them, in one `Fn::Join` as CDK writes them.
template <class Texts>
Value<std::string> comma_separated(const Texts& texts) {
  Value<std::string> all;
  for (const auto& text : texts)
    all = all.is_set() ? Value<std::string>(format("{},{}", all, text)) : Value<std::string>(text);
  return all;
}

/// The resource's name out of an ARN that only the deployment knows: what the service added to it stands
/// behind the last hyphen, and how many there are before it the name tells.
Value<std::string> name_within(const Value<std::string>& arn, std::size_t segments) {
  const Expression with_suffix = Fn::Select(6, Fn::Split(":", arn));
  std::vector<Value<std::string>> parts;
  for (std::size_t i = 0; i < segments; ++i)
    parts.emplace_back(Fn::Select(static_cast<std::int64_t>(i), Fn::Split("-", with_suffix)));
  return Fn::Join("-", parts);
}

PolicyCondition through_secrets_manager(const Stack& stack) {
  return {"StringEquals", "kms:ViaService", {format("secretsmanager.{}.amazonaws.com", stack.region())}};
}

/// All identities of the stack's own account.
Principal account_root(const Stack& stack) {
  return Principal::arn(format("arn:{}:iam::{}:root", stack.partition(), stack.account()));
}

/// The permission of Secrets Manager among the function's children; null when none could be written.
const Construct* permission_of(const FunctionBase& function) {
  for (const Construct* child : function.children()) {
    if (child->kind() != ConstructKind::resource) continue;
    const auto& resource = static_cast<const Resource&>(*child);
    if (resource.type() != "AWS::Lambda::Permission") continue;
    const Node* principal = resource.properties().find("Principal");
    if (principal != nullptr && principal->is_text() && principal->text() == service) return child;
  }
  return nullptr;
}

}  // namespace

// --- HostedRotation
// --------------------------------------------------------------------------------------------------

HostedRotation HostedRotation::single_user(RotationEngine engine, HostedRotationOptions options) {
  return {engine, nullptr, std::move(options)};
}

HostedRotation HostedRotation::multi_user(RotationEngine engine, Secret& master_secret,
                                          HostedRotationOptions options) {
  return {engine, &master_secret, std::move(options)};
}

// --- Secret
// ----------------------------------------------------------------------------------------------------------

struct Secret::Imported {
  Value<std::string> arn;
  Value<std::string> name;
  Key* encryption_key;
  bool partial;
};

struct Secret::Attached {
  Secret& secret;
  const SecretAttachmentTarget& target;
};

Secret::Secret(const Scope& scope, const Props& props)
    : Construct(scope),
      encryption_key_(props.encryption_key),
      name_(props.secret_name),
      exclude_characters_(props.generate_secret_string.exclude_characters) {
  check(props);
  resource_ = &add("Resource", resource_props(props), where());
  resource_->apply_removal_policy(props.removal_policy);
  if (encryption_key_ == nullptr) return;
  encryption_key_->add_to_resource_policy(
      {.actions = detail::all({key_read_actions, key_share_actions, detail::key_encrypt_actions}),
       .resources = {"*"},
       .principals = {account_root(stack()).with_conditions({through_secrets_manager(stack())})}});
}

Secret::Secret(const Scope& scope, const Imported& imported)
    : Construct(scope),
      encryption_key_(imported.encryption_key),
      arn_(imported.arn),
      name_(imported.name),
      partial_arn_(imported.partial) {
  resource_ = &::tenon::from_attributes<L1>(*this, "Resource", {{"Id", imported.arn}, {"Ref", imported.arn}},
                                            where());
}

Secret::Secret(const Scope& scope, const Attached& attached)
    : Construct(scope),
      resource_(attached.secret.resource_),
      attached_(&attached.secret),
      encryption_key_(attached.secret.encryption_key_),
      exclude_characters_(attached.secret.exclude_characters_) {
  attachment_ =
      &add("Resource",
           aws::secretsmanager::SecretTargetAttachment::Props{.SecretId = {Raw{}, attached.secret.arn()},
                                                              .TargetId = attached.target.target_id,
                                                              .TargetType = attached.target.target_type},
           where());
}

Secret& Secret::from_arn(Construct& scope, std::string_view id, const Value<std::string>& secret_arn,
                         Key* encryption_key, std::source_location where) {
  const Imported imported{secret_arn, {}, encryption_key, !is_complete(secret_arn)};
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Secret>(new Secret(inner, imported)); }, where);
}

Secret& Secret::from_name(Construct& scope, std::string_view id, const Value<std::string>& secret_name,
                          Key* encryption_key, std::source_location where) {
  const Stack& stack = scope.stack();
  const Imported imported{format("arn:{}:secretsmanager:{}:{}:secret:{}", stack.partition(), stack.region(),
                                 stack.account(), secret_name),
                          secret_name, encryption_key, true};
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Secret>(new Secret(inner, imported)); }, where);
}

void Secret::check(const Props& props) const {
  if (const auto text = props.secret_string.literal()) {
    refuse(*this, "secret_string", std::string(text->size(), '*'),
           "what only the deployment knows, or generate_secret_string", "a text of the template is no secret",
           where());
  }
  const GeneratedSecretString& string = props.generate_secret_string;
  if (string.secret_string_template.is_set() == string.generate_string_key.empty()) {
    const bool template_missing = !string.secret_string_template.is_set();
    demand(*this, template_missing ? "secret_string_template" : "generate_string_key",
           template_missing ? R"({"username":"admin"})" : "\"password\"",
           "a template and the field that the password becomes are only of use together", where());
  }
  if (string.password_length && (*string.password_length < 1 || *string.password_length > longest_password)) {
    refuse(*this, "password_length", std::to_string(*string.password_length),
           fmt::format("1 to {}", longest_password), "a password cannot have this length", where());
  }
  if (string.exclude_lowercase && string.exclude_uppercase && string.exclude_numbers &&
      string.exclude_punctuation) {
    refuse(*this, "generate_secret_string", "all kinds of characters excluded",
           "at least one kind of character", "nothing is left that a password could be made of", where());
  }
}

Value<std::string> Secret::arn() const {
  if (attachment_ != nullptr) return attachment_->ref();
  return arn_.is_set() ? arn_ : Value<std::string>(resource_->ref());
}

Value<std::string> Secret::arn_for_policies() const {
  return partial_arn_ ? Value<std::string>(format("{}-??????", arn())) : arn();
}

Value<std::string> Secret::secret_name() const {
  if (attached_ != nullptr) return attached_->secret_name();
  const bool imported = resource_->is_imported();
  if (name_.is_set() && (imported || !name_.literal())) return name_;
  if (const auto known = arn().literal()) {
    const std::string_view with_suffix = std::string_view(*known).substr(known->rfind(':') + 1);
    return partial_arn_ ? with_suffix : with_suffix.substr(0, with_suffix.size() - suffix_length - 1);
  }
  // CloudFormation's own names have one hyphen before the service's suffix.
  const auto name = name_.literal();
  return name_within(arn(), name ? ascii::count(*name, '-') + 1 : 2);
}

Value<std::string> Secret::secret_value() const { return resolve::secrets_manager(arn()); }

Value<std::string> Secret::secret_value_from_json(std::string_view field) const {
  return resolve::secrets_manager(arn(), field);
}

Secret& Secret::attach(const SecretAttachmentTarget& target, std::source_location where) {
  constexpr std::string_view id = "Attachment";
  if (Construct* existing = find_child(id); existing != nullptr) {
    refuse(*this, "attach", target.target_type, "one target", "the secret is attached already", where);
    return static_cast<Secret&>(*existing);
  }
  const Attached attached{*this, target};
  return add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Secret>(new Secret(inner, attached)); }, where);
}

RotationSchedule& Secret::add_rotation(std::string_view id, const HostedRotation& rotation,
                                       const RotationOptions& options, std::source_location where) {
  return add(id, RotationSchedule::Props{.secret = *this, .hosted = rotation, .options = options}, where);
}

RotationSchedule& Secret::add_rotation(std::string_view id, FunctionBase& function,
                                       const RotationOptions& options, std::source_location where) {
  return add(id, RotationSchedule::Props{.secret = *this, .function = &function, .options = options}, where);
}

RotationSchedule& Secret::add_managed_rotation(std::string_view id, const RotationOptions& options,
                                               std::source_location where) {
  return add(id, RotationSchedule::Props{.secret = *this, .options = options}, where);
}

void Secret::grant_read(const Grantee& grantee, const std::vector<std::string>& version_stages) {
  PolicyStatement statement{.actions = read_actions, .resources = {arn_for_policies()}};
  if (!version_stages.empty()) {
    statement.conditions = {{"ForAnyValue:StringEquals",
                             "secretsmanager:VersionStage",
                             {version_stages.begin(), version_stages.end()}}};
  }
  if (!grantee.add_to_policy(statement)) {
    statement.resources = {"*"};
    statement.principals = {grantee.principal()};
    add_to_resource_policy(std::move(statement));
  }
  grant_key(grantee, detail::all({key_read_actions}));
}

void Secret::grant_write(const Grantee& grantee) {
  if (!grantee.add_to_policy({.actions = write_actions, .resources = {arn_for_policies()}})) {
    add_to_resource_policy(
        {.actions = write_actions, .resources = {"*"}, .principals = {grantee.principal()}});
  }
  grant_key(grantee, detail::all({detail::key_encrypt_actions}));
}

void Secret::grant_key(const Grantee& grantee, std::vector<iam::Action> actions) {
  if (encryption_key_ == nullptr) return;
  const PolicyCondition condition = through_secrets_manager(stack());
  if (grantee.add_to_policy(
          {.actions = actions, .resources = {encryption_key_->arn()}, .conditions = {condition}}))
    return;
  encryption_key_->add_to_resource_policy({.actions = std::move(actions),
                                           .resources = {"*"},
                                           .principals = {grantee.principal().with_conditions({condition})}});
}

bool Secret::add_to_resource_policy(PolicyStatement statement) {
  if (attached_ != nullptr) return attached_->add_to_resource_policy(std::move(statement));
  if (resource_->is_imported()) return false;
  if (resource_policy_ == nullptr) {
    resource_policy_ = &add("Policy", Construct::Props{}, where())
                            .add("Resource",
                                 aws::secretsmanager::ResourcePolicy::Props{.ResourcePolicy = later,
                                                                            .SecretId = {Raw{}, arn()}},
                                 where());
  }
  policy_.add(std::move(statement));
  return true;
}

void Secret::deny_account_root_delete() {
  add_to_resource_policy({.effect = Effect::deny,
                          .actions = {iam::secretsmanager::DeleteSecret},
                          .resources = {"*"},
                          .principals = {account_root(stack())}});
}

void Secret::prepare() {
  if (resource_policy_ != nullptr) resource_policy_->set_property("ResourcePolicy", policy_.json());
}

// --- RotationSchedule
// ------------------------------------------------------------------------------------------------

namespace {

RotationL1::RotationRules rules(const RotationOptions& options) {
  RotationL1::RotationRules to;
  if (options.schedule) {
    to.ScheduleExpression = *options.schedule;
  } else {
    to.ScheduleExpression = Schedule::every(options.automatically_after.value_or(default_rotation));
  }
  if (options.window) to.Duration = fmt::format("{}h", options.window->to_hours());
  return to;
}

RotationL1::HostedRotationLambda hosted_lambda(const HostedRotation& rotation, const Secret& secret,
                                               const Connections& connections) {
  const HostedRotationOptions& options = rotation.options();
  const std::string& own = secret.exclude_characters();
  RotationL1::HostedRotationLambda to{.ExcludeCharacters = options.exclude_characters.value_or(
                                          own.empty() ? std::string(detail::not_in_database_passwords) : own),
                                      .KmsKeyArn = {Raw{}, arn_of(secret.encryption_key())},
                                      .RotationLambdaName = options.function_name,
                                      .RotationType = rotation_type(rotation)};
  if (const Secret* master = rotation.master_secret(); master != nullptr) {
    to.MasterSecretArn = {Raw{}, master->arn()};
    to.MasterSecretKmsKeyArn = {Raw{}, arn_of(master->encryption_key())};
  }
  if (options.vpc != nullptr) {
    std::vector<Value<std::string>> groups;
    for (const SecurityGroup* group : connections.security_groups())
      groups.emplace_back(group->security_group_id());
    to.VpcSecurityGroupIds = comma_separated(groups);
    to.VpcSubnetIds = comma_separated(options.vpc->subnet_ids(options.vpc_subnets));
  }
  return to;
}

bool is_whole_hours(Duration duration) {
  return duration.to_seconds() % Duration::hours(1).to_seconds() == 0;
}

}  // namespace

RotationSchedule::RotationSchedule(const Scope& scope, const Props& props) : Construct(scope) {
  Secret& secret = props.secret;
  RotationL1::Props to{.RotationRules = rules(check(props) ? props.options : RotationOptions{}),
                       .SecretId = {Raw{}, secret.arn()}};
  if (props.options.rotate_immediately_on_update)
    to.RotateImmediatelyOnUpdate = *props.options.rotate_immediately_on_update;
  if (props.hosted) {
    join_network(props.hosted->options());
    stack().add_transform(hosted_rotation_transform);
    to.HostedRotationLambda = hosted_lambda(*props.hosted, secret, connections());
    if (props.hosted->master_secret() != nullptr) props.hosted->master_secret()->deny_account_root_delete();
  }
  if (props.function != nullptr) {
    to.RotationLambdaARN = {Raw{}, props.function->function_arn()};
    grant_rotation(secret, *props.function);
  }
  resource_ = &add("Resource", to, where());
  if (props.function != nullptr) {
    if (const Construct* permission = permission_of(*props.function); permission != nullptr)
      add_dependency(*permission, where());
  }
  secret.deny_account_root_delete();
}

bool RotationSchedule::check(const Props& props) const {
  bool fine = true;
  const auto no = [&](std::string_view property, std::string value, std::string allowed,
                      std::string message) {
    refuse(*this, property, std::move(value), std::move(allowed), std::move(message), where());
    fine = false;
  };
  const RotationOptions& options = props.options;
  if (props.hosted && props.function != nullptr) {
    no("function", props.function->path(), "either `hosted` or `function`",
       "one function alone can rotate a secret");
  }
  if (options.automatically_after && options.schedule) {
    no("automatically_after", options.automatically_after->text(),
       "either `automatically_after` or `schedule`", "two schedules contradict each other");
  }
  if (const auto& after = options.automatically_after;
      after && (*after < shortest_rotation || *after > longest_rotation || !is_whole_hours(*after))) {
    no("automatically_after", after->text(), "4 hours to 1000 days, whole hours",
       "Secrets Manager does not rotate at this interval");
  }
  if (options.schedule && options.schedule->text().starts_with("at(")) {
    no("schedule", std::string(options.schedule->text()), "rate(…) or cron(…)",
       "a rotation comes again and again");
  }
  if (const auto& window = options.window;
      window && (*window < Duration::hours(1) || *window > longest_window || !is_whole_hours(*window))) {
    no("window", window->text(), "1 to 24 whole hours", "the window of a rotation cannot have this length");
  }
  return fine;
}

void RotationSchedule::grant_rotation(Secret& secret, FunctionBase& function) {
  function.grant_invoke(Principal::service(service));
  if (!function.has_role()) return;
  secret.grant_key(function.role(), detail::all({key_read_actions, detail::key_encrypt_actions}));
  function.add_to_role_policy({.actions = rotation_actions, .resources = {secret.arn_for_policies()}});
  function.add_to_role_policy({.actions = {iam::secretsmanager::GetRandomPassword}, .resources = {"*"}});
}

void RotationSchedule::join_network(const HostedRotationOptions& options) {
  if (options.vpc == nullptr) return;
  std::vector<SecurityGroup*> groups = options.security_groups;
  if (groups.empty()) groups = {&add("SecurityGroup", SecurityGroup::Props{.vpc = *options.vpc}, where())};
  connections_ = Connections(std::move(groups));
}

}  // namespace tenon
