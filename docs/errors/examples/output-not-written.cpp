#include "tenon/app/run.hpp"

void output_not_written(tenon::App& app) { app.add("Shop", tenon::Stack::Props{}); }
