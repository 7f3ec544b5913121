// What tollgate finds changed, against what dbt itself answered to `dbt ls --select state:modified` on the same pull
// requests.
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "dbt/changes.hpp"
#include "dbt/project.hpp"
#include "tests/catch.hpp"

namespace fs = std::filesystem;
using namespace tollgate;

namespace {

const fs::path artifacts = fs::path(TOLLGATE_SOURCE_DIR) / "fixtures/shop/artifacts";

/// dbt's answer, models, seeds and snapshots only.
std::set<std::string> dbt_selects(const fs::path& folder) {
  std::set<std::string> ids;
  std::ifstream file(folder / "state-modified.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model.") || line.starts_with("seed.") || line.starts_with("snapshot.")) ids.insert(line);
  }
  return ids;
}

/// Ours, with what we say dbt would do otherwise taken back.
std::set<std::string> predicted(const fs::path& base_folder, const fs::path& head_folder) {
  const dbt::Project base = dbt::load_project(base_folder.string());
  const dbt::Project head = dbt::load_project(head_folder.string());
  const dbt::Changes changes = dbt::find_changes(base, head);
  std::set<std::string> ids;
  for (const dbt::Change& change : changes.changed) ids.insert(change.unique_id);
  for (const dbt::DbtDifference& difference : changes.dbt_differences) {
    if (difference.dbt_selects) {
      ids.insert(difference.unique_id);
    } else {
      ids.erase(difference.unique_id);
    }
  }
  return ids;
}

void compare(const fs::path& base, const fs::path& folder, int& compared) {
  if (!fs::exists(folder / "state-modified.txt")) return;
  INFO(folder.string());
  CHECK(predicted(base, folder) == dbt_selects(folder));
  ++compared;
}

}  // namespace

TEST_CASE("every pull request of the shop: our selection, less the differences we tell, is dbt's own") {
  int compared = 0;
  for (const auto& entry : fs::directory_iterator(artifacts)) compare(artifacts / "base", entry.path(), compared);
  CHECK(compared == 28);
  compared = 0;
  for (const auto& entry : fs::directory_iterator(artifacts / "dbt-1.7")) {
    compare(artifacts / "dbt-1.7/base", entry.path(), compared);
  }
  CHECK(compared == 2);
}
