#pragma once

/// \file
/// What students do, as a stream, and the figures of how they learn that are made of it.

#include "security.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/integration/queue.hpp"

namespace lms {

struct Analytics {
  tenon::KinesisStream& activities;
  tenon::LambdaFn& consumer;
  tenon::Queue& failed;  ///< where the places of records are kept that could not be processed
};

/// `code`: the folder of the consumer.
Analytics add_analytics(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                        const std::string& code);

}  // namespace lms
