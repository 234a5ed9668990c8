#include <array>
#include <optional>
#include <string>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/config/load.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/duration.hpp"

namespace aws = tenon::aws;

namespace shop {

enum class Scale { small, large };
constexpr auto spellings(Scale) {
  return std::array{tenon::Spelling{"small", Scale::small}, tenon::Spelling{"large", Scale::large}};
}

struct Network {
  BOOST_HANA_DEFINE_STRUCT(Network, (tenon::Cidr, range));
};

struct Config {
  BOOST_HANA_DEFINE_STRUCT(Config, (std::string, team), (Scale, size), (Network, network),
                           (tenon::Duration, retention), (std::vector<std::string>, alarm_emails),
                           (std::optional<std::string>, owner));
};
void check(const Config& config, const tenon::ConfigPlace& at) {
  if (config.size == Scale::large && config.alarm_emails.empty())
    (at / "alarm_emails").refuse("somebody to hear of alarms, as the size is large");
}

}  // namespace shop

void typed_configuration(tenon::App& app) {
  const auto base = tenon::load<shop::Config>("config/dev.yaml");
  const auto config = tenon::load("config/prod.yaml", base);

  auto& stack = app.add("Shop", tenon::Stack::Props{.tags = {{"team", config.team}}});
  stack.add("Vpc", aws::ec2::VPC::Props{.CidrBlock = config.network.range});
  stack.add("Orders", aws::sqs::Queue::Props{.MessageRetentionPeriod = config.retention.to_seconds()});
}
