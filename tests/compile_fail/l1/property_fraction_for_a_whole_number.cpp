// expect-error(gcc): from 'double' to 'tenon::Value<long int>'
// expect-error(clang): no viable conversion from 'double' to '::tenon::Value<std::int64_t>'
// A whole number has no fraction.

#include "tenon/aws/sqs/Queue.hpp"

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const tenon::aws::sqs::Queue::Props props{.DelaySeconds = 5.5};
#else
[[maybe_unused]] const tenon::aws::sqs::Queue::Props props{.DelaySeconds = 5};
#endif

int main() {}
