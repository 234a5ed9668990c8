#include <algorithm>

#include "tenon/aws/lambda/LayerVersion.hpp"
#include "tenon/aws/lambda/LayerVersionPermission.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_code.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/support/refusal.hpp"

namespace tenon {

struct LayerVersion::Imported {
  const Value<std::string>& arn;
};

LayerVersion::LayerVersion(const Scope& scope, const Props& props)
    : Construct(scope), compatible_runtimes_(props.compatible_runtimes) {
  using Layer = aws::lambda::LayerVersion;
  const detail::CodeLocation code = detail::bind_code(props.code, *this);
  if (!code.bucket.is_set()) {
    detail::refuse(*this, "code", "", "Code::from_asset or Code::from_bucket",
                   "a layer is an archive, neither inline code nor an image", where());
  }
  Layer::Content content{
      .S3Bucket = {Raw{}, code.bucket}, .S3Key = code.key, .S3ObjectVersion = code.object_version};
  Layer::Props layer{.Content = content,
                     .Description = props.description,
                     .LayerName = props.layer_version_name,
                     .LicenseInfo = props.license};
  std::vector<Node> runtimes;
  for (const Runtime& each : props.compatible_runtimes) runtimes.push_back(unchecked(each.name()));
  if (!runtimes.empty()) layer.CompatibleRuntimes = {Raw{}, Node::list(runtimes)};
  std::vector<Node> architectures;
  for (const Architecture each : props.compatible_architectures)
    architectures.emplace_back(detail::text(each));
  if (!architectures.empty()) layer.CompatibleArchitectures = {Raw{}, Node::list(architectures)};
  resource_ = &add("Resource", layer, where());
  if (props.removal_policy != RemovalPolicy::destroy) resource_->apply_removal_policy(props.removal_policy);
}

LayerVersion::LayerVersion(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<aws::lambda::LayerVersion>(
          *this, "Resource", {{"LayerVersionArn", imported.arn}, {"Ref", imported.arn}}, where())) {}

LayerVersion& LayerVersion::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                     std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<LayerVersion>(new LayerVersion(inner, Imported{arn}));
      },
      where);
}

ArnAttribute<aws::lambda::kind::LayerVersion_LayerVersionArn> LayerVersion::arn() const {
  return resource_->ref();
}

void LayerVersion::add_permission(std::string_view id, const Value<std::string>& account_id,
                                  std::source_location where) {
  add(id,
      aws::lambda::LayerVersionPermission::Props{
          .Action = "lambda:GetLayerVersion", .LayerVersionArn = arn(), .Principal = account_id},
      where);
}

}  // namespace tenon
