#include "fingerprint.hpp"

#include <gtest/gtest.h>

#include "tenon/aws/apigateway/Method.hpp"
#include "tenon/aws/apigateway/Resource.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/value/format.hpp"

namespace serverless_app {
namespace {

namespace apigateway = tenon::aws::apigateway;
using apigateway::Method;

/// A method of an API and its fingerprint, each time in a tree of its own.
class ApiOfOneMethod {
 public:
  std::string fingerprint(Method::Props props = plain()) {
    auto& stack = app_.add("Stack", tenon::Stack::Props{});
    auto& api = stack.add("Api", apigateway::RestApi::Props{.Name = "api"});
    if (api_id_ != nullptr) api.override_logical_id(api_id_);
    props.RestApiId = api.ref();
    props.ResourceId = api.RootResourceId();
    return serverless_app::fingerprint({&stack.add(id_, props)});
  }

  ApiOfOneMethod& called(const char* id) { return id_ = id, *this; }
  ApiOfOneMethod& of_api(const char* id) { return api_id_ = id, *this; }

  static Method::Props plain() {
    return {.AuthorizationType = "NONE", .HttpMethod = "POST", .ResourceId = "", .RestApiId = ""};
  }

 private:
  tenon::App app_;
  const char* id_ = "Method";
  const char* api_id_ = nullptr;
};

Method::Props with_status(std::string_view status) {
  auto props = ApiOfOneMethod::plain();
  props.MethodResponses = {Method::MethodResponse{.StatusCode = status}};
  return props;
}

TEST(Fingerprint, IsTheSameForTheSameMethod) {
  EXPECT_EQ(ApiOfOneMethod().fingerprint(), ApiOfOneMethod().fingerprint());
  EXPECT_EQ(ApiOfOneMethod().fingerprint().size(), 64U);
}

TEST(Fingerprint, DoesNotTellLiteralsFromTextsMadeAtRunTime) {
  auto props = ApiOfOneMethod::plain();
  props.HttpMethod = std::string("PO") + "ST";
  EXPECT_EQ(ApiOfOneMethod().fingerprint(props), ApiOfOneMethod().fingerprint());
}

TEST(Fingerprint, ChangesWithAProperty) {
  auto props = ApiOfOneMethod::plain();
  props.HttpMethod = "GET";
  EXPECT_NE(ApiOfOneMethod().fingerprint(props), ApiOfOneMethod().fingerprint());
}

TEST(Fingerprint, ChangesWhenAPropertyIsAdded) {
  auto props = ApiOfOneMethod::plain();
  props.ApiKeyRequired = true;
  EXPECT_NE(ApiOfOneMethod().fingerprint(props), ApiOfOneMethod().fingerprint());
}

TEST(Fingerprint, ChangesDeepInsideAList) {
  EXPECT_NE(ApiOfOneMethod().fingerprint(with_status("200")),
            ApiOfOneMethod().fingerprint(with_status("500")));
}

TEST(Fingerprint, TellsTheSameTextInTwoPropertiesApart) {
  auto first = ApiOfOneMethod::plain();
  first.OperationName = "x";
  auto second = ApiOfOneMethod::plain();
  second.AuthorizerId = "x";
  EXPECT_NE(ApiOfOneMethod().fingerprint(first), ApiOfOneMethod().fingerprint(second));
}

TEST(Fingerprint, ChangesWithWhatAnExpressionPutsTogether) {
  const auto of = [](const tenon::TextExpression& name) {
    auto props = ApiOfOneMethod::plain();
    props.OperationName = name;
    return ApiOfOneMethod().fingerprint(props);
  };
  const auto in_region = of(tenon::format_sub("{}-x", tenon::pseudo::region));
  EXPECT_NE(in_region, of(tenon::format_sub("{}-y", tenon::pseudo::region)));
  EXPECT_NE(in_region, of(tenon::format_sub("{}-x", tenon::pseudo::partition)));
  EXPECT_EQ(in_region, of(tenon::format_sub("{}-x", tenon::pseudo::region)));
}

TEST(Fingerprint, ChangesWithTheLogicalIdAndThatOfWhatIsReferredTo) {
  const auto plain = ApiOfOneMethod().fingerprint();
  EXPECT_NE(ApiOfOneMethod().called("Another").fingerprint(), plain);
  EXPECT_NE(ApiOfOneMethod().of_api("Another").fingerprint(), plain);
}

}  // namespace
}  // namespace serverless_app
