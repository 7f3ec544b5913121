#include "policy/settings.hpp"

#include <fmt/format.h>

#include <utility>

#include "policy/llm_tools.hpp"
#include "policy/urls.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

/// One section: reads a key into a field and notes where it came from.
class Section {
 public:
  Section(const Node& node, std::string name, const std::string& from, bool in_file, Policy& policy, Problems& problems)
      : x_reader(node, name, problems),
        x_name(std::move(name)),
        x_from(from),
        x_in_file(in_file),
        x_policy(policy),
        x_problems(problems) {}
  ~Section() { x_reader.finish(); }
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;

  /// `read_value(node, full name, problems)` gives an optional value.
  template <class T, class Reader>
  void read(std::string_view key, T& field, Reader read_value) {
    const Node* node = x_reader.find(key);
    if (node == nullptr) return;
    const std::string full = fmt::format("{}.{}", x_name, key);
    auto value = read_value(*node, full, x_problems);
    if (!value) return;
    field = static_cast<T>(std::move(*value));
    x_policy.sources.insert_or_assign(full, ValueSource{x_from, x_in_file ? x_problems.place(node->mark) : Place{}});
  }

  const Node* find(std::string_view key) { return x_reader.find(key); }
  const std::string& from() const { return x_from; }
  bool in_file() const { return x_in_file; }
  Policy& policy() { return x_policy; }
  Problems& problems() { return x_problems; }
  Section inner(const Node& node, std::string_view key) {
    return {node, fmt::format("{}.{}", x_name, key), x_from, x_in_file, x_policy, x_problems};
  }

 private:
  MapReader x_reader;
  std::string x_name;
  const std::string& x_from;
  bool x_in_file;
  Policy& x_policy;
  Problems& x_problems;
};

auto integer_in(std::int64_t lowest, std::int64_t highest, std::string_view unit) {
  return [=](const Node& node, const std::string& name, Problems& problems) {
    return read_integer(node, name, {lowest, highest}, unit, problems);
  };
}

auto choice_of(std::vector<std::string_view> choices) {
  return [choices = std::move(choices)](const Node& node, const std::string& name, Problems& problems) {
    return read_choice(node, name, choices, problems);
  };
}

auto duration_up_to(milliseconds highest) {
  return [highest](const Node& node, const std::string& name, Problems& problems) {
    return read_duration(node, name, milliseconds(1), highest, problems);
  };
}

void read_artifacts(Section section) {
  ArtifactSettings& artifacts = section.policy().artifacts;
  section.read("base", artifacts.base, read_text);
  section.read("head", artifacts.head, read_text);
  section.read("run_results", artifacts.run_results, read_texts);
  section.read("max_age_days", artifacts.max_age_days, integer_in(1, 3650, "days"));
}

void read_side(Section& section, std::string_view key, const Environment& environment, std::string& value,
               std::string& text, std::string& unset) {
  Url url{value, text, unset};
  section.read(key, url, [&](const Node& node, const std::string& name, Problems& problems) {
    return read_url(node, name, environment, problems);
  });
  value = std::move(url.value);
  text = std::move(url.text);
  unset = std::move(url.unset);
}

void read_profile(Section section) {
  WarehouseSettings& warehouse = section.policy().warehouse;
  warehouse.use_dbt_profile = true;
  section.read("profile", warehouse.dbt_profile, read_text);
  section.read("target", warehouse.dbt_target, read_text);
  section.read("base_target", warehouse.dbt_base_target, read_text);
}

void read_warehouse(Section section, const Environment& environment) {
  WarehouseSettings& warehouse = section.policy().warehouse;
  read_side(section, "base_url", environment, warehouse.base_url, warehouse.base_url_text, warehouse.base_url_unset);
  read_side(section, "head_url", environment, warehouse.head_url, warehouse.head_url_text, warehouse.head_url_unset);
  if (const Node* node = section.find("dbt_profile")) read_profile(section.inner(*node, "dbt_profile"));
  section.read("statement_timeout", warehouse.statement_timeout, duration_up_to(hours(24)));
  section.read("lock_timeout", warehouse.lock_timeout, duration_up_to(hours(24)));
  section.read("time_budget", warehouse.time_budget, duration_up_to(hours(24)));
}

void read_budget(Section section) {
  LlmBudget& llm = section.policy().llm;
  section.read("rollback_rate", llm.rollback_rate, read_fraction);
  section.read("escape_rate", llm.escape_rate, read_fraction);
  section.read("caught_at_review_rate", llm.caught_at_review_rate, read_fraction);
  section.read("period", llm.period, choice_of({"month", "quarter", "year"}));
}

void read_added_review(Section section) {
  section.read("add_approvals", section.policy().llm.add_approvals, integer_in(0, 20, "people"));
}

void read_when_exceeded(Section section) {
  if (const Node* node = section.find("review")) read_added_review(section.inner(*node, "review"));
  std::string limits = section.policy().llm.halve_limits ? "halve" : "keep";
  section.read("limits", limits, choice_of({"halve", "keep"}));
  section.policy().llm.halve_limits = limits == "halve";
}

/// A label's name is one line that a forge takes: GitHub allows 50 characters, GitLab 255 and no comma.
std::optional<std::string> read_label(const Node& node, std::string_view name, Problems& problems) {
  auto text = read_text(node, name, problems);
  constexpr std::size_t longest = 50;
  const bool good = text && text->size() <= longest && text->find_first_of(",\n\r\t") == std::string::npos;
  if (text && !good) {
    expected(node, name, "a label of at most 50 characters without a comma", problems);
    return std::nullopt;
  }
  return text;
}

void read_labels(Section section) {
  LlmLabels& labels = section.policy().llm.labels;
  section.read("prefix", labels.prefix, read_label);
  section.read("assisted", labels.assisted, read_label);
  section.read("senior_review", labels.senior_review, read_label);
  section.read("budget", labels.budget, read_label);
  section.read("not_llm", labels.not_llm, read_label);
}

void read_llm(Section section) {
  if (const Node* node = section.find("budget")) read_budget(section.inner(*node, "budget"));
  if (const Node* node = section.find("when_exceeded")) read_when_exceeded(section.inner(*node, "when_exceeded"));
  if (const Node* node = section.find("labels")) read_labels(section.inner(*node, "labels"));
  section.read("tools", section.policy().llm.tools, [](const Node& node, const std::string&, Problems& problems) {
    return std::optional(read_llm_tools(node, problems));
  });
}

}  // namespace

void read_settings(MapReader& document, const std::string& from, bool in_file, const Environment& environment,
                   Policy& policy, Problems& problems) {
  if (const Node* node = document.find("artifacts"))
    read_artifacts({*node, "artifacts", from, in_file, policy, problems});
  if (const Node* node = document.find("warehouse"))
    read_warehouse({*node, "warehouse", from, in_file, policy, problems}, environment);
  if (const Node* node = document.find("llm")) read_llm({*node, "llm", from, in_file, policy, problems});
}

}  // namespace tollgate::policy
