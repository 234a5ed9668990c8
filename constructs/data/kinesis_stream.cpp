#include "tenon/constructs/data/kinesis_stream.hpp"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>

#include "tenon/aws/kinesis/ResourcePolicy.hpp"
#include "tenon/aws/kinesis/Stream.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/kinesis.hpp"
#include "tenon/value/expression.hpp"

namespace tenon {

using detail::refuse;

namespace {

using L1 = aws::kinesis::Stream;

// Until `prepare` writes the document.
const Value<Json> later = {Raw{}, Node::object({})};

constexpr Duration shortest_retention = Duration::hours(24);
constexpr Duration longest_retention = Duration::hours(8760);
constexpr std::string_view managed_key = "alias/aws/kinesis";

// --- CDK's actions (aws-kinesis/lib/stream.js)
// -----------------------------------------------------------------------

constexpr iam::Action read_actions[] = {
    iam::kinesis::DescribeStreamSummary, iam::kinesis::GetRecords,
    iam::kinesis::GetShardIterator,      iam::kinesis::ListShards,
    iam::kinesis::SubscribeToShard,      iam::kinesis::DescribeStream,
    iam::kinesis::ListStreams,           iam::kinesis::DescribeStreamConsumer};
constexpr iam::Action write_actions[] = {iam::kinesis::ListShards, iam::kinesis::PutRecord,
                                         iam::kinesis::PutRecords};
// Policies of streams do not take these.
constexpr iam::Action identity_actions[] = {iam::kinesis::DescribeStreamConsumer, iam::kinesis::ListStreams,
                                            iam::kinesis::SubscribeToShard};

// --- rendering
// -------------------------------------------------------------------------------------------------------

StreamEncryption encryption_of(const KinesisStream::Props& props) {
  return props.encryption.value_or(props.encryption_key != nullptr ? StreamEncryption::kms
                                                                   : StreamEncryption::managed);
}

Key* key_of(KinesisStream& stream, const KinesisStream::Props& props) {
  if (encryption_of(props) != StreamEncryption::kms) return nullptr;
  if (props.encryption_key != nullptr) return props.encryption_key;
  return &stream.add("Key",
                     Key::Props{.description = "Created by " + stream.path(), .enable_key_rotation = true},
                     stream.where());
}

Value<L1::StreamEncryption> encryption(const KinesisStream::Props& props, const Key* key) {
  if (encryption_of(props) == StreamEncryption::unencrypted) return {};
  return L1::StreamEncryption{
      .EncryptionType = "KMS",
      .KeyId = key != nullptr ? Value<std::string>(key->arn()) : Value<std::string>(managed_key)};
}

L1::Props resource_props(const KinesisStream::Props& props, const Key* key) {
  L1::Props to{.Name = props.stream_name,
               .RetentionPeriodHours = props.retention_period.value_or(shortest_retention).to_hours(),
               .StreamEncryption = encryption(props, key)};
  const bool on_demand = props.stream_mode == StreamMode::on_demand;
  if (!on_demand) to.ShardCount = props.shard_count.value_or(1);
  if (props.stream_mode) {
    to.StreamModeDetails =
        L1::StreamModeDetails{.StreamMode = std::string_view(on_demand ? "ON_DEMAND" : "PROVISIONED")};
  }
  if (!props.shard_level_metrics.empty()) {
    std::vector<Node> names;
    for (const std::string& name : props.shard_level_metrics) names.emplace_back(std::string_view(name));
    to.DesiredShardLevelMetrics = {Raw{}, Node::list(names)};
  }
  return to;
}

void check(const KinesisStream& stream, const KinesisStream::Props& props) {
  if (props.stream_mode == StreamMode::on_demand && props.shard_count) {
    refuse(stream, "shard_count", std::to_string(*props.shard_count), "stream_mode provisioned",
           "A stream on demand has no number of shards", stream.where());
  }
  if (props.shard_count && *props.shard_count < 1) {
    refuse(stream, "shard_count", std::to_string(*props.shard_count), "at least 1", "A stream has shards",
           stream.where());
  }
  if (props.retention_period &&
      (*props.retention_period < shortest_retention || *props.retention_period > longest_retention)) {
    refuse(stream, "retention_period", props.retention_period->text(), "24 to 8760 hours",
           "Kinesis does not keep records for so long or short", stream.where());
  }
  if (props.encryption_key != nullptr && encryption_of(props) != StreamEncryption::kms) {
    refuse(stream, "encryption_key", props.encryption_key->path(), "encryption kms",
           "A key is given, but the encryption does not use it", stream.where());
  }
  if (props.shard_level_metrics.size() > 1 && std::ranges::count(props.shard_level_metrics, "ALL") > 0) {
    refuse(stream, "shard_level_metrics", "ALL", "ALL alone, or names of metrics",
           "All metrics are some already", stream.where());
  }
}

}  // namespace

struct KinesisStream::Imported {
  const Value<std::string>& arn;
  Key* encryption_key;
};

KinesisStream::KinesisStream(const Scope& scope, const Props& props)
    : Construct(scope),
      encryption_key_(key_of(*this, props)),
      resource_(add("Resource", resource_props(props, encryption_key_), where())) {
  check(*this, props);
  resource_.apply_removal_policy(props.removal_policy);
}

KinesisStream::KinesisStream(const Scope& scope, const Imported& imported)
    : Construct(scope),
      encryption_key_(imported.encryption_key),
      resource_(::tenon::from_arn<L1>(*this, "Resource", imported.arn, where())) {}

KinesisStream& KinesisStream::from_arn(Construct& scope, std::string_view id,
                                       const Value<std::string>& stream_arn, Key* encryption_key,
                                       std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<KinesisStream>(new KinesisStream(inner, Imported{stream_arn, encryption_key}));
      },
      where);
}

