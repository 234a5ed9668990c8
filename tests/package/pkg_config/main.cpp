#include <tenon/app/run.hpp>
#include <tenon/aws/s3/Bucket.hpp>
#include <tenon/constructs/integration/queue.hpp>

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) {
    auto& stack = app.add("Consumer", tenon::Stack::Props{});
    stack.add("Bucket", tenon::aws::s3::Bucket::Props{});
    stack.add("Queue", tenon::Queue::Props{});
  });
}
