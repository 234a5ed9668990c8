#pragma once

/// \file
/// Typed configuration: a JSON or YAML file read into the team's own struct.
///
///     struct Config {
///       BOOST_HANA_DEFINE_STRUCT(Config,
///         (tenon::AccountId, account),
///         (tenon::Cidr, vpc_cidr),
///         (std::vector<std::string>, alarm_emails),
///         (std::optional<int>, max_azs));
///     };
///     const auto config = tenon::load<Config>("prod.json", app);
///
/// The file's fields are called as the struct's members. A member may be `bool`, a whole number, `double`,
/// `std::string`, an enumeration (see `Spelling`), a type with `parse(text)` and `requirement()` such as
/// `Cidr`, `Arn`, `Port`, `Duration`, `Region` and `AccountId`, an optional, a `std::vector`, a map or list
/// of entries (see `load`) or another such struct. What types cannot say of a struct is checked by a function
/// of its namespace (see `ConfigPlace`). All that is wrong with the file is reported together.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/config/members.hpp"

namespace tenon {

class Construct;

/// How a configuration file writes one value of an enumeration. The enumeration's namespace says so for all:
///
///     enum class Tier { small, large };
///     constexpr auto spellings(Tier) {
///       return std::array{tenon::Spelling{"small", Tier::small}, tenon::Spelling{"large", Tier::large}};
///     }
template <class Enum>
struct Spelling {
  std::string_view text;
  Enum value;
};

namespace detail {
struct ConfigNode;
class ConfigFile;
}  // namespace detail

/// A place in a configuration, for a check of the team's own: of what types cannot say of a struct. The
/// struct's namespace has the check as a function `check`, declared before `load` is called:
///
///     struct Capacity { int least; int most; };
///     void check(const Capacity& capacity, const tenon::ConfigPlace& at) {
///       if (capacity.most < capacity.least) (at / "most").refuse("least or more");
///     }
///
/// `load` calls it for the configuration and for each struct in it, wherever one is read: once all members
/// have their types, and after the checks of the structs within. `at` is the place of the struct itself.
class ConfigPlace {
 public:
  /// The member or the entry of this name, or the item of a list, from 0: `at / "projects" / 0 / "host"`.
  ConfigPlace operator/(std::string_view name) const;
  ConfigPlace operator/(std::size_t index) const;

  /// Has `load` throw, with a line on this place among all that is wrong: `file:line: /projects/0/host: got
  /// "Shop"; allowed: ` and `allowed`. What stands there is looked up, in the file or in the context, which
  /// may also be that it is missing. In a configuration over another one it may be in that: then the line
  /// says that this file does not have it.
  void refuse(std::string_view allowed) const;

  /// The JSON pointer (RFC 6901), to name this place in what is said of another.
  const std::string& pointer() const noexcept { return pointer_; }

 private:
  friend class detail::ConfigFile;
  ConfigPlace(detail::ConfigFile& file, std::string pointer) : file_(&file), pointer_(std::move(pointer)) {}

  detail::ConfigFile* file_;
  std::string pointer_;
};

namespace detail {

/// A place in a configuration file: a value, or the lack of one. What it gives is empty where the value is
/// another one than asked for, which the file then has noted.
class ConfigValue {
 public:
  bool is_absent() const noexcept { return node_ == nullptr; }
  bool is_absent_or_null() const noexcept;

  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer(std::int64_t least, std::int64_t most) const;
  std::optional<std::uint64_t> natural(std::uint64_t most) const;
  std::optional<double> number() const;
  std::optional<std::string> text() const;
  /// Which of `spellings` it is.
  std::optional<std::size_t> choice(std::span<const std::string_view> spellings) const;
  /// A text, or a number or truth value as it is written; nothing is noted.
  std::optional<std::string_view> written() const;

  /// Whether it is an object; fields with other names than these are noted.
  bool has_fields(std::initializer_list<std::string_view> names) const;
  ConfigValue field(std::string_view name) const;

