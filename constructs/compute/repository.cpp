#include "tenon/constructs/compute/repository.hpp"

#include <algorithm>

#include "tenon/aws/ecr/Repository.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/ecr.hpp"
#include "tenon/value/arn.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

using L1 = aws::ecr::Repository;

constexpr std::string_view tag_statuses[] = {"any", "tagged", "untagged"};

// CDK's; https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html
std::vector<iam::Action> pull_actions() {
  return {iam::ecr::BatchCheckLayerAvailability, iam::ecr::BatchGetImage, iam::ecr::GetDownloadUrlForLayer};
}

std::vector<iam::Action> push_actions() {
  return {iam::ecr::BatchCheckLayerAvailability, iam::ecr::CompleteLayerUpload, iam::ecr::InitiateLayerUpload,
          iam::ecr::PutImage, iam::ecr::UploadLayerPart};
}

TagStatus status(const LifecycleRule& rule) {
  if (rule.tag_status) return *rule.tag_status;
  return rule.tag_prefixes.empty() && rule.tag_patterns.empty() ? TagStatus::any : TagStatus::tagged;
}

bool is_any(const LifecycleRule& rule) { return status(rule) == TagStatus::any; }

/// Rules with a priority, then those without, then the one for all images; what has no priority comes behind
/// all others.
std::vector<LifecycleRule> in_order(const std::vector<LifecycleRule>& rules) {
  constexpr int places = 3;
  const auto place = [](const LifecycleRule& rule) { return is_any(rule) ? 2 : rule.priority ? 0 : 1; };
  std::vector<LifecycleRule> ordered;
  for (int at = 0; at < places; ++at) {
    for (const LifecycleRule& each : rules) {
      if (place(each) == at) ordered.push_back(each);
    }
  }
  std::int64_t last = 0;
  for (const LifecycleRule& each : ordered) {
    if (!is_any(each)) last = std::max(last, each.priority.value_or(0));
  }
  for (LifecycleRule& each : ordered) {
    if (!each.priority) each.priority = ++last;
  }
  return ordered;
}

Value<Json> texts(const std::vector<std::string>& all) { return List<std::string>(all); }

Value<Json> rule_json(const LifecycleRule& rule) {
  std::vector<Map<Json>::Entry> selection = {
      {"tagStatus", tag_statuses[static_cast<std::size_t>(status(rule))]}};
  if (!rule.tag_prefixes.empty()) selection.push_back({"tagPrefixList", texts(rule.tag_prefixes)});
  if (!rule.tag_patterns.empty()) selection.push_back({"tagPatternList", texts(rule.tag_patterns)});
  if (rule.max_image_age) {
    selection.push_back({"countType", "sinceImagePushed"});
    selection.push_back({"countNumber", rule.max_image_age->to_days()});
    selection.push_back({"countUnit", "days"});
  } else {
    selection.push_back({"countType", "imageCountMoreThan"});
    selection.push_back({"countNumber", *rule.max_image_count});
  }
  std::vector<Map<Json>::Entry> members = {{"rulePriority", *rule.priority}};
  if (!rule.description.empty()) members.push_back({"description", rule.description});
  members.push_back({"selection", json::object(selection)});
  members.push_back({"action", json::object({{"type", "expire"}})});
  return json::object(members);
}

constexpr std::int64_t region_part = 3;
constexpr std::int64_t account_part = 4;

/// A part of an ARN between colons.
Value<std::string> part(const Value<std::string>& arn, std::int64_t index) {
  return Fn::Select(index, Value<Json>(List<std::string>(Fn::Split(":", arn))));
}

/// What stands behind "repository/"; of a name with slashes too.
Value<std::string> name_of(const Value<std::string>& arn) {
  return Fn::Select(1, Value<Json>(List<std::string>(Fn::Split(":repository/", arn))));
}

}  // namespace

struct Repository::Imported {
  Value<std::string> arn;
  Value<std::string> name;
  Value<std::string> region;
  Value<std::string> account;
};

Repository::Repository(const Scope& scope, const Props& props) : Construct(scope) {
  L1::Props repository{.RepositoryName = props.repository_name};
  if (props.empty_on_delete) repository.EmptyOnDelete = true;
  if (props.kms_encryption || props.encryption_key != nullptr) {
    L1::EncryptionConfiguration encryption{.EncryptionType = "KMS"};
    if (props.encryption_key != nullptr) encryption.KmsKey = props.encryption_key->arn();
    repository.EncryptionConfiguration = encryption;
  }
  if (props.image_scan_on_push) {
    repository.ImageScanningConfiguration = L1::ImageScanningConfiguration{.ScanOnPush = true};
  }
  if (props.image_tag_mutability) {
    repository.ImageTagMutability = *props.image_tag_mutability == TagMutability::immutable
                                        ? std::string_view("IMMUTABLE")
                                        : std::string_view("MUTABLE");
  }
  resource_ = &add("Resource", repository, where());
  resource_->apply_removal_policy(props.removal_policy);
  arn_ = resource_->Arn();
  region_ = part(arn_, region_part);
  account_ = part(arn_, account_part);
  for (const LifecycleRule& each : props.lifecycle_rules) add_lifecycle_rule(each, where());
  if (props.empty_on_delete && props.removal_policy != RemovalPolicy::destroy) {
    detail::refuse(*this, "empty_on_delete", "true", "RemovalPolicy::destroy beside it",
                   "a repository that is kept keeps its images", where());
  }
}

