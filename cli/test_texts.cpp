#include "cli/test_texts.hpp"

#include <optional>
#include <string>

#include "change/git.hpp"
#include "cli/place.hpp"
#include "core/error.hpp"
#include "dbt/test_lines.hpp"

namespace tollgate::cli {

namespace {

/// Nothing where there is no base commit, or git cannot be asked.
std::optional<std::string> text_at_base(const Circumstances& known, const std::string& path) {
  if (!known.place.repository_root || known.commits.base.empty()) return std::nullopt;
  try {
    return change::show_file(*known.place.repository_root, known.commits.base, path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

void drop_environment_differences(Artifacts& artifacts, const Circumstances& known) {
  if (artifacts.changes.tests.empty()) return;
  const std::string& project = artifacts.head.metadata.project_name;
  const auto path_of = [&](const std::string& package, const std::string& path) {
    return repository_path(known.place, project, package, path);
  };
  dbt::drop_environment_differences(
      artifacts.changes.tests, artifacts.head,
      [&](const std::string& package, const std::string& path) { return text_at_base(known, path_of(package, path)); },
      [&](const std::string& package, const std::string& path) {
        return read_repository_file(known.place, path_of(package, path));
      });
}

}  // namespace tollgate::cli
