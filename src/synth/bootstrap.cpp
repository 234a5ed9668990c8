#include "../construct/asset_location.hpp"
#include "passes.hpp"

namespace tenon::synth {

namespace {

// The exact texts matter: with others `cdk diff` shows a change to every stack that comes from CDK (CDK rule 4.14).
constexpr std::string_view description =
    "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. "
    "[cdk:skip]";
constexpr std::string_view assertion =
    "CDK bootstrap stack version 6 required. Please run 'cdk bootstrap' with a recent version of the CDK CLI.";

}  // namespace

void add_bootstrap_elements(StackPlan& plan) {
  Stack& stack = *plan.stack;
  const Synthesizer& synthesizer = stack.synthesizer();
  const bool wanted = synthesizer.style == Synthesizer::Style::bootstrap && synthesizer.generate_bootstrap_version_rule;
  if (!wanted || stack.nesting_parent() != nullptr || stack.find_child("BootstrapVersion") != nullptr) return;
  const auto& version = stack.add("BootstrapVersion",
                                  Parameter::Props{.Type = "AWS::SSM::Parameter::Value<String>",
                                                   .Default = "/cdk-bootstrap/" + qualifier(stack) + "/version",
                                                   .Description = description},
                                  stack.where());
  const auto& check = stack.add("CheckBootstrapVersion",
            Rule::Props{.Assertions = {Rule::Assertion{
                            .Assert = Fn::Not(Fn::Contains({"1", "2", "3", "4", "5"}, version.ref())),
                            .AssertDescription = assertion}}},
            stack.where());
  plan.elements.push_back(&version);
  plan.elements.push_back(&check);
}

}  // namespace tenon::synth
