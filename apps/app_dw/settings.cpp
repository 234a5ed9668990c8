#include "settings.hpp"

namespace app_dw {

tenon::Stack& add_stack(tenon::App& app, const StackOptions& options) {
  std::vector<tenon::TextEntry> tags = {{"application", system_name}};
  if (!options.project.empty()) tags.push_back({"project", std::string(options.project)});
  return app.add(options.id, tenon::Stack::Props{
                                 .env = {.region = region},
                                 .stack_name = std::string(system_name) + "-" + std::string(options.name),
                                 .description = "app-dw: " + std::string(options.description),
                                 .tags = tags,
                             });
}

tenon::LogGroup& add_log_group(tenon::Construct& scope, std::string_view id,
                               const tenon::Value<std::string>& name) {
  return scope.add(id, tenon::LogGroup::Props{
                           .log_group_name = name,
                           .retention = log_retention,
                           .removal_policy = tenon::RemovalPolicy::destroy,
                       });
}

}  // namespace app_dw
