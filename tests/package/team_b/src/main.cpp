#include "stacks.hpp"

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) {
    const auto settings = tenon::load<shop::Settings>("settings.json");
    shop::add_intake(app, settings);
    shop::add_reports(app);
  });
}
