// expect-error(gcc): Required() [with
// expect-error(gcc): {"next"}
// expect-error(clang): Required<
// expect-error(clang): "next"
// What catches an error says where to go on.

#include "tenon/constructs/integration/state.hpp"

namespace states = tenon::states;

states::Catch handler(const states::State& refused) {
#ifdef TENON_MUST_NOT_COMPILE
  static_cast<void>(refused);
  return states::Catch{.errors = {states::errors::timeout}};
#else
  return states::Catch{.next = refused, .errors = {states::errors::timeout}};
#endif
}

int main() {}
