#include <tenon/app/run.hpp>

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) { app.add("Fetched", tenon::Stack::Props{}); });
}
