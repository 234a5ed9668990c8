// expect-error(gcc): IfExpression<int, tenon::detail::ArgumentText>' to 'tenon::Value<long int>'
// expect-error(clang): IfExpression<int, tenon::detail::ArgumentText>') to '::tenon::Value<std::int64_t>'
// Both branches fit the property.

#include "tenon/aws/sqs/Queue.hpp"

using Props = tenon::aws::sqs::Queue::Props;

#ifdef TENON_MUST_NOT_COMPILE
Props queue(tenon::Condition& is_prod) { return Props{.DelaySeconds = tenon::Fn::If(is_prod, 5, "none")}; }
#else
Props queue(tenon::Condition& is_prod) {
  return Props{.DelaySeconds = tenon::Fn::If(is_prod, 5, tenon::NoValue)};
}
#endif

int main() {}
