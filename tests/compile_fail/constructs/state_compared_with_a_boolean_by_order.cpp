// expect-error(gcc): no match for
// expect-error(clang): invalid operands to binary expression
// A boolean is neither less nor greater.

#include "tenon/constructs/integration/state.hpp"

namespace states = tenon::states;

states::Condition condition() {
#ifdef TENON_MUST_NOT_COMPILE
  return states::Variable("$.valid") > true;
#else
  return states::Variable("$.valid") == true;
#endif
}

int main() {}
