#include "tenon/app/run.hpp"
#include "tenon/constructs/delivery/actions.hpp"

void property_needed(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  const auto source = tenon::ConnectionSourceAction{
      .action_name = "Checkout",
      .connection_arn = "arn:aws:codestar-connections:eu-west-1:111122223333:connection/aEXAMPLE",
      .owner = "shop",
      .repository = "web",
      .output = "Source",
  };
  stack.add("Delivery", tenon::Pipeline::Props{
                            .stages = {tenon::PipelineStage{.stage_name = "Source", .actions = {source}}},
                        });
}
