#include "bench/generate/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "bench/generate/shapes.hpp"

namespace tollgate::bench {

namespace {

constexpr std::size_t deepest = 40;
constexpr std::size_t columns_of_a_wide_mart = 200;

class Planner {
 public:
  Planner(std::size_t models, std::uint64_t seed) : x_models(models), x_chance(seed) {}

  Plan run() {
    const std::size_t staging = x_models * 3 / 10, metrics = x_models / 10;
    const std::size_t intermediate = staging, marts = x_models - staging - intermediate - metrics;
    for (std::size_t i = 0; i < staging; ++i) add_source(i);
    x_plan.first_model = staging;
    for (std::size_t i = 0; i < staging; ++i) add_staging(i);
    x_plan.hub = x_plan.relations.size();
    add_hub();
    for (std::size_t i = 1; i < intermediate; ++i) add_intermediate(i);
    x_first_mart = x_plan.relations.size();
    for (std::size_t i = 0; i < marts; ++i) add_mart(i);
    x_first_metric = x_plan.relations.size();
    for (std::size_t i = 0; i < metrics; ++i) add_metric(i);
    return std::move(x_plan);
  }

 private:
  void add_source(std::size_t number) {
    Relation source;
    source.system = systems()[number % systems().size()];
    source.entity = nouns()[(number / systems().size()) % nouns().size()];
    source.name = fmt::format("{}s_{}", source.entity, number);
    source.columns = {{source.entity + "_id", Kind::id}, {"account_id", Kind::id},     {"status", Kind::word},
                      {"amount_cents", Kind::count},     {"created_at", Kind::moment}, {"updated_at", Kind::moment}};
    std::set<std::string, std::less<>> taken{source.columns.front().name};
    for (std::size_t left = x_chance.between(6, 28); left > 0; --left) {
      const Attribute& attribute = attributes()[x_chance.below(attributes().size())];
      if (!taken.emplace(attribute.name).second) continue;
      source.columns.push_back({std::string(attribute.name), attribute.kind, attribute.personal});
    }
    source.columns.push_back({"is_deleted", Kind::flag});
    source.description = sentences(source.name, 20);
    x_plan.relations.push_back(std::move(source));
  }

  void add(Relation model) {
    model.columns = columns_of(model.text);
    for (const std::size_t parent : model.parents) {
      model.depth = std::max(model.depth, x_plan.relations[parent].depth + 1);
    }
    model.description = sentences(model.name, 18 + x_chance.below(24));
    x_plan.relations.push_back(std::move(model));
  }

  Parent parent(std::size_t index) const { return {index, &x_plan.relations[index]}; }

  void add_staging(std::size_t source) {
    const Relation& from = x_plan.relations[source];
    Relation model{.layer = Layer::staging,
                   .name = fmt::format("stg_{}__{}", from.system, from.name),
                   .system = from.system,
                   .entity = from.entity,
                   .materialized = "view",
                   .columns = {},
                   .parents = {source},
                   .text = staging_text(parent(source)),
                   .description = {}};
    add(std::move(model));
  }

  /// Accounts, from several systems.
  void add_hub() {
    std::vector<Parent> parents;
    for (std::size_t i = 0; i < 3; ++i) parents.push_back(parent(x_plan.first_model + i));
    add(model_over(Layer::intermediate, "int_accounts__unified", "core", "account", parents,
                   joining_text(parents, 30, x_chance)));
  }

  static Relation model_over(Layer layer, std::string name, std::string system, std::string entity,
                             const std::vector<Parent>& parents, Text text) {
    Relation model{.layer = layer,
                   .name = std::move(name),
                   .system = std::move(system),
                   .entity = std::move(entity),
                   .materialized = layer == Layer::intermediate ? "view" : "table",
                   .columns = {},
                   .parents = {},
                   .text = std::move(text),
                   .description = {}};
    std::set<std::size_t> once;
    for (const Parent& one : parents) {
      if (once.insert(one.index).second) model.parents.push_back(one.index);
    }
    return model;
  }

