#include "data.hpp"

#include "settings.hpp"

namespace conversation_mvp {

using tenon::BillingMode;
using tenon::Bucket;
using tenon::DynamoTable;

tenon::DynamoTable& add_conversations(tenon::Stack& stack) {
  return stack.add("Conversations", DynamoTable::Props{
                                        .partition_key = "PK",
                                        .sort_key = "SK",
                                        .table_name = table_name,
                                        .global_secondary_indexes = {{
                                            .index_name = session_index,
                                            .partition_key = "GSI1PK",
                                            .sort_key = "GSI1SK",
                                            .read_capacity = capacity_units,
                                            .write_capacity = capacity_units,
                                        }},
                                        .billing_mode = BillingMode::provisioned,
                                        .read_capacity = capacity_units,
                                        .write_capacity = capacity_units,
                                        .time_to_live_attribute = expiry_attribute,
                                        .point_in_time_recovery = false,  // not in the free tier, which the MVP is to fit
                                    });
}

tenon::Bucket& add_audio(tenon::Stack& stack) {
  // The function deletes each recording once it is transcribed; the rule is for those that it could not delete.
  return stack.add("Audio", Bucket::Props{
                                .bucket_name = bucket_name,
                                .lifecycle_rules = {{
                                    .id = "leftovers",
                                    .abort_incomplete_multipart_upload_after = tenon::Duration::days(1),
                                    .expiration = tenon::Duration::days(1),
                                }},
                                .removal_policy = tenon::RemovalPolicy::destroy,
                            });
}

}  // namespace conversation_mvp
