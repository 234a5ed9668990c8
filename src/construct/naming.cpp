#include "tenon/construct/naming.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "hashing.hpp"

namespace tenon {
namespace {

using detail::HashKind;

constexpr std::string_view hidden_id = "Default";
constexpr std::string_view hidden_from_human_id = "Resource";
constexpr std::size_t hash_length = 8;
constexpr std::size_t max_human_length = 240;
constexpr std::size_t max_parameter_key_length = 900;

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
constexpr bool needs_surrogates(char lead) { return static_cast<unsigned char>(lead) >= 0xF0; }

/// Bytes of the UTF-8 character at the start of a text that is not empty.
std::size_t character_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && is_continuation(text[size])) ++size;
  return size;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (char c : text) units += is_continuation(c) ? 0U : needs_surrogates(c) ? 2U : 1U;
  return units;
}

/// The whole characters within the first `units` UTF-16 code units.
std::string_view first_units(std::string_view text, std::size_t units) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t cost = needs_surrogates(text[end]) ? 2 : 1;
    if (cost > units) break;
    units -= cost;
    end += character_size(text.substr(end));
  }
  return text.substr(0, end);
}

/// The whole characters within the last `units` UTF-16 code units.
std::string_view last_units(std::string_view text, std::size_t units) {
  std::size_t begin = text.size();
  while (begin > 0) {
    std::size_t start = begin - 1;
    while (start > 0 && is_continuation(text[start])) --start;
    const std::size_t cost = needs_surrogates(text[start]) ? 2 : 1;
    if (cost > units) break;
    units -= cost;
    begin = start;
  }
  return text.substr(begin);
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (std::string_view part : parts) text += part;
  return text;
}

std::string quoted_path(IdPath ids) {
  std::string text = "\"";
  for (std::string_view id : ids) {
    if (text.size() > 1) text += '/';
    text += id;
  }
  return text += '"';
}

/// The ids that count: those not called `Default`.
class CountedIds {
 public:
  explicit CountedIds(IdPath ids) : ids_(ids) {
    for (std::string_view id : ids) {
      if (id == hidden_id) continue;
      if (count_++ == 0) first_ = id;
    }
  }

  std::size_t count() const { return count_; }
  std::string_view first() const { return first_; }

  template <class Visit>
  void for_each(Visit visit) const {
    for (std::string_view id : ids_) {
      if (id != hidden_id) visit(id);
    }
  }

  /// Visits the ids that a human reads: not what the id before ends with, and not `Resource`.
  template <class Visit>
  void for_each_human(Visit visit) const {
    const std::string_view* kept = nullptr;
    for (const std::string_view& id : ids_) {
      if (id == hidden_id || (kept != nullptr && kept->ends_with(id))) continue;
      kept = &id;
      if (id != hidden_from_human_id) visit(id);
    }
  }

  /// First digits of the MD5 of the ids joined by slashes, in upper case.
  std::array<char, hash_length> hash() const {
    detail::Hasher& hasher = detail::thread_hasher(HashKind::md5);
    feed(hasher);
    const detail::Digest digest = hasher.finish();
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::array<char, hash_length> text{};
    for (std::size_t i = 0; i < hash_length / 2; ++i) {
      text[2 * i] = digits[digest.bytes[i] >> 4];
      text[2 * i + 1] = digits[digest.bytes[i] & 0xF];
    }
    return text;
  }

 private:
  void feed(detail::Hasher& hasher) const {
    // One call for a path of usual length: a call costs as much as some dozens of characters.
    std::array<char, 512> path;
    std::size_t size = 0;
    bool following = false;
    for_each([&](std::string_view id) {
      const bool separated = std::exchange(following, true);
      if (size + 1 + id.size() > path.size()) {
        hasher.update({path.data(), std::exchange(size, 0)});
      }
      if (separated) path[size++] = '/';
      if (id.size() > path.size() - size) {
        hasher.update({path.data(), std::exchange(size, 0)});
        hasher.update(id);
      } else {
        size += id.copy(path.data() + size, id.size());
      }
    });
    hasher.update({path.data(), size});
  }

