#include "tenon/constructs/observability/metric_rendering.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tenon/construct/construct.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/value/text.hpp"

namespace tenon::detail {

namespace {

constexpr std::size_t most_dimensions = 30;
constexpr std::size_t most_metrics_of_alarm = 10;
constexpr std::size_t longest_dimension = 255;
constexpr std::array<std::int64_t, 5> seconds_below_a_minute = {1, 5, 10, 20, 30};

void refuse(const Construct& construct, std::string_view property, std::string value, std::string allowed,
            std::string message) {
  construct.report({.id = "property-not-allowed",
                    .path = construct.path(),
                    .property = std::string(property),
                    .value = std::move(value),
                    .allowed = std::move(allowed),
                    .message = std::move(message),
                    .where = construct.where()});
}

// --- words of expressions ---

bool is_word(char c) { return ascii::is_alphanumeric(c) || c == '_'; }

/// Names of functions, metrics and constants, outside of texts in quotes.
std::vector<std::string_view> words_of(std::string_view expression) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < expression.size();) {
    const char c = expression[i];
    if (c == '"' || c == '\'') {
      const auto end = expression.find(c, i + 1);
      i = end == expression.npos ? expression.size() : end + 1;
    } else if (is_word(c)) {
      const auto start = i;
      while (i < expression.size() && is_word(expression[i])) ++i;
      words.push_back(expression.substr(start, i - start));
    } else {
      ++i;
    }
  }
  return words;
}

bool is_metric_name(std::string_view name) {
  return !name.empty() && ascii::is_lower(name.front()) && ascii::all_of(name, is_word);
}

/// Expressions whose words are not names of metrics: queries and the names of rules.
bool has_words_of_its_own(std::string_view expression) {
  constexpr std::array<std::string_view, 4> functions = {"SEARCH", "SELECT", "METRICS",
                                                         "INSIGHT_RULE_METRIC"};
  return std::ranges::any_of(functions,
                             [&](std::string_view function) { return calls(expression, function); });
}

std::string names_of(const Metric& metric) {
  std::string names;
  for (const auto& [name, each] : metric.using_metrics()) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "no names, for the expression has no metrics" : names;
}

// --- checks ---

void check_names(const Construct& construct, std::string_view property, const Metric& metric) {
  const auto& metrics = metric.using_metrics();
  for (auto each = metrics.begin(); each != metrics.end(); ++each) {
    if (!is_metric_name(each->first)) {
      refuse(construct, property, each->first, "a small letter, then letters, digits and _",
             fmt::format("\"{}\" cannot name a metric in the expression \"{}\"", each->first,
                         metric.expression()));
    }
    const auto again =
        std::find_if(metrics.begin(), each, [&](const auto& other) { return other.first == each->first; });
    if (again != each && !same_figures(again->second, each->second)) {
      refuse(construct, property, each->first, "a name for each metric",
             fmt::format("two metrics of the expression \"{}\" have the name \"{}\"", metric.expression(),
                         each->first));
    }
  }
  if (has_words_of_its_own(metric.expression())) return;
  for (const std::string_view word : words_of(metric.expression())) {
    const auto names_it = [&](const auto& each) { return each.first == word; };
    if (ascii::is_lower(word.front()) && std::ranges::none_of(metrics, names_it)) {
      refuse(construct, property, std::string(word), names_of(metric),
             fmt::format("the expression \"{}\" speaks of \"{}\", which is the name of none of its metrics",
                         metric.expression(), word));
    }
  }
}

void check_period(const Construct& construct, std::string_view property, const Metric& metric) {
  const std::int64_t seconds = metric.period().to_seconds();
  const bool known = std::ranges::find(seconds_below_a_minute, seconds) != seconds_below_a_minute.end() ||
                     (seconds > 0 && seconds % 60 == 0);
  if (known) return;
  refuse(construct, property, metric.period().text(), "1, 5, 10, 20 or 30 seconds, or whole minutes",
         fmt::format("CloudWatch has no figures of such periods (metric \"{}\")", metric.text()));
}

void check_dimensions(const Construct& construct, std::string_view property, const Metric::Props& metric) {
  if (metric.dimensions.size() > most_dimensions) {
    refuse(construct, property, std::to_string(metric.dimensions.size()) + " dimensions", "at most 30",
           fmt::format("the metric \"{}\" has too many dimensions", metric.metric_name));
  }
  for (const Dimension& dimension : metric.dimensions) {
    const auto value = dimension.value.literal();
    const bool fits = !dimension.name.empty() && dimension.name.size() <= longest_dimension &&
                      (!value || (!value->empty() && value->size() <= longest_dimension));
    if (fits) continue;
    refuse(construct, property, fmt::format("{}={}", dimension.name, value.value_or("")),
           "1 to 255 characters each",
           fmt::format("a dimension of the metric \"{}\" has no name or value, or too long a one",
                       metric.metric_name));
  }
}

