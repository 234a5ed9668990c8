#include "manifest.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "../../construct/asset_location.hpp"

namespace tenon::synth {

namespace {

constexpr int indent = 2;

// CDK rule 4.14.
constexpr int bootstrap_version_of_deployments = 6;
constexpr int bootstrap_version_of_lookups = 8;

void put(JsonText& json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text(value);
}

void put_if_any(JsonText& json, std::string_view key, std::string_view value) {
  if (!value.empty()) put(json, key, value);
}

std::string bootstrap_parameter(const Stack& stack) {
  return "/cdk-bootstrap/" + qualifier(stack) + "/version";
}

void put_required_bootstrap(JsonText& json, const Stack& stack, int bootstrap_version) {
  if (stack.synthesizer().style != Synthesizer::Style::bootstrap) return;
  json.key("requiresBootstrapStackVersion");
  json.integer(bootstrap_version);
  put(json, "bootstrapStackVersionSsmParameter", bootstrap_parameter(stack));
}

std::string environment_of(const Stack& stack) {
  const Environment& env = stack.environment();
  std::string text = "aws://";
  text.append(env.account ? env.account->text() : "unknown-account").append("/");
  return text.append(env.region ? env.region->text() : "unknown-region");
}

std::string template_url(const StackPlan& plan) {
  const Stack& stack = *plan.stack;
  return "s3://" + file_assets_bucket(stack) + "/" + stack.synthesizer().bucket_prefix + plan.sha256 +
         ".json";
}

class ManifestWriter {
 public:
  ManifestWriter(const Assembly& assembly, const Plan& plan, const Annotations& annotations)
      : assembly_(assembly), plan_(plan), annotations_(annotations) {}

  JsonText write() && {
    json_.begin_object();
    put(json_, "version", schema_version);
    json_.key("artifacts");
    json_.begin_object();
    for (const Stage* stage : assembly_.stages) stage_artifact(*stage);
    for (const ListedStack& stack : assembly_.stacks) {
      if (has_asset_manifest(*stack.plan->stack)) asset_manifest_artifact(*stack.plan->stack);
      stack_artifact(*stack.plan);
    }
    if (is_root()) tree_artifact();
    json_.end_object();
    if (is_root()) missing_context();
    json_.end_object();
    return std::move(json_);
  }

 private:
  bool is_root() const { return assembly_.stage == plan_.app; }

  void begin_artifact(std::string_view id, std::string_view type) {
    json_.key(id);
    json_.begin_object();
    put(json_, "type", type);
  }

  void stage_artifact(const Stage& stage) {
    const std::string id = stage.artifact_id();
    begin_artifact(id, "cdk:cloud-assembly");
    json_.key("properties");
    json_.begin_object();
    put(json_, "directoryName", id);
    put(json_, "displayName", stage.path());
    json_.end_object();
    json_.end_object();
  }

  void asset_manifest_artifact(const Stack& stack) {
    begin_artifact(stack.artifact_id() + ".assets", "cdk:asset-manifest");
    json_.key("properties");
    json_.begin_object();
    put(json_, "file", asset_manifest_file(stack));
    put_required_bootstrap(json_, stack, bootstrap_version_of_deployments);
    json_.end_object();
    json_.end_object();
  }

  void stack_artifact(const StackPlan& plan) {
    const Stack& stack = *plan.stack;
    begin_artifact(stack.artifact_id(), "aws:cloudformation:stack");
    put(json_, "environment", environment_of(stack));
    json_.key("properties");
    stack_properties(plan);
    dependencies(plan);
    json_.key("metadata");
    append_metadata(json_, stack, annotations_);
    put(json_, "displayName", stack.path());
    json_.end_object();
  }

  void stack_properties(const StackPlan& plan) {
    const Stack& stack = *plan.stack;
    const auto& state = TreeAccess::state(stack);
    json_.begin_object();
    put(json_, "templateFile", template_file(plan));
    json_.key("terminationProtection");
    json_.boolean(state.termination_protection);
    tags(stack);
    json_.key("validateOnSynth");
    json_.boolean(false);
    notification_arns(state.notification_arns);
    put_if_any(json_, "assumeRoleArn", deploy_role_arn(stack));
    put_if_any(json_, "cloudFormationExecutionRoleArn", cloudformation_execution_role_arn(stack));
    if (has_asset_manifest(stack)) put(json_, "stackTemplateAssetObjectUrl", template_url(plan));
    put_required_bootstrap(json_, stack, bootstrap_version_of_deployments);
    lookup_role(stack);
    if (stack.stack_name() != stack.artifact_id()) put(json_, "stackName", stack.stack_name());
    json_.end_object();
  }

  void tags(const Stack& stack) {
    const std::vector<TextEntry> all = manifest_tags(stack);
    if (all.empty()) return;
    json_.key("tags");
    json_.begin_object();
    for (const auto& [key, value] : all) put(json_, key, value);
    json_.end_object();
  }

  void notification_arns(const std::vector<std::string>& arns) {
    if (arns.empty()) return;
    json_.key("notificationArns");
    json_.begin_array();
    for (const std::string& arn : arns) json_.text(arn);
    json_.end_array();
  }

  void lookup_role(const Stack& stack) {
    const std::string arn = lookup_role_arn(stack);
    if (arn.empty()) return;
    json_.key("lookupRole");
    json_.begin_object();
    put(json_, "arn", arn);
    put_required_bootstrap(json_, stack, bootstrap_version_of_lookups);
    json_.end_object();
  }

