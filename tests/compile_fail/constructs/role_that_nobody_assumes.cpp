// expect-error(gcc): Required() [with
// expect-error(gcc): {"assumed_by"}
// expect-error(clang): Required<
// expect-error(clang): "assumed_by"
// A role is there to be assumed.

#include "tenon/constructs/identity/role.hpp"

using tenon::Principal;
using tenon::Role;

#ifdef TENON_MUST_NOT_COMPILE
Role::Props role() { return {.description = "Nobody's"}; }
#else
Role::Props role() { return {.assumed_by = Principal::service("lambda.amazonaws.com"), .description = "A function's"}; }
#endif

int main() {}
