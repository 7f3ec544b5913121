// Any bytes as the YAML files that people write for dbt (dbt_project.yml, profiles.yml, properties of models): what is
// found lies within the text, and what is no such file is refused with a place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "cli/init/files_of_dbt.hpp"
#include "core/error.hpp"
#include "dbt/yaml_entries.hpp"
#include "warehouse/profiles.hpp"

namespace {

using namespace tollgate;

void require(bool holds) {
  if (!holds) std::abort();
}

void read_project(const std::string& text) {
  try {
    const auto read = cli::init::read_project_file(text, "dbt_project.yml");
    for (const auto& [folder, tags] : read.tags) require(!folder.empty() && !tags.empty());
    for (const std::string& path : read.file.model_paths) require(!path.empty() && !path.starts_with('/'));
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::usage && !error.diagnostic().message.empty());
  }
  try {
    const auto unset = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
    require(!warehouse::read_profile_name(text, "dbt_project.yml", unset).empty());
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::usage && !error.diagnostic().message.empty());
  }
}

void find_entries(const std::string& text) {
  const dbt::LineRange all = dbt::all_lines(text);
  const auto model = dbt::find_entry(text, all, "models", "orders");
  if (!model) return;
  require(model->first >= all.first && model->first <= model->last && model->last <= all.last);
  const auto column = dbt::find_entry(text, *model, "columns", "id");
  if (column) require(column->first >= model->first && column->last <= model->last);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read_project(text);
  (void)cli::init::read_profile_file(text, "shop");
  find_entries(text);
  return 0;
}
