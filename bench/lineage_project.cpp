#include "bench/lineage_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <iostream>
#include <limits>
#include <optional>
#include <string>

#include "bench/cpu_time.hpp"
#include "lineage/difference.hpp"
#include "lineage/graph.hpp"

namespace tollgate::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double most_for_both_sides = 300.0;
constexpr int columns_of_a_model = 20;

dbt::Node model(const std::string& name, const std::string& sql, std::vector<std::string> parents) {
  dbt::Node node;
  node.unique_id = "model.made." + name;
  node.type = dbt::ResourceType::model;
  node.package = "made";
  node.name = node.alias = name;
  node.database = "made";
  node.schema = "prod";
  node.relation_name = fmt::format(R"("made"."prod"."{}")", name);
  node.original_file_path = "models/" + name + ".sql";
  node.raw_code = node.compiled_code = sql;
  node.compiled = true;
  node.config.materialized = "view";
  node.depends_on = std::move(parents);
  return node;
}

std::string relation(int index) { return fmt::format(R"("made"."prod"."m{}")", index); }

/// A staging model: renames, casts and cleans the columns of one source.
std::string staging_sql(int source) {
  std::string sql = "with source as (\n  select * from \"made\".\"raw\".\"s" + std::to_string(source) +
                    "\"\n), renamed as (\n  select\n    id";
  for (int i = 1; i < columns_of_a_model; ++i) {
    sql += i % 3 == 0 ? fmt::format(",\n    coalesce(nullif(trim(raw_{0}::text), ''), 'none') as c{0}", i)
                      : fmt::format(",\n    cast(raw_{0} as numeric) / 100 as c{0}", i);
  }
  return sql + "\n  from source\n  where id is not null\n)\nselect * from renamed";
}

/// A model over three others: joins, windows, aggregates.
std::string joining_sql(int first, int second, int third, bool edited) {
  std::string sql = fmt::format(
      "with a as (\n  select * from {}\n), b as (\n  select id, {} as total, count(*) as n\n  from {}\n  group by "
      "id\n), c as (\n"
      "  select *, row_number() over (partition by id order by c1 desc) as place from {}\n)\nselect\n  a.id",
      relation(first), edited ? "max(c1)" : "sum(c1)", relation(second), relation(third));
  for (int i = 1; i < columns_of_a_model - 2; ++i) {
    sql += i % 4 == 0 ? fmt::format(",\n  case when b.n > {0} then a.c{0} else c.c{0} end as c{0}", i)
                      : fmt::format(",\n  a.c{0}", i);
  }
  return sql + fmt::format(
                   ",\n  b.total as c{},\n  c.place as c{}\nfrom a\nleft join b on b.id = a.id\nleft join c on c.id = "
                   "a.id and "
                   "c.place = 1",
                   columns_of_a_model - 2, columns_of_a_model - 1);
}

/// A fifth are staging models; every twentieth of the others is edited on head.
dbt::Project made_project(int models, bool head) {
  dbt::Project project;
  project.metadata.project_name = "made";
  project.metadata.adapter_type = "postgres";
  const int staging = std::max(3, models / 5);
  for (int i = 0; i < staging; ++i) {
    dbt::Source source;
    source.unique_id = fmt::format("source.made.raw.s{}", i);
    source.package = "made";
    source.source_name = "raw";
    source.name = source.identifier = fmt::format("s{}", i);
    source.database = "made";
    source.schema = "raw";
    source.relation_name = fmt::format(R"("made"."raw"."s{}")", i);
    source.columns.push_back({"id", "integer", {}, {}, {}, {}});
    for (int column = 1; column < columns_of_a_model; ++column) {
      source.columns.push_back({fmt::format("raw_{}", column), "text", {}, {}, {}, {}});
    }
    project.sources.emplace(source.unique_id, source);
  }
  for (int i = 0; i < models; ++i) {
    const std::string name = fmt::format("m{}", i);
    const auto id = [](int index) { return fmt::format("model.made.m{}", index); };
    dbt::Node node;
    if (i < staging) {
      node = model(name, staging_sql(i), {fmt::format("source.made.raw.s{}", i)});
    } else {
      const int first = i - staging, second = i / 2, third = (i * 7) % i;
      node = model(name, joining_sql(first, second, third, head && i % 20 == 0), {id(first), id(second), id(third)});
    }
    project.nodes.emplace(node.unique_id, std::move(node));
  }
  return project;
}

