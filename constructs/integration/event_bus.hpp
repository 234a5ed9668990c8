#pragma once

#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/constructs/integration/event_pattern.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::events {
class Archive;
class EventBus;
class EventBusPolicy;
namespace kind {
struct EventBus_Arn;
struct EventBus_Name;
}  // namespace kind
}  // namespace tenon::aws::events

namespace tenon {

class Grantee;
class Key;
class Queue;

/// A bus of EventBridge: events come in, rules send them on.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html
class EventBus final : public Construct {
 public:
  struct Props {
    using Of = EventBus;
    /// Not "default", without "/". Default: made of the construct's path.
    Value<std::string> event_bus_name = {};
    /// A partner's event source, which is the bus's name too. Default: none.
    std::string event_source_name = {};
    /// At most 512 characters.
    Value<std::string> description = {};
    /// Default: a key of EventBridge's own. EventBridge is allowed to use the key.
    Key* encryption_key = nullptr;
    /// Gets events that could not be encrypted. Default: none.
    Queue* dead_letter_queue = nullptr;
  };

  /// Which events are kept, so that they can be replayed.
  struct Archive {
    /// Default: all.
    EventPattern event_pattern = {};
    /// Whole days. Default: forever.
    std::optional<Duration> retention = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> archive_name = {};
    /// Default: "Event Archive for <name> Event Bus".
    Value<std::string> description = {};
  };

  EventBus(const Scope& scope, const Props& props);
  /// A bus that exists already.
  static EventBus& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                            std::source_location where = std::source_location::current());
  /// One of the stack's own account and region, such as "default".
  static EventBus& from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                             std::source_location where = std::source_location::current());

  aws::events::EventBus& resource() const noexcept { return resource_; }
  ArnAttribute<aws::events::kind::EventBus_Arn> arn() const;
  Value<std::string> event_bus_name() const;

  aws::events::Archive& archive(std::string_view id, const Archive& archive,
                                std::source_location where = std::source_location::current());
  /// A policy of its own, `cdk-<sid>`. The sid is needed (`property-needed`).
  void add_to_resource_policy(PolicyStatement statement,
                              std::source_location where = std::source_location::current());
  /// events:PutEvents. For a principal that is no role a policy of the bus; then a sid is needed
  /// (`property-needed`).
  void grant_put_events(const Grantee& grantee, std::string_view sid = {},
                        std::source_location where = std::source_location::current());

 protected:
  void prepare() override;

 private:
  struct Imported;
  EventBus(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  void grant_key(Key& key, const Props& props) const;

  aws::events::EventBus& resource_;
  std::vector<std::pair<aws::events::EventBusPolicy*, PolicyStatement>> policies_;
};

}  // namespace tenon
