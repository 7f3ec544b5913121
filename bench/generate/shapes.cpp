#include "bench/generate/shapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace tollgate::bench {

namespace {

constexpr std::array<std::string_view, 8> statuses{"open",     "paid",     "shipped", "closed",
                                                   "returned", "disputed", "expired", "draft"};
constexpr std::size_t standard_columns = 6;  // the key and those that every relation has

std::string ref(const Parent& parent) { return fmt::format("{{@{}}}", parent.index); }

/// Items whose names are each used once.
class Items {
 public:
  void add(std::string expression, std::string name, Kind kind, bool personal = false) {
    // PostgreSQL cuts names after 63 bytes, and names of names of names would get there.
    if (name.size() > 45) name = "derived_" + hex_of(name, 8);
    const std::string wanted = name;
    for (int more = 2; !x_names.insert(name).second; ++more) name = fmt::format("{}_{}", wanted, more);
    x_items.push_back({std::move(expression), {std::move(name), kind, personal}});
  }
  std::size_t size() const { return x_items.size(); }
  std::vector<Item> take() { return std::move(x_items); }

 private:
  std::vector<Item> x_items;
  std::set<std::string> x_names;
};

/// The parent's first columns as they are, read through an alias.
void pass(Items& items, const Relation& relation, std::string_view alias, std::size_t most) {
  for (const MadeColumn& column : relation.columns) {
    if (items.size() >= most) return;
    items.add(fmt::format("{}.{}", alias, column.name), column.name, column.kind, column.personal);
  }
}

std::string without_cents(const std::string& name) {
  constexpr std::string_view suffix = "_cents";
  if (!name.ends_with(suffix)) return name;
  const std::string stem = name.substr(0, name.size() - suffix.size());
  return stem == "amount" ? stem : stem + "_amount";
}

void add_staged(Items& items, const MadeColumn& column) {
  const std::string& name = column.name;
  if (column.kind == Kind::count && name.ends_with("_cents")) {
    items.add(fmt::format("round({}::numeric / 100, 2)", name), without_cents(name), Kind::amount);
  } else if (column.kind == Kind::count) {
    items.add(fmt::format("coalesce({}, 0)", name), name, Kind::count);
  } else if (column.kind == Kind::word && name == "email") {
    items.add(fmt::format("lower(trim({}))", name), name, Kind::word, column.personal);
  } else if (column.kind == Kind::word) {
    items.add(fmt::format("nullif(trim({}), '')", name), name, Kind::word, column.personal);
  } else if (column.kind == Kind::flag) {
    items.add(fmt::format("coalesce({}, false)", name), name, Kind::flag);
  } else {
    items.add(name, name, column.kind, column.personal);
  }
}

/// Per account, of rows that count.
std::string totals_body(const Parent& parent, std::string_view entity) {
  return fmt::format(
      "select\n        account_id,\n        count(*) as {0}_count,\n        sum(amount) as {0}_amount,\n"
      "        sum(amount) filter (where status = 'paid') as paid_{0}_amount,\n"
      "        min(created_at) as first_{0}_at,\n        max(created_at) as last_{0}_at\n    from {1}\n"
      "    where status <> 'draft'\n    group by account_id",
      entity, ref(parent));
}

void join_totals(Text& text, Items& items, const Parent& parent, std::size_t place) {
  const std::string entity = fmt::format("{}_{}", parent.relation->entity, place);
  const std::string cte = entity + "_totals";
  text.ctes.push_back({cte, totals_body(parent, entity)});
  text.from += fmt::format("\n    left join {0} on {0}.account_id = main.account_id", cte);
  items.add(fmt::format("coalesce({}.{}_count, 0)", cte, entity), entity + "_count", Kind::count);
  items.add(fmt::format("coalesce({0}.{1}_amount, 0)", cte, entity), entity + "_amount", Kind::amount);
  items.add(fmt::format("{0}.paid_{1}_amount", cte, entity), fmt::format("paid_{}_amount", entity), Kind::amount);
  items.add(fmt::format("{0}.last_{1}_at", cte, entity), fmt::format("last_{}_at", entity), Kind::moment);
  items.add(fmt::format("case when {0}.{1}_count > 10 then 'frequent' when {0}.{1}_count > 0 then 'seldom' else "
                        "'never' end",
                        cte, entity),
            entity + "_frequency", Kind::word);
}

void join_latest(Text& text, Items& items, const Parent& parent, std::size_t place, std::size_t most) {
  const std::string entity = fmt::format("{}_{}", parent.relation->entity, place);
  text.ctes.push_back({entity + "_ranked",
                       fmt::format("select\n        *,\n        row_number() over (partition by account_id order by "
                                   "updated_at desc, {}) as place\n    from {}",
                                   parent.relation->columns.front().name, ref(parent))});
  text.ctes.push_back({entity + "_latest", fmt::format("select * from {}_ranked where place = 1", entity)});
  text.from += fmt::format("\n    left join {0}_latest on {0}_latest.account_id = main.account_id", entity);
  for (std::size_t i = standard_columns; i < parent.relation->columns.size() && items.size() < most; ++i) {
    const MadeColumn& column = parent.relation->columns[i];
    items.add(fmt::format("{}_latest.{}", entity, column.name),
              column.name.starts_with("latest_") ? column.name : "latest_" + column.name, column.kind, column.personal);
  }
}

/// Columns of a kind; those that every relation has guarantee that there is one of word, amount and moment.
const MadeColumn& any_of(const Relation& relation, Kind kind, Chance& chance) {
  std::vector<const MadeColumn*> found;
  for (const MadeColumn& column : relation.columns) {
    if (column.kind == kind && !column.personal) found.push_back(&column);
  }
  return *found[chance.below(found.size())];
}

}  // namespace

