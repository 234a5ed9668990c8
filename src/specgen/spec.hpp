#pragma once

/// \file
/// What `spec/` says, as the generator sees it.

#include <cstddef>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::specgen {

/// Something in `spec/` from which no code can be generated. The message begins with the place.
class SpecError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Type {
  enum class Kind { text, integer, number, boolean, json, timestamp, tag, bag, list, map, alternatives };

  Kind kind = Kind::json;
  std::vector<std::string> values{};     ///< of a text; of an integer as decimal digits
  std::optional<std::string> pattern{};  ///< of a text, or of a map's keys
  std::optional<double> minimum{};       ///< of the value, the length or the number of items
  std::optional<double> maximum{};
  bool unique_items = false;
  std::string format{};
  std::string bag{};          ///< the nested type's name
  std::vector<Type> inner{};  ///< the element of a list or map, or the alternatives

  const Type& element() const { return inner.front(); }
};

enum class Replacement { no, maybe, yes };

/// A member of a resource type, as a property's `refs` name it.
struct MemberName {
  std::string type{};    ///< "AWS::EC2::VPC"
  std::string member{};  ///< "VpcId"

  friend auto operator<=>(const MemberName&, const MemberName&) = default;
};

struct Property {
  std::string name{};
  Type type{};
  bool required = false;
  bool deprecated = false;
  Replacement replacement = Replacement::no;
  std::vector<MemberName> refs{};
  bool open = false;      ///< `refs` is incomplete
  std::string literal{};  ///< "arn", "cidr" or "schedule": the form of the text
};

/// Properties that may, must or must not stand together.
struct Group {
  enum class Kind { at_most_one, exactly_one, at_least_one, requires_all, excludes_all };

  Kind kind = Kind::at_most_one;
  std::string subject{};  ///< of `requires_all` and `excludes_all`
  std::vector<std::string> properties{};
};

/// A resource type's properties or a nested type, properties in alphabetical order without regard to case, as
/// in AWS's documentation.
struct Bag {
  std::string name{};
  std::vector<Property> properties{};
  std::vector<Group> groups{};

  /// Null when there is none.
  const Property* find(std::string_view property) const;
};

struct Attribute {
  std::string name{};
  Type type{};
  bool arn = false;  ///< an ARN although its name does not say so
};

enum class TagStyle { none, standard, auto_scaling_group, map };

struct ResourceType {
  std::string name{};  ///< "AWS::EC2::VPC"
  Bag properties{};
  std::vector<Bag> types{};
  std::vector<Attribute> attributes{};
  std::vector<std::string> ref{};
  std::vector<std::string> primary_identifier{};
  std::optional<std::string> arn{};
  bool stateful = false;
  std::string tag_property{};
  TagStyle tag_style = TagStyle::none;
  std::string regions{};  ///< a key of `Spec::region_sets`; empty when not known
  std::vector<std::vector<std::string>> replacement_groups{};
  std::optional<std::string> transform{};

  const Bag* find_type(std::string_view type) const;
  bool has_attribute(std::string_view attribute) const;
};

struct Service {
  std::string name{};      ///< "ec2"
  std::string aws_name{};  ///< "AWS::EC2"
  std::vector<ResourceType> types{};
};

struct IamAction {
  std::string name{};
  std::vector<std::string> access{};
  std::vector<std::string> resources{};
  std::vector<std::string> required{};  ///< of `resources`, those that a policy cannot leave out
};

struct IamResource {
  std::string name{};
  std::string arn{};
};

struct IamService {
  std::string prefix{};  ///< "s3"
  std::vector<IamAction> actions{};
  std::vector<IamResource> resources{};
};

struct Spec {
  std::string hash{};  ///< of the facts: spec/lock.json's "sha256"
  std::vector<Service> services{};
  std::vector<IamService> iam{};
  std::map<std::string, std::vector<std::string>> region_sets{};
};

/// The last part of a resource type's name: "VPC" of "AWS::EC2::VPC".
std::string_view last_part(std::string_view type);

/// The file in `spec/services/` that has the type, without its extension: "ec2" of "AWS::EC2::VPC".
std::string service_of(std::string_view type);

/// "AWS::EC2::VPC.CidrBlock.Id" to type and member. Throws `SpecError`.
MemberName parse_member(std::string_view text);

}  // namespace tenon::specgen
