#include "tenon/construct/stack.hpp"

#include <algorithm>
#include <array>

#include "asset_location.hpp"
#include "state.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

constexpr std::size_t max_description_bytes = 1024;

/// The ids from below `top` to `construct`.
std::vector<std::string_view> ids_below(const Construct& construct, const Construct& top) {
  std::vector<std::string_view> ids;
  for (const Construct* each = &construct; each != &top; each = each->parent()) ids.push_back(each->id());
  std::ranges::reverse(ids);
  return ids;
}

Environment merged(const Environment& own, const Environment& outer) {
  return {own.account ? own.account : outer.account, own.region ? own.region : outer.region};
}

std::string name_of_stage(const Scope& scope, const Stage::Props& props) {
  return stage_name(scope.parent().stage().stage_name(), props.stage_name.value_or(std::string(scope.id())));
}


}  // namespace

// --- Stage and App -------------------------------------------------------------------------------------------------

Stage::Stage(const Scope& scope, const Props& props)
    : Construct(scope, ConstructKind::stage),
      env_(merged(props.env, scope.parent().stage().environment())),
      stage_name_(name_of_stage(scope, props)) {
  if (!is_valid_stage_id(scope.id())) {
    report({.id = "invalid-stage-id",
            .path = path(),
            .value = std::string(scope.id()),
            .allowed = "a letter, then letters, digits, '-', '_' and '.'",
            .message = "the id of a stage has other characters",
            .where = where()});
  }
}

Stage::Stage(Root root, Environment env, std::source_location where)
    : Construct(root, ConstructKind::app, where), env_(std::move(env)) {}

std::string Stage::artifact_id() const { return assembly_artifact_id(path()); }

App::App(std::source_location where) : App(Options{}, where) {}

App::App(const Options& options, std::source_location where)
    : Stage(Root{}, {}, where), state_(std::make_unique<State>()) {
  if (!options.context.is_set()) return;
  const auto entries = options.context.items();
  for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
    set_context(entries[i].text(), Value<Json>(Raw{}, entries[i + 1]));
  }
}

App::~App() = default;

std::span<const Diagnostic> App::diagnostics() const noexcept { return state_->diagnostics; }
const std::string& App::failed_construct() const noexcept { return state_->failed_construct; }

// --- Stack ---------------------------------------------------------------------------------------------------------

Stack::Stack(const Scope& scope, const Props& props) : Stack(scope, props, ConstructKind::stack) {}

Stack::Stack(const Scope& scope, const Props& props, ConstructKind kind)
    : Construct(scope, kind), state_(std::make_unique<State>()) {
  state_->env = merged(props.env, scope.parent().stage().environment());
  state_->description = props.description;
  state_->synthesizer = props.synthesizer;
  state_->tags = props.tags;
  state_->termination_protection = props.termination_protection;
  state_->notification_arns = props.notification_arns;
  state_->template_file = props.template_file;
  state_->yaml_template_file = props.yaml_template_file;
  state_->template_format_version = props.template_format_version;
  state_->transforms = props.transforms;
  state_->cross_stack_references = props.cross_stack_references;
  state_->path_metadata = props.path_metadata;
  if (kind == ConstructKind::nested_stack) state_->nesting_parent = scope.parent().find_stack();
  state_->stack_name =
      props.stack_name.value_or(tenon::stack_name(ids_below(*this, stage()), stage().stage_name()));
  if (kind == ConstructKind::stack && !is_valid_stack_name(state_->stack_name)) {
    report({.id = "invalid-stack-name",
            .path = path(),
            .property = "stack_name",
            .value = state_->stack_name,
            .allowed = "a letter, then letters, digits and '-', 128 at most",
            .message = "CloudFormation does not take this name for a stack",
            .where = where()});
  }
  if (state_->description.size() > max_description_bytes) {
    report({.id = "description-too-long",
            .path = path(),
            .property = "description",
            .value = std::to_string(state_->description.size()) + " bytes",
            .allowed = "1024 bytes at most",
            .message = "the description of the template is too long",
            .where = where()});
  }
}

Stack::~Stack() = default;

const Environment& Stack::environment() const noexcept { return state_->env; }

Value<std::string> Stack::account() const {
  if (state_->env.account) return state_->env.account->text();
  return pseudo::account_id;
}

Value<std::string> Stack::region() const {
  if (state_->env.region) return state_->env.region->text();
  return pseudo::region;
}

Value<std::string> Stack::partition() const {
  if (state_->env.region) return state_->env.region->partition();
  return pseudo::partition;
}

const std::string& Stack::stack_name() const noexcept { return state_->stack_name; }

const std::string& Stack::artifact_id() const {
  if (state_->artifact_id.empty()) state_->artifact_id = stack_artifact_id(ids_below(*this, app()));
  return state_->artifact_id;
}

const Synthesizer& Stack::synthesizer() const noexcept {
  static const Synthesizer standard = default_synthesizer();
  if (state_->nesting_parent != nullptr) return state_->nesting_parent->synthesizer();
  return state_->synthesizer ? *state_->synthesizer : standard;
}

Stack* Stack::nesting_parent() const noexcept { return state_->nesting_parent; }

void Stack::add_transform(std::string_view macro) {
  if (std::ranges::find(state_->transforms, macro) == state_->transforms.end()) state_->transforms.emplace_back(macro);
}

void Stack::add_metadata(std::string_view key, const Value<Json>& value) { state_->metadata.emplace_back(key, value); }

