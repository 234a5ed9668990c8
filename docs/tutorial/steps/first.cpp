#include <tenon/app/run.hpp>
#include <tenon/aws/sqs/Queue.hpp>

namespace aws = tenon::aws;

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) {
    auto& stack = app.add("Uploads", tenon::Stack::Props{});
    stack.add("Arrived", aws::sqs::Queue::Props{.VisibilityTimeout = 60});
  });
}
