#include "asset_location.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <nlohmann/json.hpp>

#include "tenon/construct/fingerprint.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view default_qualifier = "hnb659fds";

constexpr std::string_view role_prefix =
    "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-${Qualifier}-";
constexpr std::string_view role_suffix = "-${AWS::AccountId}-${AWS::Region}";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string role_arn(const Stack& stack, const std::optional<std::string>& given, std::string_view role) {
  if (given) return specialized(stack, *given);
  if (stack.synthesizer().style != Synthesizer::Style::bootstrap) return {};
  std::string arn(role_prefix);
  arn.append(role).append(role_suffix);
  return specialized(stack, arn);
}

/// A text that may hold `${AWS::…}`: `Fn::Sub` where it does.
Value<std::string> text_or_sub(const std::string& text) {
  if (text.find("${") == text.npos) return text;
  return sub_text(text);
}

std::string salt(const Stack& stack) {
  const Value<Json> context = stack.context("@aws-cdk/core:assetHashSalt");
  return context.is_set() && context.is_text() ? std::string(context.text()) : std::string();
}

std::string docker_file(const DockerImageAssetProps& props) {
  return props.docker_file.empty() ? "Dockerfile" : props.docker_file;
}

/// What CDK leaves out of an image's directory: what .dockerignore and the user say, but never .dockerignore
/// and the Dockerfile themselves, which the build needs.
std::vector<std::string> image_excludes(const DockerImageAssetProps& props) {
  std::vector<std::string> exclude;
  std::ifstream ignore(fs::path(props.directory) / ".dockerignore");
  for (std::string line; std::getline(ignore, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) exclude.push_back(line);
  }
  exclude.insert(exclude.end(), props.exclude.begin(), props.exclude.end());
  if (ignore.eof()) exclude.emplace_back("!.dockerignore");
  exclude.push_back("!" + fs::path(docker_file(props)).filename().string());
  return exclude;
}

/// What of the build the files do not show, in CDK's form, so that an image keeps its name.
std::string image_extra_hash(const DockerImageAssetProps& props) {
  nlohmann::ordered_json extra = nlohmann::ordered_json::object();
  const auto put = [&extra](const char* key, const auto& value) {
    if (!value.empty()) extra[key] = value;
  };
  put("user", props.extra_hash);
  for (const auto& [name, value] : props.build_args) extra["buildArgs"][name] = value;
  put("target", props.target);
  put("file", props.docker_file);
  if (!props.network_mode.empty()) extra["networkMode"] = {{"mode", props.network_mode}};
  if (!props.platform.empty()) extra["platform"] = {{"platform", props.platform}};
  extra["version"] = "1.21.0";  // CDK's version of this form
  return extra.dump();
}

void require_existing(const Stack& stack, const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error)) return;
  if (error) throw Error("output-not-written", "cannot find the asset '" + path + "': " + error.message());
  throw Error("asset-not-found", "'" + stack.path() + "' has an asset '" + path +
                                     "' that does not exist below '" + fs::current_path(error).string() +
                                     "'");
}

/// The fingerprint of what can be read.
std::string hash_of(const Stack& stack, const std::string& path, const AssetOptions& options,
                    std::string_view extra_hash) {
  try {
    return asset_fingerprint(path, options, extra_hash, salt(stack));
  } catch (const std::invalid_argument& error) {
    throw Error("malformed-exclusion", "the asset '" + path + "' of '" + stack.path() + "': " + error.what());
  } catch (const std::runtime_error& error) {
    throw Error("output-not-written", error.what());
  }
}

}  // namespace

std::string qualifier(const Stack& stack) {
  if (stack.synthesizer().qualifier) return *stack.synthesizer().qualifier;
  const Value<Json> context = stack.context("@aws-cdk/core:bootstrapQualifier");
  return context.is_set() && context.is_text() ? std::string(context.text()) : std::string(default_qualifier);
}

