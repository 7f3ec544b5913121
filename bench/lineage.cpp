// Column lineage against PostgreSQL's own parser on the same texts, on texts that are hard for lineage engines, and
// over a project of 1,000 models. Ratios within one run, processor time: absolute times are those of the machine.
//
//   bench_lineage [--cases FILE.jsonl] [--only PREFIX] [--models N]
//
// --cases: JSON Lines with `id`, `sql` and `schema` (see docs/inspect.md); --only: ids that start so.
#include <fmt/format.h>
#include <pg_query.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "bench/cpu_time.hpp"
#include "bench/lineage_project.hpp"
#include "bench/lineage_texts.hpp"
#include "sql/analyse.hpp"
#include "sql/deep_stack.hpp"
#include "sql/lineage.hpp"

namespace {

using namespace tollgate;

constexpr int passes = 15;
constexpr double most_against_parser = 3.0;
constexpr double most_for_stress = 50.0;

double best_of(int count, const std::function<void()>& work) {
  double best = std::numeric_limits<double>::max();
  for (int pass = 0; pass < count; ++pass) best = std::min(best, bench::thread_milliseconds(work));
  return best;
}

struct Judged {
  std::size_t columns = 0;
  std::size_t edges = 0;
  bool refused = false;
};

Judged lineage_of(const std::string& text, const sql::Schema& schema) {
  const auto answer = sql::analyse(text, schema);
  const auto* analysis = std::get_if<sql::Analysis>(&answer);
  if (analysis == nullptr) return {0, 0, true};
  const sql::StatementLineage lineage = sql::lineage_of(*analysis);
  Judged judged{lineage.columns.size(), lineage.influences.size(), analysis->query() == nullptr};
  for (const auto& column : lineage.columns) judged.edges += column.sources.size();
  return judged;
}

std::deque<bench::Statement> read_cases(const std::string& path, const std::string& prefix) {
  std::deque<bench::Statement> statements;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  for (std::string line; std::getline(file, line);) {
    const auto one = nlohmann::ordered_json::parse(line);
    if (!one.at("id").get<std::string>().starts_with(prefix)) continue;
    bench::Statement statement{one.at("id"), one.at("sql"), {}};
    for (const auto& [name, columns] : one.at("schema").items()) {
      sql::KnownRelation relation;
      relation.name = name;
      for (const auto& [column, type] : columns.items()) relation.columns.push_back({column, type});
      const std::size_t dot = name.find('.');
      std::vector<std::string> parts{name.substr(0, dot)};
      if (dot != std::string::npos) parts.push_back(name.substr(dot + 1));
      statement.schema.add(parts, std::move(relation));
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

/// Every statement once per pass, the parser and the judge in turn, the best of all passes.
bool against_parser(const std::deque<bench::Statement>& statements) {
  std::size_t bytes = 0;
  std::size_t refused = 0;
  Judged all;
  for (const bench::Statement& statement : statements) {
    const Judged judged = lineage_of(statement.text, statement.schema);
    bytes += statement.text.size();
    all.columns += judged.columns;
    all.edges += judged.edges;
    refused += judged.refused ? 1 : 0;
  }
  double parse = std::numeric_limits<double>::max();
  double read = parse;
  double whole = parse;
  for (int pass = 0; pass < passes; ++pass) {
    parse = std::min(parse, bench::thread_milliseconds([&] {
                       for (const auto& statement : statements) {
                         pg_query_free_parse_result(pg_query_parse(statement.text.c_str()));
                       }
                     }));
    read = std::min(read, bench::thread_milliseconds([&] {
                      for (const auto& statement : statements) (void)sql::read_tree(statement.text);
                    }));
    whole = std::min(whole, bench::thread_milliseconds([&] {
                       for (const auto& statement : statements) lineage_of(statement.text, statement.schema);
                     }));
  }
  const double ratio = whole / parse;
  std::cout << fmt::format("statements: {} ({} bytes, {} output columns, {} edges, {} refused)\n", statements.size(),
                           bytes, all.columns, all.edges, refused)
            << fmt::format("  pg_query_parse {:.2f} ms, to our tree {:.2f} ms, to lineage {:.2f} ms\n", parse, read,
                           whole)
            << fmt::format("  lineage / pg_query_parse: {:.2f} (at most {:.1f})\n", ratio, most_against_parser);
  return ratio <= most_against_parser;
}

/// At n and at 2n: the time per byte and edge must not grow.
bool stress() {
  std::cout << fmt::format("{:<34}{:>10}{:>9}{:>9}{:>11}{:>9}{:>9}\n", "stress", "bytes", "edges", "ms", "ms at 2n",
                           "grows", "work");
  bool good = true;
  for (const bench::Shape& shape : bench::shapes()) {
    const bench::Statement once = shape.at(shape.size);
    const bench::Statement twice = shape.at(2 * shape.size);
    const Judged judged = lineage_of(once.text, once.schema);
    const Judged doubled = lineage_of(twice.text, twice.schema);
    const double ms = best_of(5, [&] { lineage_of(once.text, once.schema); });
    const double ms_doubled = best_of(5, [&] { lineage_of(twice.text, twice.schema); });
    const double work =
        static_cast<double>(twice.text.size() + doubled.edges) / static_cast<double>(once.text.size() + judged.edges);
    const bool failed = judged.refused || doubled.refused || ms > most_for_stress;
    std::cout << fmt::format("  {:<32}{:>10}{:>9}{:>9.2f}{:>11.2f}{:>8.1f}x{:>8.1f}x{}\n", shape.name, once.text.size(),
                             judged.edges, ms, ms_doubled, ms_doubled / ms, work,
                             judged.refused || doubled.refused ? "  REFUSED"
                             : failed                          ? "  TOO SLOW"
                                                               : "");
    good = good && !failed;
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  std::string cases;
  std::string prefix;
  int models = 1000;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--cases") cases = argv[i + 1];
    if (option == "--only") prefix = argv[i + 1];
    if (option == "--models") models = std::stoi(argv[i + 1]);
  }
  bool good = true;
  sql::run_on_deep_stack(sql::stack_to_walk(std::size_t{4} << 20U), [&] {
    if (cases.empty()) {
      std::cout << "statements: none; name a file with --cases\n";
    } else {
      good = against_parser(read_cases(cases, prefix));
    }
    good = stress() && good;
  });
  good = bench::project(models) && good;
  std::cout << (good ? "all within their limits\n" : "NOT within the limits\n");
  return good ? 0 : 1;
}
