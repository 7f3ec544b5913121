// Takes bounded samples of relations and has each column judged where it stands: cells never leave this file's
// functions, what comes out are counts and classifications. Asks the warehouse; knows no policy and no model.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gates/pii_scan/entity.hpp"
#include "warehouse/sample_sql.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::pii_scan {

/// A column with fewer cells than this, null and empty ones not counted, is looked at once more in a larger sample.
inline constexpr std::int64_t enough_cells = 50;
/// How many cells that second look takes at most.
inline constexpr std::int64_t sparse_cells = 500;

struct SampleSettings {
  std::int64_t rows = 2'000;  ///< about so many of each relation
  std::int64_t seed = 42;
  std::chrono::milliseconds timeout{5'000};  ///< by the server, for each statement
};

/// A relation to be sampled.
struct SampleWish {
  warehouse::Side side = warehouse::Side::head;
  std::string relation;  ///< from quoted_relation()
  std::string table;     ///< the model's name
  std::function<bool(const warehouse::SampleColumn&)> wants;
  SampleSettings settings;
};

struct ColumnSample {
  std::string name;
  std::string type;
  std::int64_t cells = 0;    ///< that were judged: not null, not empty
  bool second_look = false;  ///< of a larger sample
  Classification verdict;
};

struct RelationSample {
  std::string problem;   ///< why it could not be sampled, or not wholly: for a person; empty when it could
  bool missing = false;  ///< it is not there
  std::int64_t rows = 0;
  bool whole = false;                 ///< every row was read
  std::vector<ColumnSample> columns;  ///< in declared order, without those that nobody wants
};

/// One sample per wish, in their order. Values are judged by the threads that asked for them, so that no more relations
/// are in memory at once than there are connections; everything that held a cell is wiped before this returns. Throws
/// Error (unjudged) for answers that are none of ours.
std::vector<RelationSample> take_samples(warehouse::Warehouse& warehouse, const std::vector<SampleWish>& wishes);

}  // namespace tollgate::pii_scan
