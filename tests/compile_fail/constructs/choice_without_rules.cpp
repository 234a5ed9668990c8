// expect-error(gcc): Required() [with
// expect-error(gcc): {"when"}
// expect-error(clang): Required<
// expect-error(clang): "when"
// A choice decides by rules.

#include "tenon/constructs/integration/state.hpp"

namespace states = tenon::states;

states::State choice(const states::State& pack, const states::State& refused) {
#ifdef TENON_MUST_NOT_COMPILE
  static_cast<void>(pack);
  return states::Choice{.name = "Valid?", .otherwise = refused};
#else
  return states::Choice{.name = "Valid?", .when = {{states::Variable("$.total") > 0, pack}}, .otherwise = refused};
#endif
}

int main() {}
