// The rounds of questions: what the relations are, what the samples give, and of what looks wrong there, what the whole
// gives. Every answer is a count or an SQLSTATE. Decides nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gates/sample/questions.hpp"
#include "gates/sample/trial.hpp"

namespace tollgate::gates::sample_run {

/// What running one text came to.
struct Run {
  enum class End : std::uint8_t {
    counted,
    failed,   ///< a runtime error: of a value, not of the text or the surroundings
    unbuilt,  ///< a relation is not there
    not_run,  ///< anything else: no privilege, a lock, too slow, refused SQL
  };
  End end = End::not_run;
  Counts counts;
  std::string sqlstate;
  std::string problem;   ///< unbuilt, not_run: for a person
  bool refused = false;  ///< not_run: PostgreSQL does not take the text
  bool slow = false;     ///< not_run: no answer in time
};

struct Runs {
  Run head;
  std::optional<Run> base;
};

/// What both sides give as a whole, at one time and of one snapshot: nothing that a clock or another session does in
/// between can make a difference.
struct Whole {
  bool base_has_rows = false, head_has_rows = false;
  std::vector<std::int64_t> base_values, head_values;  ///< of the columns asked for
  std::string problem;                                 ///< why there is no such answer
};

/// SQLSTATEs of what goes wrong with a value while a query runs (PostgreSQL manual, appendix A): classes 22 (data
/// exception), 21 (cardinality), 2F, 38, 39 (inside of functions) and P0 (raised by PL/pgSQL).
bool is_runtime_error(std::string_view sqlstate);
/// `a division by zero`, for the SQLSTATEs that have a name here; else `an error`.
std::string_view name_of_error(std::string_view sqlstate);

Relations look_at_relations(const Context& context, const std::vector<Trial>& trials);
/// In order of the trials. What can not be had by key is tried with a limit, and the trial changed so.
std::vector<Runs> run_samples(const Context& context, std::vector<Trial>& trials);
/// The same without a cut.
std::vector<Runs> run_whole(const Context& context, const std::vector<const Trial*>& trials);

struct WholeQuestion {
  const Trial* trial = nullptr;
  std::vector<std::string> columns;  ///< empty: whether there are rows
};
std::vector<Whole> compare_whole(const Context& context, const std::vector<WholeQuestion>& questions);

}  // namespace tollgate::gates::sample_run
