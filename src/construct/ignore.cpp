#include "tenon/construct/ignore.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "utf.hpp"

namespace tenon {
namespace detail {

/// One of the three pattern languages with its patterns.
class IgnoreLanguage {
 public:
  virtual ~IgnoreLanguage() = default;
  virtual bool ignores(std::u16string_view path) const = 0;
  virtual bool ignores_completely(std::u16string_view directory) const { return ignores(directory); }
};

}  // namespace detail

namespace {

using Text = std::u16string;
using View = std::u16string_view;

constexpr char16_t slash = u'/';

constexpr bool is_digit(char16_t c) { return c >= u'0' && c <= u'9'; }
constexpr bool is_lower(char16_t c) { return c >= u'a' && c <= u'z'; }
constexpr bool is_upper(char16_t c) { return c >= u'A' && c <= u'Z'; }
constexpr bool is_letter(char16_t c) { return is_lower(c) || is_upper(c); }
constexpr bool is_space(char16_t c) {
  return c == u' ' || (c >= u'\t' && c <= u'\r') || c == 0xA0 || c == 0xFEFF;
}
constexpr char16_t to_lower(char16_t c) { return is_upper(c) ? static_cast<char16_t>(c - u'A' + u'a') : c; }
constexpr char16_t to_upper(char16_t c) { return is_lower(c) ? static_cast<char16_t>(c - u'a' + u'A') : c; }

View trimmed(View text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Splits at slashes; neighbouring ones count as one when asked to.
std::vector<View> segments(View path, bool coalesce) {
  std::vector<View> parts;
  for (;;) {
    const std::size_t end = path.find(slash);
    parts.push_back(path.substr(0, end));
    if (end == View::npos) return parts;
    path.remove_prefix(end + 1);
    while (coalesce && !path.empty() && path.front() == slash) path.remove_prefix(1);
  }
}

// --- a set of characters ---

struct Characters {
  std::vector<std::pair<char16_t, char16_t>> ranges;
  bool negated = false;

  void add(char16_t c) { ranges.emplace_back(c, c); }
  void add(char16_t low, char16_t high) {
    if (low <= high) ranges.emplace_back(low, high);
  }

  bool contains(char16_t c, bool ignore_case) const {
    const auto lies_within = [this](char16_t unit) {
      return std::any_of(ranges.begin(), ranges.end(),
                         [unit](const auto& range) { return range.first <= unit && unit <= range.second; });
    };
    const bool found =
        lies_within(c) || (ignore_case && (lies_within(to_lower(c)) || lies_within(to_upper(c))));
    return found != negated;
  }
};

// --- a pattern as a sequence of steps ---

enum class StepKind : std::uint8_t {
  literal,      // this unit
  characters,   // one unit of a set
  any,          // one unit, no slash
  star,         // any number of units, no slash
  plus,         // one or more units, no slash
  segments,     // any number of: a slash and one or more units without one
  rest,         // a slash and at least one unit of any kind
  anything,     // any number of units of any kind
  directories,  // nothing, or any units up to and with a slash
  nothing,      // never matches
};

struct Step {
  StepKind kind;
  char16_t unit = 0;
  Characters characters{};
};

/// The positions in a text that a pattern may have reached. Following all of them at once keeps matching
/// linear in the length of pattern and text, whatever the pattern.
using Positions = std::vector<char>;

bool is_free(View text, std::size_t at) { return at < text.size() && text[at] != slash; }

/// Moves on over any number of units but slashes.
void spread_within_segment(Positions& reached, View text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (reached[i] != 0 && text[i] != slash) reached[i + 1] = 1;
  }
}

template <class Predicate>
void advance_by_one(Positions& reached, View text, Predicate takes) {
  for (std::size_t i = text.size(); i > 0; --i) {
    reached[i] = static_cast<char>(reached[i - 1] != 0 && takes(text[i - 1]));
  }
  reached[0] = 0;
}

void spread_over_segments(Positions& reached, View text) {
  Positions inside(reached.size(), 0);  // after the slash of a segment, or within one
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool opens = reached[i] != 0 && text[i] == slash && is_free(text, i + 1);
    if (opens) inside[i + 1] = 1;
    if (inside[i] != 0 && text[i] != slash) {
      inside[i + 1] = 1;
      reached[i + 1] = 1;
    }
  }
}

std::size_t first_reached(const Positions& reached) {
  return static_cast<std::size_t>(std::find(reached.begin(), reached.end(), 1) - reached.begin());
}

void take(const Step& step, Positions& reached, View text, bool ignore_case) {
  const std::size_t first = first_reached(reached);
  switch (step.kind) {
    case StepKind::literal:
      advance_by_one(reached, text, [&](char16_t c) {
        return c == step.unit || (ignore_case && to_lower(c) == to_lower(step.unit));
      });
      return;
    case StepKind::characters:
      advance_by_one(reached, text, [&](char16_t c) { return step.characters.contains(c, ignore_case); });
      return;
    case StepKind::any:
      advance_by_one(reached, text, [](char16_t c) { return c != slash; });
      return;
    case StepKind::star:
      spread_within_segment(reached, text);
      return;
    case StepKind::plus:
      advance_by_one(reached, text, [](char16_t c) { return c != slash; });
      spread_within_segment(reached, text);
      return;
    case StepKind::segments:
      spread_over_segments(reached, text);
      return;
    case StepKind::rest: {
      Positions after(reached.size(), 0);
      for (std::size_t i = first; i < text.size(); ++i) {
        if (reached[i] == 0 || text[i] != slash) continue;
        for (std::size_t k = i + 2; k < after.size(); ++k) after[k] = 1;
        break;
      }
      reached = std::move(after);
      return;
    }
    case StepKind::anything:
      for (std::size_t i = first; i < reached.size(); ++i) reached[i] = 1;
      return;
    case StepKind::directories:
      for (std::size_t i = first; i < text.size(); ++i) {
        if (text[i] == slash) reached[i + 1] = 1;
      }
      return;
    case StepKind::nothing:
      std::fill(reached.begin(), reached.end(), char{0});
      return;
  }
}

/// Positions after all steps, from the given ones.
Positions run(const std::vector<Step>& steps, Positions reached, View text, bool ignore_case) {
  for (const Step& step : steps) {
    take(step, reached, text, ignore_case);
    if (first_reached(reached) == reached.size()) break;
  }
  return reached;
}

Positions at_start(View text) {
  Positions reached(text.size() + 1, 0);
  reached[0] = 1;
  return reached;
}

bool matches_whole(const std::vector<Step>& steps, View text, bool ignore_case) {
  return run(steps, at_start(text), text, ignore_case).back() != 0;
}

void add_literal(std::vector<Step>& steps, char16_t c) {
  steps.push_back({.kind = StepKind::literal, .unit = c});
}

// --- glob ---

/// Expands `{a,b}` and `{1..3}` as bash does.
class BraceExpansion {
 public:
  static std::vector<Text> of(View pattern) {
    const std::size_t open = pattern.find(u'{');
    if (open == View::npos || pattern.find(u'}', open) == View::npos) return {Text(pattern)};
    Text text = hidden_escapes(pattern);
    if (text.starts_with(u"{}")) text.replace(0, 2, {hidden_open, hidden_close});
    std::vector<Text> expanded = expand(text, Level::outermost);
    for (Text& one : expanded) restore(one);
    std::vector<Text> distinct;
    for (Text& one : expanded) {
      if (std::find(distinct.begin(), distinct.end(), one) == distinct.end())
        distinct.push_back(std::move(one));
    }
    return distinct;
  }