  /// The number of items of a list.
  std::optional<std::size_t> list_size() const;
  /// The number of fields of an object, whatever they are called.
  std::optional<std::size_t> object_size() const;
  std::string_view key(std::size_t index) const noexcept;
  ConfigValue item(std::size_t index) const noexcept;

  /// Notes that the value is missing or another one than allowed.
  void refuse(std::string_view allowed) const;

  ConfigPlace place() const;

 private:
  friend class ConfigFile;
  ConfigValue(ConfigFile& file, const ConfigValue* parent, const ConfigNode* node, std::string_view name,
              std::size_t index)
      : file_(&file), parent_(parent), node_(node), name_(name), index_(index) {}

  std::string pointer() const;
  /// The names of the fields that lead here, joined by dots; empty in lists.
  std::string context_key(std::string_view field) const;
  void note(const ConfigNode& at, std::string pointer, std::string text) const;

  ConfigFile* file_;
  const ConfigValue* parent_;
  const ConfigNode* node_;  // null: absent
  std::string_view name_;   // in an object
  std::size_t index_;       // in a list
};

/// Where a configuration comes from.
struct ConfigSource {
  /// Of the file; of a text, what it is called. Its ending tells the format.
  std::string_view name;
  /// Instead of the file's content; null data: the file is read.
  std::string_view text = {};
  /// Whose context wins over the file; null: none.
  const Construct* context = nullptr;
  /// Whether another configuration gives what the file leaves out.
  bool is_partial = false;
};

/// A file that was read, and what is wrong with it.
class ConfigFile {
 public:
  /// Throws `Error` ("invalid-configuration") where there is no such file or it is malformed.
  explicit ConfigFile(const ConfigSource& source);
  ~ConfigFile();
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  ConfigValue root();
  ConfigPlace place(std::string pointer) { return {*this, std::move(pointer)}; }
  /// Notes that what was read from there is another value than allowed, or is missing.
  void refuse(const std::string& pointer, std::string_view allowed);
  /// Throws `Error` ("invalid-configuration") with all that was noted, if anything was.
  void throw_findings() const;