  /// Other stacks first, then the stack's own assets.
  void dependencies(const StackPlan& plan) {
    std::vector<std::string> ids;
    for (const StackPlan* dependency : plan.dependencies) {
      const std::string& id = outermost(*dependency->stack).artifact_id();
      if (id != plan.stack->artifact_id() && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    }
    if (has_asset_manifest(*plan.stack)) ids.push_back(plan.stack->artifact_id() + ".assets");
    if (ids.empty()) return;
    json_.key("dependencies");
    json_.begin_array();
    for (const std::string& id : ids) json_.text(id);
    json_.end_array();
  }

  void tree_artifact() {
    begin_artifact("Tree", "cdk:tree");
    json_.key("properties");
    json_.begin_object();
    put(json_, "file", "tree.json");
    json_.end_object();
    json_.end_object();
  }

  void missing_context() {
    const std::vector<MissingContext>& missing = TreeAccess::state(*plan_.app).missing;
    if (missing.empty()) return;
    json_.key("missing");
    json_.begin_array();
    for (const MissingContext& each : missing) {
      json_.begin_object();
      put(json_, "key", each.key);
      put(json_, "provider", each.provider);
      json_.key("props");
      append_query(json_, with_lookup_role(each.properties));
      json_.end_object();
    }
    json_.end_array();
  }

  /// The CLI looks up as the role of the first stack that is deployed there.
  std::vector<TextEntry> with_lookup_role(std::vector<TextEntry> properties) const {
    const auto value_of = [&properties](std::string_view key) {
      const auto found = std::ranges::find(properties, key, &TextEntry::key);
      return found == properties.end() ? std::string_view() : std::string_view(found->value);
    };
    const std::string_view account = value_of("account");
    const std::string_view region = value_of("region");
    for (const auto& stack : plan_.stacks) {
      const Environment& env = stack->stack->environment();
      if (!env.account || !env.region || env.account->text() != account || env.region->text() != region)
        continue;
      std::string role = lookup_role_arn(*stack->stack);
      if (role.empty()) continue;
      properties.push_back({"lookupRoleArn", std::move(role)});
      break;
    }
    return properties;
  }

  const Assembly& assembly_;
  const Plan& plan_;
  const Annotations& annotations_;
  JsonText json_{indent};
};

// --- look-ups
// --------------------------------------------------------------------------------------------------------

constexpr std::string_view whole_below = "filter";  // what follows is one name
// What the schema has as something else than text.
constexpr std::string_view numbers[] = {"listenerPort"};
constexpr std::string_view booleans[] = {"ignoreErrorOnMissingContext", "privateZone",
                                         "returnAsymmetricSubnets", "returnVpnGateways"};

struct QueryName {
  std::string_view first;
  std::string_view rest;  // empty: the name ends here
};

QueryName split(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return {name, {}};
  return {name.substr(0, dot), name.substr(dot + 1)};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 10 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A value and what is left of its name.
struct QueryEntry {
  std::string_view name;
  std::string_view value;
};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

void append_query_value(JsonText& json, std::string_view name, std::string_view value) {
  const bool is_boolean = is_one_of(booleans, name) && (value == "true" || value == "false");
  if (is_boolean || (is_one_of(numbers, name) && is_number(value))) {
    json.written(value);
  } else {
    json.text(value);
  }
}

void append_query_entries(JsonText& json, std::vector<QueryEntry> entries, bool names_are_whole);

void append_query_group(JsonText& json, std::string_view name, const std::vector<QueryEntry>& group) {
  if (group.size() == 1 && group.front().name.empty()) {
    append_query_value(json, name, group.front().value);
  } else {
    append_query_entries(json, group, name == whole_below);
  }
}

/// Entries with the same first name belong together, where the first of them stands.
void append_query_entries(JsonText& json, std::vector<QueryEntry> entries, bool names_are_whole) {
  const auto name_of = [names_are_whole](const QueryEntry& entry) {
    return names_are_whole ? QueryName{entry.name, {}} : split(entry.name);
  };
  const bool is_list =
      std::ranges::all_of(entries, [&](const QueryEntry& e) { return is_number(name_of(e).first); });
  is_list ? json.begin_array() : json.begin_object();
  while (!entries.empty()) {
    const std::string_view first = name_of(entries.front()).first;
    std::vector<QueryEntry> group;
    std::erase_if(entries, [&](const QueryEntry& entry) {
      const QueryName name = name_of(entry);
      if (name.first != first) return false;
      group.push_back({name.rest, entry.value});
      return true;
    });
    if (!is_list) json.key(first);
    append_query_group(json, first, group);
  }
  is_list ? json.end_array() : json.end_object();
}

}  // namespace

JsonText manifest_json(const Assembly& assembly, const Plan& plan, const Annotations& annotations) {
  return ManifestWriter(assembly, plan, annotations).write();
}

std::string version_file_json() {
  JsonText json(0);
  json.begin_object();
  put(json, "version", schema_version);
  json.end_object();
  return json.take();
}

void append_query(JsonText& json, const std::vector<TextEntry>& properties) {
  std::vector<QueryEntry> entries;
  for (const TextEntry& property : properties) entries.push_back({property.key, property.value});
  append_query_entries(json, std::move(entries), false);
}

}  // namespace tenon::synth
