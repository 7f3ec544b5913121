#include "bench/generate/edits.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "bench/generate/texts.hpp"

namespace tollgate::bench {

namespace {

constexpr std::size_t standard_columns = 6;

bool is_plain(const Item& item, Kind kind) { return item.column.kind == kind && !item.column.personal; }

/// Behind the columns that others need; at the end of the list where there is none of that kind.
std::size_t some_item(const Text& text, Kind kind, Chance& chance) {
  std::vector<std::size_t> found;
  for (std::size_t i = standard_columns; i < text.items.size(); ++i) {
    if (is_plain(text.items[i], kind)) found.push_back(i);
  }
  return found.empty() ? text.items.size() : found[chance.below(found.size())];
}

void compute_otherwise(Text& text, Chance& chance) {
  const std::size_t at = some_item(text, Kind::amount, chance);
  if (at == text.items.size()) {
    text.where.emplace_back("1 = 1");
  } else {
    text.items[at].expression = "round(" + text.items[at].expression + ", 1)";
  }
}

/// One column takes what another one of its kind has.
void source_otherwise(Text& text, Chance& chance) {
  const std::size_t one = some_item(text, Kind::word, chance), other = some_item(text, Kind::word, chance);
  if (one == text.items.size() || one == other) return compute_otherwise(text, chance);
  text.items[one].expression = text.items[other].expression;
}

void join_otherwise(Text& text, Chance& chance) {
  constexpr std::string_view before = "left join";
  const std::size_t at = text.from.find(before);
  if (at == std::string::npos) return source_otherwise(text, chance);
  text.from.replace(at, before.size(), "inner join");
}

void filter_more(Text& text) {
  // Grouped texts and joins alike have a column of this name in exactly one relation of their FROM.
  const bool joined = text.from.starts_with("main");
  text.where.push_back(joined ? "main.status <> 'expired'" : "status <> 'expired'");
}

void edit(Relation& model, Chance& chance) {
  Text& text = model.text;
  switch (chance.below(7)) {
    case 0:
      text.comment = "see the decision of last week about " + model.entity;
      break;
    case 1:
      text.items.push_back({"'v2'::text", {"layout_version", Kind::word}});
      break;
    case 2:
      filter_more(text);
      break;
    case 3:
      compute_otherwise(text, chance);
      break;
    case 4:
      source_otherwise(text, chance);
      break;
    case 5:
      join_otherwise(text, chance);
      break;
    default:
      model.description += " Changed this week.";
      text.comment = "nobody reads this";
  }
  model.columns = columns_of(text);
}

void break_model(Relation& model) {
  model.text.items.push_back({"no_such_column", {"made_up", Kind::amount}});
  model.columns = columns_of(model.text);
}

}  // namespace

std::vector<std::string> apply(const Edits& edits, std::uint64_t seed, Plan& plan) {
  Chance chance(seed ^ 0xed175U);
  std::vector<std::string> ids;
  for (std::size_t i = plan.first_model; i < plan.relations.size(); ++i) {
    if (!chance.percent(edits.percent)) continue;
    edit(plan.relations[i], chance);
    ids.push_back(unique_id_of(plan.relations[i]));
  }
  if (edits.hub) {
    Relation& hub = plan.relations[plan.hub];
    filter_more(hub.text);
    compute_otherwise(hub.text, chance);
    ids.push_back(unique_id_of(hub));
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (!edits.broken) return ids;
  Relation& broken = plan.relations[plan.first_model + chance.below(plan.models())];
  break_model(broken);
  std::erase(ids, unique_id_of(broken));
  ids.insert(ids.begin(), unique_id_of(broken));
  return ids;
}

}  // namespace tollgate::bench
