#include "orders.hpp"

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) { add_orders(app); });
}