 private:
  enum class Level : std::uint8_t { outermost, inner };

  // Escaped characters stand in the private use area while braces are looked for.
  static constexpr View escapable = u"\\{},.";
  static constexpr char16_t hidden_base = 0xF8F0;
  static constexpr char16_t hidden_open = hidden_base + 1;
  static constexpr char16_t hidden_close = hidden_base + 2;

  struct Braces {
    std::size_t open;
    std::size_t close;
  };

  static Text hidden_escapes(View pattern) {
    Text text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const std::size_t which =
          pattern[i] == u'\\' && i + 1 < pattern.size() ? escapable.find(pattern[i + 1]) : View::npos;
      if (which == View::npos) {
        text += pattern[i];
      } else {
        text += static_cast<char16_t>(hidden_base + which);
        ++i;
      }
    }
    return text;
  }

  static void restore(Text& text) {
    for (char16_t& c : text) {
      if (c >= hidden_base && c < hidden_base + escapable.size())
        c = escapable[static_cast<std::size_t>(c - hidden_base)];
    }
  }

  /// The leftmost pair of braces that belong together; where no brace closes all, the leftmost pair that
  /// does.
  static std::optional<Braces> find_braces(View text) {
    for (std::size_t open = text.find(u'{'); open != View::npos; open = text.find(u'{', open + 1)) {
      std::size_t depth = 0;
      for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == u'{') ++depth;
        if (text[i] == u'}' && --depth == 0) return Braces{open, i};
      }
    }
    return std::nullopt;
  }

  static std::vector<Text> expand(View text, Level level) {
    const auto braces = find_braces(text);
    if (!braces) return {Text(text)};
    const View before = text.substr(0, braces->open);
    const View body = text.substr(braces->open + 1, braces->close - braces->open - 1);
    const View after = text.substr(braces->close + 1);
    if (before.ends_with(u'$'))
      return combined(text.substr(0, braces->close + 1), {Text()}, expand(after, Level::inner));
    if (auto values = sequence(body)) return combined(before, *values, expand(after, Level::inner));
    const std::vector<View> members = split_members(body);
    if (members.size() == 1 && body.find(u',') == View::npos) return expand_without_set(text, *braces, level);

    std::vector<Text> values;
    for (View member : members) {
      for (Text& value : expand(member, Level::inner)) {
        values.push_back(members.size() == 1 ? Text{u'{'} + value + u'}' : std::move(value));
      }
    }
    std::vector<Text> all = combined(before, values, expand(after, Level::inner));
    if (level == Level::outermost) std::erase_if(all, [](const Text& one) { return one.empty(); });
    return all;
  }

  /// `{a}` is no set; but `{a},b}` is one, whose first member is `a}`.
  static std::vector<Text> expand_without_set(View text, Braces braces, Level) {
    const View after = text.substr(braces.close + 1);
    const std::size_t comma = after.find(u',');
    if (comma != View::npos && after.find(u'}', comma) != View::npos) {
      Text rewritten(text);
      rewritten[braces.close] = hidden_close;
      return expand(rewritten, Level::outermost);
    }
    return {Text(text)};
  }

  static std::vector<Text> combined(View before, const std::vector<Text>& values,
                                    const std::vector<Text>& afters) {
    std::vector<Text> all;
    for (const Text& value : values) {
      for (const Text& after : afters) all.push_back(Text(before) + value + after);
    }
    return all;
  }

  static std::vector<View> split_members(View body) {
    std::vector<View> members;
    std::size_t depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < body.size(); ++i) {
      if (body[i] == u'{') ++depth;
      if (body[i] == u'}' && depth > 0) --depth;
      if (body[i] == u',' && depth == 0) {
        members.push_back(body.substr(begin, i - begin));
        begin = i + 1;
      }
    }
    members.push_back(body.substr(begin));
    return members;
  }

  static std::optional<long> number(View text) {
    const bool negative = text.starts_with(u'-');
    const View digits = text.substr(negative ? 1 : 0);
    constexpr std::size_t max_digits = 9;
    if (digits.empty() || digits.size() > max_digits ||
        !std::all_of(digits.begin(), digits.end(), is_digit)) {
      return std::nullopt;
    }
    long value = 0;
    for (char16_t c : digits) value = value * 10 + (c - u'0');
    return negative ? -value : value;
  }

  static Text decimal(long value, std::size_t width) {
    Text digits;
    for (char c : std::to_string(std::labs(value))) digits += static_cast<char16_t>(c);
    const std::size_t sign = value < 0 ? 1 : 0;
    if (digits.size() + sign < width) digits.insert(0, width - sign - digits.size(), u'0');
    return sign != 0 ? u'-' + digits : digits;
  }

  static std::optional<std::vector<Text>> sequence(View body) {
    std::vector<View> parts;
    for (std::size_t begin = 0;;) {
      const std::size_t end = body.find(u"..", begin);
      parts.push_back(body.substr(begin, end - begin));
      if (end == View::npos) break;
      begin = end + 2;
    }
    if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
    const bool letters =
        parts[0].size() == 1 && parts[1].size() == 1 && is_letter(parts[0][0]) && is_letter(parts[1][0]);
    const auto from = letters ? std::optional<long>(parts[0][0]) : number(parts[0]);
    const auto to = letters ? std::optional<long>(parts[1][0]) : number(parts[1]);
    const auto step = parts.size() == 3 ? number(parts[2]) : std::optional<long>(1);
    if (!from || !to || !step) return std::nullopt;

    const auto is_padded = [](View part) {
      const View digits = part.starts_with(u'-') ? part.substr(1) : part;
      return digits.size() > 1 && digits.front() == u'0';
    };
    const bool padded = std::any_of(parts.begin(), parts.end(), is_padded);
    const std::size_t width = padded ? std::max(parts[0].size(), parts[1].size()) : 0;
    const long stride = std::max(std::labs(*step), 1L) * (*to < *from ? -1 : 1);
    constexpr std::size_t max_values = 100000;
    std::vector<Text> values;
    for (long i = *from; (stride > 0 ? i <= *to : i >= *to) && values.size() < max_values; i += stride) {
      if (!letters) {
        values.push_back(decimal(i, width));
      } else {
        values.push_back(i == u'\\' ? Text() : Text(1, static_cast<char16_t>(i)));
      }
    }
    return values;
  }
};

