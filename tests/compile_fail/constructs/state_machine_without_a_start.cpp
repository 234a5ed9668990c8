// expect-error(gcc): Required() [with
// expect-error(gcc): {"start_at"}
// expect-error(clang): Required<
// expect-error(clang): "start_at"
// A state machine starts at a state.

#include "tenon/constructs/integration/state_machine.hpp"

tenon::StateMachine::Props props(const tenon::states::State& start) {
#ifdef TENON_MUST_NOT_COMPILE
  static_cast<void>(start);
  return {.comment = "Orders"};
#else
  return {.start_at = start, .comment = "Orders"};
#endif
}

int main() {}
