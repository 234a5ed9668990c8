// expect-error: a_path_into_an_event_begins_with_a_dollar_sign_such_as_dollar_detail_id
// A field of an event is a path that begins with a dollar sign.

#include "tenon/constructs/integration/event_rule.hpp"

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const tenon::EventField id("detail.id");
#else
[[maybe_unused]] const tenon::EventField id("$.detail.id");
#endif

int main() {}
