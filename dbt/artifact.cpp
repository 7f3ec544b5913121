#include "dbt/artifact.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace tollgate::dbt {

namespace {

/// Files that people mistake for a dbt artifact, by a root key that gives them away.
struct Lookalike {
  std::string_view key;
  std::string_view what;
};
constexpr std::array<Lookalike, 8> lookalikes{{{"project_configuration", "dbt's semantic_manifest.json"},
                                               {"start_url", "the manifest.json of a web app"},
                                               {"short_name", "the manifest.json of a web app"},
                                               {"manifest_version", "the manifest.json of a browser extension"},
                                               {"lockfileVersion", "an npm lock file"},
                                               {"schemaVersion", "a container image manifest"},
                                               {"openapi", "an OpenAPI description"},
                                               {"$schema", "a JSON schema or its instance"}}};

struct Head {
  std::string schema_url;
  std::vector<std::string> keys;
};

Head read_head(JsonDocument& document) {
  Head head;
  document.each_field([&](std::string_view key, const JsonValue& value) {
    if (head.keys.size() < 100) head.keys.emplace_back(key);
    if (key != "metadata") return;
    value.each_field([&](std::string_view name, const JsonValue& member) {
      if (name == "dbt_schema_version") head.schema_url = member.text();
    });
  });
  return head;
}

std::string looks_like(const Head& head) {
  for (const Lookalike& lookalike : lookalikes) {
    if (std::find(head.keys.begin(), head.keys.end(), lookalike.key) != head.keys.end()) {
      return "it looks like " + std::string(lookalike.what);
    }
  }
  if (head.keys.empty()) return "it is an empty object";
  std::string text = "it has no `metadata.dbt_schema_version`; its keys are ";
  const std::size_t count = std::min<std::size_t>(head.keys.size(), 4);
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "`" : ", `") + shown(head.keys[i]) + "`";
  return head.keys.size() > count ? text + ", ..." : text;
}

[[noreturn]] void refuse_missing(const std::string& path, const ArtifactKind& kind) {
  throw Error(ErrorKind::unjudged, {"there is no such file",
                                    "run `" + std::string(kind.command) + "`, or name the place that holds dbt's " +
                                        std::string(kind.file_name),
                                    {path}});
}

[[noreturn]] void refuse_foreign(const std::string& path, const ArtifactKind& kind, const std::string& found) {
  throw Error(ErrorKind::unjudged,
              {"is not a dbt " + std::string(kind.file_name) + ": " + found,
               "name the " + std::string(kind.file_name) + " that `" + std::string(kind.command) + "` wrote",
               {path}});
}

}  // namespace

std::optional<SchemaId> parse_schema_id(std::string_view url) {
  const std::size_t version_at = url.rfind("/v");
  if (version_at == std::string_view::npos || version_at == 0) return std::nullopt;
  const std::size_t kind_at = url.rfind('/', version_at - 1);
  if (kind_at == std::string_view::npos || !url.ends_with(".json")) return std::nullopt;
  SchemaId id;
  id.kind = url.substr(kind_at + 1, version_at - kind_at - 1);
  const std::string_view digits = url.substr(version_at + 2, url.size() - version_at - 2 - 5);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), id.version);
  if (problem != std::errc() || end != digits.data() + digits.size() || id.version < 1) return std::nullopt;
  return id;
}

Artifact identify(JsonDocument document, const ArtifactKind& kind) {
  Head head = read_head(document);
  const std::string& path = document.file();
  if (head.schema_url.empty()) refuse_foreign(path, kind, looks_like(head));
  const std::optional<SchemaId> id = parse_schema_id(head.schema_url);
  if (!id) refuse_foreign(path, kind, "its schema version is `" + shown(head.schema_url) + "`");
  if (id->kind != kind.kind) {
    refuse_foreign(path, kind, "its schema version says that it is dbt's `" + shown(id->kind) + "` artifact");
  }
  return {std::move(document), id->version, std::move(head.keys)};
}

Artifact open_artifact(const std::string& path, const ArtifactKind& kind) {
  std::error_code problem;
  if (std::filesystem::status(path, problem).type() == std::filesystem::file_type::not_found) {
    refuse_missing(path, kind);
  }
  return identify(JsonDocument(path, FileBytes::read(path)), kind);
}

}  // namespace tollgate::dbt
