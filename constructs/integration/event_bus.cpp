#include "tenon/constructs/integration/event_bus.hpp"

#include "tenon/aws/events/Archive.hpp"
#include "tenon/aws/events/EventBus.hpp"
#include "tenon/aws/events/EventBusPolicy.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/arn_parts.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/events.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

struct EventBus::Imported {
  const Value<std::string>& name;
  const Value<std::string>& arn;
};

namespace {

// Until `prepare` writes the statement.
const Value<Json> later = {Raw{}, Node::object({})};

Value<std::string> name_of(const EventBus& bus, const EventBus::Props& props) {
  if (!props.event_source_name.empty()) return props.event_source_name;
  return props.event_bus_name.is_set() ? props.event_bus_name : Value<std::string>(detail::unique_id(bus));
}

aws::events::EventBus::Props resource_props(const EventBus& bus, const EventBus::Props& props) {
  aws::events::EventBus::Props resource{.Description = props.description, .Name = name_of(bus, props)};
  if (props.dead_letter_queue != nullptr) {
    resource.DeadLetterConfig =
        aws::events::EventBus::DeadLetterConfig{.Arn = props.dead_letter_queue->arn()};
  }
  if (!props.event_source_name.empty()) resource.EventSourceName = props.event_source_name;
  if (props.encryption_key != nullptr) resource.KmsKeyIdentifier = props.encryption_key->arn();
  return resource;
}

/// The part of an ARN behind the slash.
Value<std::string> name_in(const Value<std::string>& arn) {
  const Value<std::string> resource = detail::arn_part(arn, 5);
  const auto text = resource.literal();
  if (!text) return Fn::Select(1, Value<Json>(List<std::string>(Fn::Split("/", resource))));
  const auto slash = text->find('/');
  return slash == text->npos ? resource : Value<std::string>(text->substr(slash + 1));
}

}  // namespace

EventBus::EventBus(const Scope& scope, const Props& props)
    : Construct(scope), resource_(add("Resource", resource_props(*this, props), where())) {
  check(props);
  if (props.encryption_key != nullptr) grant_key(*props.encryption_key, props);
}

EventBus::EventBus(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(from_attributes<aws::events::EventBus>(
          *this, "Resource", {{"Arn", imported.arn}, {"Name", imported.name}, {"Ref", imported.name}},
          where())) {}

EventBus& EventBus::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                             std::source_location where) {
  const Value<std::string> name = name_in(arn);
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<EventBus>(new EventBus(inner, Imported{name, arn}));
      },
      where);
}

EventBus& EventBus::from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                              std::source_location where) {
  const Value<std::string> arn = detail::arn_in(scope.stack(), "events", format("event-bus/{}", name));
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<EventBus>(new EventBus(inner, Imported{name, arn}));
      },
      where);
}

void EventBus::check(const Props& props) const {
  constexpr std::size_t longest_description = 512;
  const auto name = props.event_bus_name.literal();
  if (name && (*name == "default" || name->find('/') != name->npos || name->empty() || name->size() > 256)) {
    detail::refuse(*this, "event_bus_name", std::string(*name),
                   "1 to 256 characters, not \"default\", without /", "a bus cannot have this name", where());
  }
  if (!props.event_source_name.empty() && props.event_bus_name.is_set()) {
    detail::refuse(*this, "event_source_name", props.event_source_name,
                   "one of event_bus_name and event_source_name",
                   "the bus of a partner's source has the source's name", where());
  }
  const auto description = props.description.literal();
  if (description && description->size() > longest_description) {
    detail::refuse(*this, "description", std::string(*description), "at most 512 characters",
                   "the description is too long", where());
  }
}

/// Source: EventBridge User Guide, "Encrypting EventBridge event buses", key policy.
void EventBus::grant_key(Key& key, const Props& props) const {
  const Value<std::string> bus =
      detail::arn_in(stack(), "events", format("event-bus/{}", name_of(*this, props)));
  key.add_to_resource_policy(
      {.actions = {"kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"},
       .resources = {"*"},
       .principals = {Principal::service("events.amazonaws.com")},
       .conditions = {{"StringEquals", "aws:SourceAccount", {stack().account()}},
                      {"StringEquals", "aws:SourceArn", {bus}},
                      {"StringEquals", "kms:EncryptionContext:aws:events:event-bus:arn", {bus}}}});
}

ArnAttribute<aws::events::kind::EventBus_Arn> EventBus::arn() const { return resource_.Arn(); }
Value<std::string> EventBus::event_bus_name() const { return resource_.ref(); }

aws::events::Archive& EventBus::archive(std::string_view id, const Archive& archive,
                                        std::source_location where) {
  auto& scope = add(id, Construct::Props{}, where);
  aws::events::Archive::Props props{.ArchiveName = archive.archive_name,
                                    .Description = archive.description,
                                    .EventPattern = pattern_json(archive.event_pattern),
                                    .KmsKeyIdentifier = "",  // a key of EventBridge's own
                                    .RetentionDays = 0,
                                    .SourceArn = arn()};
  if (!archive.description.is_set())
    props.Description = format("Event Archive for {} Event Bus", event_bus_name());
  if (archive.retention) {
    const std::int64_t seconds = archive.retention->to_seconds();
    if (seconds % Duration::days(1).to_seconds() == 0) {
      props.RetentionDays = archive.retention->to_days();
    } else {
      detail::refuse(*this, "retention", archive.retention->text(), "whole days", "archives count in days",
                     where);
    }
  }
  return scope.add("Archive", props, where);
}

void EventBus::add_to_resource_policy(PolicyStatement statement, std::source_location where) {
  if (statement.sid.empty()) {
    detail::demand(*this, "sid", "letters and digits", "statements of a bus's policy have names", where);
    return;
  }
  constexpr std::size_t longest = 64;
  const std::string id = ("cdk-" + statement.sid).substr(0, longest);
  statement.sid = id;
  auto& policy =
      add(id, Construct::Props{}, where)
          .add("Resource",
               aws::events::EventBusPolicy::Props{
                   .EventBusName = {Raw{}, event_bus_name()}, .Statement = later, .StatementId = id},
               where);
  policies_.emplace_back(&policy, std::move(statement));
}

void EventBus::prepare() {
  for (const auto& [policy, statement] : policies_) {
    const Value<Json> document = PolicyDocument({statement}).json();
    policy->set_property("Statement", {Raw{}, document.find("Statement")->items().front()});
  }
}

void EventBus::grant_put_events(const Grantee& grantee, std::string_view sid, std::source_location where) {
  PolicyStatement statement{.actions = {iam::events::PutEvents}, .resources = {arn()}};
  if (grantee.add_to_policy(statement)) return;
  statement.principals = {grantee.principal()};
  statement.sid = sid;
  add_to_resource_policy(std::move(statement), where);
}

}  // namespace tenon
