#include "tenon/constructs/data/delivery_stream.hpp"

#include <memory>
#include <utility>

#include "tenon/aws/kinesisfirehose/DeliveryStream.hpp"
#include "tenon/aws/logs/LogStream.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/firehose.hpp"
#include "tenon/value/expression.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

namespace {

using L1 = aws::kinesisfirehose::DeliveryStream;

constexpr std::string_view compressions[] = {"UNCOMPRESSED", "GZIP", "HADOOP_SNAPPY", "Snappy", "ZIP"};
constexpr Duration default_interval = Duration::seconds(300);
constexpr Size default_size = Size::mebibytes(5);

std::string_view compression(DeliveryCompression value) {
  return compressions[static_cast<std::size_t>(value)];
}

Value<L1::BufferingHints> buffering(const std::optional<Duration>& interval,
                                    const std::optional<Size>& size) {
  if (!interval && !size) return {};
  return L1::BufferingHints{.IntervalInSeconds = interval.value_or(default_interval).to_seconds(),
                            .SizeInMBs = size.value_or(default_size).to_mebibytes()};
}

DeliveryStreamEncryption encryption_of(const DeliveryStream::Props& props) {
  if (props.encryption) return *props.encryption;
  if (props.stream_encryption_key != nullptr) return DeliveryStreamEncryption::customer_managed;
  return props.source != nullptr ? DeliveryStreamEncryption::unencrypted
                                 : DeliveryStreamEncryption::aws_owned;
}

/// Makes what a delivery stream consists of beside itself, and remembers what must be there before it.
class Parts {
 public:
  Parts(DeliveryStream& stream, const DeliveryStream::Props& props) : stream_(stream), props_(props) {}

  L1::Props resource_props() {
    L1::Props to{.DeliveryStreamName = props_.delivery_stream_name,
                 .DeliveryStreamType =
                     std::string_view(props_.source != nullptr ? "KinesisStreamAsSource" : "DirectPut")};
    encrypt(to);
    if (props_.source != nullptr) {
      props_.source->grant_read(service_role());
      to.KinesisStreamSourceConfiguration = L1::KinesisStreamSourceConfiguration{
          .KinesisStreamARN = props_.source->arn(), .RoleARN = service_role().arn()};
    }
    to.ExtendedS3DestinationConfiguration = destination();
    return to;
  }

  Role& destination_role() {
    if (destination_role_ == nullptr) destination_role_ = &role("S3 Destination Role");
    return *destination_role_;
  }

  /// Firehose reads its source and tries its destination as soon as it is made.
  void order(L1& resource) const {
    for (Role* role : {service_role_, destination_role_}) {
      if (role != nullptr) resource.depends_on(role->permissions(), stream_.where());
    }
  }

 private:
  Role& role(std::string_view id) {
    if (props_.role != nullptr) return *props_.role;
    return stream_.add(id, Role::Props{.assumed_by = Principal::service("firehose.amazonaws.com")},
                       stream_.where());
  }

  Role& service_role() {
    if (service_role_ == nullptr) service_role_ = &role("Service Role");
    return *service_role_;
  }

  void encrypt(L1::Props& to) {
    const DeliveryStreamEncryption encryption = encryption_of(props_);
    if (encryption == DeliveryStreamEncryption::unencrypted) return;
    L1::DeliveryStreamEncryptionConfigurationInput configuration{.KeyType = "AWS_OWNED_CMK"};
    if (encryption == DeliveryStreamEncryption::customer_managed) {
      Key* key = props_.stream_encryption_key;
      // The role of a given key comes before it, as in CDK.
      Role& role = service_role();
      if (key == nullptr) key = &stream_.add("Key", Key::Props{.enable_key_rotation = true}, stream_.where());
      key->grant_encrypt_decrypt(role);
      configuration.KeyType = "CUSTOMER_MANAGED_CMK";
      configuration.KeyARN = key->arn();
    }
    to.DeliveryStreamEncryptionConfigurationInput = configuration;
  }

