#include "tenon/app/run.hpp"
#include "tenon/aws/route53/RecordSet.hpp"

namespace aws = tenon::aws;

void excluded_property(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Shop", aws::route53::RecordSet::Props{
                        .AliasTarget =
                            aws::route53::RecordSet::AliasTarget{.DNSName = "d111111abcdef8.cloudfront.net",
                                                                 .HostedZoneId = "Z2FDTNDATAQYW2"},
                        .Name = "shop.example.com",
                        .TTL = "300",
                        .Type = "A",
                    });
}
