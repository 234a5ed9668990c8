#pragma once

/// \file
/// Synthesizers: which roles, bucket and repository a stack's deployment uses.
/// https://docs.aws.amazon.com/cdk/v2/guide/configure-synth.html

#include <optional>
#include <string>

namespace tenon {

/// How a stack and its assets get to the account. Names may hold `${Qualifier}`, `${AWS::AccountId}`,
/// `${AWS::Region}` and `${AWS::Partition}`.
struct Synthesizer {
  enum class Style {
    bootstrap,        ///< the roles, bucket and repository of `cdk bootstrap`
    cli_credentials,  ///< the bucket and repository of `cdk bootstrap`, the caller's own credentials
    bootstrapless,    ///< nothing is needed, and assets are refused
  };

  Style style = Style::bootstrap;
  /// Default: the context `@aws-cdk/core:bootstrapQualifier`, else "hnb659fds".
  std::optional<std::string> qualifier = {};
  /// Default: "cdk-${Qualifier}-assets-${AWS::AccountId}-${AWS::Region}".
  std::optional<std::string> file_assets_bucket = {};
  /// Default: "cdk-${Qualifier}-container-assets-${AWS::AccountId}-${AWS::Region}".
  std::optional<std::string> image_assets_repository = {};
  /// Put before every object key. Default: nothing.
  std::string bucket_prefix = {};
  /// Put before every image tag. Default: nothing.
  std::string docker_tag_prefix = {};
  /// Defaults: the roles of `cdk bootstrap`; none with the other styles.
  std::optional<std::string> deploy_role_arn = {};
  std::optional<std::string> cloudformation_execution_role_arn = {};
  std::optional<std::string> file_publishing_role_arn = {};
  std::optional<std::string> image_publishing_role_arn = {};
  std::optional<std::string> lookup_role_arn = {};
  /// Adds the parameter `BootstrapVersion` and the rule `CheckBootstrapVersion` to the template. Only of
  /// `bootstrap`.
  bool generate_bootstrap_version_rule = true;
};

/// The roles, bucket and repository of `cdk bootstrap`.
inline Synthesizer default_synthesizer() { return {}; }
inline Synthesizer cli_credentials_synthesizer() { return {.style = Synthesizer::Style::cli_credentials}; }
inline Synthesizer bootstrapless_synthesizer() { return {.style = Synthesizer::Style::bootstrapless}; }

}  // namespace tenon
