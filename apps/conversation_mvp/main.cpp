// An English tutor: an API, one function, a table and a bucket.
#include "accepted.hpp"
#include "api.hpp"
#include "conversation_mvp/lambda.hpp"
#include "data.hpp"
#include "embedded_folder.hpp"
#include "function.hpp"
#include "monitoring.hpp"
#include "settings.hpp"
#include "tenon/app/run.hpp"

namespace conversation_mvp {

namespace {

void build(tenon::App& app, const std::string& code) {
  auto& stack = app.add("ConversationMvp",
                        tenon::Stack::Props{
                            .env = {.region = region},
                            .description = "AI English conversation practice: API, function, table, audio",
                        });
  auto& conversations = add_conversations(stack);
  auto& function = add_function(stack, code, conversations, add_audio(stack));
  auto& api = add_api(stack, function);
  add_alarms(stack, function, conversations, api);
  stack.add("ChatUrl", tenon::Output::Props{.Description = "Where clients send their requests",
                                            .Value = api.url("/chat")});
  accept_findings(stack);
}

}  // namespace

}  // namespace conversation_mvp

int main(int argc, char** argv) {
  namespace mvp = conversation_mvp;
  const apps::EmbeddedFolder code("lambda", {{"lambda_function.py", mvp::lambda::lambda_function}});
  return tenon::run(argc, argv, [&](tenon::App& app) { mvp::build(app, code.path()); });
}
