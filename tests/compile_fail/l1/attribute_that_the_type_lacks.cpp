// expect-error(gcc): has no member named 'QueueArn'
// expect-error(clang): no member named 'QueueArn' in 'tenon::aws::sqs::Queue'
// A type has the attributes that CloudFormation gives it.

#include "tenon/aws/sqs/Queue.hpp"

#ifdef TENON_MUST_NOT_COMPILE
auto arn(tenon::aws::sqs::Queue& queue) { return queue.QueueArn(); }
#else
auto arn(tenon::aws::sqs::Queue& queue) { return queue.Arn(); }
#endif

int main() {}
