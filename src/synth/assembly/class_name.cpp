#include "class_name.hpp"

#include <typeinfo>

#include "tenon/construct/construct.hpp"

namespace tenon::synth {

namespace {

constexpr std::string_view anonymous_namespace = "_GLOBAL__N_1";
constexpr std::string_view nameless = "tenon.Construct";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes `<length><name>` from the front; empty where there is none.
std::string_view take_name(std::string_view& rest) {
  std::size_t length = 0;
  while (!rest.empty() && is_digit(rest.front()) && length < rest.size()) {
    length = length * 10 + static_cast<std::size_t>(rest.front() - '0');
    rest.remove_prefix(1);
  }
  if (length == 0 || length > rest.size()) return {};
  const std::string_view name = rest.substr(0, length);
  rest.remove_prefix(length);
  return name;
}

/// `v0` and the like: the inline namespace of a version.
bool is_version(std::string_view name) {
  if (name.size() < 2 || name.front() != 'v') return false;
  for (const char c : name.substr(1)) {
    if (!is_digit(c)) return false;
  }
  return true;
}

}  // namespace

std::string dotted_class_name(std::string_view mangled) {
  std::string_view rest = mangled;
  const bool nested = rest.size() > 2 && rest.front() == 'N' && rest.back() == 'E';
  if (nested) rest = rest.substr(1, rest.size() - 2);
  std::string dotted;
  while (!rest.empty()) {
    const std::string_view name = take_name(rest);
    if (name.empty() || (!nested && !rest.empty())) return {};
    if (name == anonymous_namespace || (dotted == "tenon" && is_version(name))) continue;
    if (!dotted.empty()) dotted += '.';
    dotted += name;
  }
  return dotted;
}

std::string class_name(const Construct& construct) {
  std::string name = dotted_class_name(typeid(construct).name());
  return name.empty() ? std::string(nameless) : name;
}

}  // namespace tenon::synth
