// The column graphs of both sides, and where the columns of sources and seeds are known from: each side's catalog.json,
// else the other side's for what did not change, else pg_catalog of its warehouse, else what YAML declares. Built once
// a run, and only when a gate asks for it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/inputs.hpp"
#include "core/outcome.hpp"
#include "dbt/catalog.hpp"
#include "lineage/difference.hpp"
#include "lineage/graph.hpp"
#include "lineage/unchanged_rows.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::cli {

struct LineageOfBoth {
  std::optional<lineage::Graph> base;  ///< refers to what `head` holds: looked at only while that is there
  std::optional<lineage::Graph> head;
  lineage::Differences differences;
  lineage::UnchangedRows unchanged_rows;  ///< filled in where a gate is spared work by it
  std::string problem;                    ///< why there are none; empty when there are
  Note note;                              ///< where the columns are known from
};

/// The warehouse to ask, or null with the reason in `why_not`. Called only when a catalogue leaves something open.
using WarehouseForColumns = std::function<warehouse::Warehouse*(std::string& why_not)>;

/// Both graphs at once where `jobs` allows it. Never throws for a catalogue that cannot be read, or for a run that is
/// out of time: that is a problem.
LineageOfBoth build_lineage(const Artifacts& artifacts, const ArtifactFolders& folders,
                            const WarehouseForColumns& warehouse, int jobs, Run* run = nullptr);

/// Head's catalog.json, filled up from base's for sources and seeds that did not change, as a check does; nothing where
/// neither is there. `base`: null when there are no base artifacts. Throws Error (unjudged) for one it cannot read.
std::optional<dbt::Catalog> catalog_of_head(const ArtifactFolders& folders, const dbt::Project& head,
                                            const dbt::Project* base);

}  // namespace tollgate::cli
