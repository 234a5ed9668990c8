// expect-error(gcc): Required() [with
// expect-error(gcc): {"otherwise"}
// expect-error(clang): Required<
// expect-error(clang): "otherwise"
// A choice says where it leads when none of its rules holds.

#include "tenon/constructs/integration/state.hpp"

namespace states = tenon::states;

states::State choice(const states::State& pack, const states::State& refused) {
#ifdef TENON_MUST_NOT_COMPILE
  static_cast<void>(refused);
  return states::Choice{.name = "Valid?", .when = {{states::Variable("$.total") > 0, pack}}};
#else
  return states::Choice{.name = "Valid?", .when = {{states::Variable("$.total") > 0, pack}}, .otherwise = refused};
#endif
}

int main() {}
