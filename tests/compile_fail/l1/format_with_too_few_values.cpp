// expect-error(gcc): the_number_of_placeholders_differs_from_the_number_of_values
// expect-error(clang): the_number_of_placeholders_differs_from_the_number_of_values
// Every placeholder has a value.

#include "tenon/value/format.hpp"

#ifdef TENON_MUST_NOT_COMPILE
auto text() { return tenon::format("{}-{}", tenon::pseudo::region); }
#else
auto text() { return tenon::format("{}-{}", tenon::pseudo::region, "x"); }
#endif

int main() {}
