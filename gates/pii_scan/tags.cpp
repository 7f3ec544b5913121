#include "gates/pii_scan/tags.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/lasting.hpp"
#include "core/lower.hpp"

namespace tollgate::pii_scan {

namespace {

using Json = nlohmann::json;

/// Keys are written `contains_pii`, `contains-pii` and `containsPII`: one key.
std::string folded_key(std::string_view key) {
  std::string folded = lowered(key);
  std::erase_if(folded, [](char c) { return c == '_' || c == '-'; });
  return folded;
}

template <class Range>
bool holds(const Range& words, std::string_view word) {
  return std::ranges::find(words, word) != std::ranges::end(words);
}

constexpr std::array<std::string_view, 7> negatives{"false", "no", "none", "0", "n", "off", "public"};
constexpr std::array<std::string_view, 5> affirmatives{"true", "yes", "1", "y", "on"};
/// Words beside a declaration that declare nothing themselves.
constexpr std::array<std::string_view, 7> remarks{"reason",  "owner",   "note",    "description",
                                                  "comment", "expires", "reviewed"};

/// Levels by the words that teams write; docs/gates/pii-scan.md lists them.
std::optional<Level> level_from(std::string_view word) {
  constexpr std::array<std::string_view, 7> hashed{"pseudonymised", "pseudonymized", "pseudonymous", "hashed",
                                                   "tokenised",     "tokenized",     "encrypted"};
  constexpr std::array<std::string_view, 6> less{"reduced",     "masked",      "partial",
                                                 "generalised", "generalized", "truncated"};
  constexpr std::array<std::string_view, 7> none{"clear",     "anonymised", "anonymized", "anonymous",
                                                 "sanitised", "sanitized",  "aggregated"};
  if (holds(hashed, word)) return Level::pseudonymised;
  if (holds(less, word)) return Level::reduced;
  if (holds(none, word)) return Level::clear;
  if (word == "raw") return Level::raw;
  return std::nullopt;
}

/// `PII-email` -> `pii_email`
std::string words_joined(std::string_view text) {
  std::string joined = lowered(text);
  std::ranges::replace_if(
      joined, [](char c) { return std::string_view(" -.:/=").find(c) != std::string_view::npos; }, '_');
  return joined;
}

/// `PII.Sensitive` -> `pii`, `sensitive`; nothing is split at a hyphen, so that `non-pii` stays one word.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts{""};
  for (const char c : lowered(text)) {
    if (c == '.' || c == ':' || c == '/') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// How much, not what kind: `pii_level: high`, tag `pii.sensitive`.
bool is_degree(std::string_view word) {
  constexpr std::array<std::string_view, 14> degrees{
      "low",          "medium",   "moderate",  "high",        "very_high", "critical", "restricted",
      "confidential", "internal", "sensitive", "sensitivity", "direct",    "indirect", "data"};
  return holds(degrees, word) || word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What stands behind the tag that declares: `email` of `pii_email`, `PII-email`, `pii:email`; nothing when the tag is
/// another one, or says no: `pii_free`.
std::optional<std::string> behind(std::string_view tag, const std::vector<std::string>& declaring) {
  constexpr std::array<std::string_view, 14> denials{"false",   "no",      "none",     "0",       "free",
                                                     "safe",    "exempt",  "removed",  "cleared", "clean",
                                                     "checked", "scanned", "reviewed", "approved"};
  const std::string folded = words_joined(tag);
  for (const std::string& base : declaring) {
    if (folded == base || folded_key(folded) == folded_key(base)) return std::string();
    if (folded.size() <= base.size() + 1 || !folded.starts_with(base) || folded[base.size()] != '_') continue;
    std::string rest = folded.substr(base.size() + 1);
    if (!holds(denials, rest)) return rest;
  }
  return std::nullopt;
}

/// A key that asks the question itself (`pii`, `contains_pii`, `masking_policy`): any answer but no is yes.
bool asks_itself(std::string_view key) {
  return key.find("pii") != std::string_view::npos || key.find("personal") != std::string_view::npos ||
         key == "maskingpolicy";
}

class Reader {
 public:
  Reader(const TagKeys& keys, Declaration& into) : x_into(into) {
    for (const std::string& key : keys.meta_keys) x_meta_keys.push_back(folded_key(key));
    for (const std::string& value : keys.meta_values) x_meta_values.push_back(lowered(value));
    for (const std::string& tag : keys.tags) x_tags.push_back(words_joined(tag));
  }

  void read_meta(const dbt::Meta& meta) {
    for (const auto& [key, value] : meta) {
      const std::string folded = folded_key(key);
      if (folded == "reason" || folded == "piireason") x_into.reason = value;
      if (folded == "piitype" || folded == "piicategory") name_kind(lowered(value));
      if (holds(x_meta_keys, folded)) read(folded, parsed(value), "meta." + key);
    }
  }

  void read_tags(const std::vector<std::string>& tags) {
    for (const std::string& tag : tags) {
      const std::optional<std::string> rest = behind(tag, x_tags);
      if (!rest) continue;
      const auto level = level_from(*rest);
      declare(level.value_or(Level::raw), "tag " + tag);
      if (!level) name_kind(*rest);
    }
  }

 private:
  static Json parsed(const std::string& value) {
    if (!value.starts_with("{") && !value.starts_with("[")) return value;
    Json json = Json::parse(value, nullptr, false);
    return json.is_discarded() ? Json(value) : json;
  }

  void name_kind(const std::string& word) {
    if (word.empty() || word == "null" || holds(affirmatives, word) || holds(negatives, word) || is_degree(word))
      return;
    x_into.kind = word;
  }

  void read(const std::string& key, const Json& value, const std::string& by) {
    if (value.is_object()) {
      for (const auto& [name, member] : value.items()) {
        const std::string folded = lowered(name);
        if (folded == "reason" && member.is_string()) x_into.reason = member.get<std::string>();
        if (holds(remarks, folded)) continue;
        const std::string as_key = folded_key(name);
        read(holds(x_meta_keys, as_key) ? as_key : key, member, by);
      }
    } else if (value.is_array()) {
      for (const Json& element : value) read(key, element, by);
    } else {
      read_word(key, value.is_string() ? lowered(value.get<std::string>()) : value.dump(), by);
    }
  }

  void read_word(const std::string& key, const std::string& word, const std::string& by) {
    if (word.empty() || word == "null") return;
    if (const auto level = level_from(word)) return declare(*level, by);
    if (asks_itself(key)) {
      if (holds(negatives, word)) return declare(Level::clear, by);
      name_kind(word);
      return declare(Level::raw, by);
    }
    const std::vector<std::string> parts = parts_of(word);
    const bool named = holds(x_meta_values, word) ||
                       std::ranges::any_of(parts, [&](const std::string& part) { return holds(x_meta_values, part); });
    if (named) declare(Level::raw, by);
  }

  /// Of several words the highest counts.
  void declare(Level level, const std::string& by) {
    if (x_into.declared && x_into.level.value_or(Level::clear) >= level) return;
    x_into.declared = true;
    x_into.personal = level != Level::clear;
    x_into.level = level;
    x_into.by = by;
  }

  Declaration& x_into;
  std::vector<std::string> x_meta_keys, x_meta_values, x_tags;
};

Declaration read(const dbt::Meta& meta, const std::vector<std::string>& tags, const TagKeys& keys) {
  Declaration found;
  Reader reader(keys, found);
  reader.read_meta(meta);
  reader.read_tags(tags);
  return found;
}

RelationDeclarations read_relation(const dbt::Meta& meta, const std::vector<std::string>& tags,
                                   const std::vector<dbt::Column>& columns, std::string_view what,
                                   const TagKeys& keys) {
  RelationDeclarations found;
  found.relation = read(meta, tags, keys);
  found.relation.from_relation = true;
  if (found.relation.declared) found.relation.by += " of the " + std::string(what);
  for (const dbt::Column& column : columns) {
    Declaration own = read(column.meta, column.tags, keys);
    if (!own.declared) continue;
    found.names_columns = found.names_columns || own.personal;
    found.columns.emplace(lowered(column.name), std::move(own));
  }
  return found;
}

}  // namespace

const Declaration& RelationDeclarations::of(std::string_view column) const {
  static const Lasting<Declaration> nothing([] { return Declaration{}; });
  if (const auto own = columns.find(lowered(column)); own != columns.end()) return own->second;
  if (!relation.declared || (relation.personal && names_columns)) return nothing.get();
  return relation;
}

TagKeys usual_tag_keys() {
  return {{"pii",
           "contains_pii",
           "has_pii",
           "is_pii",
           "pii_type",
           "pii_category",
           "pii_level",
           "pii_sensitivity",
           "pii_data",
           "personal_data",
           "contains_personal_data",
           "sensitive",
           "is_sensitive",
           "sensitive_data",
           "classification",
           "data_classification",
           "sensitivity",
           "data_sensitivity",
           "policy_tags",
           "databricks_tags",
           "masking_policy",
           "openmetadata"},
          {"true", "yes", "pii", "personal", "personal_data", "personal data", "confidential", "restricted",
           "sensitive", "highly_sensitive", "high", "phi", "spi", "sensitive_personal_data"},
          {"pii", "contains_pii", "has_pii", "personal_data"}};
}

RelationDeclarations declarations_of(const dbt::Project& project, std::string_view unique_id, const TagKeys& keys) {
  if (const dbt::Node* node = project.find_node(unique_id)) {
    return read_relation(node->config.meta, node->config.tags, node->columns, to_string(node->type), keys);
  }
  const auto source = project.sources.find(unique_id);
  if (source == project.sources.end()) return {};
  return read_relation(source->second.meta, source->second.tags, source->second.columns, "source", keys);
}

}  // namespace tollgate::pii_scan
