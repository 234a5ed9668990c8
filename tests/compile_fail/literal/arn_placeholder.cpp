// expect-error(gcc): an_arn_literal_holds_no_placeholder_use_format_or_sub
// expect-error(clang): an_arn_literal_holds_no_placeholder_use_format_or_sub
// A literal is text as it stands: placeholders go through format() or sub().

#include "tenon/value/arn.hpp"

struct Props {
  tenon::Arn value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "arn:${AWS::Partition}:s3:::orders"};
#else
[[maybe_unused]] const Props props{.value = "arn:aws:s3:::orders/${aws:username}"};
#endif

int main() {}
