#include "tenon/constructs/data/kinesis_stream.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"

using tenon::KinesisStream;

void kinesis_stream(tenon::App& app) {
  auto& stack = app.add("Clicks", tenon::Stack::Props{});

  auto& clicks = stack.add("Stream", KinesisStream::Props{
                                         .stream_mode = tenon::StreamMode::on_demand,
                                         .retention_period = tenon::Duration::days(7),
                                     });

  auto& site = stack.add(
      "Site", tenon::Role::Props{.assumed_by = tenon::Principal::service("ecs-tasks.amazonaws.com")});
  clicks.grant_write(site);
}
