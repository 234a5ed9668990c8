// Functions of templates, evaluated: Fn::Sub and all others. Input: a template, parameters (`Name=value`, one
// a line) and an expression between lines of dashes.
#include "tenon/testing/evaluation.hpp"

#include <optional>

#include "fuzz.hpp"

namespace {

using fuzz::require;
using tenon::testing::Deployment;
using tenon::testing::Evaluation;
using tenon::testing::Part;
using tenon::testing::Template;

Deployment deployment_of(std::string_view parameters) {
  Deployment deployment;
  for (const std::string& line : fuzz::lines_of(parameters)) {
    const auto equals = line.find('=');
    if (equals != line.npos)
      deployment.parameters.push_back({line.substr(0, equals), line.substr(equals + 1)});
  }
  return deployment;
}

std::string all_of(const Evaluation& evaluation, const std::string& expression) {
  std::string text;
  const auto add = [&](auto look) {
    fuzz::refused([&] { text += look() + "\n"; }, "not-evaluable", "malformed-pattern");
  };
  add([&] { return evaluation.value(expression).json(); });
  add([&] { return evaluation.resolved().text(); });
  add([&] { return evaluation.rules().explanation; });
  add([&] { return evaluation.property("R", "P").json(); });
  add([&] { return evaluation.output("O").json(); });
  add([&] { return std::string(evaluation.condition("C") ? "yes" : "no"); });
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
  std::optional<Evaluation> evaluation;
  const auto deploy = [&] {
    evaluation.emplace(Template::parse(parts[0]), deployment_of(fuzz::part(parts, 1)));
  };
  if (fuzz::refused(deploy, "malformed-template", "parameter-refused", "not-evaluable")) return 0;
  const std::string expression = parts.size() > 2 ? parts[2] : R"({"Fn::Sub": "${AWS::Region}"})";
  require(all_of(*evaluation, expression) == all_of(*evaluation, expression),
          "the same deployment gives the same values");
  return 0;
}
