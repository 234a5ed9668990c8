#include "tenon/constructs/compute/event_source.hpp"

#include "tenon/aws/lambda/EventSourceMapping.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

using L1 = aws::lambda::EventSourceMapping;

std::string_view text(StartingPosition position) {
  return position == StartingPosition::latest ? "LATEST" : "TRIM_HORIZON";
}

/// The bounds of a number, for the table of checks.
struct Bounds {
  const char* property;
  std::optional<std::int64_t> value;
  std::int64_t low;
  std::int64_t high;
  const char* allowed;
};

std::optional<std::int64_t> seconds(const std::optional<Duration>& duration) {
  return duration ? std::optional(duration->to_seconds()) : std::nullopt;
}

L1::FilterCriteria filter_json(const std::vector<Value<Json>>& filters) {
  std::vector<L1::Filter> patterns;
  for (const Value<Json>& each : filters) patterns.push_back({.Pattern = json::string(each)});
  return {.Filters = List<L1::Filter>(patterns)};
}

}  // namespace

// --- EventSourceMapping ------------------------------------------------------------------------------------

EventSourceMapping::EventSourceMapping(const Scope& scope, const Props& props) : Construct(scope) {
  check(props);
  L1::Props mapping{.BatchSize = props.batch_size,
                    .Enabled = props.enabled,
                    .EventSourceArn = {Raw{}, props.event_source_arn},
                    .FunctionName = {Raw{}, props.target.function_name()}};
  if (props.bisect_batch_on_error) mapping.BisectBatchOnFunctionError = true;
  if (props.on_failure) {
    mapping.DestinationConfig = L1::DestinationConfig{
        .OnFailure = L1::OnFailure{.Destination = props.on_failure->bind(props.target.role())}};
  }
  if (!props.filters.empty()) mapping.FilterCriteria = filter_json(props.filters);
  if (props.report_batch_item_failures) mapping.FunctionResponseTypes = {"ReportBatchItemFailures"};
  if (props.max_batching_window)
    mapping.MaximumBatchingWindowInSeconds = props.max_batching_window->to_seconds();
  if (props.max_record_age) mapping.MaximumRecordAgeInSeconds = props.max_record_age->to_seconds();
  if (props.retry_attempts) mapping.MaximumRetryAttempts = *props.retry_attempts;
  if (props.parallelization_factor) mapping.ParallelizationFactor = *props.parallelization_factor;
  if (props.max_concurrency) {
    mapping.ScalingConfig =
        L1::ScalingConfig{.MaximumConcurrency = Value<std::int64_t>(*props.max_concurrency)};
  }
  if (props.starting_position) mapping.StartingPosition = text(*props.starting_position);
  if (props.tumbling_window) mapping.TumblingWindowInSeconds = props.tumbling_window->to_seconds();
  resource_ = &add("Resource", mapping, where());
}

void EventSourceMapping::check(const Props& props) const {
  constexpr std::int64_t week = Duration::days(7).to_seconds();
  const Bounds all[] = {
      {"max_batching_window", seconds(props.max_batching_window), 0, 300, "at most five minutes"},
      {"max_concurrency", props.max_concurrency, 2, 1000, "2 to 1000"},
      {"max_record_age", seconds(props.max_record_age), 60, week, "one minute to seven days"},
      {"retry_attempts", props.retry_attempts, -1, 10000, "0 to 10000, or -1"},
      {"parallelization_factor", props.parallelization_factor, 1, 10, "1 to 10"},
      {"tumbling_window", seconds(props.tumbling_window), 0, 900, "at most 15 minutes"},
  };
  for (const Bounds& each : all) {
    if (!each.value || (*each.value >= each.low && *each.value <= each.high)) continue;
    detail::refuse(*this, each.property, std::to_string(*each.value), each.allowed,
                   "Lambda does not read a source so", where());
  }
}

Value<std::string> EventSourceMapping::event_source_mapping_id() const { return resource_->ref(); }

// --- the services ------------------------------------------------------------------------------------------

namespace {

void check_batch(const FunctionBase& target, std::int64_t size, std::int64_t most,
                 std::source_location where) {
  if (size >= 1 && size <= most) return;
  detail::refuse(target, "batch_size", std::to_string(size), "1 to " + std::to_string(most),
                 "Lambda does not collect so many", where);
}

/// CDK's id: the kind of the source and its place in the tree.
std::string mapping_id(std::string_view kind, const Construct& source) {
  return std::string(kind) + ":" + detail::unique_id(source);
}

EventSourceMapping::Props stream_mapping(FunctionBase& target, const Value<std::string>& arn,
                                         const StreamEventSourceOptions& options) {
  return {.target = target,
          .event_source_arn = arn,
          .batch_size = options.batch_size,
          .max_batching_window = options.max_batching_window,
          .report_batch_item_failures = options.report_batch_item_failures,
          .enabled = options.enabled,
          .filters = options.filters,
          .starting_position = options.starting_position,
          .bisect_batch_on_error = options.bisect_batch_on_error,
          .max_record_age = options.max_record_age,
          .retry_attempts = options.retry_attempts,
          .parallelization_factor = options.parallelization_factor,
          .tumbling_window = options.tumbling_window,
          .on_failure = options.on_failure};
}

constexpr std::int64_t most_records = 10000;

}  // namespace

void SqsEventSource::bind(FunctionBase& target, std::source_location where) const {
  constexpr std::int64_t most_at_once = 10;
  if (options_.max_batching_window && queue_.is_fifo()) {
    detail::refuse(target, "max_batching_window", options_.max_batching_window->text(), "none",
                   "batches of a FIFO queue are not collected", where);
  }
  if (options_.batch_size) {
    check_batch(target, *options_.batch_size, options_.max_batching_window ? most_records : most_at_once,
                where);
  }
  EventSourceMapping::Props mapping{.target = target,
                                    .event_source_arn = Value<std::string>(queue_.arn()),
                                    .max_batching_window = options_.max_batching_window,
                                    .report_batch_item_failures = options_.report_batch_item_failures,
                                    .enabled = options_.enabled,
                                    .filters = options_.filters,
                                    .max_concurrency = options_.max_concurrency};
  if (options_.batch_size) mapping.batch_size = *options_.batch_size;
  target.add(mapping_id("SqsEventSource", queue_), mapping, where);
  if (target.has_role()) return queue_.grant_consume_messages(target);
  target.add_warning(
      "the imported function's role is not known, so it was not granted to consume the queue's messages",
      where);
}

void DynamoEventSource::bind(FunctionBase& target, std::source_location where) const {
  check_batch(target, options_.batch_size, most_records, where);
  target.add(mapping_id("DynamoDBEventSource", table_),
             stream_mapping(target, Value<std::string>(table_.stream_arn(where)), options_), where);
  table_.grant_stream_read(target, where);
}

void KinesisEventSource::bind(FunctionBase& target, std::source_location where) const {
  check_batch(target, options_.batch_size, most_records, where);
  target.add(mapping_id("KinesisEventSource", stream_),
             stream_mapping(target, Value<std::string>(stream_.arn()), options_), where);
  stream_.grant_read(target);
}

}  // namespace tenon