Text staging_text(const Parent& source) {
  Text text;
  text.ctes.push_back({"source", "select * from " + ref(source)});
  Items items;
  for (const MadeColumn& column : source.relation->columns) {
    if (column.name != "is_deleted") add_staged(items, column);
  }
  text.items = items.take();
  text.from = "source";
  text.where = {"not coalesce(is_deleted, false)"};
  return text;
}

Text joining_text(std::span<const Parent> parents, std::size_t most_columns, Chance& chance) {
  Text text;
  text.ctes.push_back({"main", "select * from " + ref(parents.front())});
  text.from = "main";
  Items items;
  pass(items, *parents.front().relation, "main", most_columns * 2 / 3);
  for (std::size_t i = 1; i < parents.size(); ++i) {
    if (i % 2 == 1) {
      join_totals(text, items, parents[i], i);
    } else {
      join_latest(text, items, parents[i], i, most_columns);
    }
  }
  const MadeColumn& moment = any_of(*parents.front().relation, Kind::moment, chance);
  items.add(fmt::format("extract(epoch from main.updated_at - main.{}) / 86400.0", moment.name),
            fmt::format("days_since_{}", moment.name), Kind::amount);
  text.items = items.take();
  if (chance.percent(30)) text.where.push_back("main.account_id is not null");
  return text;
}

Text uniting_text(std::span<const Parent> parents) {
  Text text;
  std::string united;
  for (const Parent& parent : parents) {
    if (!united.empty()) united += "\n    union all\n    ";
    united += fmt::format(
        "select\n        {0}::text as record_id,\n        account_id,\n        status,\n        amount,\n"
        "        created_at,\n        updated_at,\n        '{1}' as record_kind\n    from {2}",
        parent.relation->columns.front().name, parent.relation->entity, ref(parent));
  }
  text.ctes.push_back({"united", united});
  Items items;
  items.add("record_kind || '-' || record_id", "record_id", Kind::word);
  items.add("account_id", "account_id", Kind::id);
  items.add("status", "status", Kind::word);
  items.add("amount", "amount", Kind::amount);
  items.add("created_at", "created_at", Kind::moment);
  items.add("updated_at", "updated_at", Kind::moment);
  items.add("record_kind", "record_kind", Kind::word);
  items.add("created_at::date", "created_on", Kind::day);
  items.add("status in ('closed', 'expired')", "is_over", Kind::flag);
  text.items = items.take();
  text.from = "united";
  return text;
}

Text latest_text(const Parent& parent, std::size_t most_columns, Chance& chance) {
  Text text;
  const std::string& key = parent.relation->columns.front().name;
  text.ctes.push_back({"ranked", fmt::format("select\n        *,\n        row_number() over (partition by account_id "
                                             "order by updated_at desc, {0}) as place,\n        sum(amount) over "
                                             "(partition by account_id order by created_at, {0} rows between unbounded "
                                             "preceding and current row) as total_so_far,\n        lag(created_at) "
                                             "over (partition by account_id order by created_at, {0}) as "
                                             "created_before\n    from {1}",
                                             key, ref(parent))});
  Items items;
  pass(items, *parent.relation, "ranked", most_columns);
  items.add("ranked.total_so_far", "running_amount", Kind::amount);
  items.add("ranked.created_at - ranked.created_before > interval '30 days'", "came_back", Kind::flag);
  const MadeColumn& word = any_of(*parent.relation, Kind::word, chance);
  items.add(fmt::format("coalesce(ranked.{}, 'none')", word.name), fmt::format("{}_or_none", word.name), Kind::word);
  text.items = items.take();
  text.from = "ranked";
  text.where = {"ranked.place = 1"};
  return text;
}

