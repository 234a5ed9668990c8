#include "tenon/app/run.hpp"
#include "tenon/aws/rds/DBCluster.hpp"
#include "tenon/aws/secretsmanager/Secret.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/format.hpp"

namespace aws = tenon::aws;
namespace pseudo = tenon::pseudo;

void texts_and_secrets(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& queue = stack.add("Queue", aws::sqs::Queue::Props{});

  const auto console = tenon::format("https://{}.console.aws.amazon.com/sqs/v3/home#/queues/{}",
                                     pseudo::region, queue.QueueName());
  stack.add("Console", tenon::Output::Props{.Value = console});
  stack.add("ConsoleAsSub",
            tenon::Output::Props{.Value = tenon::format_sub("{}/{}", pseudo::region, queue.QueueName())});
  stack.add("AsWritten",
            tenon::Output::Props{
                .Value = tenon::sub("${AWS::StackName}-${Queue.QueueName}-${Suffix}", {{"Suffix", "v2"}})});

  auto& secret = stack.add("Password", aws::secretsmanager::Secret::Props{
                                           .GenerateSecretString =
                                               aws::secretsmanager::Secret::GenerateSecretString{
                                                   .GenerateStringKey = "password",
                                                   .SecretStringTemplate = R"({"username": "admin"})",
                                               },
                                       });
  stack.add("Cluster", aws::rds::DBCluster::Props{
                           .Engine = "aurora-postgresql",
                           .MasterUsername = tenon::resolve::secrets_manager(secret.ref(), "username"),
                           .MasterUserPassword = tenon::resolve::secrets_manager(secret.ref(), "password"),
                           .Port = 5432,
                       });
}
