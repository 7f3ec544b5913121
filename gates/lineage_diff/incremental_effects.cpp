// Settings of incremental models, as dbt's documentation and dbt-postgres' macros have them:
// docs.getdbt.com/docs/build/incremental-models, incremental-strategy, incremental-microbatch.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "gates/lineage_diff/config_effects.hpp"

namespace tollgate::gates::columns {

namespace {

using Effects = std::vector<ConfigEffect>;

class Comparison {
 public:
  Comparison(const Settings& base, const Settings& head, Effects& effects)
      : x_base(base), x_head(head), x_effects(effects), x_strategy(head.strategy()) {}

  void run() {
    unique_key();
    strategy();
    predicates();
    if (x_strategy == "merge") merged_columns();
    schema_change();
    full_refresh();
    if (x_strategy == "microbatch") microbatch();
  }

 private:
  struct Values {
    std::string base, head;
    bool differ() const { return base != head; }
  };

  Values values(const std::string& key, const std::string& if_unset = {}) const {
    Values values{x_base.value(key), x_head.value(key)};
    if (values.base.empty()) values.base = if_unset;
    if (values.head.empty()) values.head = if_unset;
    return values;
  }

  void add(std::string_view rule, const std::string& key, const Values& values, std::string what) {
    x_effects.push_back({rule, key, values.base, values.head, std::move(what)});
  }

  void unique_key() {
    const Values key = values("unique_key");
    if (!key.differ() || x_strategy == "microbatch") return;
    const bool replaced = x_base.strategy() != "append" && !key.base.empty();
    const bool replaces = x_strategy != "append" && !key.head.empty();
    if (replaced && replaces) {
      add(load_changed, "unique_key", key,
          fmt::format("rows of the same {} replace each other across runs now, on base only those of the same {}",
                      key.head, key.base));
    } else if (replaces) {
      add(load_changed, "unique_key", key,
          fmt::format("rows of the same {} replace those of earlier runs now, on base runs only added rows", key.head));
    } else if (replaced) {
      add(load_changed, "unique_key", key, std::string(twice));
    }
  }

  void strategy() {
    const Values value = values("incremental_strategy");
    const std::string before = x_base.strategy();
    if (before == x_strategy || !value.differ()) return;
    const std::string key = x_head.value("unique_key");
    const bool only_adds = key.empty() && (x_strategy == "merge" || x_strategy == "delete+insert");
    if (only_adds && (before == "append" || x_base.value("unique_key").empty())) return;
    add(load_changed, "incremental_strategy", {before, x_strategy}, what_strategy_does(before, key));
  }

  std::string what_strategy_does(const std::string& before, const std::string& key) const {
    if (x_strategy == "append") return std::string(twice);
    if (x_strategy == "microbatch") {
      return "a run replaces whole batches now; what is in them and is not selected again is deleted";
    }
    if (x_strategy == "insert_overwrite") {
      return "a run replaces whole partitions now; what is in them and is not selected again is deleted";
    }
    if (before == "append") {
      return fmt::format("rows of the same {} replace those of earlier runs now, on base runs only added rows", key);
    }
    if (x_strategy == "merge") {
      return fmt::format("rows of the same {} are updated in place now, and a run that selects one {} twice fails", key,
                         key);
    }
    if (x_strategy == "delete+insert") {
      return fmt::format(
          "rows of the same {} are deleted and written anew as a whole; what a run selects twice is there twice", key);
    }
    return "runs write rows to the table in another way";
  }

  void predicates() {
    const std::string key = x_base.value("predicates").empty() && x_head.value("predicates").empty()
                                ? "incremental_predicates"
                                : "predicates";
    const Values value = values(key);
    if (!value.differ() || x_strategy == "append") return;
    if (value.head.empty()) {
      add(build_changed, key, value, "a run looks at all rows of the table again for those that it replaces");
    } else {
      add(load_changed, key, value,
          "a run replaces only rows of the table for which this holds; others of the same key stay beside the new "
          "ones");
    }
  }

  void merged_columns() {
    const Values updated = values("merge_update_columns");
    if (updated.differ()) {
      add(load_changed, "merge_update_columns", updated,
          updated.head.empty()
              ? "all columns of a row that is there are updated now"
              : fmt::format("of a row that is there only {} are updated; its other columns keep their old values",
                            updated.head));
    }
    const Values kept = values("merge_exclude_columns");
    if (kept.differ()) {
      add(load_changed, "merge_exclude_columns", kept,
          kept.head.empty() ? "all columns of a row that is there are updated now"
                            : fmt::format("{} of a row that is there keep their old values now", kept.head));
    }
  }

  void schema_change() {
    const std::string key = "on_schema_change";
    const Values value = values(key, "ignore");
    if (!value.differ()) return;
    if (value.head == "sync_all_columns") {
      add(load_changed, key, value, "a column that the SELECT loses is dropped from the table, with all that it holds");
    } else if (value.head == "append_new_columns") {
      add(build_changed, key, value,
          "new columns are added to the table, null in the rows that it has; none is dropped");
    } else if (value.head == "fail") {
      add(build_changed, key, value, "a run fails where the SELECT has other columns than the table");
    } else {
      add(load_changed, key, value,
          "a column that the SELECT gets does not reach the table any more, without an error");
    }
  }

  void full_refresh() {
    const std::string key = "full_refresh";
    const Values value = values(key);
    if (!value.differ()) return;
    if (value.head == "false") {
      add(load_changed, key, value,
          "--full-refresh does not rebuild the table any more; rows that older code loaded stay as they are");
    } else if (value.head == "true") {
      add(load_changed, key, value, "every run rebuilds the table; rows that upstream no longer holds are lost");
    } else if (value.base == "false") {
      add(load_changed, key, value,
          "--full-refresh rebuilds the table again; rows that upstream no longer holds are lost then");
    } else {
      add(load_changed, key, value, "runs add to the table instead of rebuilding it");
    }
  }

  void microbatch() {
    if (const Values time = values("event_time"); time.differ()) {
      add(load_changed, "event_time", time,
          fmt::format("batches are cut by {} now; a row that falls into another batch by it is there twice, or not at "
                      "all, until the table is rebuilt",
                      time.head));
    }
    if (const Values size = values("batch_size"); size.differ()) {
      add(load_changed, "batch_size", size,
          fmt::format("a run replaces the rows of a whole {} at a time now", size.head));
    }
    lookback();
    if (const Values begin = values("begin"); begin.differ()) {
      add(load_changed, "begin", begin,
          fmt::format("a first run or --full-refresh loads rows from {} on, and none before", begin.head));
    }
  }

  void lookback() {
    const Values back = values("lookback", "1");
    if (!back.differ()) return;
    const bool shorter = number(back.head) < number(back.base);
    add(shorter ? load_changed : build_changed, "lookback", back,
        shorter ? fmt::format("rows that arrive more than {} batches late are missed", back.head)
                : fmt::format("each run loads the {} batches before its own again", back.head));
  }

  static int number(const std::string& text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

  static constexpr std::string_view twice =
      "runs only add rows now; one that a run selects again is in the table twice";

  const Settings& x_base;
  const Settings& x_head;
  Effects& x_effects;
  const std::string x_strategy;  ///< in force on head
};

}  // namespace

void incremental_effects(const Settings& base, const Settings& head, std::vector<ConfigEffect>& effects) {
  Comparison(base, head, effects).run();
}

}  // namespace tollgate::gates::columns