Repository::Repository(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<L1>(*this, "Resource",
                                              {{"Arn", imported.arn}, {"Ref", imported.name}}, where())),
      arn_(imported.arn),
      region_(imported.region),
      account_(imported.account) {}

Repository& Repository::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                 std::source_location where) {
  const auto literal = arn.literal();
  const auto parsed = literal ? Arn::parse(*literal) : std::nullopt;
  Imported imported{
      .arn = arn, .name = name_of(arn), .region = part(arn, region_part), .account = part(arn, account_part)};
  if (parsed) {
    imported.name = literal->substr(literal->find('/') + 1);
    imported.region = parsed->region();
    imported.account = parsed->account();
  }
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Repository>(new Repository(inner, imported)); },
      where);
}

Repository& Repository::from_name(Construct& scope, std::string_view id,
                                  const Value<std::string>& repository_name, std::source_location where) {
  const Stack& stack = scope.stack();
  const Imported imported{.arn = format("arn:{}:ecr:{}:{}:repository/{}", stack.partition(), stack.region(),
                                        stack.account(), repository_name),
                          .name = repository_name,
                          .region = stack.region(),
                          .account = stack.account()};
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Repository>(new Repository(inner, imported)); },
      where);
}

Value<std::string> Repository::arn() const { return arn_; }
Value<std::string> Repository::repository_name() const { return resource_->ref(); }
Value<std::string> Repository::repository_uri() const { return uri_with({}); }

Value<std::string> Repository::repository_uri_for(std::string_view tag_or_digest) const {
  const bool digest = tag_or_digest.starts_with("sha256:");
  return uri_with((digest ? "@" : ":") + std::string(tag_or_digest));
}

Value<std::string> Repository::uri_with(std::string_view suffix) const {
  return format("{}.dkr.ecr.{}.{}/{}{}", account_, region_, pseudo::url_suffix, repository_name(), suffix);
}

// --- lifecycle ---------------------------------------------------------------------------------------------

void Repository::add_lifecycle_rule(LifecycleRule rule, std::source_location where) {
  const auto refuse = [&](std::string_view property, std::string value, std::string allowed,
                          std::string message) {
    detail::refuse(*this, property, std::move(value), std::move(allowed), std::move(message), where);
  };
  if (rule.max_image_age.has_value() == rule.max_image_count.has_value()) {
    return rule.max_image_age ? refuse("max_image_count", std::to_string(*rule.max_image_count),
                                       "one of both", "a rule is about the images' age or about their number")
                              : detail::demand(*this, "max_image_age", "max_image_age or max_image_count",
                                               "a rule says which images expire", where);
  }
  const bool named = !rule.tag_prefixes.empty() || !rule.tag_patterns.empty();
  if (named != (status(rule) == TagStatus::tagged) ||
      (!rule.tag_prefixes.empty() && !rule.tag_patterns.empty())) {
    return refuse("tag_status", std::string(tag_statuses[static_cast<std::size_t>(status(rule))]),
                  "TagStatus::tagged with prefixes or with patterns, other statuses without",
                  "the rule does not say which tags it is about");
  }
  if (is_any(rule) && std::ranges::any_of(lifecycle_rules_, is_any)) {
    return refuse("tag_status", "any", "one rule for any image", "there is a rule for all images already");
  }
  for (const std::string& each : rule.tag_patterns) {
    if (std::ranges::count(each, '*') > 4)
      refuse("tag_patterns", each, "at most four *", "the pattern is too wide");
  }
  lifecycle_rules_.push_back(std::move(rule));
  std::vector<Value<Json>> rules;
  for (const LifecycleRule& each : in_order(lifecycle_rules_)) rules.push_back(rule_json(each));
  resource_->set_property(
      "LifecyclePolicy",
      Value<L1::LifecyclePolicy>(L1::LifecyclePolicy{
          .LifecyclePolicyText = json::string(json::object({{"rules", json::array(rules)}}))}));
}

// --- permissions -------------------------------------------------------------------------------------------

void Repository::add_to_resource_policy(PolicyStatement statement) { policy_.add(std::move(statement)); }

void Repository::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  if (grantee.add_to_policy({.actions = actions, .resources = {arn_}})) return;
  add_to_resource_policy({.actions = std::move(actions), .principals = {grantee.principal()}});
}

void Repository::grant_pull(const Grantee& grantee) {
  grant(grantee, pull_actions());
  grantee.add_to_policy({.actions = {iam::ecr::GetAuthorizationToken}, .resources = {"*"}});
}

void Repository::grant_push(const Grantee& grantee) {
  grant(grantee, push_actions());
  grantee.add_to_policy({.actions = {iam::ecr::GetAuthorizationToken}, .resources = {"*"}});
}

void Repository::grant_pull_push(const Grantee& grantee) {
  std::vector<iam::Action> actions = pull_actions();
  for (const iam::Action& each : push_actions()) actions.push_back(each);
  grant(grantee, std::move(actions));
  grantee.add_to_policy({.actions = {iam::ecr::GetAuthorizationToken}, .resources = {"*"}});
}

void Repository::grant_read(const Grantee& grantee) {
  grant(grantee, {iam::ecr::DescribeImages, iam::ecr::DescribeRepositories});
}

void Repository::prepare() {
  if (!policy_.empty() && !resource_->is_imported())
    resource_->set_property("RepositoryPolicyText", policy_.json());
}

}  // namespace tenon