ArnAttribute<aws::kinesis::kind::Stream_Arn> KinesisStream::arn() const { return resource_.Arn(); }
Value<std::string> KinesisStream::stream_name() const { return resource_.ref(); }

bool KinesisStream::add_to_resource_policy(PolicyStatement statement) {
  if (resource_.is_imported()) return false;
  policy_.add(std::move(statement));
  if (resource_policy_ == nullptr) {
    auto& scope = add("Policy", Construct::Props{}, where());
    resource_policy_ = &scope.add(
        "Resource", aws::kinesis::ResourcePolicy::Props{.ResourceArn = arn(), .ResourcePolicy = later},
        where());
  }
  return true;
}

void KinesisStream::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  PolicyStatement statement{.actions = std::move(actions), .resources = {arn()}};
  if (grantee.add_to_policy(statement)) return;
  std::erase_if(statement.actions, [](const iam::Action& action) {
    return std::ranges::find(identity_actions, action) != std::end(identity_actions);
  });
  if (statement.actions.empty()) return;
  statement.principals = {grantee.principal()};
  add_to_resource_policy(std::move(statement));
}

void KinesisStream::grant_read(const Grantee& grantee) {
  grant(grantee, detail::all({read_actions}));
  if (encryption_key_ != nullptr) encryption_key_->grant_decrypt(grantee);
}

void KinesisStream::grant_write(const Grantee& grantee) {
  grant(grantee, detail::all({write_actions}));
  if (encryption_key_ != nullptr) encryption_key_->grant_encrypt(grantee);
}

void KinesisStream::grant_read_write(const Grantee& grantee) {
  grant(grantee, detail::all({read_actions, write_actions}));
  if (encryption_key_ != nullptr) encryption_key_->grant_encrypt_decrypt(grantee);
}

Metric KinesisStream::metric(std::string_view metric_name) const {
  return Metric(Metric::Props{.metric_namespace = "AWS/Kinesis",
                              .metric_name = std::string(metric_name),
                              .dimensions = {{"StreamName", stream_name()}}});
}

Metric KinesisStream::metric_incoming_bytes() const { return metric("IncomingBytes"); }
Metric KinesisStream::metric_incoming_records() const { return metric("IncomingRecords"); }
Metric KinesisStream::metric_get_records_iterator_age_milliseconds() const {
  return metric("GetRecords.IteratorAgeMilliseconds").with_statistic(Statistic::maximum);
}
Metric KinesisStream::metric_read_provisioned_throughput_exceeded() const {
  return metric("ReadProvisionedThroughputExceeded");
}
Metric KinesisStream::metric_write_provisioned_throughput_exceeded() const {
  return metric("WriteProvisionedThroughputExceeded");
}

void KinesisStream::prepare() {
  if (resource_policy_ != nullptr) resource_policy_->set_property("ResourcePolicy", policy_.json());
}

}  // namespace tenon
