// expect-error(gcc): this_is_not_a_pseudo_parameter_of_cloudformation
// expect-error(clang): this_is_not_a_pseudo_parameter_of_cloudformation
// The pseudo parameters in a text are checked.

#include "tenon/value/format.hpp"

#ifdef TENON_MUST_NOT_COMPILE
auto text() { return tenon::sub("${AWS::Regoin}-queue"); }
#else
auto text() { return tenon::sub("${AWS::Region}-queue"); }
#endif

int main() {}
