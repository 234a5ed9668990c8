// expect-error(gcc): could not convert '1' from 'int' to 'tenon::Value<bool>'
// expect-error(clang): no viable conversion from 'int' to '::tenon::Value<bool>'
// A number is not a boolean.

#include "tenon/aws/sqs/Queue.hpp"

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const tenon::aws::sqs::Queue::Props props{.FifoQueue = 1};
#else
[[maybe_unused]] const tenon::aws::sqs::Queue::Props props{.FifoQueue = true};
#endif

int main() {}
