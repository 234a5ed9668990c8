// expect-error(gcc): an_account_id_has_twelve_digits
// expect-error(clang): an_account_id_has_twelve_digits
// An account id has twelve digits.

#include "tenon/value/account_id.hpp"

struct Props {
  tenon::AccountId value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "12345678901"};
#else
[[maybe_unused]] const Props props{.value = "123456789012"};
#endif

int main() {}
