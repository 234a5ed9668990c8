#include "tenon/app/run.hpp"
#include "tenon/aws/s3/Bucket.hpp"

namespace aws = tenon::aws;

void moving_from_cdk(tenon::App& app) {
  // new Stack(app, 'DataStack'), and in it new s3.Bucket(this, 'Uploads', { versioned: true })
  auto& stack = app.add("DataStack", tenon::Stack::Props{});
  auto& uploads = stack.add("Uploads", tenon::Construct::Props{});
  auto& bucket = uploads.add(
      "Resource",
      aws::s3::Bucket::Props{
          .VersioningConfiguration = aws::s3::Bucket::VersioningConfiguration{.Status = "Enabled"},
      });
  bucket.apply_removal_policy(tenon::RemovalPolicy::retain);
}
