#include "accepted.hpp"

#include "acknowledged.hpp"

namespace language_learning {

namespace {

using apps::Accepted;

const Accepted of_functions[] = {
    {.rules = {"AwsSolutions-L1", "E2533"},
     .reason = "The description fixes python3.10 for every function. They use the standard library and boto3 "
               "only, so that "
               "the owner can raise the runtime without changing them",
     .resource_type = "AWS::Lambda::Function"},
    {.at = {"Grammar", "Speech", "Recommendations", "Translation", "Terminology", "Vocabulary", "Training",
            "Reminder", "Milestones", "Notifications", "PushSetup", "EmptyOnDeletion"},
     .rules = {"lambda_inside_vpc_check"},
     .reason = "The function calls services of AWS only, some of them in another region since the stack's "
               "own lacks "
               "them, with TLS and under a condition on that region. The two that serve lessons and progress "
               "are in the "
               "VPC, as the description wants",
     .resource_type = "AWS::Lambda::Function"},
    {.at = {"LessonsRole/Resource", "ProgressRole/Resource"},
     .rules = {"AwsSolutions-IAM4"},
     .reason =
         "AWS's own policy for network interfaces of functions, whose actions know no narrower resource"},
    {.rules = {"sqs_dlq_check"},
     .reason = "It is itself the dead letter queue of a function: Lambda puts into it what failed after its "
               "retries, and "
               "an alarm tells of it",
     .resource_type = "AWS::SQS::Queue"},
};

const Accepted of_rights[] = {
    {.at = {"ProgressRole/DefaultPolicy", "RecommendationsRole/DefaultPolicy", "ReminderRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason = "Metrics and events of Personalize's trackers have no ARN; a condition names the namespace of "
               "metrics and "
               "the region of events"},
    {.at = {"GrammarRole/DefaultPolicy", "LessonsRole/DefaultPolicy", "TranslationRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason =
         "Analysing, speaking and translating a text know no resources; a condition names the one region"},
    {.at = {"SpeechRole/DefaultPolicy", "VocabularyRole/DefaultPolicy", "TrainingRole/DefaultPolicy",
            "PushSetupRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason = "What is started, made or listed has no ARN before it is there; a condition names the one "
               "region. What is "
               "done with it afterwards is allowed by its name"},
    {.at = {"LessonsRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<ContentBucket52D4B12C.Arn>/lessons/*]",
               "AwsSolutions-IAM5[Resource::<AudioBucket96BEECBA.Arn>/audio/speech/*]"},
     .reason = "Lessons and what is spoken of them are objects named by the lesson; other folders of the "
               "buckets stay "
               "closed"},
    {.at = {"SpeechRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<RecordingsBucketAA52F499.Arn>/recordings/*]",
               "AwsSolutions-IAM5[Resource::<RecordingsBucketAA52F499.Arn>/transcripts/*]",
               "AwsSolutions-IAM5[Resource::<RecordingsBucketAA52F499.Arn>/exercises/*]"},
     .reason = "Recordings, transcripts and exercises are objects named by the student and the exercise"},
    {.at = {"SpeechRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:transcribe:<AWS::Region>:<AWS::AccountId>:"
               "transcription-job/<AWS::StackName>-*]"},
     .reason = "Jobs have names that the function makes up; it reads those that begin with the stack's name"},
    {.at = {"TranslationDataRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<ContentBucket52D4B12C.Arn>/texts/*]",
               "AwsSolutions-IAM5[Resource::<ContentBucket52D4B12C.Arn>/translations/*]"},
     .reason = "Translate reads the texts of a job and writes their translations, in these two folders"},
    {.at = {"RecognitionDataRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<ContentBucket52D4B12C.Arn>/comprehend/*]"},
     .reason = "Comprehend reads what it learns from, in this one folder"},
    {.at = {"SiteBucket/ReplicationRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<SiteBucket397A1860.Arn>/*]",
               "AwsSolutions-IAM5[Resource::<StandbySiteBucket385F6CD0.Arn>/*]"},
     .reason = "S3 copies every object of the site to its standby: that is the purpose of the two buckets"},
    {.at = {"EmptyOnDeletionRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<AccessLogs8B620ECA.Arn>/*]",
               "AwsSolutions-IAM5[Resource::<TrailBucketA831CE63.Arn>/*]"},
     .reason = "The function empties the two buckets of logs when the stack is deleted: it may delete every "
               "object of "
               "them, and read none"},
    {.at = {"EmptyOnDeletionRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:backup:<AWS::Region>:<AWS::AccountId>:"
               "recovery-point:*]",
               "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:"
               "table/<AWS::StackName>-*/backup/*]"},
     .reason = "AWS Backup makes up the names of recovery points. The function lists those of this stack's "
               "vault only, and "
               "deletes what the list has"},
    {.at = {"BackupPlan/Tables/Role"},
     .rules = {"AwsSolutions-IAM4"},
     .reason =
         "AWS's own policy for the role with which AWS Backup makes backups, as its documentation asks for"},
};

const Accepted of_api[] = {
    {.at = {"Api"},
     .rules = {"lambda_function_public_access_prohibited_check"},
     .reason = "Only one method of this API may call: SourceArn names it. The rule reads texts and "
               "references, and not the "
               "Fn::Join that the ARN is",
     .resource_type = "AWS::Lambda::Permission"},
    {.at = {"Api/Default/health/GET"},
     .rules = {"AwsSolutions-APIG4", "AwsSolutions-COG4"},
     .reason = "Route 53's health check has no token. API Gateway itself answers, with a fixed text; all "
               "other routes ask "
               "for a token of the user pool"},
    {.at = {"Api/Resource"},
     .rules = {"AwsSolutions-APIG2"},
     .reason = "Each function checks its requests and answers 400 to what is malformed, with a message for "
               "the student"},
    {.at = {"ApiStage"},
     .rules = {"AwsSolutions-APIG6", "api_gw_v1_execution_logging_enabled_check"},
     .reason = "Execution logs go to a group that API Gateway makes itself, without the customer's key and "
               "for ever. The "
               "access log has each request, and the function's log what came of it"},
    {.at = {"Api/CloudWatchRole"},
     .rules = {"AwsSolutions-IAM4"},
     .reason = "AWS's own policy for the role with which API Gateway writes logs"},
    {.at = {"Students"},
     .rules = {"AwsSolutions-COG2"},
     .reason = "Students may add a second factor and need not: the application is for everybody who learns, "
               "also without "
               "a phone. Passwords have 12 characters of four kinds"},
    {.at = {"Students"},
     .rules = {"AwsSolutions-COG8"},
     .reason = "The plan Plus is paid for by the user; the description asks for nothing of what it adds"},
};

const Accepted of_buckets[] = {
    {.rules = {"s3_event_notifications_enabled_check"},
     .reason = "Writers know of each object they write (the functions, S3's logs, CloudTrail, whoever "
               "publishes the site): "
               "nothing waits for news of them",
     .resource_type = "AWS::S3::Bucket"},
    {.at = {"SiteBucket", "StandbySiteBucket", "ContentBucket", "AudioBucket"},
     .rules = {"s3_bucket_object_lock_enabled_check"},
     .reason = "Lessons and pages are changed by those who publish them. Old versions stay for 90 days and "
               "the bucket "
               "stays when the stack goes, which is what the description asks for"},
    {.at = {"RecordingsBucket"},
     .rules = {"s3_bucket_object_lock_enabled_check"},
     .reason =
         "Students' voices are personal data and expire: a lock would keep them against the student's wish"},
    {.at = {"AccessLogs", "TrailBucket"},
     .rules = {"s3_bucket_object_lock_enabled_check", "s3_bucket_versioning_enabled_check"},
     .reason = "Logs are written once and expire, and the buckets are emptied with the stack. CloudTrail "
               "signs its files, "
               "so that a change of one is seen"},
    {.at = {"SiteBucket", "StandbySiteBucket", "AudioBucket"},
     .rules = {"s3_bucket_default_encryption_kms_check"},
     .reason = "What the bucket has is for everybody by CloudFront. S3 encrypts it with a key of its own; "
               "each request of "
               "a key of KMS would be paid for"},
    {.at = {"ContentBucket", "RecordingsBucket"},
     .rules = {"s3_bucket_default_encryption_kms_check"},
     .reason = "S3 encrypts with a key of its own, which the description asks for. Translate, Comprehend and "
               "Transcribe "
               "would have to be let to a key of the customer's, and the bucket's policy already says who "
               "may read"},
    {.at = {"AccessLogs", "TrailBucket"},
     .rules = {"s3_bucket_default_encryption_kms_check"},
     .reason = "S3 and CloudFront deliver logs to buckets with S3's own key only; CloudTrail encrypts its "
               "files itself, "
               "with the key for operations"},
    {.at = {"AccessLogs"},
     .rules = {"s3_bucket_logging_enabled_check"},
     .reason = "It takes the access logs of all others; its own would log its own deliveries without end"},
};

const Accepted of_distribution[] = {
    {.at = {"Distribution"},
     .rules = {"AwsSolutions-CFR1"},
     .reason = "The description wants learners of every country"},
    {.at = {"Distribution"},
     .rules = {"AwsSolutions-CFR2"},
     .reason =
         "The distribution has files only and answers GET and HEAD from caches. A web ACL for it must be in "
         "Northern Virginia, and the description wants one template for another region; the API has its own"},
    {.at = {"Distribution"},
     .rules = {"AwsSolutions-CFR4", "cloudfront_custom_ssl_certificate_check",
               "cloudfront_security_policy_check", "cloudfront_sni_enabled_check"},
     .reason = "The description has no domain, so that CloudFront's own name and certificate are all there "
               "is, with which "
               "the version of TLS cannot be chosen. Browsers take TLS 1.3 or 1.2; HTTP is redirected"},
};

const Accepted of_keys[] = {
    {.at = {"MessagesKey", "OperationsKey"},
     .rules = {"kms_create_grant_aws_service_check"},
     .reason =
         "The key's policy leaves all but the services it names to IAM, and no role of this application may "
         "kms:CreateGrant"},
    {.at = {"IntegrationKeys"},
     .rules = {"AwsSolutions-SMG4"},
     .reason = "The credential is that of a push service outside of AWS, which gives out new ones to a "
               "person on its own "
               "pages: nothing here could replace it"},
    {.at = {"SolutionA", "SolutionB"},
     .rules = {"W9002"},
     .reason =
         "A mistake of the rule: the ARN is not fixed, for its partition is a reference, which the rule "
         "reads as a text, as it does with a parameter inside an ARN. Nothing else of it could be one: the "
         "developer guide has recipes as predefined, with neither region nor account, and no type of "
         "resource makes one"},
};

}  // namespace

void accept_findings(tenon::Stack& stack) {
  apps::acknowledge(stack, of_functions);
  apps::acknowledge(stack, of_rights);
  apps::acknowledge(stack, of_api);
  apps::acknowledge(stack, of_buckets);
  apps::acknowledge(stack, of_distribution);
  apps::acknowledge(stack, of_keys);
}

}  // namespace language_learning
