#pragma once

/// \file
/// Which of the library's typed shells a property takes (`tenon/value/value.hpp`).

#include <map>
#include <set>

#include "spec.hpp"

namespace tenon::specgen {

/// The sets of allowed texts of one service, each under the name of the property that has it first.
class AllowedSets {
 public:
  AllowedSets() = default;
  explicit AllowedSets(const Service& service);

  struct Set {
    std::string name;  ///< "VPC_InstanceTenancy"
    std::vector<std::string> values;
  };

  const std::string& name_of(const std::vector<std::string>& values) const { return names_.at(values); }
  const std::vector<Set>& sets() const { return sets_; }

 private:
  void add(const Type& type, const std::string& name);

  std::map<std::vector<std::string>, std::string> names_;
  std::vector<Set> sets_;
};

/// What the facts say about references among all resource types.
class References {
 public:
  /// Throws `SpecError` where a property refers to a member that does not exist.
  explicit References(const Spec& spec);

  /// Whether some property takes this member and no other text attribute.
  bool is_wanted(const MemberName& member) const { return wanted_.contains(member); }
  /// Whether the member's value is an ARN: its name or its facts say so, or most of the properties that refer
  /// to it are called ARN.
  bool is_arn(const MemberName& member) const;

 private:
  struct Uses {
    int all = 0;
    int by_arns = 0;
  };

  std::set<MemberName> wanted_;
  std::set<MemberName> arns_;
  std::map<MemberName, Uses> uses_;
};

/// The form of a text that the compiler checks in a literal.
enum class Format { none, arn, cidr, schedule };

/// The form of a property's texts: of the text itself, or of the items of a list.
Format format_of(const Property& property, const References& references);

struct Shell {
  std::string type{};            ///< "::tenon::List<std::string>"
  std::set<MemberName> kinds{};  ///< that it names
  Format format = Format::none;
  bool has_allowed = false;  ///< names a set of allowed texts
};

/// Writes the shells of one resource type.
class Shells {
 public:
  Shells(const Service& service, const ResourceType& resource, const AllowedSets& allowed,
         const References& references)
      : service_(service), resource_(resource), allowed_(allowed), references_(references) {}

  /// Of a property, in the resource's own properties or in a nested type; not yet `Required`.
  Shell of(const Property& property) const;
  /// What an attribute's function returns.
  Shell of(const Attribute& attribute) const;
  /// What `ref()` returns.
  Shell of_ref() const;

 private:
  std::string write(const Type& type, const Property* property, Shell& shell) const;
  std::string write_text(const Type& type, const Property* property, Shell& shell) const;
  Shell text_attribute(const MemberName& member) const;

  const Service& service_;
  const ResourceType& resource_;
  const AllowedSets& allowed_;
  const References& references_;
};

}  // namespace tenon::specgen
