#include "tenon/config/members.hpp"

#include <algorithm>
#include <functional>

#include "tenon/construct/diagnostic.hpp"

namespace tenon::detail {

void check_order(std::initializer_list<const void*> members) {
  if (std::ranges::is_sorted(members, std::less<const void*>())) return;
  throw Error(
      "misordered-members",
      "BOOST_HANA_ADAPT_STRUCT names the members of a struct in another order than the struct declares them");
}

}  // namespace tenon::detail
