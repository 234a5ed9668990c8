// Roles with several principals, conditions, policies of every kind, and grants that become one policy.
#include "tenon/constructs/identity/role.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/iam/ssm.hpp"
#include "tenon/iam/xray.hpp"
#include "tenon/value/format.hpp"

void role(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Agreement", Stack::Props{});

  auto& shared = stack.add(
      "Shared",
      ManagedPolicy::Props{
          .statements = {{.actions = {iam::xray::PutTraceSegments, iam::xray::PutTelemetryRecords}, .resources = {"*"}}},
          .description = "What every service may do",
          .path = "/services/"});
  auto& service = stack.add(
      "Service",
      Role::Props{
          .assumed_by = {Principal::service("lambda.amazonaws.com"),
                         Principal::service("ecs-tasks.amazonaws.com")
                             .with_conditions({{"StringEquals", "aws:SourceAccount", {pseudo::account_id}}})},
          .description = "Runs the service",
          .path = "/services/",
          .max_session_duration = Duration::hours(2),
          .managed_policies = {ManagedPolicyReference::aws("CloudWatchReadOnlyAccess"), shared},
          .inline_policies = {{"Parameters",
                               PolicyDocument({{.actions = {iam::ssm::GetParameter},
                                                .resources = {format("arn:{}:ssm:{}:{}:parameter/*", pseudo::partition,
                                                                     pseudo::region, pseudo::account_id)}}})}}});
  stack.add("Partner", Role::Props{.assumed_by = Principal::account("444455556666"),
                                   .external_ids = {"partner"},
                                   .role_name = "partner",
                                   .permissions_boundary = ManagedPolicyReference::aws("PowerUserAccess")});

  service.add_to_policy({.actions = {iam::sns::Publish}, .resources = {"arn:aws:sns:eu-west-1:111122223333:b"}});
  service.add_to_policy({.actions = {iam::sns::Publish}, .resources = {"arn:aws:sns:eu-west-1:111122223333:a"}});
  service.add_to_policy({.effect = Effect::deny,
                         .actions = {"s3:*"},
                         .resources = {"*"},
                         .conditions = {{"Bool", "aws:SecureTransport", {"false"}}},
                         .sid = "NoPlainHttp"});
  stack.add("Documents", Bucket::Props{.encryption = BucketEncryption::unencrypted,
                                       .block_public_access = std::nullopt,
                                       .enforce_ssl = false})
      .grant_read(service);
  stack.add("Queue", Queue::Props{.enforce_ssl = false}).grant_consume_messages(service);
  stack.add("Table", DynamoTable::Props{.partition_key = "id",
                                        .billing_mode = BillingMode::provisioned,
                                        .point_in_time_recovery = std::nullopt})
      .grant_read_write_data(service);
}
