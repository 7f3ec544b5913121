// Turns the problems of an analysis into findings: with the function before its arguments, with what other dialects
// call it, and with the name in scope that was meant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/analyse.hpp"
#include "sql/references.hpp"
#include "sql/references/facts.hpp"

namespace tollgate::sql {

/// Names to suggest, gathered when the first of them is asked for: thousands of findings ask for the same.
class SuggestedNames {
 public:
  std::span<const std::string_view> functions();
  std::span<const std::string> relations(const Schema& schema);

 private:
  std::vector<std::string_view> x_functions;
  std::vector<std::string> x_relations;
  bool x_has_relations = false;
};

struct NameInputs {
  std::string_view sql;
  const Schema& schema;
  const ReferenceOptions& options;
  const WrittenFacts& facts;
  SuggestedNames& suggested;
};

/// Without places in lines; `refused` problems are syntax findings.
std::vector<ReferenceFinding> name_findings(const std::vector<Problem>& problems, const NameInputs& inputs);

/// A call that no function fits: what the dialects have for it, else a name of the schema, else a slip.
ReferenceFinding function_finding(ReferenceRule rule, std::string_view name, int location, const NameInputs& inputs);

std::vector<std::string> split_dialects(std::string_view joined);
/// "bigquery and snowflake", for messages; "another dialect" for none.
std::string dialect_names(std::string_view joined);

}  // namespace tollgate::sql