struct NamedClass {
  View name;
  View members;  // pairs of bounds
};

constexpr std::array<NamedClass, 14> named_classes{{
    {u"[:alnum:]", u"09AZaz"},
    {u"[:alpha:]", u"AZaz"},
    {u"[:ascii:]", View(u"\0\x7F", 2)},
    {u"[:blank:]", u"  \t\t"},
    {u"[:cntrl:]", View(u"\0\x1F\x7F\x9F", 4)},
    {u"[:digit:]", u"09"},
    {u"[:graph:]", u"!~"},
    {u"[:lower:]", u"az"},
    {u"[:print:]", u" ~"},
    {u"[:punct:]", u"!#%*,/:;?@[]__{{}}"},
    {u"[:space:]", u"\t\r  "},
    {u"[:upper:]", u"AZ"},
    {u"[:word:]", u"09AZ__az"},
    {u"[:xdigit:]", u"09AFaf"},
}};

/// Reads a bracket expression of a glob. Empty when the bracket is not closed, and so stands for itself.
struct GlobBrackets {
  Characters characters;
  std::size_t size;  // units of the pattern
};

std::optional<GlobBrackets> read_glob_brackets(View pattern) {
  Characters set;
  std::size_t i = 1;
  if (i < pattern.size() && (pattern[i] == u'!' || pattern[i] == u'^')) {
    set.negated = true;
    ++i;
  }
  std::optional<char16_t> range_start;
  const std::size_t begin = i;
  while (i < pattern.size()) {
    char16_t c = pattern[i];
    if (c == u']' && i > begin) return GlobBrackets{std::move(set), i + 1};
    const auto named =
        c != u'[' ? named_classes.end()
                  : std::find_if(named_classes.begin(), named_classes.end(), [&](const NamedClass& one) {
                      return pattern.substr(i).starts_with(one.name);
                    });
    if (named != named_classes.end()) {
      if (range_start) return GlobBrackets{{}, pattern.size()};
      for (std::size_t k = 0; k < named->members.size(); k += 2)
        set.add(named->members[k], named->members[k + 1]);
      i += named->name.size();
      continue;
    }
    if (c == u'\\') {
      if (++i == pattern.size()) break;
      c = pattern[i];
    }
    if (range_start) {
      set.add(*std::exchange(range_start, std::nullopt), c);
      ++i;
    } else if (pattern.substr(i + 1).starts_with(u"-]")) {
      set.add(c);
      set.add(u'-');
      i += 2;
    } else if (pattern.substr(i + 1).starts_with(u'-')) {
      range_start = c;
      i += 2;
    } else {
      set.add(c);
      ++i;
    }
  }
  return std::nullopt;
}

