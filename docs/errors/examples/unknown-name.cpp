#include "tenon/app/run.hpp"
#include "tenon/value/format.hpp"

void unknown_name(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Name", tenon::Output::Props{.Value = tenon::sub("${AWS::StackName}-${Sufix}")});
}
