#include "tenon/construct/ordering.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace tenon {
namespace {

constexpr std::uint64_t max_array_index = 4294967294;

// --- English collation ---

/// ASCII characters that count, in ascending order; a pair of letters differs in case alone.
constexpr std::string_view collation_order =
    "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789"
    "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ";

/// Letters U+00C0 to U+017F without their diacritic, and the rank of the diacritic as a letter: acute, grave,
/// breve, circumflex, caron, ring, diaeresis, double acute, tilde, dot, solidus overlay, cedilla, ogonek,
/// macron, bar overlay. A dot stands for those that are not a letter with a diacritic.
constexpr char32_t first_accented = 0xC0;
constexpr std::string_view accented_letters =
    "AAAAAA.CEEEEIIII.NOOOOO.OUUUUY..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiI...JjKk.LlLlLl."
    ".LlNnNnNn...OoOoOo..RrRrRrSsSsSsSsTtTt..UuUuUuUuUuUuWwYyYZzZzZz.";
constexpr std::string_view accents =
    "badigf.lbadgbadg.ibadig.kbadga..badigf.lbadgbadg.ibadig.kbadga.g"
    "nnccmmaaddjjeeeeoonnccjjmmeeddccjjllddooiinnccmmj...ddll.aallee."
    ".ooaallee...nncchh..aalleeaaddlleellee..iinnccffhhmmddddgaajjee.";
static_assert(accented_letters.size() == 192 && accents.size() == 192);

struct Weights {
  char32_t primary = 0;  // 0: does not count
  std::uint8_t accent = 0;
  bool upper = false;
};

constexpr std::array<Weights, 128> make_ascii_weights() {
  std::array<Weights, 128> weights{};
  char32_t primary = 0;
  for (char c : collation_order) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper) ++primary;
    weights[static_cast<unsigned char>(c)] = {primary, 0, upper};
  }
  return weights;
}

constexpr std::array<Weights, 128> ascii_weights = make_ascii_weights();
constexpr char32_t beyond_ascii = 0x100;
constexpr char32_t beyond_unicode = 0x110000;

/// Reads the UTF-8 of a text one code point at a time; a byte that is no UTF-8 lies beyond all characters.
class CodePoints {
 public:
  explicit CodePoints(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  char32_t next() {
    const auto lead = static_cast<unsigned char>(rest_.front());
    const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (size == 1 || size > rest_.size()) {
      rest_.remove_prefix(1);
      return lead < 0x80 ? lead : beyond_unicode + lead;
    }
    char32_t c = lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) c = (c << 6) | (static_cast<unsigned char>(rest_[i]) & 0x3FU);
    rest_.remove_prefix(size);
    return c;
  }

 private:
  std::string_view rest_;
};

Weights weights_of(char32_t c) {
  if (c < ascii_weights.size()) return ascii_weights[c];
  const std::size_t i = c - first_accented;
  if (c < first_accented || i >= accented_letters.size() || accented_letters[i] == '.')
    return {beyond_ascii + c, 0, false};
  Weights weights = ascii_weights[static_cast<unsigned char>(accented_letters[i])];
  weights.accent = static_cast<std::uint8_t>(accents[i] - 'a' + 1);
  return weights;
}

/// The weights of the next character that counts; primary 0 at the end.
Weights next_weights(CodePoints& text) {
  while (!text.done()) {
    const Weights weights = weights_of(text.next());
    if (weights.primary != 0) return weights;
  }
  return {};
}

template <class T>
int compare(T a, T b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

/// Positions of the keys in the order, equal ones as given; empty when they stand in it.
template <class Before>
std::vector<std::size_t> stable_order(std::span<const std::string_view> keys, Before before) {
  if (std::is_sorted(keys.begin(), keys.end(), before)) return {};
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return before(keys[a], keys[b]) || (a < b && !before(keys[b], keys[a]));
  });
  return order;
}

}  // namespace

std::optional<std::uint32_t> array_index(std::string_view key) {
  constexpr std::size_t max_digits = 10;
  if (key.empty() || key.size() > max_digits || (key.front() == '0' && key.size() > 1)) return std::nullopt;
  std::uint64_t index = 0;
  for (char c : key) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (index > max_array_index) return std::nullopt;
  return static_cast<std::uint32_t>(index);
}

bool js_key_before(std::string_view a, std::string_view b) {
  const auto index_of_a = array_index(a);
  if (!index_of_a) return false;
  const auto index_of_b = array_index(b);
  return !index_of_b || *index_of_a < *index_of_b;
}

std::vector<std::size_t> js_key_order(std::span<const std::string_view> keys) {
  return stable_order(keys, js_key_before);
}

int compare_code_units(std::string_view a, std::string_view b) {
  const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (at_a == a.end() || at_b == b.end()) return compare(a.size(), b.size());
  const auto byte_a = static_cast<unsigned char>(*at_a);
  const auto byte_b = static_cast<unsigned char>(*at_b);
  // Surrogates, D800 to DFFF, stand for what UTF-8 starts with F0 or more; EE and EF start U+E000 to U+FFFF.
  const bool a_is_high = byte_a >= 0xF0;
  const bool b_is_high = byte_b >= 0xF0;
  if (a_is_high != b_is_high && std::min(byte_a, byte_b) >= 0xEE) return a_is_high ? -1 : 1;
  return compare(byte_a, byte_b);
}

int compare_collated(std::string_view a, std::string_view b) {
  CodePoints text_a(a);
  CodePoints text_b(b);
  int accent = 0;
  int letter_case = 0;
  for (;;) {
    const Weights weights_a = next_weights(text_a);
    const Weights weights_b = next_weights(text_b);
    if (weights_a.primary != weights_b.primary) return compare(weights_a.primary, weights_b.primary);
    if (weights_a.primary == 0) return accent != 0 ? accent : letter_case;
    if (accent == 0) accent = compare(weights_a.accent, weights_b.accent);
    if (letter_case == 0) letter_case = compare(weights_a.upper, weights_b.upper);
  }
}

bool collates_before(std::string_view a, std::string_view b) { return compare_collated(a, b) < 0; }

std::vector<std::size_t> collated_order(std::span<const std::string_view> keys) {
  return stable_order(keys, collates_before);
}

}  // namespace tenon
