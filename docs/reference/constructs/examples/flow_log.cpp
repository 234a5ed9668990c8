#include "tenon/constructs/network/flow_log.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/network/vpc.hpp"

using tenon::FlowLog;
using tenon::FlowLogDestination;

void flow_log(tenon::App& app) {
  auto& stack = app.add("Records", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{});
  auto& archive = stack.add("Archive", tenon::Bucket::Props{});

  // To a log group of its own.
  network.add_flow_log("Rejected", {.traffic = tenon::FlowLogTraffic::reject});

  network.add_flow_log(
      "Everything", {.destination = FlowLogDestination::to_s3(
                         archive, {.key_prefix = "flows", .file_format = tenon::FlowLogFileFormat::parquet}),
                     .log_format = {"srcaddr", "dstaddr", "dstport", "action", "flow-direction"}});

  stack.add("FirstSubnet", FlowLog::Props{.resource = *network.private_subnets().front()});
}
