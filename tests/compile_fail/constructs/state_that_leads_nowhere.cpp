// expect-error(gcc): Required() [with
// expect-error(gcc): {"next"}
// expect-error(clang): Required<
// expect-error(clang): "next"
// A state says what follows it, or that it is the end.

#include "tenon/constructs/integration/state.hpp"

namespace states = tenon::states;

states::State pass() {
#ifdef TENON_MUST_NOT_COMPILE
  return states::Pass{.name = "Result"};
#else
  return states::Pass{.name = "Result", .next = states::end};
#endif
}

int main() {}
