#include "tenon/app/run.hpp"

void invalid_stage_id(tenon::App& app) { app.add("1st", tenon::Stage::Props{}); }