void check_region(const Construct& construct, std::string_view property, const Metric::Props& metric) {
  const auto region = construct.stack().region().literal();
  if (metric.region.empty() || !region || *region == metric.region) return;
  refuse(construct, property, metric.region, std::string(*region),
         fmt::format("an alarm watches metrics of its own region, and \"{}\" is of another",
                     metric.metric_name));
}

}  // namespace

bool calls(std::string_view expression, std::string_view function) {
  const auto words = words_of(expression);
  return std::ranges::find(words, function) != words.end();
}

std::vector<Dimension> sorted_dimensions(const Metric::Props& metric) {
  std::vector<Dimension> dimensions = metric.dimensions;
  std::ranges::sort(dimensions, {}, &Dimension::name);
  return dimensions;
}

void check_metric(const Construct& construct, std::string_view property, const Metric& metric,
                  MetricUse use) {
  check_period(construct, property, metric);
  if (!metric.is_math()) {
    check_dimensions(construct, property, metric.props());
    if (use == MetricUse::alarm) check_region(construct, property, metric.props());
    return;
  }
  check_names(construct, property, metric);
  if (use == MetricUse::alarm && calls(metric.expression(), "SEARCH")) {
    refuse(construct, property, metric.expression(), "an expression without SEARCH",
           "alarms cannot watch what a search finds; graphs can show it");
  }
  if (use == MetricUse::alarm && metric.using_metrics().size() > most_metrics_of_alarm) {
    refuse(
        construct, property, std::to_string(metric.using_metrics().size()) + " metrics", "at most 10",
        fmt::format("the expression \"{}\" uses more metrics than an alarm can watch", metric.expression()));
  }
  for (const auto& [name, each] : metric.using_metrics()) check_metric(construct, property, each, use);
}

// --- MetricSet ---

bool same_figures(const Metric& a, const Metric& b) {
  if (a.is_math() != b.is_math()) return false;
  if (!a.is_math()) {
    const Metric::Props& x = a.props();
    const Metric::Props& y = b.props();
    return x.metric_namespace == y.metric_namespace && x.metric_name == y.metric_name &&
           sorted_dimensions(x) == sorted_dimensions(y) && x.statistic == y.statistic &&
           x.period == y.period && x.region == y.region && x.account == y.account;
  }
  return a.expression() == b.expression() &&
         std::ranges::is_permutation(a.using_metrics(), b.using_metrics(), [](const auto& x, const auto& y) {
           return x.first == y.first && same_figures(x.second, y.second);
         });
}

void MetricSet::add(std::string_view axis, const std::vector<Metric>& metrics) {
  for (const Metric& metric : metrics) add(metric, 1, axis, {});
}

/// The entry that stands for the metric too; null when it needs one of its own.
MetricEntry* MetricSet::find(const Metric& metric, const std::string& id) {
  const auto of_id = [&](const MetricEntry& entry) { return !id.empty() && entry.id == id; };
  if (const auto entry = std::ranges::find_if(entries_, of_id); entry != entries_.end()) {
    if (!same_figures(entry->metric, metric)) {
      refuse(construct_, property_, id, "a name for each metric",
             fmt::format("\"{}\" names the metric \"{}\" and the metric \"{}\"", id, entry->metric.text(),
                         metric.text()));
    }
    return &*entry;
  }
  // Of several entries for the same figures CDK knows the one that was added last.
  const auto entry = std::find_if(entries_.rbegin(), entries_.rend(),
                                  [&](const MetricEntry& each) { return same_figures(each.metric, metric); });
  const bool other_name = entry != entries_.rend() && !entry->id.empty() && !id.empty();
  return entry == entries_.rend() || other_name ? nullptr : &*entry;
}

void MetricSet::add(const Metric& metric, int level, std::string_view axis, const std::string& id) {
  MetricEntry* entry = find(metric, id);
  if (entry == nullptr) entry = &entries_.emplace_back(MetricEntry{metric, level});
  if (entry->id.empty()) entry->id = id;
  if (entry->axis.empty()) entry->axis = axis;
  for (const auto& [name, each] : metric.using_metrics()) add(each, level + 1, {}, name);
}

}  // namespace tenon::detail