  Value<L1::CloudWatchLoggingOptions> logging(std::string_view stream_id) {
    if (!props_.logging) return {};
    if (log_group_ == nullptr) log_group_ = props_.log_group;
    if (log_group_ == nullptr) log_group_ = &stream_.add("LogGroup", LogGroup::Props{}, stream_.where());
    log_group_->grant_write(destination_role());
    // A group that is shared has a stream for each.
    const bool own = props_.log_group == nullptr;
    const std::string id = own ? std::string(stream_id) : std::string(stream_.id()) + std::string(stream_id);
    auto& log_stream =
        log_group_->add(id, Construct::Props{}, stream_.where())
            .add("Resource", aws::logs::LogStream::Props{.LogGroupName = log_group_->log_group_name()},
                 stream_.where());
    log_stream.apply_removal_policy(RemovalPolicy::retain);
    return L1::CloudWatchLoggingOptions{
        .Enabled = true, .LogGroupName = log_group_->log_group_name(), .LogStreamName = log_stream.ref()};
  }

  Value<L1::ProcessingConfiguration> processing() {
    if (props_.processors.empty()) return {};
    std::vector<Node> processors;
    for (const DeliveryStream::Processor& each : props_.processors) processors.push_back(processor(each));
    return L1::ProcessingConfiguration{.Enabled = true, .Processors = {Raw{}, Node::list(processors)}};
  }

  Value<Json> processor(const DeliveryStream::Processor& from) {
    from.function.grant_invoke(destination_role());
    std::vector<Node> parameters;
    const auto add = [&](std::string_view name, const Value<std::string>& value) {
      parameters.push_back(
          Value<Json>(L1::ProcessorParameter{.ParameterName = name, .ParameterValue = value}));
    };
    add("RoleArn", destination_role().arn());
    add("LambdaArn", from.function.function_arn());
    if (from.buffer_interval)
      add("BufferIntervalInSeconds", std::to_string(from.buffer_interval->to_seconds()));
    if (from.buffer_size) add("BufferSizeInMBs", std::to_string(from.buffer_size->to_mebibytes()));
    if (from.retries) add("NumberOfRetries", std::to_string(*from.retries));
    return L1::Processor{.Parameters = {Raw{}, Node::list(parameters)}, .Type = "Lambda"};
  }

  L1::S3DestinationConfiguration backup(const DeliveryStream::Backup& from) {
    Bucket& bucket =
        from.bucket != nullptr ? *from.bucket : stream_.add("BackupBucket", Bucket::Props{}, stream_.where());
    bucket.grant_read_write(destination_role());
    return {.BucketARN = bucket.arn(),
            .CloudWatchLoggingOptions = logging("S3Backup"),
            .CompressionFormat = compression(from.compression),
            .ErrorOutputPrefix = from.error_output_prefix,
            .Prefix = from.prefix,
            .RoleARN = destination_role().arn()};
  }

  L1::ExtendedS3DestinationConfiguration destination() {
    props_.bucket.grant_read_write(destination_role());
    L1::ExtendedS3DestinationConfiguration to{
        .BucketARN = props_.bucket.arn(),
        .BufferingHints = buffering(props_.buffering_interval, props_.buffering_size),
        .CloudWatchLoggingOptions = logging("S3Destination"),
        .CustomTimeZone = props_.custom_time_zone,
        .ErrorOutputPrefix = props_.error_output_prefix,
        .FileExtension = props_.file_extension,
        .Prefix = props_.prefix,
        .RoleARN = destination_role().arn()};
    if (props_.compression) to.CompressionFormat = compression(*props_.compression);
    if (props_.backup) {
      to.S3BackupConfiguration = backup(*props_.backup);
      to.S3BackupMode = "Enabled";
    }
    if (props_.encryption_key != nullptr) {
      props_.encryption_key->grant_encrypt_decrypt(destination_role());
      to.EncryptionConfiguration = L1::EncryptionConfiguration{
          .KMSEncryptionConfig = L1::KMSEncryptionConfig{.AWSKMSKeyARN = props_.encryption_key->arn()}};
    }
    to.ProcessingConfiguration = processing();
    return to;
  }

  DeliveryStream& stream_;
  const DeliveryStream::Props& props_;
  Role* service_role_ = nullptr;
  Role* destination_role_ = nullptr;
  LogGroup* log_group_ = nullptr;
};

bool has_expression(const Value<std::string>& prefix) {
  const auto text = prefix.literal();
  return text && text->find("!{") != text->npos;
}

}  // namespace

struct DeliveryStream::Imported {
  Value<std::string> name;
  Value<std::string> arn;
};

