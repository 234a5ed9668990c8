// expect-error(gcc): has no non-static data member named 'DelaySecond'
// expect-error(clang): field designator 'DelaySecond' does not refer to any field
// A property is spelt as CloudFormation spells it.

#include "tenon/aws/sqs/Queue.hpp"

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const tenon::aws::sqs::Queue::Props props{.DelaySecond = 5};
#else
[[maybe_unused]] const tenon::aws::sqs::Queue::Props props{.DelaySeconds = 5};
#endif

int main() {}
