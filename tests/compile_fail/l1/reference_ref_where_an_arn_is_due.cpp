// expect-error(gcc): from 'tenon::Attribute<tenon::aws::iam::kind::Role_RoleName>' to 'tenon::Required<
// expect-error(gcc): tenon::Reference<tenon::aws::iam::kind::Role_Arn>
// expect-error(clang): no viable conversion from '::tenon::Attribute< ::tenon::aws::iam::kind::Role_RoleName>' to '::tenon::Required<"Role"
// `Ref` of a role is its name.

#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/lambda/Function.hpp"

using Function = tenon::aws::lambda::Function;

#ifdef TENON_MUST_NOT_COMPILE
Function::Props function(tenon::aws::iam::Role& role) {
  return Function::Props{.Code = Function::Code{.ZipFile = "x"}, .Role = role.ref()};
}
#else
Function::Props function(tenon::aws::iam::Role& role) {
  return Function::Props{.Code = Function::Code{.ZipFile = "x"}, .Role = role.Arn()};
}
#endif

int main() {}
