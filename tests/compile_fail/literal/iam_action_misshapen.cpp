// expect-error(gcc): an_iam_action_is_service_and_name_such_as_s3_GetObject
// expect-error(clang): an_iam_action_is_service_and_name_such_as_s3_GetObject
// An action is a service and a name.

#include "tenon/value/iam_action.hpp"

struct Props {
  tenon::iam::Action value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "s3.GetObject"};
#else
[[maybe_unused]] const Props props{.value = "s3:GetObject"};
#endif

int main() {}