 private:
  friend class ConfigValue;
  struct State;
  std::unique_ptr<State> state_;
};

template <class T>
concept Parsed = requires(std::string_view text) {
  { T::parse(text) } -> std::same_as<std::optional<T>>;
  { T::requirement() } -> std::convertible_to<std::string_view>;
};
template <class T>
concept CharacterType = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;
template <class T>
concept WholeNumberType = std::integral<T> && !std::same_as<T, bool> && !CharacterType<T>;
template <class T>
concept Spelled = std::is_enum_v<T> && requires(T value) {
  { spellings(value)[0] } -> std::convertible_to<Spelling<T>>;
};
/// `std::optional` and what derives from it.
template <class T>
concept OptionalType = requires {
  typename T::value_type;
}
&&std::derived_from<T, std::optional<typename T::value_type>>;
template <class T>
concept MapType = requires(T map, typename T::key_type key, typename T::mapped_type value) {
  requires std::same_as<typename T::key_type, std::string>;
  map.emplace(std::move(key), std::move(value));
};
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T>
struct Entry {};
template <class T>
struct Entry<std::pair<std::string, T>> {
  using Value = T;
};
template <class T>
requires(!HasMembers<T> && requires(T entry) {
  requires std::same_as<decltype(entry.key), std::string>;
  entry.value;
}) struct Entry<T> {
  using Value = decltype(T::value);
};
/// A key and a value, listed in the order of the file.
template <class T>
concept EntryType = requires {
  typename Entry<T>::Value;
};

/// Whether the struct's namespace has a check of it.
template <class S>
concept Checked = requires(const S& made, const ConfigPlace& at) {
  check(made, at);
};

template <class T>
std::optional<T> read(const ConfigValue& at, const T* otherwise = nullptr);

template <class S>
std::optional<S> read_members(const ConfigValue& at, const S* otherwise) {
  return visit_members<S>([&](const auto&... member) -> std::optional<S> {
    if (!at.has_fields({name_of(member)...})) return std::nullopt;
    return Members<S, std::remove_cvref_t<decltype(member)>...>::make_if_complete(
        read<FieldOf<S, decltype(member)>>(
            at.field(name_of(member)),
            otherwise == nullptr ? nullptr : &boost::hana::second(member)(*otherwise))...);
  });
}

template <class S>
std::optional<S> read_struct(const ConfigValue& at, const S* otherwise) {
  std::optional<S> made = read_members(at, otherwise);
  if constexpr (Checked<S>) {
    if (made) check(std::as_const(*made), at.place());
  }
  return made;
}

template <class T>
std::optional<T> read_whole_number(const ConfigValue& at) {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_signed_v<T>) {
    const auto number = at.integer(Limits::min(), Limits::max());
    return number ? std::optional(static_cast<T>(*number)) : std::nullopt;
  } else {
    const auto number = at.natural(Limits::max());
    return number ? std::optional(static_cast<T>(*number)) : std::nullopt;
  }
}

template <class T>
std::optional<T> read_parsed(const ConfigValue& at) {
  const std::optional<std::string_view> text = at.written();
  std::optional<T> parsed = text ? T::parse(*text) : std::nullopt;
  if (!parsed) at.refuse(T::requirement());
  return parsed;
}

template <class T>
std::optional<T> read_spelled(const ConfigValue& at) {
  const auto known = spellings(T{});
  std::vector<std::string_view> texts;
  for (const Spelling<T>& each : known) texts.push_back(each.text);
  const auto index = at.choice(texts);
  return index ? std::optional(known[*index].value) : std::nullopt;
}

template <class T>
std::optional<T> read_optional(const ConfigValue& at, const T* otherwise) {
  if (at.is_absent_or_null()) return std::optional<T>(std::in_place);
  using Inner = typename T::value_type;
  std::optional<Inner> value =
      read<Inner>(at, otherwise != nullptr && otherwise->has_value() ? &**otherwise : nullptr);
  if (!value) return std::nullopt;
  return std::optional<T>(std::in_place, std::move(*value));
}

/// Calls `take(key, value)` for each item of the list or object; false when one is not what it should be.
template <class Item, class Take>
bool read_items(const ConfigValue& at, std::optional<std::size_t> size, const Take& take) {
  bool complete = size.has_value();
  for (std::size_t i = 0; i < size.value_or(0); ++i) {
    std::optional<Item> item = read<Item>(at.item(i));
    complete = complete && item;
    if (complete) take(at.key(i), std::move(*item));
  }
  return complete;
}

template <class T>
std::optional<T> read_list(const ConfigValue& at) {
  using Item = typename T::value_type;
  T list;
  bool complete = false;
  if constexpr (EntryType<Item>) {
    complete = read_items<typename Entry<Item>::Value>(
        at, at.object_size(), [&](std::string_view key, auto&& value) {
          list.push_back(Item{std::string(key), std::move(value)});
        });
  } else {
    complete = read_items<Item>(at, at.list_size(),
                                [&](std::string_view, auto&& item) { list.push_back(std::move(item)); });
  }
  return complete ? std::optional<T>(std::move(list)) : std::nullopt;
}

template <class T>
std::optional<T> read_map(const ConfigValue& at) {
  T map;
  const bool complete = read_items<typename T::mapped_type>(
      at, at.object_size(),
      [&](std::string_view key, auto&& value) { map.emplace(std::string(key), std::move(value)); });
  return complete ? std::optional<T>(std::move(map)) : std::nullopt;
}

template <class T>
std::optional<T> read(const ConfigValue& at, const T* otherwise) {
  if (otherwise != nullptr && at.is_absent()) return *otherwise;
  if constexpr (HasMembers<T>) {
    return read_struct<T>(at, otherwise);
  } else if constexpr (Parsed<T>) {
    return read_parsed<T>(at);
  } else if constexpr (std::same_as<T, bool>) {
    return at.boolean();
  } else if constexpr (WholeNumberType<T>) {
    return read_whole_number<T>(at);
  } else if constexpr (std::same_as<T, double>) {
    return at.number();
  } else if constexpr (std::same_as<T, std::string>) {
    return at.text();
  } else if constexpr (OptionalType<T>) {
    return read_optional<T>(at, otherwise);
  } else if constexpr (is_vector<T>) {
    return read_list<T>(at);
  } else if constexpr (MapType<T>) {
    return read_map<T>(at);
  } else if constexpr (std::is_enum_v<T>) {
    static_assert(Spelled<T>,
                  "an enumeration in a configuration has a function spellings(Enum) in its namespace that "
                  "returns a std::array of tenon::Spelling");
    return read_spelled<T>(at);
  } else {
    static_assert(HasMembers<T>,
                  "a configuration is read into bool, whole numbers, double, std::string, enumerations, "
                  "types with parse() and requirement(), optionals, std::vector, maps, and structs with "
                  "BOOST_HANA_DEFINE_STRUCT or BOOST_HANA_ADAPT_STRUCT");
  }
}

template <class Config>
Config load(const ConfigSource& source, const Config* otherwise) {
  static_assert(HasMembers<Config>,
                "tenon::load reads a struct that has its members by BOOST_HANA_DEFINE_STRUCT or "
                "BOOST_HANA_ADAPT_STRUCT");
  if constexpr (HasMembers<Config>) {
    ConfigFile file(source);
    std::optional<Config> config = read<Config>(file.root(), otherwise);
    file.throw_findings();
    return std::move(*config);
  }
}

}  // namespace detail

