#pragma once

/// \file
/// Buckets and repositories of images.

#include <map>
#include <string>

#include "projects.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/security/key.hpp"

namespace app_dw {

/// The policies of these buckets are placed by the stack of the project's distribution.
struct SiteBuckets {
  tenon::Bucket& site;
  tenon::Bucket* media;  ///< null without media
};

struct Storage {
  tenon::Stack& stack;
  tenon::Bucket& access_logs;  ///< of the load balancer
  tenon::Bucket& artifacts;    ///< of the pipelines, encrypted with the key
  tenon::Key& artifacts_key;
  std::map<std::string, SiteBuckets, std::less<>> sites;          ///< by the project's id
  std::map<std::string, tenon::Repository*, std::less<>> images;  ///< by the image's name

  const SiteBuckets& site_of(const config::Project& project) const { return sites.at(project.id); }
  tenon::Repository& image_of(const config::Service& service) const { return *images.at(service.image); }
};

Storage add_storage(tenon::App& app, const config::System& system);

}  // namespace app_dw
