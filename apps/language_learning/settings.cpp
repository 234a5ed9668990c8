#include "settings.hpp"

#include <vector>

#include "tenon/construct/resource.hpp"
#include "tenon/value/format.hpp"

namespace language_learning {

namespace {

template <class Text>
std::string joined(Text text_of) {
  std::string all;
  for (const Language& language : languages) {
    const std::string text = text_of(language);
    if (text.empty()) continue;
    if (!all.empty()) all += ',';
    all += text;
  }
  return all;
}

/// What tells apart the ids of what constructs make: the last eight digits.
std::string hash_of(const tenon::Resource& resource) {
  const std::string& id = resource.logical_id();
  return id.substr(id.size() - 8);
}

std::string path_in_stack(const tenon::Construct& construct) {
  const std::string path = construct.path();
  return path.substr(path.find('/') + 1);
}

}  // namespace

std::string language_codes() {
  return joined([](const Language& language) { return std::string(language.code); });
}

std::string voices() {
  const auto entry = [](const Language& language) {
    if (language.voice.empty()) return std::string();
    return '"' + std::string(language.code) + "\":\"" + std::string(language.voice) + '"';
  };
  return '{' + joined(entry) + '}';
}

tenon::Value<std::string> name(std::string_view what) {
  return tenon::format_sub("{}-{}", tenon::pseudo::stack_name, what);
}

tenon::LogGroup& add_log_group(tenon::Stack& stack, std::string_view id,
                               const tenon::Value<std::string>& name, tenon::Key& key) {
  return stack.add(id, tenon::LogGroup::Props{
                           .log_group_name = name,
                           .retention = log_retention,
                           .encryption_key = &key,
                           .removal_policy = tenon::RemovalPolicy::destroy,
                       });
}

void complete_the_rest(tenon::Stack& stack) {
  struct Named {
    std::string_view type;
    std::string_view property;
  };
  static constexpr Named named[] = {
      {"AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig.Name"},
      {"AWS::Logs::ResourcePolicy", "PolicyName"},
  };
  const auto visit = [](tenon::Construct& construct) {
    if (construct.kind() != tenon::ConstructKind::resource) return;
    auto& resource = static_cast<tenon::Resource&>(construct);
    for (const Named& each : named) {
      if (each.type != resource.type()) continue;
      resource.add_property_override(each.property, name(hash_of(resource)));
    }
    if (resource.type() == "AWS::IAM::Role" && resource.properties().find("Description") == nullptr) {
      resource.set_property("Description", "Language learning: " + path_in_stack(*resource.parent()));
    }
  };
  stack.add_aspect(visit, tenon::AspectPriority::mutating);
}

const tenon::Construct& permissions_of(const tenon::Role& role) { return *role.find_child("DefaultPolicy"); }

}  // namespace language_learning