/// One segment of a glob.
struct GlobSegment {
  bool globstar = false;      // `**`: any number of segments
  bool starts_magic = false;  // what starts with a wildcard matches no leading dot
  std::vector<Step> steps{};

  bool matches(View name) const {
    if (starts_magic && name.starts_with(u'.')) return false;
    return matches_whole(steps, name, false);
  }
};

GlobSegment compile_glob_segment(View pattern) {
  if (pattern == u"**") return {.globstar = true};
  GlobSegment segment;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char16_t c = pattern[i];
    if (c == u'\\' && i + 1 < pattern.size()) {
      add_literal(segment.steps, pattern[++i]);
    } else if (c == u'*') {
      if (segment.steps.empty() || segment.steps.back().kind != StepKind::star) {
        segment.steps.push_back({.kind = StepKind::star});
      }
    } else if (c == u'?') {
      segment.steps.push_back({.kind = StepKind::any});
    } else if (const auto brackets = c == u'[' ? read_glob_brackets(pattern.substr(i)) : std::nullopt) {
      const auto& ranges = brackets->characters.ranges;
      i += brackets->size - 1;
      if (ranges.empty()) {
        segment.steps.push_back({.kind = StepKind::nothing});
      } else if (ranges.size() == 1 && ranges[0].first == ranges[0].second && !brackets->characters.negated) {
        add_literal(segment.steps, ranges[0].first);  // [.] is a dot, also at the start
      } else {
        segment.steps.push_back({.kind = StepKind::characters, .characters = brackets->characters});
      }
    } else {
      add_literal(segment.steps, c);
    }
  }
  segment.starts_magic = !segment.steps.empty() && segment.steps.front().kind != StepKind::literal;
  return segment;
}