  /// Of what stands already: near ones more often than far ones, so that the graph grows deep, though not endlessly.
  std::size_t pick(std::size_t first, std::size_t end) {
    constexpr std::size_t near = 60;
    for (int attempt = 0; attempt < 20; ++attempt) {
      const bool close = end - first > near && x_chance.percent(50);
      const std::size_t from = close ? end - near : first;
      const std::size_t found = from + x_chance.below(end - from);
      if (x_plan.relations[found].depth < deepest) return found;
    }
    return first;
  }

  std::vector<Parent> pick_parents(std::size_t count, std::size_t first, unsigned hub_percent) {
    const std::size_t end = x_plan.relations.size();
    std::vector<Parent> parents;
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t index = pick(first, end);
      if (i == 1 && x_chance.percent(hub_percent)) index = x_plan.hub;
      const bool again = std::ranges::any_of(parents, [&](const Parent& it) { return it.index == index; });
      if (!again) parents.push_back(parent(index));
    }
    return parents;
  }

  void add_intermediate(std::size_t number) {
    const std::size_t shape = x_chance.below(10);
    const std::size_t first = x_plan.first_model;
    std::vector<Parent> parents = pick_parents(shape < 4 ? x_chance.between(2, 3) : shape < 6 ? 4 : 1, first, 15);
    Text text = shape < 4   ? joining_text(parents, 30, x_chance)
                : shape < 6 ? uniting_text(parents)
                : shape < 8 ? latest_text(parents.front(), 24, x_chance)
                            : chained_text(parents.front(), 24, x_chance);
    const std::string system = parents.front().relation->system;
    const std::string entity = parents.front().relation->entity;
    constexpr std::array<std::string_view, 5> verbs{"joined", "united", "latest", "banded", "shared"};
    Relation model = model_over(Layer::intermediate, fmt::format("int_{}s__{}_{}", entity, verbs.at(shape / 2), number),
                                system, entity, parents, std::move(text));
    const bool reads_ephemeral = std::ranges::any_of(
        model.parents, [&](std::size_t it) { return x_plan.relations[it].materialized == "ephemeral"; });
    if (!reads_ephemeral && x_chance.percent(4)) model.materialized = "ephemeral";
    add(std::move(model));
  }

  void add_mart(std::size_t number) {
    const std::size_t shape = x_chance.below(100);
    const bool wide = shape < 6;
    const std::size_t count = wide ? 2 : x_chance.between(2, 5);
    const std::vector<Parent> parents = pick_parents(count, x_plan.hub, 20);
    Text text = wide         ? wide_text(parents, columns_of_a_wide_mart, x_chance)
                : shape < 70 ? joining_text(parents, 45, x_chance)
                : shape < 85 ? latest_text(parents.front(), 40, x_chance)
                             : chained_text(parents.front(), 40, x_chance);
    const std::string system = parents.front().relation->system;
    const std::string entity = parents.front().relation->entity;
    Relation model = model_over(Layer::marts, fmt::format("{}_{}s_{}", wide ? "wide" : "fct", entity, number), system,
                                entity, wide || shape < 70 ? parents : std::vector{parents.front()}, std::move(text));
    if (!wide && shape < 14) {
      model.materialized = "incremental";
      model.text.incremental = "main.updated_at > (select max(updated_at) from {@this})";
    }
    add(std::move(model));
  }

  void add_metric(std::size_t number) {
    const std::size_t index = pick(x_first_mart, x_first_metric);
    const std::vector<Parent> parents{parent(index)};
    const Relation& mart = x_plan.relations[index];
    add(model_over(Layer::metrics, fmt::format("metric_{}s_monthly_{}", mart.entity, number), mart.system, mart.entity,
                   parents, metric_text(parents.front(), x_chance)));
  }

  const std::size_t x_models;
  Chance x_chance;
  Plan x_plan;
  std::size_t x_first_mart = 0;
  std::size_t x_first_metric = 0;
};

}  // namespace

Plan make_plan(std::size_t models, std::uint64_t seed) {
  return Planner(std::max<std::size_t>(models, 20), seed).run();
}

std::vector<MadeColumn> columns_of(const Text& text) {
  std::vector<MadeColumn> columns;
  for (const Item& item : text.items) columns.push_back(item.column);
  return columns;
}

}  // namespace tollgate::bench
