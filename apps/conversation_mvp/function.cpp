#include "function.hpp"

#include "settings.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/iam/bedrock.hpp"
#include "tenon/iam/dynamodb.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/iam/polly.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/iam/transcribe.hpp"
#include "tenon/value/format.hpp"

namespace conversation_mvp {

namespace iam = tenon::iam;
using tenon::LambdaFn;
using tenon::Principal;
using tenon::Role;

namespace {

constexpr char voices[] =
    R"({"us": {"language": "en-US", "engine": "neural", "female": "Joanna", "male": "Matthew"}, )"
    R"("uk": {"language": "en-GB", "engine": "neural", "female": "Amy", "male": "Brian"}, )"
    R"("au": {"language": "en-AU", "engine": "standard", "female": "Nicole", "male": "Russell"}, )"
    R"("in": {"language": "en-IN", "engine": "standard", "female": "Aditi", "male": "Aditi"}})";

/// The six groups of permissions that the description lists, and no others: the usual grants give more.
Role& add_role(tenon::Stack& stack, const tenon::LogGroup& logs, const tenon::DynamoTable& conversations,
               const tenon::Bucket& audio) {
  auto& role = stack.add("FunctionRole", Role::Props{
                                             .assumed_by = Principal::service("lambda.amazonaws.com"),
                                             .description = "What the English tutor's function may do",
                                         });
  const tenon::PolicyStatement statements[] = {
      {.actions = {iam::logs::CreateLogGroup, iam::logs::CreateLogStream, iam::logs::PutLogEvents},
       .resources = {logs.arn()}},
      {.actions = {iam::bedrock::InvokeModel, iam::bedrock::InvokeModelWithResponseStream},
       .resources = {tenon::format("arn:{}:bedrock:{}::foundation-model/{}", stack.partition(),
                                   stack.region(), model)}},
      // Speech knows lexicons alone and a job that is not there yet nothing: "*" is all there is.
      {.actions = {iam::polly::SynthesizeSpeech, iam::transcribe::StartTranscriptionJob}, .resources = {"*"}},
      {.actions = {iam::transcribe::GetTranscriptionJob, iam::transcribe::DeleteTranscriptionJob},
       .resources = {tenon::format("arn:{}:transcribe:{}:{}:transcription-job/{}*", stack.partition(),
                                   stack.region(), stack.account(), job_prefix)}},
      {.actions = {iam::s3::PutObject, iam::s3::GetObject, iam::s3::DeleteObject},
       .resources = {tenon::format("{}/*", audio.arn())}},
      {.actions = {iam::dynamodb::PutItem, iam::dynamodb::GetItem, iam::dynamodb::UpdateItem,
                   iam::dynamodb::DeleteItem, iam::dynamodb::Query, iam::dynamodb::BatchWriteItem},
       .resources = {conversations.arn(), conversations.index_arns()}},
  };
  for (const auto& statement : statements) role.add_to_policy(statement);
  return role;
}

}  // namespace

LambdaFn& add_function(tenon::Stack& stack, const std::string& code, tenon::DynamoTable& conversations,
                       tenon::Bucket& audio) {
  auto& logs = stack.add("FunctionLogs", tenon::LogGroup::Props{
                                             .log_group_name = std::string("/aws/lambda/") + function_name,
                                             .retention = tenon::RetentionDays::one_week,
                                             .removal_policy = tenon::RemovalPolicy::destroy,
                                         });
  return stack.add("Function", LambdaFn::Props{
                                   .code = tenon::Code::from_asset(code),
                                   .handler = "lambda_function.lambda_handler",
                                   .runtime = tenon::Runtime::python_3_11,
                                   .function_name = function_name,
                                   .description = "AI English tutor: conversation, speech, sessions",
                                   .memory_size = 256,
                                   .timeout = tenon::Duration::seconds(60),
                                   .environment = {{"TABLE_NAME", conversations.table_name()},
                                                   {"AUDIO_BUCKET", audio.bucket_name()},
                                                   {"MODEL_ID", model},
                                                   {"MAX_TOKENS_CHAT", "300"},
                                                   {"MAX_TOKENS_ANALYSIS", "1500"},
                                                   {"TTL_DAYS", "90"},
                                                   {"AUDIO_FORMAT", "mp3"},
                                                   {"VOICES", voices},
                                                   {"TRANSCRIBE_JOB_PREFIX", job_prefix},
                                                   {"TRANSCRIBE_MEDIA_FORMAT", "webm"},
                                                   {"TRANSCRIBE_LANGUAGE_CODE", "en-US"},
                                                   {"TRANSCRIBE_TIMEOUT_SECONDS", "30"},
                                                   {"TRANSCRIBE_STREAMING_ENDPOINT",
                                                    "transcribestreaming.us-east-1.amazonaws.com:8443"},
                                                   {"TRANSCRIBE_STREAMING_SAMPLE_RATE", "16000"},
                                                   {"TRANSCRIBE_STREAMING_ENCODING", "pcm"}},
                                   .log_group = &logs,
                                   .role = &add_role(stack, logs, conversations, audio),
                               });
}

}  // namespace conversation_mvp
