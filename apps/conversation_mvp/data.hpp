#pragma once

/// \file
/// What the tutor remembers, and the audio that it is listening to.

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"

namespace conversation_mvp {

/// Settings, sessions and messages, by device; `GSI1` finds a session's messages by its id.
tenon::DynamoTable& add_conversations(tenon::Stack& stack);

/// Recordings, from their upload until they are transcribed.
tenon::Bucket& add_audio(tenon::Stack& stack);

}  // namespace conversation_mvp
