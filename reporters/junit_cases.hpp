// The Report as test cases: suites per layer and gate, one case per model and gate, one verdict per case. Pointers
// point into the Report. Knows no XML.
#pragma once

#include <string>
#include <vector>

#include "core/report.hpp"

namespace tollgate::reporters {

enum class CaseStatus { passed, failed, errored, skipped };

struct Case {
  std::string name;  ///< unique within its suite, safe in XML, never empty
  CaseStatus status = CaseStatus::passed;
  std::string type;     ///< rule of the worst finding, or what kept it from being judged; empty when passed
  std::string message;  ///< one paragraph; empty when passed
  std::string body;     ///< every finding with place, help and evidence; may be empty
  Location location;    ///< of the worst finding, else the model's file with line 0; path may be empty
};

struct Suite {
  std::string classname;  ///< tollgate.<layer>.<gate>
  std::vector<Case> cases;
  int count(CaseStatus status) const;
};

/// Layers in order of the report, in them gates in order of the report. A report that is not green never gives cases
/// that are; one without any case gives a single one that holds the verdict.
std::vector<Suite> suites_of(const Report& report);

}  // namespace tollgate::reporters
