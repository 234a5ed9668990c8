// expect-error(gcc): this_value_is_not_one_of_the_allowed_values
// expect-error(clang): this_value_is_not_one_of_the_allowed_values
// A literal of a property with allowed values is one of them; `unchecked` is the way past.

#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/value/expression.hpp"

using Props = tenon::aws::dynamodb::Table::Props;
using Key = tenon::aws::dynamodb::Table::KeySchema;
const Props past_the_list{.BillingMode = tenon::unchecked("PAY_PER_REQUESTS"),
                          .KeySchema = {Key{.AttributeName = "id", .KeyType = "HASH"}}};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.BillingMode = "PAY_PER_REQUESTS",
                                   .KeySchema = {Key{.AttributeName = "id", .KeyType = "HASH"}}};
#else
[[maybe_unused]] const Props props{.BillingMode = "PAY_PER_REQUEST",
                                   .KeySchema = {Key{.AttributeName = "id", .KeyType = "HASH"}}};
#endif

int main() {}
