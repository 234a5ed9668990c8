#include "tenon/constructs/data/delivery_stream.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"

using tenon::DeliveryStream;

void delivery_stream(tenon::App& app) {
  auto& stack = app.add("Archive", tenon::Stack::Props{});

  auto& clicks = stack.add("Clicks", tenon::KinesisStream::Props{});
  auto& archive = stack.add("Bucket", tenon::Bucket::Props{});
  stack.add("Delivery", DeliveryStream::Props{
                            .bucket = archive,
                            .source = &clicks,
                            .prefix = "clicks/!{timestamp:yyyy/MM/dd}/",
                            .error_output_prefix = "failed/!{firehose:error-output-type}/",
                            .buffering_interval = tenon::Duration::minutes(1),
                            .compression = tenon::DeliveryCompression::gzip,
                        });
}
