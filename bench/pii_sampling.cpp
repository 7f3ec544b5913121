// The part of bench/pii_sampling that is tollgate's: samples the relations named on stdin, one per line, as the gate
// pii-scan does, and prints the columns, cells and rows judged, and the time in milliseconds that the database took and
// that judging took.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "gates/pii_scan/sampling.hpp"
#include "warehouse/warehouse.hpp"

using namespace tollgate;

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// Passes questions on, and takes the time.
class Timed : public warehouse::Warehouse {
 public:
  explicit Timed(warehouse::Warehouse& real) : x_real(real) {}
  std::vector<warehouse::Answer> ask(std::span<const warehouse::Question> questions) override {
    const auto begin = Clock::now();
    auto answers = x_real.ask(questions);
    x_spent += Clock::now() - begin;
    return answers;
  }
  Clock::duration spent() const { return x_spent; }

 private:
  warehouse::Warehouse& x_real;
  Clock::duration x_spent{};
};

}  // namespace

int main() {
  try {
    const auto target = warehouse::resolve_target({}, warehouse::Side::head, ".");
    const auto real = warehouse::connect(target, target, {}, {});
    Timed timed(*real);
    std::vector<pii_scan::SampleWish> wishes;
    for (std::string name; std::getline(std::cin, name);) {
      wishes.push_back({warehouse::Side::head, warehouse::quoted_relation(name).value_or(name), name,
                        [](const warehouse::SampleColumn&) { return true; }, pii_scan::SampleSettings()});
    }
    const auto begin = Clock::now();
    const auto samples = pii_scan::take_samples(timed, wishes);
    const auto all = Clock::now() - begin;
    std::size_t columns = 0, found = 0;
    std::int64_t cells = 0, rows = 0;
    for (const auto& sample : samples) {
      if (!sample.problem.empty()) {
        std::fprintf(stderr, "%s\n", sample.problem.c_str());
        return EXIT_FAILURE;
      }
      rows += sample.rows;
      columns += sample.columns.size();
      for (const auto& column : sample.columns) {
        cells += column.cells;
        found += column.verdict.entity ? 1 : 0;
      }
    }
    std::printf("%zu %zu %lld %lld %.0f %.0f\n", columns, found, static_cast<long long>(rows),
                static_cast<long long>(cells), milliseconds(timed.spent()), milliseconds(all - timed.spent()));
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
