// The small project of pii-scan's tests: a source of people, a staging model on it, and a mart that changes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/gates/scene.hpp"

namespace tollgate::test_gates {

/// What is declared of columns, by name.
using Tags = std::vector<std::pair<std::string, dbt::Meta>>;
using Rules = std::vector<std::string>;

/// `meta: {pii: true}`.
dbt::Meta tagged();
std::vector<dbt::Column> columns(const Tags& tags);
dbt::Node with(dbt::Node node, const Tags& tags, const std::vector<std::string>& depends_on);

/// `raw.people`.
dbt::Source people(const Tags& tags);
/// id, email and phone (tagged), city.
Tags of_source();
dbt::Node staging(const std::string& sql, const Tags& tags);
/// All columns of the source, with their tags.
dbt::Node staging();
dbt::Node mart(const std::string& sql, const Tags& tags, const std::string& name = "contacts");

/// The source, the same on both sides.
Scene source_alone(const Tags& tags = of_source());
/// The source and the staging model, the same on both sides.
Scene shop();

/// A mart over the staging model: id, email, city.
std::string plain();
/// Its text and tags change; on base its e-mail is tagged.
GateResult mart_becomes(const std::string& sql, const Tags& tags, const std::string& base = plain());

std::vector<std::string> rules_of(const GateResult& result);

}  // namespace tollgate::test_gates
