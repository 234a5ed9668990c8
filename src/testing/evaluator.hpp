#pragma once

/// \file
/// The intrinsic functions, evaluated.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "deployed_stack.hpp"

namespace tenon::testing::detail {

/// Evaluates parts of one stack's template. Throws `Error` ("not-evaluable") that begins with the path.
class Evaluator {
 public:
  /// Empty: AWS::NoValue.
  using Value = std::optional<Json>;

  explicit Evaluator(const DeployedStack& stack) : stack_(stack) {}

  /// All functions inside evaluated, members and items that are AWS::NoValue gone.
  Value evaluate(const Json& value);

  /// Whether a condition of the template holds.
  bool holds(const std::string& condition_name);
  /// Whether an expression of conditions holds.
  bool decide(const Json& expression);
  /// Whether the condition of a resource or an output holds; true where it has none.
  bool exists(const Json& entry);

  /// Calls `visit` with the steps as part of the path that errors name.
  template <class Visit>
  auto within(std::initializer_list<std::string_view> steps, Visit visit) {
    const std::size_t size = path_.size();
    for (const std::string_view step : steps) add_step(step);
    struct Restore {
      std::string& path;
      std::size_t size;
      ~Restore() { path.resize(size); }
    } restore{path_, size};
    return visit();
  }
  template <class Visit>
  auto within(std::string_view step, Visit visit) {
    return within({step}, std::move(visit));
  }

  [[noreturn]] void fail(std::string_view why) const;

 private:
  struct Function {
    std::string_view name;
    Value (Evaluator::*call)(const Json& argument);
    /// How many items the argument, a list, has. Both 0: it is no list, or one of several forms.
    std::size_t fewest = 0;
    std::size_t most = 0;
    bool needs_extensions = false;
  };
  static const Function functions[26];
  static const Function* function_of(const Json& value);

  void add_step(std::string_view step);
  Value call(const Function& function, const Json& argument);
  Value evaluate_members(const Json& object);
  Value evaluate_items(const Json& list);

  // What functions take.
  Json needed(const Json& value);
  std::string text(const Json& value);
  std::uint64_t number(const Json& arguments, std::size_t index, std::uint64_t most);
  Json list(const Json& value);
  std::string literal(const Json& value);
  /// An item or a member of the argument, which is one of those above.
  template <class Kind>
  auto item(const Json& list, std::size_t index, Kind kind);
  template <class Kind>
  auto member(const Json& object, std::string_view key, Kind kind);

  Value ref(const Json& argument);
  Value get_att(const Json& argument);
  Value sub(const Json& argument);
  Value join(const Json& argument);
  Value split(const Json& argument);
  Value select(const Json& argument);
  Value if_(const Json& argument);
  Value and_(const Json& argument);
  Value or_(const Json& argument);
  Value not_(const Json& argument);
  Value equals(const Json& argument);
  Value contains(const Json& argument);
  Value each_member_equals(const Json& argument);
  Value each_member_in(const Json& argument);
  Value find_in_map(const Json& argument);
  Value base64(const Json& argument);
  Value cidr(const Json& argument);
  Value get_azs(const Json& argument);
  Value length(const Json& argument);
  Value to_json_string(const Json& argument);
  Value import_value(const Json& argument);
  Value get_stack_output(const Json& argument);
  Value unknowable(const Json& argument);

  std::string substituted(std::string_view text, const Json& own);
  std::string variable(std::string_view name, const Json& own);
  Value reference_to(const std::string& name);
  std::optional<Json> pseudo_parameter(std::string_view name) const;
  Value attribute_of(const std::string& logical_id, const std::string& attribute);
  void need_resource(const std::string& logical_id);
  Value output_of(const DeployedStack& producer, const std::string& output, const Json& entry);
  Value make_up(std::string value);

  const DeployedStack& stack_;
  std::string path_;
  std::map<std::string, std::optional<bool>> conditions_;  // empty while it is being decided
  bool in_condition_ = false;
  // What was made up last, and how often: a function can tell whether its argument is known.
  std::string made_up_;
  std::size_t times_made_up_ = 0;
};

}  // namespace tenon::testing::detail
