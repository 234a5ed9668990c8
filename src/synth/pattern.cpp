#include "pattern.hpp"

#include <memory>
#include <string>
#include <unordered_map>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace tenon::synth {

namespace {

struct CodeDeleter {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct MatchDeleter {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct ContextDeleter {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct CompileDeleter {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};
using Code = std::unique_ptr<pcre2_code, CodeDeleter>;

// A pattern that backtracks for longer than this is not worth the wait.
constexpr std::uint32_t match_limit = 100'000;

Code compile(const char* pattern) {
  const std::unique_ptr<pcre2_compile_context, CompileDeleter> context(pcre2_compile_context_create(nullptr));
  pcre2_set_compile_extra_options(context.get(), PCRE2_EXTRA_ALT_BSUX);
  int error = 0;
  PCRE2_SIZE offset = 0;
  const auto options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NO_AUTO_CAPTURE;
  Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern), PCRE2_ZERO_TERMINATED, options, &error, &offset,
                          context.get()));
  if (code != nullptr) pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
  return code;
}

struct Matcher {
  std::unordered_map<const char*, Code> codes;
  std::unique_ptr<pcre2_match_data, MatchDeleter> data{pcre2_match_data_create(1, nullptr)};
  std::unique_ptr<pcre2_match_context, ContextDeleter> context{pcre2_match_context_create(nullptr)};

  Matcher() { pcre2_set_match_limit(context.get(), match_limit); }
};

}  // namespace

bool matches(const char* pattern, std::string_view text) {
  thread_local Matcher matcher;
  const auto [entry, is_new] = matcher.codes.try_emplace(pattern);
  if (is_new) entry->second = compile(pattern);
  if (entry->second == nullptr) return true;
  const int found = pcre2_match(entry->second.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                                matcher.data.get(), matcher.context.get());
  return found != PCRE2_ERROR_NOMATCH;
}

}  // namespace tenon::synth
