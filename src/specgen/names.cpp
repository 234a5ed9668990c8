#include "names.hpp"

#include <algorithm>
#include <set>
#include <span>

#include <fmt/format.h>

#include "text.hpp"

namespace tenon::specgen {
namespace {

constexpr std::string_view keywords[] = {
    "alignas",     "alignof",  "and",        "and_eq",    "asm",       "auto",         "bitand",
    "bitor",       "bool",     "break",      "case",      "catch",     "char",         "char16_t",
    "char32_t",    "char8_t",  "class",      "co_await",  "co_return", "co_yield",     "compl",
    "concept",     "const",    "const_cast", "consteval", "constexpr", "constinit",    "continue",
    "decltype",    "default",  "delete",     "do",        "double",    "dynamic_cast", "else",
    "enum",        "explicit", "export",     "extern",    "false",     "float",        "for",
    "friend",      "goto",     "if",         "inline",    "int",       "long",         "mutable",
    "namespace",   "new",      "noexcept",   "not",       "not_eq",    "nullptr",      "operator",
    "or",          "or_eq",    "private",    "protected", "public",    "register",     "reinterpret_cast",
    "requires",    "return",   "short",      "signed",    "sizeof",    "static",       "static_assert",
    "static_cast", "struct",   "switch",     "template",  "this",      "thread_local", "throw",
    "true",        "try",      "typedef",    "typeid",    "typename",  "union",        "unsigned",
    "using",       "virtual",  "void",       "volatile",  "wchar_t",   "while",        "xor",
    "xor_eq"};

// Macros that look like a name that a service could choose, from the headers of the C++ standard, POSIX and
// glibc, and those that GNU compilers predefine.
constexpr std::string_view macros[] = {
    "BIG_ENDIAN",    "BUFSIZ",    "BYTE_ORDER", "DOMAIN",  "EOF",      "FALSE",    "HUGE",     "INFINITY",
    "LITTLE_ENDIAN", "NAN",       "NDEBUG",     "NULL",    "OVERFLOW", "PIPE_BUF", "RAND_MAX", "SING",
    "TRUE",          "UNDERFLOW", "alloca",     "assert",  "bcopy",    "daylight", "errno",    "htons",
    "i386",          "linux",     "major",      "makedev", "minor",    "offsetof", "setjmp",   "sigcontext",
    "st_atime",      "st_ctime",  "st_mtime",   "stderr",  "stdin",    "stdout",   "unix",     "va_arg",
    "va_copy",       "va_end",    "va_start"};

// Of ::tenon::Resource and its bases, as far as an attribute could be called so, and what every class
// declares.
constexpr std::string_view class_members[] = {"Props", "add",    "app",   "body",   "children", "context",
                                              "facts", "id",     "kind",  "parent", "path",     "properties",
                                              "ref",   "report", "stack", "stage",  "type",     "where"};
constexpr std::string_view bag_members[] = {"Of", "facts"};
constexpr std::string_view service_members[] = {"allowed", "kind"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

void check_name(std::string_view name, std::string_view where, std::span<const std::string_view> taken = {}) {
  const auto fail = [&](std::string_view why) {
    throw SpecError(fmt::format("{}: \"{}\" {}", where, name, why));
  };
  if (!is_identifier(name) || name.starts_with('_') || name.find("__") != std::string_view::npos) {
    fail("is no name that C++ leaves to programs");
  }
  if (contains(keywords, name)) fail("is a keyword of C++");
  if (contains(macros, name)) fail("is a macro of the standard headers");
  if (contains(taken, name)) fail("is the name of something that every class has");
}

/// Names that must differ.
class Names {
 public:
  explicit Names(std::string where) : where_(std::move(where)) {}

  void add(std::string_view name, std::string_view what, std::span<const std::string_view> taken = {}) {
    check_name(name, where_, taken);
    if (!names_.emplace(name).second)
      throw SpecError(fmt::format("{}: two things are called \"{}\" ({})", where_, name, what));
  }

 private:
  std::string where_;
  std::set<std::string, std::less<>> names_;
};

void check_bag(const Bag& bag, const std::string& where) {
  Names members(where);
  for (const Property& property : bag.properties) members.add(property.name, "property", bag_members);
}

void check_resource(const ResourceType& resource) {
  Names members(resource.name);
  members.add(class_name(resource), "class");
  for (const Bag& bag : resource.types) members.add(nested_name(resource, bag.name), bag.name, class_members);
  for (const Attribute& attribute : resource.attributes) {
    members.add(attribute_name(resource, attribute.name), attribute.name, class_members);
  }
  check_bag(resource.properties, resource.name);
  for (const Bag& bag : resource.types) check_bag(bag, fmt::format("{}.{}", resource.name, bag.name));
}

/// Files that a file system without regard to case would take for one.
class Files {
 public:
  void add(const std::string& path) {
    if (!paths_.insert(lower(path)).second) {
      throw SpecError(fmt::format("two files differ at most by case: {}", path));
    }
  }

 private:
  std::set<std::string> paths_;
};

}  // namespace

std::string class_name(const ResourceType& resource) { return std::string(last_part(resource.name)); }

std::string nested_name(const ResourceType& resource, std::string_view type) {
  const bool is_taken = type == "Props" || type == last_part(resource.name);
  return fmt::format("{}{}", type, is_taken ? "_" : "");
}

std::string qualified_nested_name(const ResourceType& resource, std::string_view type) {
  return fmt::format("::tenon::aws::{}::{}::{}", service_of(resource.name), class_name(resource),
                     nested_name(resource, type));
}

std::string attribute_name(const ResourceType& resource, std::string_view attribute) {
  std::string name = replace_all(attribute, ".", "_");
  const auto is_name = [&](const Bag& bag) { return nested_name(resource, bag.name) == name; };
  if (name == last_part(resource.name) || std::ranges::any_of(resource.types, is_name)) name += "_attr";
  return name;
}

std::string kind_name(const MemberName& member) {
  return fmt::format("{}_{}", last_part(member.type), replace_all(member.member, ".", "_"));
}

std::string qualified_kind_name(const MemberName& member) {
  return fmt::format("::tenon::aws::{}::kind::{}", service_of(member.type), kind_name(member));
}

std::string iam_namespace(std::string_view prefix) {
  std::string name = replace_all(prefix, "-", "_");
  return contains(keywords, name) ? name + "_" : name;
}

std::string iam_action_name(std::string_view action) {
  std::string name = replace_all(action, "-", "_");
  return contains(keywords, name) ? name + "_" : name;
}

bool is_called_arn(std::string_view name) {
  if (name.ends_with('s')) name.remove_suffix(1);
  return name.ends_with("Arn") || name.ends_with("ARN") || name == "arn";
}

void check_names(const Spec& spec) {
  Files files;
  Names services("tenon::aws");
  for (const Service& service : spec.services) {
    services.add(service.name, service.aws_name);
    files.add(fmt::format("aws/{}.hpp", service.name));
    Names classes(service.aws_name);
    for (const ResourceType& resource : service.types) {
      classes.add(class_name(resource), resource.name, service_members);
      files.add(fmt::format("aws/{}/{}.hpp", service.name, class_name(resource)));
      check_resource(resource);
    }
  }
  Names prefixes("tenon::iam");
  for (const IamService& service : spec.iam) {
    prefixes.add(iam_namespace(service.prefix), service.prefix);
    files.add(fmt::format("iam/{}.hpp", service.prefix));
    Names actions(fmt::format("tenon::iam::{}", iam_namespace(service.prefix)));
    for (const IamAction& action : service.actions) actions.add(iam_action_name(action.name), action.name);
  }
}

}  // namespace tenon::specgen
