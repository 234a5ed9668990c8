#pragma once

#include <cstdint>

namespace tenon {

/// What a request asks for; `any` stands for all of them.
enum class HttpMethod : std::uint8_t { any, get, put, post, delete_, patch, head, options };

}  // namespace tenon
