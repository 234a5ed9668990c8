#pragma once

/// \file
/// What feeds functions: queues and streams that Lambda reads itself.
///
///     handler.add_event_source(
///         SqsEventSource(queue, {.batch_size = 5, .report_batch_item_failures = true}));

#include <optional>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/value/duration.hpp"

namespace tenon {

class DynamoTable;
class KinesisStream;

/// Where reading a stream begins.
enum class StartingPosition : std::uint8_t {
  trim_horizon,  ///< with the oldest record
  latest,        ///< with the next one
};

/// That Lambda reads a source and calls the target with what it finds.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
class EventSourceMapping final : public Construct {
 public:
  struct Props {
    using Of = EventSourceMapping;
    FunctionBase& target;
    /// Of the queue, the stream, the cluster.
    Required<"event_source_arn", Value<std::string>> event_source_arn;
    /// Default: the service's own: 10 for queues, 100 for streams.
    Value<std::int64_t> batch_size = {};
    /// How long a batch is collected, at most five minutes (`property-not-allowed`). Default: not at all.
    std::optional<Duration> max_batching_window = {};
    /// Whether the target names what it could not handle of a batch, and only that comes again.
    bool report_batch_item_failures = false;
    /// Default: it is.
    Value<bool> enabled = {};
    /// Patterns of which one has to fit an event: `json::object({{"body", …}})`. Default: all events.
    /// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
    std::vector<Value<Json>> filters = {};
    /// Queues: calls at a time, 2 to 1,000 (`property-not-allowed`). Default: as many as the function has.
    std::optional<std::int64_t> max_concurrency = {};
    /// Streams: where to begin. Needed there.
    std::optional<StartingPosition> starting_position = {};
    /// Streams: whether a batch that failed is divided. Default: it is not.
    bool bisect_batch_on_error = false;
    /// Streams: a minute to seven days (`property-not-allowed`). Default: as long as the stream keeps
    /// records.
    std::optional<Duration> max_record_age = {};
    /// Streams: 0 to 10,000, or -1 for ever (`property-not-allowed`). Default: for ever.
    std::optional<std::int64_t> retry_attempts = {};
    /// Streams: calls at a time for each shard, 1 to 10 (`property-not-allowed`). Default: 1.
    std::optional<std::int64_t> parallelization_factor = {};
    /// Streams: over how much time the target adds up, at most 15 minutes (`property-not-allowed`). Default:
    /// none.
    std::optional<Duration> tumbling_window = {};
    /// Streams: where the record of a batch goes that was given up: a queue or a topic. Default: nowhere.
    std::optional<LambdaDestination> on_failure = {};
  };

  EventSourceMapping(const Scope& scope, const Props& props);

  aws::lambda::EventSourceMapping& resource() const noexcept { return *resource_; }
  /// A UUID.
  Value<std::string> event_source_mapping_id() const;

 private:
  void check(const Props& props) const;

  aws::lambda::EventSourceMapping* resource_ = nullptr;
};

/// See the members of `EventSourceMapping::Props`.
struct SqsEventSourceOptions {
  /// Up to 10, with a batching window up to 10,000 (`property-not-allowed`). Default: 10.
  std::optional<std::int64_t> batch_size = {};
  /// Not of FIFO queues (`property-not-allowed`).
  std::optional<Duration> max_batching_window = {};
  std::optional<std::int64_t> max_concurrency = {};
  bool report_batch_item_failures = false;
  Value<bool> enabled = {};
  std::vector<Value<Json>> filters = {};
};

/// Messages of a queue. The function's role may consume them.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
class SqsEventSource final : public EventSource {
 public:
  explicit SqsEventSource(Queue& queue, SqsEventSourceOptions options = {})
      : queue_(queue), options_(std::move(options)) {}
  void bind(FunctionBase& target, std::source_location where) const override;

 private:
  Queue& queue_;
  SqsEventSourceOptions options_;
};

/// See the members of `EventSourceMapping::Props`.
struct StreamEventSourceOptions {
  StartingPosition starting_position = StartingPosition::latest;
  /// 1 to 10,000 (`property-not-allowed`).
  std::int64_t batch_size = 100;
  std::optional<Duration> max_batching_window = {};
  bool report_batch_item_failures = false;
  bool bisect_batch_on_error = false;
  std::optional<Duration> max_record_age = {};
  std::optional<std::int64_t> retry_attempts = {};
  std::optional<std::int64_t> parallelization_factor = {};
  std::optional<Duration> tumbling_window = {};
  std::optional<LambdaDestination> on_failure = {};
  Value<bool> enabled = {};
  std::vector<Value<Json>> filters = {};
};

/// Changes of a table, which has to have a stream (`property-needed`). The function's role may read it.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
class DynamoEventSource final : public EventSource {
 public:
  explicit DynamoEventSource(DynamoTable& table, StreamEventSourceOptions options = {})
      : table_(table), options_(std::move(options)) {}
  void bind(FunctionBase& target, std::source_location where) const override;

 private:
  DynamoTable& table_;
  StreamEventSourceOptions options_;
};

/// Records of a data stream. The function's role may read it.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
class KinesisEventSource final : public EventSource {
 public:
  explicit KinesisEventSource(KinesisStream& stream, StreamEventSourceOptions options = {})
      : stream_(stream), options_(std::move(options)) {}
  void bind(FunctionBase& target, std::source_location where) const override;

 private:
  KinesisStream& stream_;
  StreamEventSourceOptions options_;
};

}  // namespace tenon
