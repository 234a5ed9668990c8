// expect-error(gcc): has no non-static data member named 'ZipFil'
// expect-error(clang): field designator 'ZipFil' does not refer to any field
// Properties are checked at every depth.

#include "tenon/aws/lambda/Function.hpp"

using Function = tenon::aws::lambda::Function;

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Function::Code code{.ZipFil = "x"};
#else
[[maybe_unused]] const Function::Code code{.ZipFile = "x"};
#endif

int main() {}
