#pragma once

#include <string>
#include <string_view>

namespace tenon {
class Construct;
}

namespace tenon::synth {

/// The class behind a mangled name of the Itanium C++ ABI, which g++ and clang share, with dots:
/// "tenon.aws.sqs.Queue". Inline and anonymous namespaces are left out. Empty for names of another form:
/// local classes, templates.
std::string dotted_class_name(std::string_view mangled);

/// The class of the construct, "tenon.Construct" where it has no plain name.
std::string class_name(const Construct& construct);

}  // namespace tenon::synth