  IdPath ids_;
  std::size_t count_ = 0;
  std::string_view first_;
};

void append_alphanumeric(std::string& to, std::string_view from) {
  for (char c : from) {
    if (is_alphanumeric(c)) to += c;
  }
}

std::string alphanumeric(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  append_alphanumeric(kept, text);
  return kept;
}

std::string hashed_id(const CountedIds& ids) {
  std::string human;
  std::size_t size = hash_length;
  ids.for_each([&](std::string_view id) { size += id.size(); });
  human.reserve(size);
  ids.for_each_human([&](std::string_view id) { append_alphanumeric(human, id); });
  human.resize(std::min(human.size(), max_human_length));
  const auto hash = ids.hash();
  return human.append(hash.data(), hash.size());
}

/// Characters kept in a unique resource name.
class AllowedCharacters {
 public:
  explicit AllowedCharacters(std::string_view notation) : notation_(notation) {
    std::string_view rest = notation;
    while (!rest.empty()) {
      const char32_t low = take(rest);
      const bool range = rest.size() > 1 && rest.front() == '-';
      if (range) rest.remove_prefix(1);
      const char32_t high = range ? take(rest) : low;
      if (high < low) refuse("has a range that runs backwards");
      ranges_.emplace_back(low, high);
    }
  }

  /// Appends the characters of the text that are letters, digits or allowed.
  void append(std::string& to, std::string_view text) const {
    while (!text.empty()) {
      const std::string_view character = text.substr(0, character_size(text));
      if (is_alphanumeric(character.front()) || allows(decode(character))) to += character;
      text.remove_prefix(character.size());
    }
  }

 private:
  bool allows(char32_t c) const {
    return std::any_of(ranges_.begin(), ranges_.end(),
                       [c](const auto& range) { return range.first <= c && c <= range.second; });
  }

  static char32_t decode(std::string_view character) {
    const auto lead = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return lead;
    char32_t c = lead & (0x7FU >> character.size());
    for (char byte : character.substr(1)) c = (c << 6) | (static_cast<unsigned char>(byte) & 0x3FU);
    return c;
  }

  char32_t take(std::string_view& rest) const {
    if (rest.front() == ']') refuse("contains an unescaped ]");
    if (rest.front() == '\\') {
      rest.remove_prefix(1);
      if (rest.empty() || is_alphanumeric(rest.front()))
        refuse("has a \\ that does not stand before a special character");
    }
    const std::string_view character = rest.substr(0, character_size(rest));
    rest.remove_prefix(character.size());
    return decode(character);
  }

  [[noreturn]] void refuse(std::string_view reason) const {
    throw std::invalid_argument(
        joined({"the set of allowed special characters \"", notation_, "\" ", reason}));
  }

  std::string_view notation_;
  std::vector<std::pair<char32_t, char32_t>> ranges_;
};

std::string cut_in_the_middle(std::string_view name, std::size_t max_length) {
  if (max_length < hash_length + 2) {
    throw std::invalid_argument(
        joined({"a unique name of at most ", std::to_string(max_length), " characters leaves no room for \"",
                name, "\" beside its hash of 8; allow at least 10"}));
  }
  // An odd size loses one character, since both halves are rounded down.
  const std::size_t half = (max_length - hash_length) / 2;
  return joined({first_units(name, half), last_units(name, half)});
}

/// A single id stands as it is if it fits; else the rule of unique resource names decides.
std::string stack_like_name(IdPath ids, std::string_view prefix) {
  if (ids.size() == 1 && utf16_length(prefix) + utf16_length(ids[0]) <= max_stack_name_length) {
    return joined({prefix, ids[0]});
  }
  return unique_resource_name(ids, {.max_length = max_stack_name_length, .prefix = prefix});
}

