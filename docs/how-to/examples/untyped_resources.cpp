#include "tenon/app/run.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;

void untyped_resources(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& provider = tenon::from_name<aws::lambda::Function>(stack, "Seeder", "seeder");

  auto& seed = stack.add("Seed", tenon::Resource::Props{
                                     .Type = "Custom::Seed",
                                     .Properties = json::object({
                                         {"ServiceToken", provider.Arn()},
                                         {"Rows", 100},
                                     }),
                                 });
  seed.set_property("Table", "orders");

  stack.add("SeededRows", tenon::Output::Props{.Value = seed.get_att("Count")});
  stack.add("SeedId", tenon::Output::Props{.Value = seed.any_ref()});
}
