#pragma once

/// \file
/// What functions and layers share. Not part of the public interface.

#include "tenon/constructs/compute/lambda_fn.hpp"

namespace tenon::detail {

/// Where the deployment finds code: the members of the function's `Code` that are set.
struct CodeLocation {
  Value<std::string> bucket;
  Value<std::string> key;
  Value<std::string> object_version;
  Value<std::string> image_uri;
  Value<std::string> inline_source;
};

/// Uploads what is to be uploaded, and lets Lambda read it.
CodeLocation bind_code(const Code& code, const Construct& at);

std::string_view text(Architecture architecture);

}  // namespace tenon::detail
