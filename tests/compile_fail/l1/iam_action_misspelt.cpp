// expect-error(gcc): 'SendMesage' is not a member of 'tenon::iam::sqs'
// expect-error(gcc): SendMessage
// expect-error(clang): no member named 'SendMesage' in namespace 'tenon::iam::sqs'
// expect-error(clang): SendMessage
// The actions of a service are symbols, and the compiler knows them all.

#include "tenon/iam/sqs.hpp"

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] constexpr tenon::iam::Action action = tenon::iam::sqs::SendMesage;
#else
[[maybe_unused]] constexpr tenon::iam::Action action = tenon::iam::sqs::SendMessage;
#endif

int main() {}
