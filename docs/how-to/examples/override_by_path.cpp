#include "tenon/app/run.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;

void override_by_path(tenon::App& app) {
  auto& stack = app.add("Archive", tenon::Stack::Props{});
  auto& bucket = stack.add(
      "Bucket", aws::s3::Bucket::Props{
                    .BucketName = "orders-archive",
                    .Tags = {{.Key = "team", .Value = "orders"}},
                    .VersioningConfiguration = aws::s3::Bucket::VersioningConfiguration{.Status = "Enabled"},
                });

  bucket.add_property_override("VersioningConfiguration.Status", "Suspended");
  bucket.add_property_override("NewFeature.Mode", "ON");
  bucket.add_property_override("Tags.0.Value", "archive");
  bucket.add_property_deletion_override("BucketName");
  bucket.add_override("Metadata.cfn\\.lint", json::object({{"ignore", json::array({"W3045"})}}));
}
