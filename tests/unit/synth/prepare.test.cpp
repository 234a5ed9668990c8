#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using aws::sqs::Queue;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Notes when it was asked to prepare, and names its queue by how often.
class Noted : public Construct {
 public:
  struct Props {
    using Of = Noted;
    std::vector<std::string>& order;
  };
  Noted(const Scope& scope, const Props& props)
      : Construct(scope), queue(add("Resource", Queue::Props{})), order_(props.order) {}

  Queue& queue;

 protected:
  void prepare() override {
    order_.push_back(path());
    queue.set_property("QueueName", "asked-" + std::to_string(order_.size()));
  }

 private:
  std::vector<std::string>& order_;
};

TEST(Prepare, RunsInEverySynthesisWithWhatIsBelowFirst) {
  App app;
  auto& stack = app.add("Shop", Stack::Props{});
  std::vector<std::string> order;
  auto& outer = stack.add("Outer", Noted::Props{.order = order});
  outer.add("Inner", Noted::Props{.order = order});
  EXPECT_THAT(template_text(stack), HasSubstr("asked-2"));
  EXPECT_THAT(order, ElementsAre("Shop/Outer/Inner", "Shop/Outer"));
  EXPECT_THAT(template_text(stack), HasSubstr("asked-4"));
}

TEST(Prepare, ComesBehindAspectsThatChangeAndBeforeThoseThatOnlyRead) {
  App app;
  auto& stack = app.add("Shop", Stack::Props{});
  std::vector<std::string> order;
  stack.add("Outer", Noted::Props{.order = order});
  std::vector<std::string> seen;
  const auto note = [&](Construct& construct) {
    if (auto* const queue = dynamic_cast<Queue*>(&construct)) seen.push_back(resolved_json(queue->properties()));
  };
  stack.add_aspect(note, AspectPriority::mutating);
  stack.add_aspect(note, AspectPriority::readonly);
  template_text(stack);
  EXPECT_THAT(seen, ElementsAre("{}", R"({"QueueName":"asked-1"})"));
}

TEST(ResolvedJson, IsWhatTheTemplateHasOnOneLine) {
  App app;
  auto& stack = app.add("Shop", Stack::Props{});
  auto& queue = stack.add("Queue", Queue::Props{});
  const Value<Json> document = json::object({{"arn", queue.Arn()}, {"url", queue.QueueUrl()}, {"n", 3}});
  EXPECT_EQ(resolved_json(document),
            R"({"arn":{"Fn::GetAtt":["Queue","Arn"]},"url":{"Fn::GetAtt":["Queue","QueueUrl"]},"n":3})");
}

TEST(ResolvedJson, NamesElementsOfOtherStacksByTheirOwnIds) {
  App app;
  auto& queue = app.add("Producer", Stack::Props{}).add("Q", Queue::Props{});
  EXPECT_THAT(resolved_json(Value<Json>(queue.Arn())), HasSubstr(queue.logical_id()));
}

}  // namespace
}  // namespace tenon
