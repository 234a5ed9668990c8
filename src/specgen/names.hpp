#pragma once

/// \file
/// How CloudFormation's names become C++ names. They are CloudFormation's own but for these rules:
/// - an attribute `A.B` is `A_B()`;
/// - an attribute called like its class or one of its nested types gets `_attr`;
/// - a nested type called like its class, or `Props`, gets `_`;
/// - in an IAM prefix or action `-` is `_`, and one that is a keyword of C++ gets `_`.

#include "spec.hpp"

namespace tenon::specgen {

/// "VPC" of "AWS::EC2::VPC".
std::string class_name(const ResourceType& resource);
/// The class of a nested type.
std::string nested_name(const ResourceType& resource, std::string_view type);
/// The nested type's name from everywhere: "::tenon::aws::ec2::VPC::Nested".
std::string qualified_nested_name(const ResourceType& resource, std::string_view type);
/// The function that gives an attribute.
std::string attribute_name(const ResourceType& resource, std::string_view attribute);
/// The incomplete type that stands for what a member yields, within its service's namespace `kind`:
/// "VPC_VpcId".
std::string kind_name(const MemberName& member);
std::string qualified_kind_name(const MemberName& member);
/// "elasticloadbalancing_targets" of a prefix.
std::string iam_namespace(std::string_view prefix);
std::string iam_action_name(std::string_view action);

/// Whether a property, attribute or type of this name is an ARN, or a list of them.
bool is_called_arn(std::string_view name);

/// Throws `SpecError` where the rules leave two things with one name, or with a name that C++ cannot have: a
/// keyword, a macro of the standard or POSIX headers, a member of the base class, a file that differs by case
/// alone.
void check_names(const Spec& spec);

}  // namespace tenon::specgen
