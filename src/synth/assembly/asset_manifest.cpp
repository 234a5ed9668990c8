#include "asset_manifest.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "../../construct/asset_location.hpp"
#include "../json_text.hpp"
#include "manifest.hpp"
#include "staging.hpp"
#include "tenon/construct/naming.hpp"

namespace tenon::synth {

namespace {

constexpr int indent = 2;

void put(JsonText& json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text(value);
}

void put_if_any(JsonText& json, std::string_view key, std::string_view value) {
  if (!value.empty()) put(json, key, value);
}

/// Where an asset goes: a bucket and a key, or a repository and a tag.
struct Destination {
  std::string_view place_key;
  std::string_view name_key;
  std::string place;
  std::string name;
  std::string role_arn;
};

constexpr std::string_view bucket_keys[] = {"bucketName", "objectKey"};
constexpr std::string_view repository_keys[] = {"repositoryName", "imageTag"};

std::string_view text_or_none(const auto& known) { return known ? known->text() : std::string_view(); }

class AssetManifestWriter {
 public:
  AssetManifestWriter(const ListedStack& listed, const Assembly& assembly)
      : listed_(listed), assembly_(assembly), stack_(*listed.plan->stack) {}

  std::string write() {
    json_.begin_object();
    put(json_, "version", schema_version);
    json_.key("files");
    json_.begin_object();
    for (const StagedFile& file : TreeAccess::state(stack_).files) file_asset(file);
    for (const StackPlan* nested : listed_.nested) template_asset(*nested, nested_name(*nested));
    template_asset(*listed_.plan, stack_.stack_name() + " Template");
    json_.end_object();
    json_.key("dockerImages");
    json_.begin_object();
    for (const StagedImage& image : TreeAccess::state(stack_).images) image_asset(image);
    json_.end_object();
    json_.end_object();
    return json_.take();
  }

 private:
  void file_asset(const StagedFile& file) {
    if (!begin_file(file.hash, asset_display_name(file.props.display_name, file.props.path))) return;
    file_source(assembly_.to_root + staged_file_name(file),
                file.is_directory && !file.props.zip_now ? "zip" : "file");
    destinations(in_bucket(file.object_key));
    json_.end_object();
  }

  void template_asset(const StackPlan& plan, std::string_view display_name) {
    if (!begin_file(plan.sha256, display_name)) return;
    file_source(template_file(plan), "file");
    destinations(in_bucket(stack_.synthesizer().bucket_prefix + plan.sha256 + ".json"));
    json_.end_object();
  }

  /// As CDK names it: by the path below the stack.
  std::string nested_name(const StackPlan& nested) const {
    return nested.stack->path().substr(stack_.path().size() + 1) + " Nested Stack Template";
  }

  /// Two nested stacks may have the same template: a key is written once.
  bool begin_file(std::string_view hash, std::string_view display_name) {
    if (std::ranges::find(written_, hash) != written_.end()) return false;
    written_.emplace_back(hash);
    json_.key(hash);
    json_.begin_object();
    put(json_, "displayName", display_name);
    return true;
  }

  void file_source(std::string_view path, std::string_view packaging) {
    json_.key("source");
    json_.begin_object();
    put(json_, "path", path);
    put(json_, "packaging", packaging);
    json_.end_object();
  }

  void image_asset(const StagedImage& image) {
    json_.key(image.hash);
    json_.begin_object();
    put(json_, "displayName", asset_display_name(image.props.display_name, image.props.directory));
    image_source(image);
    destinations({repository_keys[0], repository_keys[1], image_assets_repository(stack_),
                  stack_.synthesizer().docker_tag_prefix + image.hash, image_publishing_role_arn(stack_)});
    json_.end_object();
  }

  void image_source(const StagedImage& image) {
    json_.key("source");
    json_.begin_object();
    put(json_, "directory", assembly_.to_root + image.staged_name);
    if (!image.props.build_args.empty()) {
      json_.key("dockerBuildArgs");
      json_.begin_object();
      for (const auto& [name, value] : image.props.build_args) put(json_, name, value);
      json_.end_object();
    }
    put_if_any(json_, "dockerBuildTarget", image.props.target);
    put_if_any(json_, "dockerFile", image.props.docker_file);
    put_if_any(json_, "networkMode", image.props.network_mode);
    put_if_any(json_, "platform", image.props.platform);
    json_.end_object();
  }

  Destination in_bucket(std::string key) const {
    return {bucket_keys[0], bucket_keys[1], file_assets_bucket(stack_), std::move(key),
            file_publishing_role_arn(stack_)};
  }

  void destinations(const Destination& destination) {
    JsonText compact(0);
    append_destination(compact, destination);
    const Environment& env = stack_.environment();
    json_.key("destinations");
    json_.begin_object();
    json_.key(asset_destination_key(text_or_none(env.account), text_or_none(env.region), compact.view()));
    append_destination(json_, destination);
    json_.end_object();
  }

  void append_destination(JsonText& json, const Destination& destination) const {
    json.begin_object();
    put(json, destination.place_key, destination.place);
    put(json, destination.name_key, destination.name);
    put_if_any(json, "region", text_or_none(stack_.environment().region));
    put_if_any(json, "assumeRoleArn", destination.role_arn);
    json.end_object();
  }

  const ListedStack& listed_;
  const Assembly& assembly_;
  const Stack& stack_;
  std::vector<std::string> written_;
  JsonText json_{indent};
};

}  // namespace

std::string asset_manifest_json(const ListedStack& stack, const Assembly& assembly) {
  return AssetManifestWriter(stack, assembly).write();
}

}  // namespace tenon::synth
