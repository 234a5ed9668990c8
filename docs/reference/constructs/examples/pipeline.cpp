#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/delivery/actions.hpp"
#include "tenon/constructs/delivery/build_project.hpp"
#include "tenon/constructs/delivery/pipeline.hpp"
#include "tenon/value/json.hpp"

using tenon::BuildAction;
using tenon::BuildProject;
using tenon::BuildSpec;
using tenon::ConnectionSourceAction;
using tenon::ManualApprovalAction;
using tenon::Pipeline;
using tenon::PipelineStage;
using tenon::S3DeployAction;
namespace json = tenon::json;

void pipeline(tenon::App& app) {
  auto& stack = app.add("Delivery", tenon::Stack::Props{});
  auto& site = stack.add("Site", tenon::Bucket::Props{});
  auto& build = stack.add("Build", BuildProject::Props{.build_spec = BuildSpec::from_source_file("web/buildspec.yml")});

  stack.add("Pipeline",
            Pipeline::Props{
                .stages = {PipelineStage{.stage_name = "Source",
                                         .actions = {ConnectionSourceAction{
                                             .action_name = "Checkout",
                                             .connection_arn = "arn:aws:codestar-connections:eu-west-1:111122223333:"
                                                               "connection/aEXAMPLE",
                                             .owner = "shop",
                                             .repository = "web",
                                             .output = "Source",
                                             // The trigger below says which pushes count.
                                             .trigger_on_push = false}}},
                           PipelineStage{.stage_name = "Build",
                                         .actions = {BuildAction{.action_name = "Compile",
                                                                 .project = build,
                                                                 .input = "Source",
                                                                 .outputs = {"Site"}}}},
                           PipelineStage{.stage_name = "Deploy",
                                         .actions = {ManualApprovalAction{.action_name = "Approve"},
                                                     S3DeployAction{.action_name = "Copy",
                                                                    .bucket = site,
                                                                    .input = "Site",
                                                                    .run_order = 2}}}},
                .triggers = {{.source_action_name = "Checkout",
                              .push = {{.branches = {.includes = {"main"}}, .file_paths = {.includes = {"web/**"}}}}}},
            });
}
