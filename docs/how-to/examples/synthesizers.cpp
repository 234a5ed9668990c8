#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void synthesizers(tenon::App& app) {
  // The default: the roles, bucket and repository of `cdk bootstrap`, here of a bootstrap stack with its own
  // qualifier and without the rule that looks at the version of that stack.
  auto& standard = app.add("Standard", tenon::Stack::Props{
                                           .synthesizer =
                                               tenon::Synthesizer{
                                                   .qualifier = "team1",
                                                   .generate_bootstrap_version_rule = false,
                                               },
                                       });
  // The bucket and repository of `cdk bootstrap`, with the caller's own credentials.
  auto& own_credentials =
      app.add("OwnCredentials", tenon::Stack::Props{.synthesizer = tenon::cli_credentials_synthesizer()});
  // Nothing but a template: for the console, the AWS CLI, a service catalog.
  auto& template_only =
      app.add("TemplateOnly", tenon::Stack::Props{.synthesizer = tenon::bootstrapless_synthesizer()});

  for (tenon::Stack* stack : {&standard, &own_credentials, &template_only}) {
    stack->add("Queue", aws::sqs::Queue::Props{});
  }
}