bool contains_extended_glob(View pattern) {
  bool in_brackets = false;
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] == u'\\') {
      ++i;
    } else if (in_brackets) {
      in_brackets = pattern[i] != u']';
    } else if (pattern[i] == u'[') {
      in_brackets = true;
    } else if (View(u"!?+*@").find(pattern[i]) != View::npos && pattern[i + 1] == u'(') {
      return true;
    }
  }
  return false;
}

class GlobLanguage final : public detail::IgnoreLanguage {
 public:
  explicit GlobLanguage(std::span<const std::string> patterns) {
    for (const std::string& pattern : patterns) add(pattern);
  }

  bool ignores(View path) const override {
    const std::vector<View> parts = segments(path, false);
    bool ignored = false;
    for (const Rule& rule : rules_) {
      if (ignored != rule.negated) continue;  // could change nothing
      const bool matched = std::any_of(rule.alternatives.begin(), rule.alternatives.end(),
                                       [&](const Alternative& one) { return matches(one, parts); });
      if (matched) ignored = !rule.negated;
    }
    return ignored;
  }

 private:
  using Alternative = std::vector<GlobSegment>;

  struct Rule {
    bool negated = false;
    std::vector<Alternative> alternatives{};
  };

  void add(const std::string& pattern) {
    const Text text = detail::to_utf16(pattern);
    if (text.empty() || text.front() == u'#') return;
    const std::size_t start = std::min(text.find_first_not_of(u'!'), text.size());
    const View positive = View(text).substr(start);
    if (contains_extended_glob(positive)) {
      throw std::invalid_argument(
          "the exclusion pattern \"" + pattern +
          "\" is an extended glob, which is not supported; write several patterns instead");
    }
    Rule rule{.negated = start > 0};
    for (const Text& one : BraceExpansion::of(positive)) rule.alternatives.push_back(compile(one));
    rules_.push_back(std::move(rule));
  }

  static Alternative compile(View pattern) {
    std::vector<View> parts;
    for (View part : segments(pattern, true)) {
      const View before = parts.empty() ? View() : parts.back();
      if (part == u"**" && before == u"**") continue;
      if (part == u".." && !before.empty() && before != u".." && before != u"." && before != u"**") {
        parts.pop_back();
      } else {
        parts.push_back(part);
      }
    }
    if (parts.empty()) parts.emplace_back();  // matches nothing
    Alternative compiled;
    for (View part : parts) compiled.push_back(compile_glob_segment(part));
    return compiled;
  }

  static bool matches(const Alternative& pattern, std::span<const View> path) {
    // A pattern of one segment is compared with the last one of the path.
    if (pattern.size() == 1) path = path.last(1);
    return matches_segments(pattern, path);
  }

  static bool matches_segments(std::span<const GlobSegment> pattern, std::span<const View> path) {
    std::vector<char> reached(path.size() + 1, 0);
    reached[0] = 1;
    for (std::size_t p = 0; p < pattern.size(); ++p) {
      if (pattern[p].globstar) {
        // What ends with ** does not match the directory itself.
        if (p + 1 == pattern.size()) reached.back() = 0;
        spread_over_names(reached, path);
      } else {
        advance_by_name(reached, path, pattern[p]);
      }
    }
    return reached.back() != 0;
  }

  static void spread_over_names(std::vector<char>& reached, std::span<const View> path) {
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (reached[i] != 0 && !path[i].starts_with(u'.')) reached[i + 1] = 1;
    }
  }

  static void advance_by_name(std::vector<char>& reached, std::span<const View> path,
                              const GlobSegment& segment) {
    for (std::size_t i = path.size(); i > 0; --i) {
      reached[i] = static_cast<char>(reached[i - 1] != 0 && segment.matches(path[i - 1]));
    }
    reached[0] = 0;
  }

  std::vector<Rule> rules_;
};

// --- git ---

struct GitRule {
  bool negated = false;
  bool matches_all = false;  // the pattern "!" alone
  bool floating = false;     // may start after any slash
  bool directory_only = false;
  std::vector<Step> steps{};

  bool matches(View path) const {
    if (matches_all) return true;
    Positions reached = at_start(path);
    if (floating) {
      for (std::size_t i = 0; i < path.size(); ++i) reached[i + 1] = static_cast<char>(path[i] == slash);
    }
    reached = run(steps, std::move(reached), path, true);
    if (reached.back() != 0) return true;
    // What names a file also names the directory, whose path ends with a slash.
    return !directory_only && path.ends_with(slash) && reached[path.size() - 1] != 0;
  }
};

