#pragma once

/// \file
/// The main function of an app:
///
///     int main(int argc, char** argv) {
///       return tenon::run(argc, argv, [](tenon::App& app) { app.add("Orders", OrdersStack::Props{}); });
///     }

#include <memory>
#include <source_location>

#include "tenon/construct/stack.hpp"

namespace tenon {

namespace detail {

/// `build(builder, app)` calls what the user wrote.
struct AppBuilder {
  void* builder;
  void (*build)(void* builder, App& app);
};

int run(int argc, const char* const* argv, AppBuilder builder, std::source_location where);

}  // namespace detail

/// Reads the command line and the environment, builds the App with `build(app)`, and does what the command
/// says:
///
///   - `synth` (the default) writes the cloud assembly into the folder of `-o`, else of the variable
///   CDK_OUTDIR,
///     else into `cdk.out`;
///   - `list` (or `ls`) prints the paths of the stacks in the order of their deployment, one a line;
///   - `graph` draws the architecture (see `graph_text`), with `--format mermaid|dot|svg`, `--depth N` and
///     `-o FILE` of its own.
///
/// Of `synth`, `--format yaml` writes YAML templates beside the JSON ones, and `--threads N` renders with so
/// many threads. `--context KEY=VALUE` sets context. A value of the command line is always text, as with the
/// CDK CLI: what `cdk -c` hands on reads alike in both. Context in JSON comes from the CDK CLI (`cdk.json`)
/// by CDK_CONTEXT_JSON and the file that CONTEXT_OVERFLOW_LOCATION_ENV names. The command line wins over
/// these, and these win over the code.
///
/// Returns the exit code: 0 when all is well, 1 when there are errors, 2 when the command line or the context
/// cannot be understood. Results alone go to stdout; findings go to stderr, one a line. Nothing that `build`
/// throws leaves this function: it is reported like any other error, beside what was found until then.
template <class Build>
requires requires(Build& build, App& app) { build(app); }
int run(int argc, const char* const* argv, Build build,
        std::source_location where = std::source_location::current()) {
  const auto call = [](void* builder, App& app) { (*static_cast<Build*>(builder))(app); };
  return detail::run(argc, argv, {std::addressof(build), call}, where);
}

/// The account and region of the caller's AWS configuration, which the CDK CLI hands on in
/// CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION: `Stack::Props{.env = tenon::default_environment()}`. A member
/// is unset when its variable is missing or empty; the account is missing when the CLI finds no credentials.
/// Throws `Error`
/// ("malformed-environment-variable") when one holds no account or no region.
Environment default_environment();

}  // namespace tenon
