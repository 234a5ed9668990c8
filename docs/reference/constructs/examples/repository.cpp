#include "tenon/constructs/compute/repository.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"

void repository(tenon::App& app) {
  auto& stack = app.add("Images", tenon::Stack::Props{});
  auto& web = stack.add("Web", tenon::Repository::Props{
                                   .repository_name = "shop/web",
                                   .image_tag_mutability = tenon::TagMutability::immutable,
                                   .lifecycle_rules = {{.max_image_age = tenon::Duration::days(14),
                                                        .tag_status = tenon::TagStatus::untagged},
                                                       {.max_image_count = 20, .tag_prefixes = {"release-"}}},
                               });
  auto& builder = stack.add(
      "Builder", tenon::Role::Props{.assumed_by = tenon::Principal::service("codebuild.amazonaws.com")});
  web.grant_pull_push(builder);
}