/// Prefix and id, cut at the front of the id so that both have at most the length.
std::string with_front_cut(std::string_view prefix, std::string_view id, std::size_t max_length) {
  const std::size_t prefix_length = utf16_length(prefix);
  const std::size_t room = max_length > prefix_length ? max_length - prefix_length : 0;
  return joined({prefix, id.substr(id.size() - std::min(id.size(), room))});
}

template <class Predicate>
bool all_match(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

}  // namespace

std::string sanitize_id(std::string_view id) {
  std::string clean;
  clean.reserve(id.size());
  for (char c : id) {
    if (c == '/' || c == '\n') {
      clean += "--";
    } else {
      clean += c;
    }
  }
  return clean;
}

std::string addr(IdPath ids_from_root) {
  detail::Hasher& hasher = detail::thread_hasher(HashKind::sha1);
  for (std::string_view id : ids_from_root) {
    if (id == hidden_id) continue;
    hasher.update(id);
    hasher.update("\n");
  }
  return "c8" + detail::to_hex(hasher.finish());
}

std::string unique_id(IdPath ids_below_root) {
  if (ids_below_root.empty()) return {};
  const CountedIds ids(ids_below_root);
  if (ids.count() == 0) {
    throw std::invalid_argument(
        joined({"the path ", quoted_path(ids_below_root), " has no id but Default to make an id from"}));
  }
  if (ids.count() == 1) {
    std::string id = alphanumeric(ids.first());
    if (id.size() <= max_logical_id_length) return id;
  }
  return hashed_id(ids);
}

std::string logical_id(IdPath ids_below_stack) {
  std::string id = unique_id(ids_below_stack);
  if (id.empty()) {
    throw std::invalid_argument(joined({"the path ", quoted_path(ids_below_stack),
                                        " has no letter A-Z or a-z and no digit to make a logical id from"}));
  }
  return id;
}

bool is_valid_logical_id(std::string_view id) {
  return !id.empty() && id.size() <= max_logical_id_length && all_match(id, is_alphanumeric);
}

std::string unique_resource_name(IdPath stack_name_and_ids, const UniqueNameOptions& options) {
  const CountedIds ids(stack_name_and_ids);
  if (ids.count() == 0) {
    throw std::invalid_argument(
        joined({"the path ", quoted_path(stack_name_and_ids), " has no id but Default to make a name from"}));
  }
  const AllowedCharacters allowed(options.allowed_special_characters);
  if (ids.count() == 1) {
    std::string name(options.prefix);
    allowed.append(name, ids.first());
    if (utf16_length(name) <= options.max_length) return name;
  }

  std::string human(options.prefix);
  bool following = false;
  ids.for_each_human([&](std::string_view id) {
    const std::size_t before = human.size();
    if (following) human += options.separator;
    const std::size_t begin = human.size();
    allowed.append(human, id);
    if (human.size() == begin) {
      human.resize(before);
    } else {
      following = true;
    }
  });
  human += options.separator;

  if (utf16_length(human) + hash_length > options.max_length)
    human = cut_in_the_middle(human, options.max_length);
  const auto hash = ids.hash();
  return human.append(hash.data(), hash.size());
}

std::string generated_physical_name(std::string_view stack_name, std::string_view unique_id,
                                    std::string_view region, std::string_view account) {
  constexpr std::size_t stack_part = 25;
  constexpr std::size_t id_part = 24;
  constexpr std::size_t hash_part = 12;
  if (region.empty() || account.empty()) {
    throw std::invalid_argument(
        joined({"a physical name for \"", unique_id, "\" in the stack \"", stack_name,
                "\" cannot be generated, because its ", region.empty() ? "region" : "account",
                " is not known before deployment"}));
  }
  detail::Hasher& hasher = detail::thread_hasher(HashKind::sha256);
  for (std::string_view part : {stack_name, unique_id, region, account}) hasher.update(part);
  const std::string hash = detail::to_hex(hasher.finish());
  std::string name = joined({first_units(stack_name, stack_part), last_units(unique_id, id_part),
                             std::string_view(hash).substr(0, hash_part)});
  std::transform(name.begin(), name.end(), name.begin(), to_lower);
  return name;
}

