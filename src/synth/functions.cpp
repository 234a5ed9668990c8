#include "functions.hpp"

#include <array>

namespace tenon::synth {

namespace {

using enum ArgumentForm;

// In the order of Function.
constexpr FunctionFacts table[] = {
    {.name = "Fn::And", .form = list, .decides = true},
    {.name = "Fn::Base64", .form = single},
    {.name = "Fn::Cidr", .form = list},
    {.name = "Condition", .form = single},
    {.name = "Fn::Contains", .form = list},
    {.name = "Fn::EachMemberEquals", .form = list},
    {.name = "Fn::EachMemberIn", .form = list},
    {.name = "Fn::Equals", .form = list},
    {.name = "Fn::FindInMap", .form = special},
    {.name = "Fn::GetAtt", .form = special},
    {.name = "Fn::GetAZs", .form = single},
    {.name = "Fn::GetStackOutput", .form = special},
    {.name = "Fn::If", .form = special},
    {.name = "Fn::ImportValue", .form = single},
    {.name = "Fn::Join", .form = list},
    {.name = "Fn::Length", .form = single, .needs_extensions = true},
    {.name = "Fn::Not", .form = list, .decides = true},
    {.name = "Fn::Or", .form = list, .decides = true},
    {.name = "Ref", .form = single},
    {.name = "Fn::RefAll", .form = single},
    {.name = "Fn::Select", .form = list},
    {.name = "Fn::Split", .form = list},
    {.name = "Fn::Sub", .form = special},
    {.name = "Fn::ToJsonString", .form = single, .needs_extensions = true},
    {.name = "Fn::Transform", .form = special},
    {.name = "Fn::ValueOf", .form = list},
    {.name = "Fn::ValueOfAll", .form = list},
    {.name = "", .form = special},  // TextAsJoin
    {.name = "", .form = special},  // TextAsSub
    {.name = "", .form = special},  // JsonAsJoin
    {.name = "", .form = special},  // JsonAsSub
    {.name = "", .form = special},  // Unchecked
};
static_assert(std::size(table) == static_cast<std::size_t>(Function::Unchecked) + 1);

}  // namespace

const FunctionFacts& facts_of(Function function) noexcept { return table[static_cast<std::size_t>(function)]; }

}  // namespace tenon::synth
