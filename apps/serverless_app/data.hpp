#pragma once

/// \file
/// What is kept: the table of the application, and the bucket for its code.

#include "settings.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/value/json.hpp"

namespace serverless_app {

namespace aws = tenon::aws;

aws::dynamodb::Table& add_table(tenon::Stack& stack, const Settings& settings);

/// The actions that the functions may use on the table, and their resources, as policies write them.
tenon::Value<tenon::Json> table_actions();
tenon::Value<tenon::Json> table_and_indexes(const aws::dynamodb::Table& table);

aws::s3::Bucket& add_code_bucket(tenon::Stack& stack, const Settings& settings);

}  // namespace serverless_app
