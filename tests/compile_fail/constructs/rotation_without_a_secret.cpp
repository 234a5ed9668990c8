// expect-error(gcc): RotationSchedule::Props::secret
// expect-error(clang): reference member of type 'Secret &' uninitialized
// A rotation is of a secret.

#include "tenon/constructs/security/secret.hpp"

using tenon::RotationSchedule;

#ifdef TENON_MUST_NOT_COMPILE
RotationSchedule::Props rotation(tenon::Secret&, tenon::FunctionBase& function) { return RotationSchedule::Props{.function = &function}; }
#else
RotationSchedule::Props rotation(tenon::Secret& secret, tenon::FunctionBase& function) {
  return {.secret = secret, .function = &function};
}
#endif

int main() {}
