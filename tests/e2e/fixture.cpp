// An app that does what the end-to-end tests ask of it by context:
//   mode=error|throw|warning   reports an error, throws, warns
//   greeting=TEXT              becomes the description of the stack Greeting
//   assets=FOLDER              is copied into the assembly, and archived
//   size=small                 leaves out the shops, which are most of it
//   override=PROPERTY          builds nothing but a log group of which an override sets that property
// It has enough of everything whose bytes could depend on threads, locale or memory: stacks that refer to
// each other, a stage, a nested stack, numbers with fractions, tags.
#include <clocale>
#include <locale>
#include <stdexcept>
#include <string>

#include "tenon/app/run.hpp"
#include "tenon/aws/logs/LogGroup.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace json = tenon::json;

namespace {

constexpr int stacks = 12;
constexpr int queues_per_stack = 25;

/// Takes the locale of the environment, as an app of a user may.
void take_locale() {
  std::setlocale(LC_ALL, "");
  try {
    std::locale::global(std::locale(""));
  } catch (const std::runtime_error&) {
    // There is no such locale on this machine; the test says so.
  }
}

tenon::Resource& add_queue(tenon::Construct& scope, const std::string& id,
                           const tenon::Value<tenon::Json>& upstream) {
  return scope.add(id, tenon::Resource::Props{.Type = "AWS::SQS::Queue",
                                              .Properties = json::object({{"DelaySeconds", 1234.5},
                                                                          {"MessageRetentionPeriod", 1209600},
                                                                          {"QueueName", id + "-t-z-Z-ä-1"},
                                                                          {"Upstream", upstream}})});
}

void add_shops(tenon::Construct& scope) {
  tenon::Value<tenon::Json> upstream = "none";
  for (int i = 0; i < stacks; ++i) {
    auto& stack = scope.add("Shop" + std::to_string(i), tenon::Stack::Props{});
    stack.add_tag("zone", "t");
    stack.add_tag("Zone", "z");
    for (int k = 0; k < queues_per_stack; ++k) {
      upstream = add_queue(stack, "Queue" + std::to_string(k), upstream).get_att("Arn");
    }
    auto& nested = stack.add("Returns", tenon::NestedStack::Props{});
    add_queue(nested, "Queue", upstream);
  }
}

void add_assets(tenon::Stack& stack, const std::string& folder) {
  stack.add_file_asset({.path = folder});
  stack.add_file_asset({.path = folder, .zip_now = true});
}

/// An override writes what it is told, under whatever name: that is what it is for.
void add_overridden(tenon::App& app, const std::string& property) {
  auto& stack = app.add("Overridden", tenon::Stack::Props{});
  auto& logs = stack.add("Logs", tenon::aws::logs::LogGroup::Props{.RetentionInDays = 7});
  logs.add_property_override(property, 30);
}

std::string context_text(const tenon::App& app, std::string_view key) {
  const auto value = app.context(key);
  return value.is_text() ? std::string(value.text()) : std::string();
}

}  // namespace

int main(int argc, char** argv) {
  take_locale();
  return tenon::run(argc, argv, [](tenon::App& app) {
    if (const std::string property = context_text(app, "override"); !property.empty()) {
      return add_overridden(app, property);
    }
    auto& greeting = app.add("Greeting", tenon::Stack::Props{.description = context_text(app, "greeting")});
    add_queue(greeting, "Queue", "none");

    const std::string mode = context_text(app, "mode");
    if (mode == "error") greeting.add_error("the fixture was asked for an error");
    if (mode == "warning") greeting.add_warning("the fixture was asked for a warning");
    if (mode == "throw") throw std::runtime_error("the fixture was asked to throw");

    if (const std::string folder = context_text(app, "assets"); !folder.empty()) add_assets(greeting, folder);
    if (context_text(app, "size") == "small") return;
    add_shops(app);
    add_shops(app.add("Prod", tenon::Stage::Props{}));
  });
}
