#pragma once

/// \file
/// What all parts share: the languages, the figures that the description asks for, and how names are made.

#include <cstdint>
#include <string>
#include <string_view>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/duration.hpp"

namespace language_learning {

/// What the description asks for. AWS deprecated it on 2026-06-30; README.md says what that means.
inline constexpr tenon::Runtime runtime = tenon::Runtime::python_3_10;

/// A language that is taught: its code, which is Transcribe's, and its neural voice of Polly.
struct Language {
  std::string_view code;
  std::string_view voice;  // empty: Polly speaks it, but not with a neural voice
};

inline constexpr Language languages[] = {
    {"en-US", "Joanna"}, {"es-US", "Lupe"},  {"fr-FR", "Lea"},    {"de-DE", "Vicki"},   {"it-IT", "Bianca"},
    {"pt-BR", "Camila"}, {"nl-NL", "Laura"}, {"ja-JP", "Kazuha"}, {"ko-KR", "Seoyeon"}, {"zh-CN", "Zhiyu"},
    {"hi-IN", "Kajal"},  {"ar-AE", "Hala"},  {"tr-TR", "Burcu"},  {"sv-SE", "Elin"},    {"da-DK", "Sofie"},
    {"pl-PL", "Ola"},    {"fi-FI", "Suvi"},  {"no-NO", "Ida"},    {"cs-CZ", "Jitka"},   {"ru-RU", ""},
};
static_assert(std::size(languages) >= 20);

/// "en-US,es-US,…"
std::string language_codes();
/// {"en-US":"Joanna",…}
std::string voices();

/// In which language lessons are written before they are translated.
inline constexpr char source_language[] = "en-US";

/// 6,000 students may all be there at once. The account's own limits are 10,000 a second and bursts of 5,000.
inline constexpr double requests_per_second = 6000;
inline constexpr std::int64_t requests_at_once = 5000;

/// Of whoever comes from one address within five minutes: a school with some hundred students behind it.
inline constexpr std::int64_t requests_per_address = 20000;

/// The part of the warm lesson functions that is to be busy.
inline constexpr double warm_utilization = 0.7;

inline constexpr tenon::RetentionDays log_retention = tenon::RetentionDays::one_year;
/// Of files of logs in buckets.
inline constexpr tenon::Duration log_lifetime = tenon::Duration::days(365);
/// What students say is kept no longer than it takes to practise with it.
inline constexpr tenon::Duration recording_lifetime = tenon::Duration::days(30);
inline constexpr tenon::Duration backup_lifetime = tenon::Duration::days(35);
inline constexpr tenon::Duration backup_copy_lifetime = tenon::Duration::days(90);

/// Students who were not there for so many days are reminded, at 16:00 UTC: in the morning on the west coast.
inline constexpr char reminder_time[] = "cron(0 16 * * ? *)";
inline constexpr char inactive_days[] = "2";
/// Models are trained anew on Sundays.
inline constexpr char training_time[] = "cron(0 8 ? * SUN *)";

/// What push notifications can be sent through.
inline constexpr std::string_view push_platforms[] = {"GCM", "APNS", "APNS_SANDBOX"};

inline constexpr char metric_namespace[] = "LanguageLearning";
inline constexpr char event_source[] = "language-learning.progress";
inline constexpr char milestone_event[] = "Learning Milestone";

inline constexpr char stage_name[] = "v1";
/// Answers without a token, to Route 53.
inline constexpr char health_path[] = "/health";

/// The group of users who write and translate lessons.
inline constexpr char editors[] = "editors";

/// The longest that a function runs. CloudFormation waits no longer for what functions make.
inline constexpr tenon::Duration longest_run = tenon::Duration::minutes(15);

/// "<stack>-<what>"
tenon::Value<std::string> name(std::string_view what);

/// A log group of this name, which is deleted with the stack and encrypted with the key.
tenon::LogGroup& add_log_group(tenon::Stack& stack, std::string_view id,
                               const tenon::Value<std::string>& name, tenon::Key& key);

}  // namespace language_learning
