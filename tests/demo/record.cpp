// Records what the real server answers to row-count-diff about a pull request of the shop.
//
//   record_shop NAME FILE     on the database `shop` of the PG* variables, built by fixtures/shop/build-warehouse
#include <exception>
#include <iostream>

#include "cli/outputs.hpp"
#include "tests/demo/shop_run.hpp"
#include "tests/support/replay_warehouse.hpp"
#include "warehouse/warehouse.hpp"

int main(int argc, char** argv) {
  using namespace tollgate;
  if (argc != 3) {
    std::cerr << "usage: record_shop NAME FILE\n";
    return 2;
  }
  try {
    warehouse::ConnectionTarget target;
    target.conninfo = "dbname=shop";
    target.description = "the private server";
    const auto real = warehouse::connect(target, target, {}, {});
    test::RecordingWarehouse recorder(*real);
    tests::run_shop(argv[1], recorder);
    cli::write_file(argv[2], test::write_recording(recorder.recording()));
  } catch (const std::exception& error) {
    std::cerr << "record_shop: " << error.what() << "\n";
    return 3;
  }
  return 0;
}
