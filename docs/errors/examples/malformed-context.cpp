#include "tenon/app/run.hpp"

void malformed_context(tenon::App& app) { app.add("Shop", tenon::Stack::Props{}); }
