#include "policy.hpp"

#include <vector>

#include "tenon/iam/sts.hpp"

namespace serverless_app {

namespace json = tenon::json;

tenon::Value<tenon::Json> action_list(std::initializer_list<iam::Action> actions) {
  std::vector<tenon::Value<tenon::Json>> texts;
  for (const iam::Action& action : actions) texts.emplace_back(action.text());
  return json::array(texts);
}

tenon::Value<tenon::Json> allow(const tenon::Value<tenon::Json>& actions,
                                const tenon::Value<tenon::Json>& resources) {
  return json::object({{"Effect", "Allow"}, {"Action", actions}, {"Resource", resources}});
}

tenon::Value<tenon::Json> policy_document(std::initializer_list<tenon::Value<tenon::Json>> statements) {
  return json::object({{"Version", "2012-10-17"}, {"Statement", json::array(statements)}});
}

tenon::Value<tenon::Json> assumed_by(std::string_view service) {
  return policy_document({json::object({
      {"Effect", "Allow"},
      {"Principal", json::object({{"Service", service}})},
      {"Action", iam::sts::AssumeRole.text()},
  })});
}

}  // namespace serverless_app