Text chained_text(const Parent& parent, std::size_t most_columns, Chance& chance) {
  Text text;
  const MadeColumn& amount = any_of(*parent.relation, Kind::amount, chance);
  const MadeColumn& word = any_of(*parent.relation, Kind::word, chance);
  text.ctes.push_back({"rows_read", "select * from " + ref(parent)});
  text.ctes.push_back({"rows_kept", "select * from rows_read where status not in ('draft', 'disputed')"});
  text.ctes.push_back({"with_bands", fmt::format("select\n        rows_kept.*,\n        case\n            when {0} "
                                                 "< 10 then 'small'\n            when {0} < 100 then 'medium'\n"
                                                 "            else 'large'\n        end as new_band\n"
                                                 "    from rows_kept",
                                                 amount.name)});
  text.ctes.push_back({"with_shares", fmt::format("select\n        with_bands.*,\n        {0} / nullif(sum({0}) over "
                                                  "(partition by account_id), 0) as new_share\n    from with_bands",
                                                  amount.name)});
  Items items;
  pass(items, *parent.relation, "s", most_columns);
  items.add("s.new_band", fmt::format("{}_band", amount.name), Kind::word);
  items.add("round(s.new_share, 4)", fmt::format("{}_share", amount.name), Kind::amount);
  items.add(fmt::format("upper(s.{})", word.name), fmt::format("{}_upper", word.name), Kind::word);
  items.add("date_trunc('month', s.created_at)", "created_month", Kind::moment);
  text.items = items.take();
  text.from = "with_shares as s";
  if (chance.percent(25)) {
    text.where.push_back(
        fmt::format("exists (select 1 from {} as other where other.account_id = s.account_id)", ref(parent)));
  }
  return text;
}

Text wide_text(std::span<const Parent> parents, std::size_t columns, Chance& chance) {
  Text text;
  std::string united;
  for (const Parent& parent : parents) {
    if (!united.empty()) united += "\n    union all\n    ";
    united += "select account_id, status, amount, created_at, updated_at from " + ref(parent);
  }
  text.ctes.push_back({"facts", united});
  Items items;
  items.add("min(account_id)", "wide_id", Kind::id);
  items.add("account_id", "account_id", Kind::id);
  items.add("max(status)", "status", Kind::word);
  items.add("sum(amount)", "amount", Kind::amount);
  items.add("min(created_at)", "created_at", Kind::moment);
  items.add("max(updated_at)", "updated_at", Kind::moment);
  for (std::size_t i = 0; items.size() < columns; ++i) {
    const std::string_view status = statuses.at(i % statuses.size());
    const std::size_t days = (i / statuses.size() + 1) * 7;
    const std::string when =
        fmt::format("status = '{}' and created_at > date '2026-01-01' - interval '{} days'", status, days);
    switch (chance.below(3)) {
      case 0:
        items.add(fmt::format("sum(case when {} then amount else 0 end)", when),
                  fmt::format("{}_amount_{}d", status, days), Kind::amount);
        break;
      case 1:
        items.add(fmt::format("count(*) filter (where {})", when), fmt::format("{}_count_{}d", status, days),
                  Kind::count);
        break;
      default:
        items.add(fmt::format("max(case when {} then updated_at end)", when),
                  fmt::format("{}_last_at_{}d", status, days), Kind::moment);
    }
  }
  text.items = items.take();
  text.from = "facts";
  text.tail = "group by account_id";
  return text;
}

Text metric_text(const Parent& parent, Chance& chance) {
  Text text;
  const MadeColumn& amount = any_of(*parent.relation, Kind::amount, chance);
  text.ctes.push_back({"facts", "select * from " + ref(parent)});
  Items items;
  items.add("date_trunc('month', created_at)::date", "month", Kind::day);
  items.add("status", "status", Kind::word);
  items.add("count(*)", "row_count", Kind::count);
  items.add("count(distinct account_id)", "account_count", Kind::count);
  items.add(fmt::format("coalesce(sum({}), 0)", amount.name), fmt::format("total_{}", amount.name), Kind::amount);
  items.add(fmt::format("round(avg({}), 2)", amount.name), fmt::format("average_{}", amount.name), Kind::amount);
  items.add(fmt::format("percentile_cont(0.5) within group (order by {})::numeric", amount.name),
            fmt::format("median_{}", amount.name), Kind::amount);
  items.add("max(updated_at)", "last_updated_at", Kind::moment);
  text.items = items.take();
  text.from = "facts";
  text.where = {"created_at is not null"};
  text.tail = "group by date_trunc('month', created_at)::date, status";
  if (chance.percent(40)) text.tail += "\n    having count(*) > 0";
  return text;
}

}  // namespace tollgate::bench
