#include "generate.hpp"

#include "names.hpp"
#include "writers.hpp"

namespace tenon::specgen {

void generate(const Spec& spec, const std::filesystem::path& folder) {
  check_names(spec);
  const References references(spec);
  Output output(folder);
  for (const Service& service : spec.services) {
    const ServiceContext context(spec, service, references);
    write_headers(context, output);
    write_facts(context, output);
  }
  write_shared_facts(spec, output);
  write_iam(spec, output);
  write_umbrella(spec, output);
  output.remove_others();
}

void generate_tests(const Spec& spec, const std::filesystem::path& folder) {
  const References references(spec);
  Output output(folder);
  for (const Service& service : spec.services) write_tests(ServiceContext(spec, service, references), output);
  output.remove_others();
}

}  // namespace tenon::specgen
