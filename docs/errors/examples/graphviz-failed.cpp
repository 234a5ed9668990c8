#include "tenon/app/run.hpp"

void graphviz_failed(tenon::App& app) { app.add("Shop", tenon::Stack::Props{}); }
