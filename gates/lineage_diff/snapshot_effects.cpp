// Settings of snapshots, as docs.getdbt.com/docs/build/snapshots has them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "core/listing.hpp"
#include "gates/lineage_diff/config_effects.hpp"

namespace tollgate::gates::columns {

namespace {

using Effects = std::vector<ConfigEffect>;

struct Values {
  std::string base, head;
};

std::vector<std::string> missing(const std::vector<std::string>& from, const std::vector<std::string>& in) {
  std::vector<std::string> names;
  for (const std::string& name : from) {
    if (std::ranges::find(in, name) == in.end()) names.push_back(name);
  }
  return names;
}

void check_columns(const Settings& base, const Settings& head, Effects& effects) {
  const auto before = base.items("check_cols");
  const auto after = head.items("check_cols");
  const auto lost = missing(before, after);
  const auto gained = missing(after, before);
  if ((lost.empty() && gained.empty()) || before.empty() || after.empty()) return;  // else the strategy changed
  const bool all_now = after == std::vector<std::string>{"all"};
  const bool all_before = before == std::vector<std::string>{"all"};
  ConfigEffect effect{load_changed, "check_cols", base.value("check_cols"), head.value("check_cols"), {}};
  if (all_now || lost.empty()) {
    effect.rule = build_changed;
    effect.what = all_now ? "a change of any column makes a new version now"
                          : fmt::format("a change of {} makes a new version now", listed(gained));
  } else if (all_before) {
    effect.what = fmt::format("only a change of {} makes a new version now; what other columns were before is lost",
                              listed(after));
  } else {
    effect.what =
        fmt::format("a change of {} alone makes no new version any more, and what it was before is lost", listed(lost));
  }
  effects.push_back(std::move(effect));
}

std::string what_strategy_does(const std::string& strategy, const Settings& head) {
  if (strategy == "timestamp") {
    return fmt::format("a new version is made only where {} is later than before; changes that leave it alone are lost",
                       head.value("updated_at"));
  }
  if (strategy == "check") {
    return fmt::format("a new version is made only where {} differ from run to run", head.value("check_cols"));
  }
  return "new versions are made in another way";
}

/// `ignore`, `invalidate` or `new_record`; older projects say it by `invalidate_hard_deletes`.
std::string hard_deletes(const Settings& settings) {
  if (std::string value = settings.value("hard_deletes"); !value.empty()) return value;
  return settings.value("invalidate_hard_deletes") == "true" ? "invalidate" : "ignore";
}

std::string what_deletes_do(const std::string& value) {
  if (value == "invalidate") return "a row that is deleted upstream ends in the snapshot, and is not current any more";
  if (value == "new_record") return "a row that is deleted upstream gets a version of its own that says so";
  return "a row that is deleted upstream stays current in the snapshot for ever";
}

}  // namespace

void snapshot_effects(const Settings& base, const Settings& head, std::vector<ConfigEffect>& effects) {
  const auto compare = [&](std::string key, std::string what) {
    std::string before = base.value(key);
    std::string after = head.value(key);
    if (before == after) return false;
    effects.push_back({load_changed, std::move(key), std::move(before), std::move(after), std::move(what)});
    return true;
  };
  compare("unique_key",
          fmt::format("rows of the same {} are versions of one another now; versions so far hang on another key",
                      head.value("unique_key")));
  if (!compare("strategy", what_strategy_does(head.value("strategy"), head))) {
    check_columns(base, head, effects);
    if (head.value("strategy") == "timestamp") {
      compare("updated_at",
              fmt::format("a new version is made only where {} is later than before", head.value("updated_at")));
    }
  }
  if (const std::string before = hard_deletes(base), after = hard_deletes(head); before != after) {
    const bool older = head.value("hard_deletes").empty() && base.value("hard_deletes").empty();
    effects.push_back(
        {load_changed, older ? "invalidate_hard_deletes" : "hard_deletes", before, after, what_deletes_do(after)});
  }
  compare(
      "dbt_valid_to_current",
      "current versions hold another value in dbt_valid_to; a reader that asks `is null`, or for the old value, finds "
      "none of them");
  compare("snapshot_meta_column_names", "columns that dbt adds are called otherwise than in the table that is there");
}

}  // namespace tollgate::gates::columns
