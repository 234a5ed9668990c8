#pragma once

/// \file
/// The tables: lessons, and what each student has learned. They stay when the stack goes.

#include <initializer_list>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"

namespace language_learning {

/// What the tables' indexes are called.
inline constexpr char language_index[] = "LanguageIndex";
inline constexpr char difficulty_index[] = "DifficultyIndex";
inline constexpr char level_index[] = "LevelIndex";

struct Tables {
  tenon::DynamoTable& lessons;
  tenon::DynamoTable& progress;
};

Tables add_tables(tenon::Stack& stack);

/// An index for those who may query it.
tenon::Value<std::string> index_arn(const tenon::DynamoTable& table, std::string_view index);

}  // namespace language_learning
