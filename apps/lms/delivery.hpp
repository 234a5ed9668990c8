#pragma once

/// \file
/// The way from a push to new tasks.

#include "containers.hpp"
#include "tenon/constructs/delivery/pipeline.hpp"

namespace lms {

/// Which repository and branch is built.
struct Source {
  tenon::Value<std::string> owner;
  tenon::Value<std::string> repository;
  tenon::Value<std::string> branch;
};

/// The repository of images. It is named, not referred to, in the stack of the platform: images have to be
/// there before tasks.
tenon::Repository& add_repository(tenon::Stack& stack, const Settings& settings);
tenon::Repository& find_repository(tenon::Stack& stack, const Settings& settings);

/// `code`: the folder of the function that empties the bucket of artifacts when the stack is deleted.
tenon::Pipeline& add_pipeline(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                              const Containers& containers, tenon::Repository& repository,
                              const Source& source, const std::string& code);

}  // namespace lms
