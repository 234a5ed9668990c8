#pragma once

/// \file
/// The figures and names that the description fixes.

#include <cstdint>
#include <string_view>

namespace conversation_mvp {

inline constexpr char region[] = "us-east-1";

inline constexpr char function_name[] = "eng-learning-api";
inline constexpr char table_name[] = "eng-learning-conversations";
inline constexpr char bucket_name[] = "eng-learning-audio";
inline constexpr char session_index[] = "GSI1";
inline constexpr char model[] = "anthropic.claude-3-haiku-20240307-v1:0";
/// With what the names of recordings' transcription jobs begin.
inline constexpr char job_prefix[] = "stt-";
inline constexpr char expiry_attribute[] = "expiresAt";
inline constexpr char stage_name[] = "prod";

/// Of the table and of its index: the index of a smaller capacity would throttle the table.
inline constexpr std::int64_t capacity_units = 5;

}  // namespace conversation_mvp
