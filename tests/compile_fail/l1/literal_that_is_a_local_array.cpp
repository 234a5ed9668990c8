// expect-error(gcc): is not a constant expression
// expect-error(clang): is not a constant expression
// expect-error(clang): pointer to subobject of 'name' is not a constant expression
// A property holds a literal by its address; a local array is no literal.

#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/stack.hpp"

#ifdef TENON_MUST_NOT_COMPILE
void build(tenon::Stack& stack) {
  const char name[] = "orders";
  stack.add("Queue", tenon::aws::sqs::Queue::Props{.QueueName = name});
}
#else
void build(tenon::Stack& stack) {
  const char* const name = "orders";
  stack.add("Queue", tenon::aws::sqs::Queue::Props{.QueueName = name});
}
#endif

int main() {}