void Stack::rename_logical_id(std::string_view from, std::string_view to) { state_->renames.emplace_back(from, to); }

void Stack::add_stack_dependency(Stack& other, std::source_location where) { add_dependency(other, where); }

void Stack::set_reference_strength(const Element& element, ReferenceStrength strength) {
  state_->reference_strengths.emplace_back(&element, strength);
}

// --- assets --------------------------------------------------------------------------------------------------------

namespace {

Stack& outermost(Stack& stack) {
  Stack* each = &stack;
  while (each->nesting_parent() != nullptr) each = each->nesting_parent();
  return *each;
}

void refuse_without_bootstrap(const Stack& stack, const std::string& source) {
  if (stack.synthesizer().style != Synthesizer::Style::bootstrapless) return;
  throw Error("asset-without-bootstrap", "'" + stack.path() + "' is synthesized without bootstrap resources and takes " +
                                             "no asset; got " + source);
}

}  // namespace

FileAsset Stack::add_file_asset(const FileAssetProps& props) {
  Stack& owner = outermost(*this);
  refuse_without_bootstrap(owner, props.path);
  StagedFile file = stage_file(owner, props);
  FileAsset asset = location_of(owner, file);
  auto& files = owner.state_->files;
  if (std::ranges::find(files, file.hash, &StagedFile::hash) == files.end()) files.push_back(std::move(file));
  return asset;
}

DockerImageAsset Stack::add_docker_image_asset(const DockerImageAssetProps& props) {
  Stack& owner = outermost(*this);
  refuse_without_bootstrap(owner, props.directory);
  StagedImage image = stage_image(owner, props);
  DockerImageAsset asset = location_of(owner, image);
  auto& images = owner.state_->images;
  if (std::ranges::find(images, image.hash, &StagedImage::hash) == images.end()) images.push_back(std::move(image));
  return asset;
}

// --- context -------------------------------------------------------------------------------------------------------

namespace {

/// A text in a context key: `:` separates, so one in a value becomes `$:` (CDK rule 4.18).
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':') out += '$';
    out += c;
  }
  return out;
}

std::string context_key(std::string_view provider, std::vector<TextEntry> properties) {
  std::ranges::sort(properties, {}, &TextEntry::key);
  std::string key(provider);
  for (const auto& [name, value] : properties) key.append(":").append(name).append("=").append(escaped(value));
  return key;
}

}  // namespace

Value<Json> Stack::look_up(std::string_view provider, const std::vector<TextEntry>& query, const Value<Json>& dummy) {
  if (!state_->env.account || !state_->env.region) {
    throw Error("look-up-without-environment", "'" + path() + "' looks up " + std::string(provider) +
                                                   " and needs an account and a region: set Stack::Props::env");
  }
  std::vector<TextEntry> properties = query;
  properties.push_back({"account", std::string(state_->env.account->text())});
  properties.push_back({"region", std::string(state_->env.region->text())});
  const std::string key = context_key(provider, properties);
  if (Value<Json> known = context(key); known.is_set()) {
    const Node* const error = known.find("$providerError");
    if (error == nullptr) return known;
    add_error(std::string(error->text()), where());
    return dummy;
  }
  auto& missing = TreeAccess::state(app()).missing;
  if (std::ranges::find(missing, key, &MissingContext::key) == missing.end()) {
    missing.push_back({key, std::string(provider), std::move(properties)});
  }
  return dummy;
}

std::vector<Value<std::string>> Stack::availability_zones() {
  if (!state_->env.account || !state_->env.region) {
    return {Fn::Select(0, Fn::GetAZs("")), Fn::Select(1, Fn::GetAZs(""))};
  }
  const auto dummy = json::array({"dummy1a", "dummy1b", "dummy1c"});
  const Value<Json> known = look_up("availability-zones", {}, dummy);
  std::vector<Value<std::string>> zones;
  for (const Node& zone : known.items()) zones.emplace_back(Raw{}, zone);
  return zones;
}

// --- NestedStack ---------------------------------------------------------------------------------------------------

namespace {

constexpr std::string_view stack_type = "AWS::CloudFormation::Stack";

Value<Json> nested_stack_properties(const NestedStack::Props& props) {
  std::vector<Node> nodes;
  const auto put = [&nodes](std::string_view key, Node value) {
    nodes.emplace_back(key);
    nodes.push_back(std::move(value));
  };
  if (!props.notification_arns.empty()) put("NotificationARNs", List<std::string>(props.notification_arns));
  if (props.parameters.is_set()) put("Parameters", props.parameters);
  if (props.timeout_in_minutes) put("TimeoutInMinutes", Node(*props.timeout_in_minutes));
  return {Raw{}, Node::object(nodes)};
}

}  // namespace

NestedStack::NestedStack(const Scope& scope, const Props& props)
    : Stack(scope, Stack::Props{.description = props.description}, ConstructKind::nested_stack) {
  // CDK's ids: `<id>.NestedStack` beside this construct, the resource inside it (CDK rule 4.12).
  const std::string id(scope.id());
  auto& resource_scope = scope.parent().add(id + ".NestedStack", Construct::Props{}, scope.where());
  resource_ = &resource_scope.add(
      id + ".NestedStackResource",
      Resource::Props{.Type = stack_type, .Properties = nested_stack_properties(props)}, scope.where());
  resource_->apply_removal_policy(props.removal_policy);
}

Resource& NestedStack::nested_stack_resource() const noexcept { return *resource_; }

}  // namespace tenon
