#include "data.hpp"

#include "tenon/value/format.hpp"

namespace language_learning {

using tenon::DynamoTable;
using tenon::TableEncryption;

Tables add_tables(tenon::Stack& stack) {
  // On demand, with point-in-time recovery, and kept: the construct's own defaults. The key is the account's
  // own, which outlives the stack as the tables do.
  auto& lessons = stack.add(
      "LessonsTable",
      DynamoTable::Props{
          .partition_key = "lessonId",
          .global_secondary_indexes =
              {{.index_name = language_index, .partition_key = "language", .sort_key = "difficulty"},
               {.index_name = difficulty_index, .partition_key = "difficulty", .sort_key = "language"}},
          .encryption = TableEncryption::aws_managed,
      });
  auto& progress =
      stack.add("UserProgressTable", DynamoTable::Props{
                                         .partition_key = "userId",
                                         .sort_key = "record",
                                         .global_secondary_indexes = {{.index_name = level_index,
                                                                       .partition_key = "progressLevel",
                                                                       .sort_key = "lastActive"}},
                                         .encryption = TableEncryption::aws_managed,
                                     });
  return {lessons, progress};
}

tenon::Value<std::string> index_arn(const DynamoTable& table, std::string_view index) {
  return tenon::format("{}/index/{}", table.arn(), index);
}

}  // namespace language_learning
