// The one file of this room that knows yaml-cpp.
#include "warehouse/profiles.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/suggest.hpp"

namespace tollgate::warehouse {
namespace {

// dbt-postgres' names of a connection's fields, and libpq's.
struct Field {
  std::string_view dbt;
  std::string_view libpq;
};
constexpr std::array fields{
    Field{"host", "host"},
    Field{"port", "port"},
    Field{"user", "user"},
    Field{"pass", "password"},
    Field{"password", "password"},
    Field{"database", "dbname"},
    Field{"dbname", "dbname"},
    Field{"connect_timeout", "connect_timeout"},
    Field{"keepalives_idle", "keepalives_idle"},
    Field{"sslmode", "sslmode"},
    Field{"sslcert", "sslcert"},
    Field{"sslkey", "sslkey"},
    Field{"sslrootcert", "sslrootcert"},
};

// Adapters that speak PostgreSQL's protocol and catalog.
constexpr std::array<std::string_view, 2> adapters{"postgres", "greenplum"};

constexpr int most_merged_maps = 100;

// A file with the environment its values are rendered in.
struct Source {
  const std::string& file;
  const Environment& environment;
};

[[noreturn]] void refuse(const Source& source, const YAML::Mark& mark, std::string message, std::string hint) {
  const bool known = !mark.is_null();
  throw Error(
      ErrorKind::usage,
      {std::move(message), std::move(hint), {source.file, known ? mark.line + 1 : 0, known ? mark.column + 1 : 0}});
}

YAML::Node parse(std::string_view yaml, const Source& source) {
  if (yaml.size() > largest_profiles_file) {
    refuse(source, YAML::Mark::null_mark(), "the file is larger than 1 MB, which no profile needs",
           "check that it is the right file");
  }
  try {
    return YAML::Load(std::string(yaml));
  } catch (const YAML::Exception& error) {
    refuse(source, error.mark, "the file is not valid YAML",
           "indent with blanks, not tabs; quote texts that hold : or {");
  }
}

YAML::Node merged_entry(const YAML::Node& merged, std::string_view key, int& maps_left);

// The entry of a map; an undefined node when there is none. As in dbt's own reader the last of equal keys wins, and
// what a merge key (`<<`) brings in stands behind the map's own keys. An anchor may hold itself, and merges can
// multiply: hence the count of maps looked into.
YAML::Node entry(const YAML::Node& map, std::string_view key, int& maps_left) {
  YAML::Node found(YAML::NodeType::Undefined);
  YAML::Node merged(YAML::NodeType::Undefined);
  for (const auto& item : map) {
    if (item.first.IsScalar() && item.first.Scalar() == key) {
      found.reset(item.second);
    } else if (item.first.IsScalar() && item.first.Scalar() == "<<") {
      merged.reset(item.second);
    }
  }
  return found.IsDefined() || !merged.IsDefined() ? found : merged_entry(merged, key, maps_left);
}

// Of several merged maps the first wins.
YAML::Node merged_entry(const YAML::Node& merged, std::string_view key, int& maps_left) {
  if (merged.IsMap()) {
    return --maps_left < 0 ? YAML::Node(YAML::NodeType::Undefined) : entry(merged, key, maps_left);
  }
  YAML::Node found(YAML::NodeType::Undefined);
  for (const auto& part : merged) {
    if (part.IsMap() && !found.IsDefined() && --maps_left >= 0) {
      found.reset(entry(part, key, maps_left));
    }
  }
  return found;
}

YAML::Node entry(const YAML::Node& map, std::string_view key) {
  int maps_left = most_merged_maps;
  return entry(map, key, maps_left);
}

// Names only: values can be secrets.
std::string names_in(const YAML::Node& map) {
  std::vector<std::string> names;
  for (const auto& item : map) {
    if (item.first.IsScalar()) {
      names.push_back(item.first.Scalar());
    }
  }
  std::sort(names.begin(), names.end());
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

// The map under that key, which the file has to have.
YAML::Node require_map(const YAML::Node& map, std::string_view key, std::string_view what, const Source& source) {
  if (!map.IsMap()) {
    refuse(source, map.Mark(), fmt::format("expected a map that holds the {} \"{}\"", what, key),
           "see dbt's profiles.yml");
  }
  const auto found = entry(map, key);
  if (!found.IsDefined()) {
    refuse(source, map.Mark(), fmt::format("there is no {} \"{}\"; there are: {}", what, key, names_in(map)),
           "check warehouse.dbt_profile in the policy, and `profile:` in dbt_project.yml");
  }
  if (!found.IsMap()) {
    refuse(source, found.Mark(), fmt::format("the {} \"{}\" must be a map", what, key), "see dbt's profiles.yml");
  }
  return found;
}

std::string text_of(const YAML::Node& node, std::string_view key, const Source& source) {
  if (!node.IsScalar()) {
    refuse(source, node.Mark(), fmt::format("`{}` must be a single value", key), "see dbt's profiles.yml");
  }
  auto rendered = render_env(node.Scalar(), source.environment);
  if (rendered.problem) {
    refuse(source, node.Mark(), fmt::format("`{}`: {}", key, rendered.problem->message), rendered.problem->hint);
  }
  if (rendered.text.find('\0') != std::string::npos) {
    refuse(source, node.Mark(), fmt::format("`{}` holds a NUL character", key), "remove it");
  }
  return rendered.text;
}

std::string optional_text(const YAML::Node& map, std::string_view key, const Source& source) {
  const auto node = entry(map, key);
  return node.IsDefined() && !node.IsNull() ? text_of(node, key, source) : std::string();
}

void require_postgres(const YAML::Node& output, const Source& source) {
  const auto type = optional_text(output, "type", source);
  if (std::find(adapters.begin(), adapters.end(), type) == adapters.end()) {
    refuse(source, output.Mark(),
           type.empty() ? "the target has no `type`" : fmt::format("the target is of type \"{}\"", type),
           "tollgate asks PostgreSQL only: choose a target of `type: postgres`");
  }
}

ProfileTarget read_output(const YAML::Node& output, const Source& source) {
  require_postgres(output, source);
  ProfileTarget found;
  for (const auto& field : fields) {
    if (auto value = optional_text(output, field.dbt, source); !value.empty()) {
      found.parameters.emplace(field.libpq, std::move(value));
    }
  }
  for (const std::string_view needed : {"host", "user", "dbname"}) {
    if (found.parameters.find(needed) == found.parameters.end()) {
      refuse(source, output.Mark(), fmt::format("the target has no `{}`", needed), "add it, as dbt needs it too");
    }
  }
  found.role = optional_text(output, "role", source);
  found.search_path = optional_text(output, "search_path", source);
  return found;
}

// yaml-cpp throws from nearly every call on a node; whatever it is, the file is at fault.
template <class Read>
auto guarded(const Source& source, const Read& read) {
  try {
    return read();
  } catch (const YAML::Exception& error) {
    refuse(source, error.mark, "the file is not what dbt would understand", "see dbt's profiles.yml");
  }
}

}  // namespace

ProfileTarget read_profile(std::string_view yaml, const std::string& file, const std::string& profile,
                           const std::string& target, const Environment& environment) {
  const Source source{file, environment};
  return guarded(source, [&] {
    const auto found = require_map(parse(yaml, source), profile, "profile", source);
    const auto outputs = require_map(found, "outputs", "entry", source);
    std::string chosen = target.empty() ? optional_text(found, "target", source) : target;
    if (chosen.empty()) {
      chosen = "default";  // as dbt does
    }
    return read_output(require_map(outputs, chosen, "target", source), source);
  });
}

std::string read_profile_name(std::string_view yaml, const std::string& file, const Environment& environment) {
  const Source source{file, environment};
  return guarded(source, [&] {
    const auto project = parse(yaml, source);
    auto name = project.IsMap() ? optional_text(project, "profile", source) : std::string();
    if (name.empty()) {
      refuse(source, YAML::Mark::null_mark(), "there is no `profile:`",
             "add it, or name the profile in the policy: warehouse.dbt_profile.profile");
    }
    return name;
  });
}

}  // namespace tollgate::warehouse
