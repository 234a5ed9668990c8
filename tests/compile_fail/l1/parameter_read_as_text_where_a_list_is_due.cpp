// expect-error(gcc): from 'tenon::ParameterReference' to 'tenon::List<std::__cxx11::basic_string<char> >'
// expect-error(clang): no viable conversion from 'ParameterReference' to '::tenon::List<std::string>'
// `list` reads a parameter that holds a list.

#include "tenon/aws/lambda/EventSourceMapping.hpp"

using Props = tenon::aws::lambda::EventSourceMapping::Props;

#ifdef TENON_MUST_NOT_COMPILE
Props mapping(tenon::Parameter& queues) { return Props{.FunctionName = "f", .Queues = queues.ref()}; }
#else
Props mapping(tenon::Parameter& queues) { return Props{.FunctionName = "f", .Queues = queues.list()}; }
#endif

int main() {}
