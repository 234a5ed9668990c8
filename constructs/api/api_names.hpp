#pragma once

/// \file
/// Words of API Gateway that several constructs write. Not part of the public interface.

#include <array>
#include <string_view>
#include <vector>

#include "tenon/constructs/api/http_method.hpp"
#include "tenon/value/json.hpp"

namespace tenon::detail {

inline constexpr std::array<std::string_view, 8> method_names = {"ANY",    "GET",   "PUT",  "POST",
                                                                 "DELETE", "PATCH", "HEAD", "OPTIONS"};

constexpr std::string_view name_of(HttpMethod method) {
  return method_names[static_cast<std::size_t>(method)];
}

/// In CDK's order, which shows in the headers of CORS.
inline constexpr std::array all_methods = {HttpMethod::options, HttpMethod::get,     HttpMethod::put,
                                           HttpMethod::post,    HttpMethod::delete_, HttpMethod::patch,
                                           HttpMethod::head};

/// The members of an object in the making; values that are unset stay out.
class JsonMembers {
 public:
  JsonMembers& set(std::string_view name, const Node& value) {
    if (!value.is_set()) return *this;
    nodes_.push_back(Node(name));
    nodes_.push_back(value);
    return *this;
  }
  bool empty() const noexcept { return nodes_.empty(); }
  Value<Json> object() const { return {Raw{}, Node::object(nodes_)}; }

 private:
  std::vector<Node> nodes_;
};

}  // namespace tenon::detail
