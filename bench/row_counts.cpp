// The part of bench/row_counts that is tollgate's: counts the relations named on stdin, one name per line, through the
// pool of the `row-count-diff` gate, and prints the counts in order.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "warehouse/count_sql.hpp"
#include "warehouse/warehouse.hpp"

using namespace tollgate::warehouse;

int main(int argc, char** argv) {
  try {
    PoolSettings pool;
    pool.connections = argc > 1 ? std::atoi(argv[1]) : pool.connections;
    const auto target = resolve_target({}, Side::head, ".");
    const auto warehouse = connect(target, target, {}, pool);
    std::vector<Question> questions;
    for (std::string name; std::getline(std::cin, name);) {
      const auto side = questions.size() % 2 == 0 ? Side::base : Side::head;
      questions.push_back({side, count_rows({quoted_relation(name).value_or(name), "", {}}), "row count of " + name});
    }
    for (const auto& answer : warehouse->ask(questions)) {
      if (!answer.ok()) {
        std::fprintf(stderr, "%s\n", answer.explanation.c_str());
        return EXIT_FAILURE;
      }
      std::printf("%s\n", answer.rows.at(0).at(0).value_or("").c_str());
    }
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
