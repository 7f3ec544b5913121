// Findings of pii-scan about faults: one per cause, with the way that the data takes and whom it reaches.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/gate.hpp"
#include "gates/context.hpp"
#include "gates/pii_scan/leaks.hpp"

namespace tollgate::pii_scan {

/// The targets that are judged together, by unique_id.
using Targets = std::map<std::string_view, const Target*>;

struct Scene {
  const Context& context;
  Leaks& leaks;
  const Targets& targets;
};

/// Faults that the change brings, and with `Context::all` those that stood before; the others go into notes and, where
/// the change edits the model, into one warning per model.
void report_faults(const Scene& scene, GateResult& into);
/// Personal data that newly reaches a closed layer or exposure.
void report_exposed(const Scene& scene, GateResult& into);
/// New columns without a tag whose names say personal data.
void report_names(const Scene& scene, GateResult& into);
/// What `pii: false` keeps out, with its reason.
void note_denied(const Scene& scene, GateResult& into);

/// Whether this change edits what the model says, not just its layout or a rendered date.
bool is_edited(const Target& target);
/// A finding at the select item of that column of the head.
Finding finding_at(const Scene& scene, std::string_view rule, const Target& target, lineage::ColumnId column,
                   std::string message);

}  // namespace tollgate::pii_scan
