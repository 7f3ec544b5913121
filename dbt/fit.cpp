#include "dbt/fit.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace tollgate::dbt {
namespace {

std::string shown(const std::string& text) { return text.empty() ? "(not stated)" : text; }

void check_project(const Project& base, const Project& head) {
  const std::string& before = base.metadata.project_name;
  const std::string& after = head.metadata.project_name;
  if (before.empty() || after.empty() || before == after) return;
  throw Error(ErrorKind::unjudged,
              {fmt::format("the artifacts are of two projects: base is of \"{}\", head is of \"{}\"", before, after),
               "give the manifest.json of the same dbt project for both sides",
               {head.manifest_path, 0, 0}});
}

void note_versions(const Metadata& base, const Metadata& head, std::vector<std::string>& notes) {
  if (base.dbt_version != head.dbt_version) {
    notes.push_back(
        fmt::format("base was written by dbt {}, head by dbt {}: settings and macros that only the version "
                    "explains are not counted as changes; build both with one version to be sure",
                    shown(base.dbt_version), shown(head.dbt_version)));
  } else if (base.schema_version != head.schema_version) {
    notes.push_back(
        fmt::format("base is a manifest v{}, head a manifest v{}", base.schema_version, head.schema_version));
  }
}

void note_adapter(const Project& base, const Project& head, std::vector<std::string>& notes) {
  const std::string& before = base.metadata.adapter_type;
  const std::string& after = head.metadata.adapter_type;
  if (before != after) {
    notes.push_back(fmt::format("base was built for {}, head for {}: compiled SQL of the two is hard to compare",
                                shown(before), shown(after)));
  }
  if (after.empty() || is_postgres_family(head.metadata)) return;
  notes.push_back(fmt::format(
      "the adapter is {}, not PostgreSQL: SQL is read with PostgreSQL's parser, so what only {} understands counts as "
      "changed or does not parse, and gates that ask a warehouse cannot judge; the rest is judged from the artifacts",
      after, after));
}

// ISO 8601 in UTC, as dbt writes it, sorts as text.
void note_age(const Metadata& base, const Metadata& head, std::vector<std::string>& notes) {
  if (base.generated_at.empty() || head.generated_at.empty() || base.generated_at <= head.generated_at) return;
  notes.push_back(
      fmt::format("base ({}) is newer than head ({}): others' merges may show up as changes; base should "
                  "be of the merge base",
                  base.generated_at, head.generated_at));
}

}  // namespace

std::vector<std::string> check_fit(const Project& base, const Project& head) {
  check_project(base, head);
  std::vector<std::string> notes;
  if (!base.digest.empty() && base.digest == head.digest) {
    notes.emplace_back("base and head are the same manifest: nothing can have changed");
    return notes;
  }
  note_versions(base.metadata, head.metadata, notes);
  note_adapter(base, head, notes);
  note_age(base.metadata, head.metadata, notes);
  return notes;
}

}  // namespace tollgate::dbt
