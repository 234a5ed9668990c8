// expect-error(gcc): a_single_brace_stands_in_the_format_string
// expect-error(clang): a_single_brace_stands_in_the_format_string
// A brace of the text itself is doubled.

#include "tenon/value/format.hpp"

#ifdef TENON_MUST_NOT_COMPILE
auto text() { return tenon::format("{name}-{}", tenon::pseudo::region); }
#else
auto text() { return tenon::format("{{name}}-{}", tenon::pseudo::region); }
#endif

int main() {}
