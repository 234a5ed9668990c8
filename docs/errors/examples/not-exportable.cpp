#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

void not_exportable(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.export_value("orders");
}
