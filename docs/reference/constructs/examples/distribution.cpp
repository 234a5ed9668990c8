#include "tenon/constructs/network/distribution.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"

using tenon::Distribution;
using tenon::ManagedCachePolicy;
using tenon::Origin;

void distribution(tenon::App& app) {
  auto& stack = app.add("Site", tenon::Stack::Props{});
  auto& files = stack.add("Files", tenon::Bucket::Props{});
  auto& copy = stack.add("Copy", tenon::Bucket::Props{});

  const Origin site = Origin::group(Origin::s3(files), Origin::s3(copy));
  const Origin api = Origin::http("api.example.com");
  auto& edge = stack.add(
      "Edge",
      Distribution::Props{
          .default_behavior = {.origin = site,
                               .response_headers_policy =
                                   tenon::ManagedResponseHeadersPolicy::security_headers},
          .additional_behaviors = {{"api/*",
                                    {.origin = api,
                                     .allowed_methods = tenon::AllowedMethods::all,
                                     .cache_policy = ManagedCachePolicy::caching_disabled,
                                     .origin_request_policy =
                                         tenon::ManagedOriginRequestPolicy::all_viewer_except_host_header}}},
          .default_root_object = "index.html",
          .error_responses = {{.http_status = 404, .response_page_path = "/404.html"}},
          .geo_restriction = tenon::GeoRestriction::allow_list({"IE", "DE"})});
  stack.add("Address", tenon::Output::Props{.Value = edge.domain_name()});
}