std::string specialized(const Stack& stack, std::string_view name) {
  std::string text(name);
  replace_all(text, "${Qualifier}", qualifier(stack));
  const Environment& env = stack.environment();
  if (env.account) replace_all(text, "${AWS::AccountId}", env.account->text());
  if (env.region) replace_all(text, "${AWS::Region}", env.region->text());
  return text;
}

std::string file_assets_bucket(const Stack& stack) {
  constexpr std::string_view standard = "cdk-${Qualifier}-assets-${AWS::AccountId}-${AWS::Region}";
  return specialized(stack, stack.synthesizer().file_assets_bucket.value_or(std::string(standard)));
}

std::string image_assets_repository(const Stack& stack) {
  constexpr std::string_view standard = "cdk-${Qualifier}-container-assets-${AWS::AccountId}-${AWS::Region}";
  return specialized(stack, stack.synthesizer().image_assets_repository.value_or(std::string(standard)));
}

std::string deploy_role_arn(const Stack& stack) {
  return role_arn(stack, stack.synthesizer().deploy_role_arn, "deploy-role");
}
std::string cloudformation_execution_role_arn(const Stack& stack) {
  return role_arn(stack, stack.synthesizer().cloudformation_execution_role_arn, "cfn-exec-role");
}
std::string file_publishing_role_arn(const Stack& stack) {
  return role_arn(stack, stack.synthesizer().file_publishing_role_arn, "file-publishing-role");
}
std::string image_publishing_role_arn(const Stack& stack) {
  return role_arn(stack, stack.synthesizer().image_publishing_role_arn, "image-publishing-role");
}
std::string lookup_role_arn(const Stack& stack) {
  return role_arn(stack, stack.synthesizer().lookup_role_arn, "lookup-role");
}

StagedFile stage_file(const Stack& stack, const FileAssetProps& props) {
  require_existing(stack, props.path);
  StagedFile file;
  file.props = props;
  std::error_code unreadable;  // which reading it tells
  file.is_directory = fs::is_directory(props.path, unreadable);
  file.source = props.path;
  file.hash = hash_of(stack, props.path, {props.exclude, props.ignore_mode, props.follow}, props.extra_hash);
  file.staged_name = file.is_directory ? "asset." + file.hash : staged_asset_name(file.hash, props.path);
  const std::string extension = file.staged_name.substr(std::string_view("asset.").size() + file.hash.size());
  file.object_key = stack.synthesizer().bucket_prefix + file.hash + (file.is_directory ? ".zip" : extension);
  return file;
}

StagedImage stage_image(const Stack& stack, const DockerImageAssetProps& props) {
  require_existing(stack, props.directory);
  StagedImage image;
  image.props = props;
  image.props.exclude = image_excludes(props);
  image.source = props.directory;
  image.hash = hash_of(stack, props.directory, {image.props.exclude, props.ignore_mode, props.follow},
                       image_extra_hash(props));
  image.staged_name = "asset." + image.hash;
  return image;
}

FileAsset location_of(const Stack& stack, const StagedFile& file) {
  const std::string bucket = file_assets_bucket(stack);
  const std::string region =
      stack.environment().region ? std::string(stack.environment().region->text()) : "${AWS::Region}";
  const std::string suffix = "${AWS::URLSuffix}";
  return {
      .asset_hash = file.hash,
      .bucket_name = text_or_sub(bucket),
      .object_key = file.object_key,
      .s3_object_url = text_or_sub("s3://" + bucket + "/" + file.object_key),
      .http_url = text_or_sub("https://s3." + region + "." + suffix + "/" + bucket + "/" + file.object_key)};
}

DockerImageAsset location_of(const Stack& stack, const StagedImage& image) {
  const std::string repository = image_assets_repository(stack);
  const std::string tag = stack.synthesizer().docker_tag_prefix + image.hash;
  const std::string registry =
      specialized(stack, "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/");
  return {.asset_hash = image.hash,
          .repository_name = text_or_sub(repository),
          .image_tag = tag,
          .image_uri = text_or_sub(registry + repository + ":" + tag)};
}

}  // namespace tenon
