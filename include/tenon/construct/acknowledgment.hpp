#pragma once

/// \file
/// Findings of judges (cdk-nag, cfn-guard, cfn-lint) that are known and accepted, with the reason.
///
///     tenon::acknowledge(logs, {.id = "AwsSolutions-S1",
///                               .reason = "It takes the access logs of all others: its own would never end"});

#include <source_location>
#include <span>
#include <string_view>

#include "tenon/construct/construct.hpp"

namespace tenon {

/// A rule that a construct breaks, and why it may. CDK's `Acknowledgment`.
struct Acknowledgment {
  /// As the judge writes it: "AwsSolutions-S1", "AwsSolutions-IAM5[Resource::*]",
  /// "s3_bucket_logging_enabled_check", "E2533". Without brackets it stands for all that the rule finds at a
  /// resource.
  std::string_view id;
  /// For whoever reviews the deployment. At least 10 characters, as cdk-nag 2 demands.
  std::string_view reason;
  /// Only resources of this type, as if it were acknowledged at each of them. Default: all.
  std::string_view resource_type = {};
};

/// Accepts what the rule finds at the construct's resources and at all below it, as CDK's
/// `Validations.of(construct).acknowledge`. Where several speak of the same rule, the one nearest to the
/// resource holds; of two at one construct, the first.
///
/// The reason appears in two places. The manifest has it at the construct, as `aws:cdk:acknowledged-rules`.
/// The template has it in the metadata of each resource, under the key of the judge; which judge it is the id
/// tells:
///
/// | id | metadata |
/// |---|---|
/// | a letter and four digits | `cfn-lint`: `config.ignore_checks`, and `reasons` beside it |
/// | with a `-` before any bracket | `cdk_nag`: `rules_to_suppress`; a bracket becomes `applies_to` |
/// | else | `guard`: `SuppressedRules`, and `Reasons` beside it |
///
/// What the resource itself has under such a key stays: lists get the acknowledged after its own. A `ForEach`
/// has no metadata: of it the manifest alone speaks. No id, or a reason of fewer than 10 characters, is the
/// error `empty-acknowledgment`.
void acknowledge(Construct& construct, const Acknowledgment& rule,
                 std::source_location where = std::source_location::current());
/// The same for each of a table.
void acknowledge(Construct& construct, std::span<const Acknowledgment> rules,
                 std::source_location where = std::source_location::current());

/// The reasons appear in the manifest only: for a template, and those of the stacks nested in it, that must
/// not have more than they have.
void keep_acknowledgments_out_of_template(Stack& stack);

}  // namespace tenon
