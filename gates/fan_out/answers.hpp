// The questions of one round with the time that is left for them, and the numbers in their answers. Cells go no
// further.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::gates::fan_out {

/// When the first suspect was looked at; what may still be asked follows from it.
class Clock {
 public:
  std::chrono::milliseconds left_of(std::chrono::seconds budget) const {
    const auto spent = std::chrono::steady_clock::now() - x_start;
    return std::chrono::duration_cast<std::chrono::milliseconds>(budget - spent);
  }

 private:
  std::chrono::steady_clock::time_point x_start = std::chrono::steady_clock::now();
};

/// Questions asked at once. What there is no time or no warehouse for is answered as a timeout.
class Round {
 public:
  explicit Round(const Clock& clock) : x_clock(clock) {}
  /// Where its answer will be.
  std::size_t add(warehouse::Side side, std::chrono::seconds budget, std::string sql, std::string about);
  void ask(warehouse::Warehouse* warehouse);

  /// The numbers of the one row; nothing: no use, see `problem`.
  std::optional<std::vector<double>> numbers(std::optional<std::size_t> at) const;
  /// For a person, empty when there is an answer.
  std::string problem(std::size_t at) const;
  bool yes(std::size_t at) const;

 private:
  const Clock& x_clock;
  std::vector<warehouse::Question> x_questions;
  std::vector<warehouse::Answer> x_answers;
};

}  // namespace tollgate::gates::fan_out
