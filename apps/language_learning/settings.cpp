#include "settings.hpp"

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
                           .resource_policy_name = name,
                           .removal_policy = tenon::RemovalPolicy::destroy,
                       });
}

}  // namespace language_learning
