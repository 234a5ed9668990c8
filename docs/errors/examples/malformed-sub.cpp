#include "tenon/app/run.hpp"
#include "tenon/value/format.hpp"

void malformed_sub(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  const std::string suffix = "${Suffix";
  stack.add("Name", tenon::Output::Props{.Value = tenon::sub_text("${AWS::StackName}-" + suffix)});
}
