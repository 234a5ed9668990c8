// expect-error(gcc): could not convert '"5"' from 'const char [2]' to 'tenon::Value<long int>'
// expect-error(clang): no viable conversion from 'const char[2]' to '::tenon::Value<std::int64_t>'
// A number is not a text.

#include "tenon/aws/sqs/Queue.hpp"

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const tenon::aws::sqs::Queue::Props props{.DelaySeconds = "5"};
#else
[[maybe_unused]] const tenon::aws::sqs::Queue::Props props{.DelaySeconds = 5};
#endif

int main() {}
