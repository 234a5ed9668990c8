#pragma once

#include <tenon/app/run.hpp>

tenon::Stack& add_orders(tenon::App& app);
