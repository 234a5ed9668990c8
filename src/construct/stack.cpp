#include "tenon/construct/stack.hpp"

#include <algorithm>
#include <array>

#include "asset_location.hpp"
#include "exports.hpp"
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

/// Where a stack is deployed that does not say so: where the stack is that it is nested in, else as its stage.
const Environment& outer_environment(const Construct& parent, ConstructKind kind) {
  return kind == ConstructKind::nested_stack ? parent.stack().environment() : parent.stage().environment();
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
  state_->env = merged(props.env, outer_environment(scope.parent(), kind));
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

void Stack::rename_logical_id(std::string_view from, std::string_view to) {
  state_->renames.push_back({std::string(from), std::string(to)});
}

void Stack::add_stack_dependency(Stack& other, std::source_location where) { add_dependency(other, where); }

void Stack::set_reference_strength(const Element& element, ReferenceStrength strength) {
  state_->reference_strengths.emplace_back(&element, strength);
}

// --- exports -------------------------------------------------------------------------------------------------------

Construct& group_below(Construct& scope, std::string_view id) {
  Construct* const found = scope.find_child(id);
  return found != nullptr ? *found : scope.add(id, Construct::Props{}, scope.where());
}

std::string output_construct_id(const Element& element, std::string_view attribute) {
  std::string id = attribute.empty() ? "Output{\"Ref\":\"" : "Output{\"Fn::GetAtt\":[\"";
  id += element.logical_id();
  if (attribute.empty()) return id + "\"}";
  return id.append("\",\"").append(attribute).append("\"]}");
}

std::string add_export(Stack& producer, std::string_view construct_id, Output::Props props) {
  Construct& exports = group_below(producer, "Exports");
  const std::string_view ids[] = {"Exports", construct_id};
  const std::string name = export_name(producer.stack_name(), ids);
  if (exports.find_child(sanitize_id(construct_id)) == nullptr) {
    props.Export = Output::ExportName{.Name = name};
    exports.add(construct_id, props, producer.where());
  }
  return name;
}

namespace {

struct Exported {
  const Element* element = nullptr;
  std::string attribute;  // empty: Ref
};

Exported exported(const Node& node) {
  if (node.kind() == NodeKind::reference) return {&node.element(), {}};
  if (node.kind() == NodeKind::attribute) {
    const auto& resource = static_cast<const Resource&>(node.element());
    return {&resource, resource.type_facts()->attributes[node.attribute_ordinal()]};
  }
  const bool by_name = node.kind() == NodeKind::intrinsic && node.function() == Function::GetAtt &&
                       node.items()[0].kind() == NodeKind::reference;
  if (by_name) return {&node.items()[0].element(), std::string(node.items()[1].text())};
  return {};
}

}  // namespace

Expression Stack::export_value(const Value<std::string>& value) {
  const auto [element, attribute] = exported(value);
  if (element == nullptr || element->find_stack() != this) {
    throw Error("not-exportable", "'" + path() + "' exports Ref and attributes of its own elements; got another value");
  }
  TreeAccess::lock_logical_id(*element);
  const Value<Json> exported_value(value);
  return Fn::ImportValue(add_export(*this, output_construct_id(*element, attribute), {.Value = exported_value}));
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

constexpr Schema text{.shape = Shape::text};
constexpr Schema integer{.shape = Shape::integer};
constexpr Schema texts{.shape = Shape::list, .element = &text};
constexpr Schema text_map{.shape = Shape::map, .element = &text};
constexpr Schema tags{.shape = Shape::list};
// The types of tenon::aws stand above this room.
constexpr PropertyFacts nested_stack_properties[] = {{"NotificationARNs", &texts},
                                                     {"Parameters", &text_map},
                                                     {"Tags", &tags},
                                                     {"TemplateURL", &text},
                                                     {"TimeoutInMinutes", &integer}};
constexpr BagFacts nested_stack_bag{"Stack", nested_stack_properties};
constexpr TypeFacts nested_stack_facts{.type = "AWS::CloudFormation::Stack",
                                       .properties = &nested_stack_bag,
                                       .tags = "Tags",
                                       .tag_style = TagStyle::standard};

using NestedStackNodes = std::array<Node, std::size(nested_stack_properties)>;

NestedStackNodes nodes_of(const NestedStack::Props& props) {
  NestedStackNodes nodes;
  if (!props.notification_arns.empty()) nodes[0] = List<std::string>(props.notification_arns);
  nodes[1] = props.parameters;
  if (props.timeout_in_minutes) nodes[4] = Node(*props.timeout_in_minutes);
  return nodes;
}

class NestedStackResource final : public Resource {
 public:
  NestedStackResource(const Scope& scope, const NestedStackNodes& nodes)
      : Resource(scope, nested_stack_facts, nodes.data()) {}
};

}  // namespace

NestedStack::NestedStack(const Scope& scope, const Props& props)
    : Stack(scope, Stack::Props{.description = props.description}, ConstructKind::nested_stack) {
  // CDK's ids: `<id>.NestedStack` beside this construct, the resource inside it (CDK rule 4.12).
  const std::string id(scope.id());
  auto& resource_scope = scope.parent().add(id + ".NestedStack", Construct::Props{}, scope.where());
  resource_ = &resource_scope.add_with(
      id + ".NestedStackResource",
      [&props](const Scope& inner) { return std::make_unique<NestedStackResource>(inner, nodes_of(props)); },
      scope.where());
  resource_->apply_removal_policy(props.removal_policy);
}

Resource& NestedStack::nested_stack_resource() const noexcept { return *resource_; }

}  // namespace tenon
