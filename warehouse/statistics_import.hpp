// Writes another database's statistics into the catalogue of this one: the one place of tollgate that writes to a
// database. Only `tollgate stats import` calls it; it changes what the planner believes, and no row of any table.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "warehouse/statistics.hpp"

namespace tollgate::warehouse {

/// Into which relation of this database which figures go.
struct ImportOrder {
  std::string relation;  ///< from quoted_relation()
  const RelationStatistics* statistics = nullptr;
};

struct ImportResult {
  std::string skipped;      ///< why nothing was written; empty: it was
  std::size_t columns = 0;  ///< that got statistics
};

/// In order of the orders, all in one transaction. The planner multiplies rows per page by the pages that are there, so
/// rows are written per those: a relation without a page can't have any, and is skipped.
///
/// From PostgreSQL 18 by pg_restore_relation_stats() and pg_restore_attribute_stats(); before, by UPDATE of pg_class
/// and pg_statistic, which only a superuser may. With 18, what the role may not write to is skipped. Throws Error
/// (unjudged): no connection, no superuser, a lock, anything else; nothing is written then. Its words never hold the
/// server's.
std::vector<ImportResult> import_statistics(const ConnectionTarget& target, const WarehouseSettings& settings,
                                            std::span<const ImportOrder> orders);

}  // namespace tollgate::warehouse
