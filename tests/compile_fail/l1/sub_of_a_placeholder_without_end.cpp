// expect-error(gcc): a_placeholder_is_not_closed_by_a_brace
// expect-error(clang): a_placeholder_is_not_closed_by_a_brace
// A placeholder ends with a brace.

#include "tenon/value/format.hpp"

#ifdef TENON_MUST_NOT_COMPILE
auto text() { return tenon::sub("${AWS::Region-queue"); }
#else
auto text() { return tenon::sub("${AWS::Region}-queue"); }
#endif

int main() {}