/// Cuts white space off the end, but keeps one space after a backslash.
Text without_trailing_space(View pattern) {
  std::size_t end = pattern.size();
  while (end > 0 && is_space(pattern[end - 1])) --end;
  if (end == pattern.size()) return Text(pattern);
  std::size_t backslashes = 0;
  while (backslashes < end && pattern[end - 1 - backslashes] == u'\\') ++backslashes;
  const bool escaped = backslashes % 2 == 1;
  return Text(pattern.substr(0, escaped ? end - 1 : end)) + (escaped ? u" " : u"");
}

class GitCompiler {
 public:
  explicit GitCompiler(View pattern)
      : text_(without_trailing_space(pattern)), rest_(text_), anchored_(has_inner_slash(pattern)) {}

  GitRule compile() {
    if (rest_.empty()) return {.matches_all = true};
    bool at_root = false;
    if (rest_.starts_with(slash)) {
      at_root = true;
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with(u"**/")) {
      anchored_ = false;
      at_root = false;
      rest_.remove_prefix(3);
    } else if (at_root) {
      anchored_ = true;
    }
    GitRule rule{.floating = !anchored_, .directory_only = rest_.ends_with(slash)};
    if (at_root && rest_ == u"*") {
      steps_.push_back({.kind = StepKind::plus});
    } else {
      while (!rest_.empty()) step();
    }
    rule.steps = std::move(steps_);
    return rule;
  }

 private:
  static bool has_inner_slash(View pattern) {
    const std::size_t at = pattern.find(slash);
    return at != View::npos && at + 1 < pattern.size();
  }

  void step() {
    const char16_t c = rest_.front();
    if (c == u'\\' && rest_.size() > 1) {
      // An escaped star at the very end is read as a wildcard, in CDK too.
      if (rest_ == u"\\*") {
        steps_.push_back({.kind = StepKind::star});
      } else {
        add_literal(steps_, rest_[1]);
      }
      rest_.remove_prefix(2);
    } else if (c == slash) {
      slash_step();
    } else if (c == u'*') {
      star_step();
    } else if (c == u'?') {
      steps_.push_back({.kind = StepKind::any});
      rest_.remove_prefix(1);
    } else if (c == u'[') {
      brackets_step();
    } else {
      add_literal(steps_, c);
      rest_.remove_prefix(1);
    }
  }

  void slash_step() {
    if (rest_ == u"/**") {
      steps_.push_back({.kind = StepKind::rest});
      rest_ = {};
    } else if (rest_.starts_with(u"/**/")) {
      steps_.push_back({.kind = StepKind::segments});
      rest_.remove_prefix(3);
    } else if (rest_ == u"/*") {
      add_literal(steps_, slash);
      steps_.push_back({.kind = StepKind::plus});
      rest_ = {};
    } else {
      add_literal(steps_, slash);
      rest_.remove_prefix(1);
    }
  }

  void star_step() {
    steps_.push_back({.kind = StepKind::star});
    rest_.remove_prefix(std::min(rest_.find_first_not_of(u'*'), rest_.size()));
  }

  void brackets_step() {
    const std::size_t close = rest_.find(u']');
    const View body = rest_.substr(1, close == View::npos ? close : close - 1);
    const std::size_t backslashes = body.size() - std::min(body.find_last_not_of(u'\\') + 1, body.size());
    if (close == View::npos || body.empty() || backslashes % 2 == 1) {
      steps_.push_back({.kind = StepKind::nothing});
    } else {
      steps_.push_back({.kind = StepKind::characters, .characters = read_set(body)});
    }
    rest_ = close == View::npos ? View() : rest_.substr(close + 1);
  }

  static Characters read_set(View body) {
    Characters set;
    const auto take_unit = [&body] {
      if (body.front() == u'\\' && body.size() > 1) body.remove_prefix(1);
      const char16_t c = body.front();
      body.remove_prefix(1);
      return c;
    };
    while (!body.empty()) {
      const char16_t low = take_unit();
      if (body.size() > 1 && body.front() == u'-') {
        body.remove_prefix(1);
        set.add(low, take_unit());
      } else {
        set.add(low);
      }
    }
    return set;
  }

  Text text_;
  View rest_;
  bool anchored_;
  std::vector<Step> steps_;
};

class GitLanguage final : public detail::IgnoreLanguage {
 public:
  explicit GitLanguage(std::span<const std::string> patterns) {
    for (const std::string& pattern : patterns) add(detail::to_utf16(pattern));
  }

