// expect-error(gcc): Required() [with
// expect-error(gcc): {"Name"}
// expect-error(clang): Required<
// expect-error(clang): "Name"
// A required property cannot be left out, and the compiler names it.

#include "tenon/aws/lambda/Alias.hpp"

using Props = tenon::aws::lambda::Alias::Props;

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.FunctionName = "handler", .FunctionVersion = "1"};
#else
[[maybe_unused]] const Props props{.FunctionName = "handler", .FunctionVersion = "1", .Name = "live"};
#endif

int main() {}
