#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void not_in_a_stack(tenon::App& app) { app.add("Queue", aws::sqs::Queue::Props{}); }
