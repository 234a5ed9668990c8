#include "frontend.hpp"

#include "app_dw/edge.hpp"

namespace app_dw {

using tenon::Behavior;
using tenon::Distribution;
using tenon::Origin;

namespace {

/// Files by their names, and the page for all other paths.
Behavior pages(tenon::Stack& stack, tenon::Bucket& files) {
  auto& page_of_path =
      stack.add("PageOfPath", tenon::CloudFrontFunction::Props{
                                  .code = edge::page_of_path,
                                  .comment = "Answers paths that are no files with the page that reads them",
                              });
  return {.origin = Origin::s3(files),
          .response_headers_policy = tenon::ManagedResponseHeadersPolicy::security_headers,
          .function_associations = {{.function = page_of_path}}};
}

/// Requests go to the load balancer as they came. The header Host is among them: by it the rules of the
/// listener tell the projects apart, and CloudFront compares the load balancer's certificate with it.
Behavior api(const LoadBalancing& load_balancing) {
  return {.origin = Origin::load_balancer(load_balancing.balancer),
          .allowed_methods = tenon::AllowedMethods::all,
          .cache_policy = tenon::ManagedCachePolicy::caching_disabled,
          .origin_request_policy = tenon::ManagedOriginRequestPolicy::all_viewer,
          .viewer_protocol_policy = tenon::ViewerProtocolPolicy::https_only};
}

std::vector<std::pair<std::string, Behavior>> further_behaviors(const Shared& shared,
                                                                const config::Project& project,
                                                                tenon::Bucket* media) {
  std::vector<std::pair<std::string, Behavior>> behaviors;
  if (project.backend && project.backend->target) {
    behaviors.emplace_back(project.backend->target->path, api(shared.load_balancing));
  }
  if (media != nullptr)
    behaviors.emplace_back(project.site->media->path, Behavior{.origin = Origin::s3(*media)});
  return behaviors;
}

Distribution& add_distribution(tenon::Stack& stack, const Shared& shared, const config::Project& project) {
  const SiteBuckets& buckets = shared.storage.site_of(project);
  auto& distribution =
      stack.add("Distribution", Distribution::Props{
                                    .default_behavior = pages(stack, buckets.site),
                                    .additional_behaviors = further_behaviors(shared, project, buckets.media),
                                    .comment = project.title,
                                    .domain_names = {shared.system.host_of(project)},
                                    .certificate = &shared.domain.certificate,
                                    .default_root_object = "index.html",
                                    .web_acl_id = shared.firewalls.distributions.arn(),
                                });
  // Here, because they name the distribution.
  buckets.site.place_policy(stack, "SitePolicy");
  if (buckets.media != nullptr) buckets.media->place_policy(stack, "MediaPolicy");
  return distribution;
}

template <class Target>
void add_record(tenon::Stack& stack, const Shared& shared, const config::Project& project, Target& target) {
  stack.add("Record",
            tenon::ARecord::Props{
                .zone = shared.domain.zone, .record_name = shared.system.host_of(project), .target = target});
}

Site add_site(tenon::Stack& stack, const Shared& shared, const config::Project& project) {
  auto& distribution = add_distribution(stack, shared, project);
  add_targets(stack, shared, project, project.site->target, nullptr);
  add_record(stack, shared, project, distribution);
  stack.add("RecordV6", tenon::AaaaRecord::Props{.zone = shared.domain.zone,
                                                 .record_name = shared.system.host_of(project),
                                                 .target = distribution});
  return {&shared.storage.site_of(project).site, &distribution};
}

}  // namespace

Frontend add_frontend(tenon::App& app, const Shared& shared, const config::Project& project) {
  auto& stack = add_stack(app, {.id = project.stacks + "Frontend",
                                .name = project.id + "-frontend",
                                .description = project.title + ": what users see",
                                .project = project.id});
  Frontend frontend{&stack, {}, {}};
  if (project.site) frontend.site = add_site(stack, shared, project);
  if (project.frontend) {
    frontend.service = add_container_service(stack, shared, project, *project.frontend);
    add_record(stack, shared, project, shared.load_balancing.balancer);
  }
  return frontend;
}

std::vector<ContainerService> ProjectStacks::services() const {
  std::vector<ContainerService> all;
  if (backend) all.push_back(backend->api);
  if (frontend.service) all.push_back(*frontend.service);
  return all;
}

}  // namespace app_dw
