#include "tenon/app/run.hpp"

void output_not_an_assembly(tenon::App& app) { app.add("Shop", tenon::Stack::Props{}); }
