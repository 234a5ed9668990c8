#include "api.hpp"

#include "settings.hpp"
#include "tenon/construct/stack.hpp"

namespace conversation_mvp {

using tenon::HttpMethod;
using tenon::Integration;
using tenon::RestApi;

tenon::RestApi& add_api(tenon::Stack& stack, tenon::LambdaFn& function) {
  auto& api = stack.add("Api", RestApi::Props{
                                   .rest_api_name = "eng-learning-api",
                                   .description = "AI English tutor",
                                   .deploy_options = {.stage_name = stage_name},
                               });
  auto& chat = api.root().add_resource("chat");
  chat.add_method(HttpMethod::post, Integration::lambda(function, {.allow_test_invoke = false}));
  chat.add_cors_preflight({
      .allow_origins = {"*"},
      .allow_methods = {HttpMethod::post, HttpMethod::options},
      .allow_headers = {"Content-Type"},
  });
  return api;
}

}  // namespace conversation_mvp
