// expect-error(gcc): Required() [with
// expect-error(gcc): {"next"}
// expect-error(clang): Required<
// expect-error(clang): "next"
// A rule of a choice says which state it leads to.

#include "tenon/constructs/integration/state.hpp"

namespace states = tenon::states;

states::State choice(const states::State& pack, const states::State& refused) {
#ifdef TENON_MUST_NOT_COMPILE
  const states::ChoiceRule rule{.condition = states::Variable("$.total") > 0};
  static_cast<void>(pack);
#else
  const states::ChoiceRule rule{.condition = states::Variable("$.total") > 0, .next = pack};
#endif
  return states::Choice{.name = "Valid?", .when = rule, .otherwise = refused};
}

int main() {}
