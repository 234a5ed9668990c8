// expect-error(gcc): Required() [with
// expect-error(gcc): {"priority"}
// expect-error(clang): Required<
// expect-error(clang): "priority"
// Rules are looked at by their priority.

#include "tenon/constructs/network/application_load_balancer.hpp"

using tenon::ListenerCondition;
using tenon::ListenerRuleOptions;

#ifdef TENON_MUST_NOT_COMPILE
ListenerRuleOptions rule() { return {.conditions = {{ListenerCondition::path_patterns({"/app/*"})}}}; }
#else
ListenerRuleOptions rule() { return {.priority = 10, .conditions = {{ListenerCondition::path_patterns({"/app/*"})}}}; }
#endif

int main() {}
