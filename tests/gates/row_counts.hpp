// Answers of a warehouse to row-count-diff, and scenes that several of its tests share.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gates/all.hpp"
#include "gates/row_count_diff/options.hpp"
#include "gates/row_count_diff/plan.hpp"
#include "tests/gates/scene.hpp"

namespace tollgate::test_gates {

using namespace gates::rows;
using warehouse::Answer;
using warehouse::Problem;
using warehouse::Question;
using warehouse::Side;

struct Pair {
  Answer base, head;
};

/// Model name -> what its counts are; relations are called "shop"."base"."<name>" and "shop"."head"."<name>".
using Counts = std::map<std::string, Pair>;

inline Counts counts(std::initializer_list<std::pair<std::string, std::pair<int, int>>> numbers) {
  Counts all;
  for (const auto& [name, pair] : numbers) all[name] = {number(pair.first), number(pair.second)};
  return all;
}

inline bool is(const Question& question, std::string_view what) { return question.about.starts_with(what); }

inline Answer count_of(const Counts& counts, const Question& question) {
  for (const auto& [name, pair] : counts) {
    const std::string relation = fmt::format(R"("shop"."{}"."{}")", to_string(question.side), name);
    if (question.sql.find(relation) != std::string::npos) return question.side == Side::base ? pair.base : pair.head;
  }
  return trouble(Problem::undefined_relation);
}

inline FakeWarehouse::Reply replying(Counts counts) {
  return [counts = std::move(counts)](const Question& question) {
    return is(question, "kind of") ? rows({{"r"}}) : count_of(counts, question);
  };
}

inline GateResult one(int base, int head) {
  Scene scene;
  return scene.changed(model("orders"), model("orders"))
      .answers(replying(counts({{"orders", {base, head}}})))
      .run(gates::row_count_diff);
}

using Cells = std::vector<std::vector<std::optional<std::string>>>;

/// Time ranges as given; counts are 100 on base and 100 on head, or none where the range is null.
inline GateResult windowed(const Cells& base, const Cells& head) {
  Scene scene;
  scene.changed(model("events"), model("events"));
  return scene
      .answers([&](const Question& question) {
        const Cells& range = question.side == Side::base ? base : head;
        if (is(question, "time range")) return rows(range);
        if (is(question, "kind of")) return rows({{"r"}});
        return number(range[0][2] == "0" ? 0 : 100);
      })
      .set(event_time, std::string("created_at"))
      .run(gates::row_count_diff);
}

inline Cells year() { return {{"2024-01-01 00:00:00", "2024-12-31 23:59:59", "1000"}}; }
inline Cells week() { return {{"2024-12-25 06:00:00.5", "2025-01-02 00:00:00", "7"}}; }
inline Cells later() { return {{"2025-06-01 00:00:00", "2025-06-30 00:00:00", "7"}}; }
inline Cells none() { return {{std::nullopt, std::nullopt, "0"}}; }
inline Cells numbers() { return {{"1", "99", "7"}}; }

/// Counts per month of `created_at`: a month is lost on head while the total stays.
inline GateResult partitioned(const std::string& type, const Cells& base, const Cells& head) {
  Scene scene;
  scene.changed(model("events"), model("events"));
  return scene
      .answers([&](const Question& question) {
        if (is(question, "kind of")) return rows({{"r"}});
        if (is(question, "type of group_by")) return rows({{type}});
        if (is(question, "row count by")) return rows(question.side == Side::base ? base : head);
        return number(100);
      })
      .set(group_by, std::string("created_at"))
      .run(gates::row_count_diff);
}

inline GateResult estimated(const char* base, const char* head) {
  Scene scene;
  return scene.changed(model("huge"), model("huge"))
      .answers([&](const Question& question) {
        const bool on_base = question.side == Side::base;
        if (is(question, "planner's")) return rows({{on_base ? base : head, "r", "f"}});
        if (is(question, "kind of")) return rows({{"r"}});
        return number(on_base ? 1000 : 2000);
      })
      .set(estimate_above_rows, std::int64_t{1'000'000})
      .run(gates::row_count_diff);
}

inline std::vector<std::string> ids_counted(Scene& scene) {
  std::vector<std::string> ids;
  for (const PlannedCount& count : make_plan(scene.context()).counts) ids.push_back(count.target->model->name);
  return ids;
}

inline GateResult key_lost() {
  return partitioned("text", {{"ann@example.com", "40"}, {"bob@example.com", "60"}}, {{"bob@example.com", "100"}});
}

}  // namespace tollgate::test_gates
