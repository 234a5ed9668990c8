#include "tenon/app/run.hpp"

void graphviz_not_found(tenon::App& app) { app.add("Shop", tenon::Stack::Props{}); }
