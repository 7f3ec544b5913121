// Where a side's database is: the policy's URL, dbt's profile, or libpq's own variables. Reads the environment and
// the profile files, so that nothing else in the room has to.
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/core.h>

#include "core/error.hpp"
#include "warehouse/conninfo.hpp"
#include "warehouse/profiles.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

bool is_set(const std::string& name) { return !variable(name).value_or("").empty(); }

std::string read_file(const fs::path& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  const int reason = errno;
  std::string text;
  // One byte more than allowed is enough to be refused.
  for (std::istreambuf_iterator<char> at(in), end; at != end && text.size() <= largest_profiles_file; ++at) {
    text += *at;
  }
  if (!in.good() && !in.eof()) {
    throw Error(ErrorKind::usage,
                {"the file cannot be read: " + std::generic_category().message(reason == 0 ? EISDIR : reason),
                 "check that it exists and that this user may read it",
                 {path.string(), 0, 0}});
  }
  return text;
}

// Where dbt looks: DBT_PROFILES_DIR, else the project's folder, else ~/.dbt.
fs::path find_profiles(const fs::path& project) {
  if (is_set("DBT_PROFILES_DIR")) {
    return fs::path(*variable("DBT_PROFILES_DIR")) / "profiles.yml";
  }
  std::error_code ignored;
  if (fs::exists(project / "profiles.yml", ignored)) {
    return project / "profiles.yml";
  }
  fs::path home = fs::path(variable("HOME").value_or("")) / ".dbt" / "profiles.yml";
  if (is_set("HOME") && fs::exists(home, ignored)) {
    return home;
  }
  throw Error(ErrorKind::usage, {"no profiles.yml found, which warehouse.dbt_profile needs",
                                 "set DBT_PROFILES_DIR, or put it into the dbt project's folder or ~/.dbt; or give "
                                 "warehouse.base_url and warehouse.head_url instead",
                                 {}});
}

ConnectionTarget from_profile(const WarehouseSettings& settings, Side side, const fs::path& project) {
  const auto file = find_profiles(project);
  const auto project_file = project / "dbt_project.yml";
  const auto name = settings.dbt_profile.empty()
                        ? read_profile_name(read_file(project_file), project_file.string(), variable)
                        : settings.dbt_profile;
  const bool own = side == Side::base && !settings.dbt_base_target.empty();
  const auto found = read_profile(read_file(file), file.string(), name,
                                  own ? settings.dbt_base_target : settings.dbt_target, variable);
  return {write_conninfo(found.parameters), describe(found.parameters), found.role, found.search_path};
}

// libpq ends the user info of a URI at the first `/` or `@`: of a password that holds one unencoded, the rest becomes
// host, port or database, which are told.
bool splits_a_password(const std::string& url, const ConnectionParameters& parameters) {
  const auto has = [&](std::string_view key, std::string_view characters, bool others) {
    const auto found = parameters.find(key);
    if (found == parameters.end()) {
      return false;
    }
    const auto at = others ? found->second.find_first_not_of(characters) : found->second.find_first_of(characters);
    return at != std::string::npos;
  };
  const bool is_uri = url.starts_with("postgresql://") || url.starts_with("postgres://");
  return is_uri && (has("host", "@", false) || has("dbname", "@", false) || has("port", "0123456789,", true));
}

/// `name`: what holds the URL.
ConnectionTarget from_url(const std::string& url, const std::string& name) {
  const auto parameters = read_conninfo(url);
  if (!parameters || splits_a_password(url, *parameters)) {
    throw Error(ErrorKind::usage,
                {name + " is not a PostgreSQL connection string",
                 "write postgresql://user@host:5432/database, or libpq's key=value form; %-encode special "
                 "characters in a password",
                 {}});
  }
  return {url, describe(*parameters), "", ""};
}

void require_set(const std::string& unset, std::string_view key) {
  if (!unset.empty()) {
    throw Error(ErrorKind::unjudged,
                {fmt::format("the environment variable {}, which warehouse.{} needs, is not set", unset, key),
                 fmt::format("set {} to the connection string of the database", unset),
                 {}});
  }
}

/// The variables that README, `tollgate init` and the CI files name: read where the policy has no say.
constexpr std::array<const char*, 2> documented{"TOLLGATE_BASE_URL", "TOLLGATE_HEAD_URL"};

bool libpq_is_told() { return is_set("PGHOST") || is_set("PGHOSTADDR") || is_set("PGDATABASE") || is_set("PGSERVICE"); }

}  // namespace

ConnectionTarget resolve_target(const WarehouseSettings& settings, Side side, const std::string& project_dir) {
  const bool base = side == Side::base;
  const std::string_view key = base ? "base_url" : "head_url";
  const std::string_view other_key = base ? "head_url" : "base_url";
  require_set(base ? settings.base_url_unset : settings.head_url_unset, key);
  if (const auto& url = base ? settings.base_url : settings.head_url; !url.empty()) {
    return from_url(url, fmt::format("warehouse.{}", key));
  }
  if (settings.use_dbt_profile) {
    return from_profile(settings, side, project_dir);
  }
  // One URL alone stands for both sides: base and head are then schemas of one database.
  require_set(base ? settings.head_url_unset : settings.base_url_unset, other_key);
  if (const auto& url = base ? settings.head_url : settings.base_url; !url.empty()) {
    return from_url(url, fmt::format("warehouse.{}", other_key));
  }
  for (const char* const name : base ? documented : std::array{documented[1], documented[0]}) {
    if (is_set(name)) return from_url(*variable(name), fmt::format("the environment variable {}", name));
  }
  if (libpq_is_told()) {
    return {"", describe({}), "", ""};
  }
  throw Error(
      ErrorKind::unjudged,
      {fmt::format("nothing names the {} database", to_string(side)),
       "set TOLLGATE_BASE_URL and TOLLGATE_HEAD_URL to the connection strings of the two databases, e.g. "
       "postgresql://reader@db.example.com:5432/shop; or set PGHOST, PGDATABASE and PGUSER; or let the policy in force "
       "say it (warehouse: base_url and head_url, or dbt_profile)",
       {}});
}

}  // namespace tollgate::warehouse
