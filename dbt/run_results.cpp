#include "dbt/run_results.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "dbt/artifact.hpp"
#include "dbt/fields.hpp"

namespace tollgate::dbt {

namespace {

constexpr ArtifactKind run_results_kind{"run-results", "run_results.json", "dbt test"};

struct File {
  std::string which, generated_at;
  std::vector<NodeResult> results;
};

constexpr auto result_fields = std::to_array<Field<NodeResult>>({
    {"status", [](const JsonValue& value, NodeResult& to) { to.status = value.text(); }},
    {"failures", [](const JsonValue& value, NodeResult& to) { to.failures = value.integer(); }},
    {"unique_id", [](const JsonValue& value, NodeResult& to) { to.unique_id = value.text(); }},
    {"compiled_code", [](const JsonValue& value, NodeResult& to) { to.compiled_code = value.long_text(); }},
    {"compiled", [](const JsonValue& value, NodeResult& to) { to.compiled = value.boolean(); }},
});

/// The ids of generic tests end in a hash, `test.shop.unique_orders_id.1a2b3c`; there are many, and each has the code
/// of its macro.
bool has_code_of_its_own(std::string_view unique_id) {
  return unique_id.starts_with("model.") || (unique_id.starts_with("test.") && std::ranges::count(unique_id, '.') == 2);
}

void read_results(const JsonValue& list, File& file) {
  list.each_element([&](const JsonValue& element) {
    NodeResult result;
    read_fields(element, result_fields, result);
    if (result.unique_id.empty() || result.status.empty()) element.fail("has no unique_id or no status");
    if (!has_code_of_its_own(result.unique_id)) std::string().swap(result.compiled_code);
    file.results.push_back(std::move(result));
  });
}

void read_args(const JsonValue& object, File& file) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    if (key != "which") return;
    file.which = value.text();
    if (file.which == "generate") file.which = "docs generate";  // dbt's own short name of the command
  });
}

void read_metadata(const JsonValue& object, File& file) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    if (key == "generated_at") file.generated_at = value.text();
  });
}

constexpr auto file_fields = std::to_array<Field<File>>({
    {"metadata", read_metadata},
    {"results", read_results},
    {"args", read_args},
});

/// How bad a status is; what tollgate does not know is not taken for good.
int badness(std::string_view status) {
  constexpr std::array<std::string_view, 4> good{"success", "pass", "no-op", "reused"};
  if (std::find(good.begin(), good.end(), status) != good.end()) return 0;
  if (status == "warn") return 1;
  if (status == "skipped") return 2;
  if (status == "partial success") return 4;
  if (status == "fail") return 5;
  if (status == "error" || status == "runtime error") return 6;
  return 3;
}

/// 2: the command runs nodes; 1: not said; 0: it only compiles them.
int rank_of_command(std::string_view which) {
  if (which.empty()) return 1;
  return which == "compile" || which == "docs generate" || which == "parse" || which == "list" ? 0 : 2;
}

bool outweighs(const NodeResult& later, const NodeResult& earlier) {
  const auto weight = [](const NodeResult& result) {
    return std::tuple(badness(result.status), rank_of_command(result.which));
  };
  return weight(later) >= weight(earlier);
}

void join(File file, RunResults& into) {
  for (NodeResult& result : file.results) {
    result.which = file.which;
    result.generated_at = file.generated_at;
    const auto [known, is_new] = into.results.try_emplace(result.unique_id, result);
    if (!is_new && outweighs(result, known->second)) known->second = std::move(result);
  }
  // RFC 3339 in UTC, as dbt writes it: the order of texts is the order of times.
  into.generated_at = std::max(into.generated_at, file.generated_at);
  into.commands.push_back(std::move(file.which));
}

void add_file(Artifact artifact, RunResults& into) {
  File file;
  read_fields(artifact.document, file_fields, file);
  into.files.push_back(artifact.document.file());
  join(std::move(file), into);
}

}  // namespace

RunResults load_run_results(const std::vector<std::string>& files) {
  RunResults results;
  for (const std::string& path : files) add_file(open_artifact(path, run_results_kind), results);
  return results;
}

RunResults parse_run_results(const std::string& file, std::string_view text) {
  RunResults results;
  add_file(identify(JsonDocument(file, FileBytes::copy_of(text)), run_results_kind), results);
  return results;
}

}  // namespace tollgate::dbt