  bool ignores(View path) const override {
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      // A file cannot be taken back when a directory above it is left out.
      if (path[i] == slash && ignores_alone(path.substr(0, i + 1))) return true;
    }
    return ignores_alone(path);
  }

  bool ignores_completely(View directory) const override { return ignores(Text(directory) + slash); }

 private:
  void add(View pattern) {
    const bool blank = std::all_of(pattern.begin(), pattern.end(), is_space);
    const bool lone_backslash =
        pattern.ends_with(u'\\') && (pattern.size() == 1 || pattern[pattern.size() - 2] != u'\\');
    if (blank || lone_backslash || pattern.front() == u'#') return;
    const bool negated = pattern.front() == u'!';
    if (negated) pattern.remove_prefix(1);
    if (pattern.starts_with(u"\\!") || pattern.starts_with(u"\\#")) pattern.remove_prefix(1);
    if (pattern.starts_with(char16_t{0xFEFF})) pattern.remove_prefix(1);
    GitRule rule = GitCompiler(pattern).compile();
    rule.negated = negated;
    rules_.push_back(std::move(rule));
  }

  bool ignores_alone(View path) const {
    bool ignored = false;
    for (const GitRule& rule : rules_) {
      if (ignored == rule.negated && rule.matches(path)) ignored = !rule.negated;
    }
    return ignored;
  }

  std::vector<GitRule> rules_;
};

// --- docker ---

/// The path without `.`, `..` and doubled slashes as far as that can be known, and without a slash at the
/// end.
Text cleaned_path(View path) {
  const bool absolute = path.starts_with(slash);
  std::vector<View> kept;
  for (View part : segments(path, true)) {
    if (part.empty() || part == u".") continue;
    if (part == u".." && !kept.empty() && kept.back() != u"..") {
      kept.pop_back();
    } else if (part != u".." || !absolute) {
      kept.push_back(part);
    }
  }
  Text clean = absolute ? Text(1, slash) : Text();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i > 0) clean += slash;
    clean += kept[i];
  }
  return clean.empty() ? Text(u".") : clean;
}

/// The directory part of a path: `.` where there is none.
View directory_of(View path) {
  while (path.size() > 1 && path.ends_with(slash)) path.remove_suffix(1);
  const std::size_t at = path.rfind(slash);
  if (at == View::npos) return u".";
  return at == 0 ? View(u"/") : path.substr(0, at);
}

struct DockerRule {
  bool negated = false;
  bool any_depth = false;  // has ** as a segment
  std::size_t depth = 0;   // segments, without ** where there are some
  std::vector<Step> steps{};

  bool matches(View path) const {
    if (matches_whole(steps, path, true)) return true;
    const View parent = directory_of(path);
    if (parent == u".") return false;
    // Or one of the directories above it matches.
    const std::vector<View> above = segments(parent, false);
    if (depth > above.size()) return false;
    for (std::size_t size = depth; size <= (any_depth ? above.size() : depth); ++size) {
      const View prefix =
          size == 0 ? View()
                    : parent.substr(0, static_cast<std::size_t>(above[size - 1].data() - parent.data()) +
                                           above[size - 1].size());
      if (matches_whole(steps, prefix, true)) return true;
    }
    return false;
  }
};

class DockerPatterns {
 public:
  void add(View pattern, const std::string& spelled) {
    if (pattern.starts_with(u'#')) return;
    pattern = trimmed(pattern);
    if (pattern.empty()) return;
    bool negated = pattern.front() == u'!';
    if (negated) pattern = trimmed(pattern.substr(1));
    Text clean;
    if (!pattern.empty()) {
      clean = cleaned_path(pattern);
      if (clean.size() > 1 && clean.front() == slash) clean.erase(0, 1);
    }
    if (negated) clean.insert(0, 1, u'!');
    clean = cleaned_path(trimmed(clean));
    // A leading slash may have hidden the exclamation mark.
    negated = clean.front() == u'!';
    if (negated) clean.erase(0, 1);
    if (clean.empty()) return;
    rules_.push_back(compile(clean, negated, spelled));
  }

  bool ignores(View path) const {
    bool ignored = false;
    for (const DockerRule& rule : rules_) {
      if (ignored == rule.negated && rule.matches(path)) ignored = !rule.negated;
    }
    return ignored;
  }

