#include "tenon/app/run.hpp"

void invalid_stack_name(tenon::App& app) { app.add("Shop", tenon::Stack::Props{.stack_name = "my_shop"}); }
