#include "tenon/app/run.hpp"
#include "tenon/testing/template.hpp"

void malformed_template(tenon::App& /*app*/) { tenon::testing::Template::parse("[]"); }
