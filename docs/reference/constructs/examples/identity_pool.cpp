#include "tenon/constructs/identity/identity_pool.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/identity/user_pool.hpp"

void identity_pool(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Learners", Stack::Props{});
  auto& users = stack.add("Users", UserPool::Props{});
  auto& web = users.add("Web", UserPoolClient::Props{.user_pool = users});
  auto& identities = stack.add("Identities", IdentityPool::Props{.user_pools = {{users, web}}});

  auto& films = stack.add("Films", Bucket::Props{});
  films.grant_read(identities.authenticated_role());
}
