// A small report to settle, and what a gate found for it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/settle.hpp"

namespace tollgate::test_core {

using SettingsByModel = std::map<std::string, ModelSettings, std::less<>>;

inline Report report() {
  Report r;
  r.gates = {"parse", "row-count-diff"};
  r.layers = {{.name = "staging", .review = {}, .merge_window = {}},
              {.name = "marts", .review = {}, .merge_window = {}}};
  r.models = {{.unique_id = "m.a", .name = "a", .layer = "marts", .path = {}, .materialized = {}, .changed = true},
              {.unique_id = "m.b", .name = "b", .layer = "staging", .path = {}, .materialized = {}, .changed = true}};
  return r;
}

inline SettingsByModel settings() {
  SettingsByModel s;
  s["m.a"].layer = "marts";
  s["m.b"].layer = "staging";
  return s;
}

inline Finding grew(std::string subject, Severity severity = Severity::error) {
  Finding f;
  f.gate = "row-count-diff";
  f.rule = "grew";
  f.subject.id = std::move(subject);
  f.severity = severity;
  return f;
}

inline GateResult judged(std::vector<Finding> findings) {
  GateResult result;
  result.outcomes = {{"row-count-diff", "m.a", Status::passed, ""}, {"row-count-diff", "m.b", Status::passed, ""}};
  result.findings = std::move(findings);
  return result;
}

}  // namespace tollgate::test_core
