// What is expected not to fit into memory, without running it (nodeHash.c, tuplesort.c; figures as planned per worker).
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/figures.hpp"
#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

constexpr double kilobyte = 1024;

// `64MB` as a plan prints it, or `4096` in kB as the catalogue has it; below 0: not known.
double bytes_of(std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || value < 0) return -1;
  std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit == "B") return value;
  if (unit == "MB") return value * kilobyte * kilobyte;
  if (unit == "GB") return value * kilobyte * kilobyte * kilobyte;
  if (unit == "TB") return value * kilobyte * kilobyte * kilobyte * kilobyte;
  return value * kilobyte;
}

double number_of(const std::string& text, double when_absent) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && std::isfinite(value) ? value : when_absent;
}

double aligned(double bytes) { return std::ceil(bytes / 8) * 8; }

bool below_limit(const PlanView& plan, int i) {
  for (int up = plan.parent(i); up >= 0; up = plan.parent(up)) {
    if (plan.is(up, "Limit")) return true;
    const std::string& type = plan.node(up).type;
    if (type != "Gather" && type != "Gather Merge" && type != "Subquery Scan" && type != "LockRows") return false;
  }
  return false;
}

std::string read_below(const PlanView& plan, int top) {
  for (int i = top; i < plan.end(top); ++i) {
    if (!plan.node(i).alias.empty()) return plan.called(i);
  }
  return {};
}

void report(Situation& situation, std::string_view rule, int i, double bytes, double memory) {
  const std::string name = read_below(situation.plan, i);
  const std::string what = rule == "sort-spill-risk" ? "a sort" : "a hash table";
  const auto [needed, there] = memory_texts(bytes, memory);
  PlanFinding& finding =
      situation.add(rule, name,
                    fmt::format("{}{} is expected to need {}, more than the {} it has", what,
                                name.empty() ? "" : " over " + name, needed, there),
                    fmt::format("select fewer or narrower columns{}, or raise work_mem for this model",
                                name.empty() ? "" : " of " + name));
  finding.evidence = {{"bytes", bytes}, {"memory", memory}};
}

}  // namespace

void find_memory(Situation& situation) {
  const PlanView& plan = situation.plan;
  const double work = bytes_of(situation.setting("work_mem").empty() ? "4096" : situation.setting("work_mem"));
  const double version = number_of(situation.setting("server_version"), 15);
  const double times = number_of(situation.setting("hash_mem_multiplier"), version >= 15 ? 2 : 1);
  for (int i = 0; i < plan.size(); ++i) {
    const PlanNode& node = plan.node(i);
    if (node.type == "Sort" && work >= 0 && !below_limit(plan, i)) {
      const double bytes = node.rows * (aligned(node.width) + 24);
      if (bytes > work) report(situation, "sort-spill-risk", i, bytes, work);
    } else if (node.type == "Hash" && work >= 0) {
      const double bytes = node.rows * (32 + aligned(node.width));
      if (bytes > work * times) report(situation, "hash-spill-risk", i, bytes, work * times);
    } else if (const double parts = node.number("Planned Partitions").value_or(0); parts > 0) {
      const std::string name = read_below(plan, i);
      PlanFinding& finding = situation.add(
          "hashagg-spill-risk", name,
          fmt::format("grouping{} is not expected to fit in memory: {} parts of it are planned on disk",
                      name.empty() ? "" : " " + name, count_text(parts)),
          fmt::format("group {} by fewer columns, or raise work_mem for this model", name.empty() ? "it" : name));
      finding.evidence = {{"planned_partitions", parts}};
    }
  }
}

}  // namespace tollgate::explain