DeliveryStream::DeliveryStream(const Scope& scope, const Props& props) : Construct(scope) {
  check(props);
  Parts parts(*this, props);
  resource_ = &add("Resource", parts.resource_props(), where());
  role_ = &parts.destination_role();
  parts.order(*resource_);
}

DeliveryStream::DeliveryStream(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(imported.arn.is_set() ? &::tenon::from_arn<L1>(*this, "Resource", imported.arn, where())
                                      : &::tenon::from_name<L1>(*this, "Resource", imported.name, where())) {}

DeliveryStream& DeliveryStream::from_name(Construct& scope, std::string_view id,
                                          const Value<std::string>& name, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<DeliveryStream>(new DeliveryStream(inner, Imported{name, {}}));
      },
      where);
}

DeliveryStream& DeliveryStream::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                         std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<DeliveryStream>(new DeliveryStream(inner, Imported{{}, arn}));
      },
      where);
}

void DeliveryStream::check(const Props& props) const {
  if (props.source != nullptr && encryption_of(props) != DeliveryStreamEncryption::unencrypted) {
    refuse(*this, "encryption", "", "encryption of the source",
           "A delivery stream with a source leaves encryption to it", where());
  }
  if (props.stream_encryption_key != nullptr &&
      encryption_of(props) != DeliveryStreamEncryption::customer_managed) {
    refuse(*this, "stream_encryption_key", props.stream_encryption_key->path(), "encryption customer_managed",
           "A key is given, but the encryption does not use it", where());
  }
  if (props.buffering_interval && *props.buffering_interval > Duration::seconds(900)) {
    refuse(*this, "buffering_interval", props.buffering_interval->text(), "up to 900 seconds",
           "Firehose does not hold records so long", where());
  }
  if (props.buffering_size &&
      (*props.buffering_size < Size::mebibytes(1) || *props.buffering_size > Size::mebibytes(128))) {
    refuse(*this, "buffering_size", props.buffering_size->text(), "1 to 128 MiB",
           "Firehose does not hold so much or little", where());
  }
  if (has_expression(props.prefix) && !props.error_output_prefix.is_set()) {
    demand(*this, "error_output_prefix", "a prefix",
           "With expressions in prefix, records that failed need one of their own", where());
  }
  if (has_expression(props.error_output_prefix) &&
      props.error_output_prefix.literal()->find("!{firehose:error-output-type}") == std::string_view::npos) {
    refuse(*this, "error_output_prefix", std::string(*props.error_output_prefix.literal()),
           "with !{firehose:error-output-type}",
           "Expressions in error_output_prefix must tell the kind of error", where());
  }
  if (!props.logging && props.log_group != nullptr) {
    refuse(*this, "log_group", props.log_group->path(), "logging", "Nothing is logged", where());
  }
}

ArnAttribute<aws::kinesisfirehose::kind::DeliveryStream_Arn> DeliveryStream::arn() const {
  return resource_->Arn();
}
Attribute<aws::kinesisfirehose::kind::DeliveryStream_DeliveryStreamName>
DeliveryStream::delivery_stream_name() const {
  return resource_->ref();
}

Role& DeliveryStream::role() const {
  if (role_ == nullptr)
    throw Error("imported-attribute-unknown", "The role of an imported delivery stream is not known");
  return *role_;
}

void DeliveryStream::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  grantee.add_to_policy({.actions = std::move(actions), .resources = {arn()}});
}

void DeliveryStream::grant_put_records(const Grantee& grantee) {
  grant(grantee, {iam::firehose::PutRecord, iam::firehose::PutRecordBatch});
}

Metric DeliveryStream::metric(std::string_view metric_name) const {
  return Metric(Metric::Props{.metric_namespace = "AWS/Firehose",
                              .metric_name = std::string(metric_name),
                              .dimensions = {{"DeliveryStreamName", delivery_stream_name()}}});
}

Metric DeliveryStream::metric_incoming_bytes() const {
  return metric("IncomingBytes").with_statistic(Statistic::sum);
}
Metric DeliveryStream::metric_incoming_records() const {
  return metric("IncomingRecords").with_statistic(Statistic::sum);
}
Metric DeliveryStream::metric_delivery_to_s3_data_freshness() const {
  return metric("DeliveryToS3.DataFreshness").with_statistic(Statistic::maximum);
}

}  // namespace tenon
