// The second Warehouse: answers recorded on a real server, told again without one. For tests of gates, which then need
// no PostgreSQL and no luck. Recordings hold the synthetic data of fixtures only; answers that are data
// (Question::data) keep their cells in "data", made-up ones like all the rest.
//
// A recording is a JSON file:
//   {"version": 1,
//    "answers": [{"side": "base", "sql": "select count(*) from …", "problem": "none", "sqlstate": "", "explanation":
//    "",
//                 "rows": [["200000"], [null]]}, …]}
// Answers are sorted by side and SQL, so that the same questions always give the same file, in whatever order and on
// how many connections they were asked. `problem` is one of to_string(Problem). An explanation is kept word for word.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::test {

/// Answers by question; what a recording holds.
using Recording = std::map<std::pair<warehouse::Side, std::string>, warehouse::Answer>;

/// Throws Error (unjudged) for a text that is no recording.
Recording read_recording(const std::string& json);
std::string write_recording(const Recording& recording);
/// The file's text; throws Error (unjudged) when it cannot be read.
std::string read_recording_file(const std::string& path);

/// Asks another warehouse and keeps what it says. A question that is answered differently later throws Error.
class RecordingWarehouse : public warehouse::Warehouse {
 public:
  explicit RecordingWarehouse(warehouse::Warehouse& real) : x_real(real) {}

  std::vector<warehouse::Answer> ask(std::span<const warehouse::Question> questions) override;
  const Recording& recording() const { return x_recording; }

 private:
  warehouse::Warehouse& x_real;
  Recording x_recording;
};

/// Tells recorded answers; a question that was never recorded throws Error (unjudged) with its SQL.
class ReplayWarehouse : public warehouse::Warehouse {
 public:
  explicit ReplayWarehouse(Recording recording) : x_recording(std::move(recording)) {}

  /// An answer made up by a test: one row of one cell…
  void add(warehouse::Side side, const std::string& sql, const std::string& cell);
  /// …or a whole one.
  void add(warehouse::Side side, const std::string& sql, warehouse::Answer answer);

  std::vector<warehouse::Answer> ask(std::span<const warehouse::Question> questions) override;

  /// The recorded questions that nobody has asked, as `side: sql`: a recording that has them is out of date.
  std::vector<std::string> unused() const;
  /// How many questions each ask() held, in order: to see that a gate asks them all at once.
  const std::vector<std::size_t>& batches() const { return x_batches; }

 private:
  Recording x_recording;
  std::map<std::pair<warehouse::Side, std::string>, int> x_used;
  std::vector<std::size_t> x_batches;
};

}  // namespace tollgate::test
