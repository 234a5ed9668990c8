#include "tenon/app/run.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

namespace {

/// Every bucket keeps its versions.
void keep_versions(tenon::Construct& construct) {
  auto* bucket = dynamic_cast<aws::s3::Bucket*>(&construct);
  if (bucket == nullptr || bucket->properties().find("VersioningConfiguration") != nullptr) return;
  bucket->set_property("VersioningConfiguration",
                       aws::s3::Bucket::VersioningConfiguration{.Status = "Enabled"});
}

/// Queues without a redrive policy lose messages without a trace.
class WantsRedrivePolicy final : public tenon::Aspect {
 public:
  void visit(tenon::Construct& construct) override {
    const auto* queue = dynamic_cast<aws::sqs::Queue*>(&construct);
    if (queue == nullptr || queue->properties().find("RedrivePolicy") != nullptr) return;
    construct.add_warning("the queue has no RedrivePolicy", construct.where());
  }
};

}  // namespace

void aspects(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Invoices", aws::s3::Bucket::Props{});
  stack.add("Orders", aws::sqs::Queue::Props{});

  app.add_aspect(keep_versions, tenon::AspectPriority::mutating);
  app.add_aspect(std::make_unique<WantsRedrivePolicy>(), tenon::AspectPriority::readonly);
}