 private:
  static DockerRule compile(View pattern, bool negated, const std::string& spelled) {
    DockerRule rule{.negated = negated};
    for (View part : segments(pattern, false)) {
      if (part == u"**") {
        rule.any_depth = true;
      } else {
        ++rule.depth;
      }
    }
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const char16_t c = pattern[i];
      if (c == u'*' && pattern.substr(i).starts_with(u"**")) {
        ++i;
        if (pattern.substr(i + 1).starts_with(slash)) ++i;
        rule.steps.push_back({.kind = i + 1 < pattern.size() ? StepKind::directories : StepKind::anything});
      } else if (c == u'*') {
        rule.steps.push_back({.kind = StepKind::star});
      } else if (c == u'?') {
        rule.steps.push_back({.kind = StepKind::any});
      } else if (c == u'\\' && i + 1 < pattern.size()) {
        add_literal(rule.steps, pattern[++i]);
      } else if (c == u'[') {
        rule.steps.push_back(read_brackets(pattern, i, spelled));
      } else {
        add_literal(rule.steps, c);
      }
    }
    return rule;
  }

  static Step read_brackets(View pattern, std::size_t& i, const std::string& spelled) {
    Step step{.kind = StepKind::characters};
    ++i;
    if (i < pattern.size() && pattern[i] == u'^') {
      step.characters.negated = true;
      ++i;
    }
    const auto take_unit = [&] {
      if (pattern[i] == u'\\' && i + 1 < pattern.size()) ++i;
      return pattern[i++];
    };
    while (i < pattern.size() && pattern[i] != u']') {
      const char16_t low = take_unit();
      if (i + 1 < pattern.size() && pattern[i] == u'-' && pattern[i + 1] != u']') {
        ++i;
        step.characters.add(low, take_unit());
      } else {
        step.characters.add(low);
      }
    }
    if (i == pattern.size()) {
      throw std::invalid_argument("the exclusion pattern \"" + spelled + "\" has a [ without its ]");
    }
    return step;
  }

  std::vector<DockerRule> rules_;
};

class DockerLanguage final : public detail::IgnoreLanguage {
 public:
  explicit DockerLanguage(std::span<const std::string> patterns) {
    for (const std::string& pattern : patterns) {
      const Text lines = detail::to_utf16(pattern);
      for (View rest = lines; !rest.empty();) {
        const std::size_t end = rest.find(u'\n');
        add_line(rest.substr(0, end), pattern);
        rest = end == View::npos ? View() : rest.substr(end + 1);
      }
      add_parents(lines, pattern);
    }
  }

  bool ignores(View path) const override { return patterns_.ignores(path); }

  bool ignores_completely(View directory) const override {
    return patterns_.ignores(directory) && with_parents_.ignores(directory);
  }

 private:
  void add_line(View line, const std::string& spelled) {
    if (line.ends_with(u'\r')) line.remove_suffix(1);
    patterns_.add(line, spelled);
    with_parents_.add(line, spelled);
  }

  /// A directory above something that is taken back has to be entered. As in CDK, only a first line is looked
  /// at.
  void add_parents(View pattern, const std::string& spelled) {
    while (!pattern.empty() && is_space(pattern.front())) pattern.remove_prefix(1);
    const View mark = pattern.starts_with(u"/!") ? u"/!" : u"!";
    if (!pattern.starts_with(mark)) return;
    pattern = pattern.substr(mark.size());
    for (View above = directory_of(pattern.substr(0, pattern.find_first_of(u"\r\n")));
         above != u"/" && above != u"."; above = directory_of(above)) {
      with_parents_.add(Text(mark).append(above), spelled);
    }
  }

  DockerPatterns patterns_;
  DockerPatterns with_parents_;
};

std::unique_ptr<const detail::IgnoreLanguage> make_language(IgnoreMode mode,
                                                            std::span<const std::string> patterns) {
  if (patterns.empty()) return nullptr;
  switch (mode) {
    case IgnoreMode::glob:
      return std::make_unique<GlobLanguage>(patterns);
    case IgnoreMode::git:
      return std::make_unique<GitLanguage>(patterns);
    case IgnoreMode::docker:
      return std::make_unique<DockerLanguage>(patterns);
  }
  return nullptr;
}

}  // namespace

IgnoreRules::IgnoreRules(IgnoreMode mode, std::span<const std::string> patterns)
    : language_(make_language(mode, patterns)) {}
IgnoreRules::~IgnoreRules() = default;
IgnoreRules::IgnoreRules(IgnoreRules&&) noexcept = default;
IgnoreRules& IgnoreRules::operator=(IgnoreRules&&) noexcept = default;

bool IgnoreRules::ignores(std::string_view path) const {
  return language_ != nullptr && language_->ignores(detail::to_utf16(path));
}

bool IgnoreRules::ignores_completely(std::string_view directory) const {
  return language_ != nullptr && language_->ignores_completely(detail::to_utf16(directory));
}

}  // namespace tenon