/// Reads the file (`.json`, `.yaml`, `.yml`; a relative path counts from the working directory, which under
/// the CDK CLI is the folder of cdk.json).
///
/// Every member must be given but optionals, which are also empty for `null`. A `std::map`, or a
/// `std::vector` of `std::pair<std::string, T>` or of a type with the members `key` and `value` such as
/// `TextEntry`, takes an object whose fields may have any name; the vector keeps their order. Numbers must
/// fit their type. In YAML, what is not quoted is read as its member asks: `012345678901` and `no` are texts
/// where a text is wanted, but `null`, `~` and nothing are no value.
///
/// Throws `Error` ("invalid-configuration"): one line for each thing that is wrong, with file, line, JSON
/// pointer of the field, what was given and what is allowed; fields that the struct has not are among them,
/// and what checks of the team's own refuse (see `ConfigPlace`).
template <class Config>
Config load(std::string_view path) {
  return detail::load<Config>({.name = path}, nullptr);
}

/// The same, where the context of `context` (the App, or any construct below it) wins over the file: the key
/// is the field's name, for a field of a field the names joined by dots: `--context
/// network.cidr=10.8.0.0/16`. A text there is read as what is not quoted in YAML. Lists, maps, and structs
/// that the file does not have are given as a whole: what is in them has no key. What is wrong with context
/// is listed with the rest.
template <class Config>
Config load(std::string_view path, const Construct& context) {
  return detail::load<Config>({.name = path, .context = &context}, nullptr);
}

/// The same, with values for what the file leaves out: `load("prod.json", load<Config>("base.json"))`.
/// Structs are filled field by field; a list, a map or an optional that is given is taken whole.
template <class Config>
Config load(std::string_view path, const Config& otherwise) {
  return detail::load<Config>({.name = path, .is_partial = true}, &otherwise);
}

/// As `load`, from a text that the executable carries: `name` stands for the file's path in messages, and its
/// ending tells the format.
template <class Config>
Config load_text(std::string_view text, std::string_view name) {
  return detail::load<Config>({.name = name, .text = text}, nullptr);
}
template <class Config>
Config load_text(std::string_view text, std::string_view name, const Construct& context) {
  return detail::load<Config>({.name = name, .text = text, .context = &context}, nullptr);
}

}  // namespace tenon
