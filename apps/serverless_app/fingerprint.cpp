#include "fingerprint.hpp"

#include "tenon/construct/digest.hpp"
#include "tenon/synth/synthesis.hpp"

namespace serverless_app {

std::string fingerprint(std::initializer_list<const tenon::Resource*> resources) {
  tenon::Sha256 hash;
  for (const tenon::Resource* resource : resources) {
    for (const std::string_view name : {std::string_view(resource->logical_id()), resource->type()}) {
      hash.update(name);
      hash.update("\n");
    }
    hash.update(tenon::resolved_json(resource->properties()));
    hash.update("\n");
  }
  return hash.hex();
}

}  // namespace serverless_app