std::string stack_name(IdPath ids_below_stage, std::string_view stage_name, StagePrefix rule) {
  if (ids_below_stage.empty() || (ids_below_stage.size() == 1 && ids_below_stage[0].empty())) {
    throw std::invalid_argument("a stack without an id has no name; give it an id");
  }
  const std::string prefix = stage_name.empty() ? std::string() : joined({stage_name, "-"});
  if (rule == StagePrefix::within_limit) return stack_like_name(ids_below_stage, prefix);
  return prefix + stack_like_name(ids_below_stage, {});
}

bool is_valid_stack_name(std::string_view name) {
  return !name.empty() && name.size() <= max_stack_name_length && is_letter(name.front()) &&
         all_match(name, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

std::string stack_artifact_id(IdPath ids_below_root) {
  const std::string name = stack_name(ids_below_root);
  std::string id;
  id.reserve(name.size());
  for (char c : name) {
    if (is_continuation(c)) continue;
    const bool kept = is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
    id.append(needs_surrogates(c) ? 2 : 1, kept ? c : '_');
  }
  return id;
}

std::string template_file_name(std::string_view artifact_id) {
  return joined({artifact_id, ".template.json"});
}

std::string nested_template_file_name(std::string_view unique_id) {
  return joined({unique_id, ".nested.template.json"});
}

bool is_valid_stage_id(std::string_view id) {
  return !id.empty() && is_letter(id.front()) &&
         all_match(id, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

std::string stage_name(std::string_view enclosing_stage_name, std::string_view own_name) {
  const bool both = !enclosing_stage_name.empty() && !own_name.empty();
  return joined({enclosing_stage_name, both ? "-" : "", own_name});
}

std::string assembly_artifact_id(std::string_view stage_path) {
  if (stage_path.empty()) return {};
  std::string dashed(stage_path);
  std::replace(dashed.begin(), dashed.end(), '/', '-');
  const std::size_t begin = std::min(dashed.find_first_not_of('-'), dashed.size());
  const std::size_t end = dashed.find_last_not_of('-') + 1;
  return joined({"assembly-", begin < end ? std::string_view(dashed).substr(begin, end - begin) : ""});
}

std::string export_name(std::string_view stack_name, IdPath ids_below_stack) {
  const std::string prefix = stack_name.empty() ? std::string() : joined({stack_name, ":"});
  return with_front_cut(prefix, unique_id(ids_below_stack), max_export_name_length);
}

bool is_valid_export_name(std::string_view name) {
  return !name.empty() && name.size() <= max_export_name_length &&
         all_match(name, [](char c) { return is_alphanumeric(c) || c == '-' || c == ':'; });
}

std::string cross_region_export_key(std::string_view consumer_stack_name,
                                    std::string_view producer_stack_name, std::string_view producer_region,
                                    std::string_view reference_json) {
  const std::string prefix = joined({consumer_stack_name, "/"});
  const std::string id = unique_id({producer_stack_name, producer_region, reference_json});
  return "/cdk/exports/" + with_front_cut(prefix, id, max_parameter_key_length);
}

std::string nested_parameter_id(std::string_view target_unique_id, std::string_view attribute) {
  return joined({"reference-to-", target_unique_id, attribute});
}

std::string nested_output_id(std::string_view target_unique_id, std::string_view attribute) {
  return joined({target_unique_id, attribute});
}

std::string asset_destination_key(std::string_view account, std::string_view region,
                                  std::string_view destination_json) {
  detail::Hasher& hasher = detail::thread_hasher(HashKind::sha256);
  hasher.update(destination_json);
  const std::string hash = detail::to_hex(hasher.finish());
  return joined({account.empty() ? "current_account" : account, "-",
                 region.empty() ? "current_region" : region, "-",
                 std::string_view(hash).substr(0, hash_length)});
}

}  // namespace tenon
