#include "tenon/value/text.hpp"

#include <algorithm>

namespace tenon::detail {

const char* copy_text(std::string_view text) {
  char* const copy = new char[text.size()];
  std::copy(text.begin(), text.end(), copy);
  return copy;
}

void release_text(const char* text) noexcept { delete[] text; }

}  // namespace tenon::detail
