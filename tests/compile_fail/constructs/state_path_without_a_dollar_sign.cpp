// expect-error: a_path_into_a_states_data_begins_with_a_dollar_sign_or_is_an_intrinsic_such_as_States_Format
// A path into a state's data begins with a dollar sign.

#include "tenon/constructs/integration/state.hpp"

namespace states = tenon::states;

states::State succeed() {
#ifdef TENON_MUST_NOT_COMPILE
  return states::Succeed{.name = "Done", .output_path = "order"};
#else
  return states::Succeed{.name = "Done", .output_path = "$.order"};
#endif
}

int main() {}
