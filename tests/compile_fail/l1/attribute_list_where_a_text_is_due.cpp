// expect-error(gcc): from 'tenon::List<std::__cxx11::basic_string<char> >' to 'tenon::Value<std::__cxx11::basic_string<char> >'
// expect-error(clang): no viable conversion from '::tenon::List<std::string>'
// expect-error(clang): to '::tenon::Value<std::string>'
// A list is not a text.

#include "tenon/aws/ec2/VPCEndpoint.hpp"
#include "tenon/aws/sqs/Queue.hpp"

using Props = tenon::aws::sqs::Queue::Props;

#ifdef TENON_MUST_NOT_COMPILE
Props queue(tenon::aws::ec2::VPCEndpoint& endpoint) { return Props{.QueueName = endpoint.DnsEntries()}; }
#else
Props queue(tenon::aws::ec2::VPCEndpoint& endpoint) {
  return Props{.QueueName = tenon::Fn::Select(0, endpoint.DnsEntries())};
}
#endif

int main() {}