/// What the catalogue holds of the sources.
dbt::Catalog made_catalog(const dbt::Project& project) {
  dbt::Catalog catalog;
  for (const auto& [id, source] : project.sources) {
    dbt::CatalogEntry entry;
    entry.unique_id = id;
    entry.schema = source.schema;
    entry.name = source.name;
    int index = 0;
    for (const dbt::Column& column : source.columns) entry.columns.push_back({column.name, column.data_type, ++index});
    catalog.entries.emplace(id, entry);
  }
  return catalog;
}

struct Size {
  std::size_t columns = 0, edges = 0, open = 0;
};

Size size_of(const lineage::Graph& graph) {
  Size size;
  size.columns = graph.columns().size();
  for (const lineage::Column& column : graph.columns()) size.edges += column.sources.size();
  for (const lineage::Relation& relation : graph.relations()) size.open += relation.open ? 1U : 0U;
  return size;
}

}  // namespace

bool project(int models) {
  const dbt::Project base = made_project(models, false);
  const dbt::Project head = made_project(models, true);
  const dbt::Catalog catalog = made_catalog(base);
  std::size_t bytes = 0;
  for (const auto& [id, node] : base.nodes) bytes += node.compiled_code.size();
  const auto input = [&](const dbt::Project& side, int jobs) {
    return lineage::GraphInput{
        .project = &side, .catalog = &catalog, .database = nullptr, .other = nullptr, .jobs = jobs};
  };
  const auto build = [&](int jobs) { return lineage::build_graphs(input(base, jobs), input(head, jobs)); };
  double graphs = std::numeric_limits<double>::max();
  double comparison = graphs;
  std::array by_the_clock{graphs, graphs, graphs};
  constexpr std::array threads{1, 2, 4};
  std::size_t differences = 0;
  Size size;
  for (int pass = 0; pass < 5; ++pass) {
    std::optional<lineage::Graphs> both;
    graphs = std::min(graphs, process_milliseconds([&] { both = build(1); }));
    comparison = std::min(comparison, process_milliseconds([&] {
                            differences = lineage::compare(both->base, both->head).differences.size();
                          }));
    size = size_of(both->base);
    both.reset();
    for (std::size_t i = 0; i < threads.size(); ++i) {
      const auto start = Clock::now();
      both = build(threads[i]);
      by_the_clock[i] =
          std::min(by_the_clock[i], std::chrono::duration<double, std::milli>(Clock::now() - start).count());
      both.reset();
    }
  }
  const double all = graphs + comparison;
  std::cout
      << fmt::format("project: {} models ({} bytes of SQL a side, {} columns, {} edges, {} open, {} differences)\n",
                     models, bytes, size.columns, size.edges, size.open, differences)
      << fmt::format(
             "  processor time: graphs of both sides {:.0f} ms, comparison {:.0f} ms; graphs by the clock on 1, 2 "
             "and 4 threads {:.0f}, {:.0f} and {:.0f} ms\n",
             graphs, comparison, by_the_clock[0], by_the_clock[1], by_the_clock[2])
      << fmt::format("  all of it on one thread: {:.0f} ms (at most {:.0f} for 1,000 models)\n", all,
                     most_for_both_sides);
  return size.open == 0 && all <= most_for_both_sides * std::max(1.0, models / 1000.0);
}

}  // namespace tollgate::bench
