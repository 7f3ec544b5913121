#include "gates/lineage_diff/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/listing.hpp"
#include "core/unique_id.hpp"
#include "gates/side_by_side.hpp"

namespace tollgate::gates::columns {

namespace {

constexpr std::size_t longest_text = 90;
constexpr std::size_t longest_path = 6;

std::string quoted(const std::string& text) { return "`" + shortened(text) + "`"; }

std::string or_none(const std::string& sources) { return sources.empty() ? "no column" : sources; }

std::string from_to(const std::string& what, const lineage::Difference& d) {
  if (d.before == d.after || d.before.empty() || d.after.empty()) return what;
  return fmt::format("{}: {} on base, {} on head", what, d.before, d.after);
}

/// `` : `a` -> `b` ``; empty where no part is known.
std::string old_and_new_part(const lineage::Difference& d) {
  return d.part_after.empty() ? "" : ": " + old_to_new(d.part_before, d.part_after);
}

/// What a column is, where nothing feeds it: the part says it better than its sources.
std::string changed_sources(const lineage::Difference& d) {
  if ((d.before.empty() || d.after.empty()) && !d.part_after.empty())
    return "is computed in another way" + old_and_new_part(d);
  return fmt::format("comes from {} now, on base from {}", or_none(d.after), or_none(d.before));
}

/// What an edit of the same inputs does to the meaning, where its form tells.
std::string twist(const lineage::Difference& d) {
  if (d.opposite) return "; that is the opposite of what it was";
  return d.loses_fraction ? "; whole numbers are divided now, and PostgreSQL cuts off the fraction" : "";
}

/// An aggregate may be as it was, and what is made of it another thing.
std::string changed_value(const lineage::Difference& d) {
  if (d.part_after.empty()) return {};
  return fmt::format("{} in another way{}{}", d.part_aggregates ? "aggregated" : "computed", old_and_new_part(d),
                     twist(d));
}

std::string with_effect(const std::string& what, const lineage::Difference& d) {
  return d.effect.empty() ? what : what + ": " + d.effect;
}

std::string changed_text(const std::string& what, const lineage::Difference& d) {
  if (d.before.empty()) return fmt::format("{} {} is new", what, quoted(d.after));
  if (d.after.empty()) return fmt::format("{} {} is gone", what, quoted(d.before));
  if (d.before == d.after && !d.effect.empty()) return fmt::format("{} {} {}", what, quoted(d.after), d.effect);
  const std::string part = old_and_new_part(d);
  if (d.before == d.after) return fmt::format("{} {} says something else than on base{}", what, quoted(d.after), part);
  const auto [before, after] = cut_alike(d.before, d.after);
  return fmt::format("{} was `{}` and is `{}`{}", what, before, after, part);
}

/// Of a long list of keys only those that make the difference.
std::string grain_text(const lineage::Difference& d) {
  const std::string_view how = d.after.starts_with("group by") ? "grouped by" : "distinct on";
  const std::string lost = shortened(listed(d.keys_lost));
  const std::string gained = shortened(listed(d.keys_gained));
  if (!d.effect.empty()) return fmt::format("{}: {}", d.after, d.effect);
  if (lost.empty() && gained.empty()) return changed_text("grain", d);
  if (lost.empty()) return fmt::format("is {} {} as well", how, gained);
  if (gained.empty()) return fmt::format("is not {} {} any more", how, lost);
  return fmt::format("is {} {} instead of {}", how, gained, lost);
}

std::string still_read(const lineage::Difference& d) {
  if (d.still_read_by.empty()) return {};
  const auto names = spoken(d.still_read_by);
  return fmt::format(", still read by {}", listed(names));
}

std::string about_column(const lineage::Difference& d) {
  using Kind = lineage::DifferenceKind;
  switch (d.kind) {
    case Kind::resourced:
    case Kind::partly_resourced:
      return changed_sources(d);
    case Kind::lost:
      return "is gone" + still_read(d);
    case Kind::added:
      return "is new";
    case Kind::renamed:
      return fmt::format("was called {} on base{}", d.before, still_read(d));
    case Kind::scaled:
      return fmt::format("is scaled: head is {}{}", d.scale,
                         d.after.empty() ? "" : fmt::format(", and it is {} now, on base {}", d.after, d.before));
    case Kind::retyped:
      return fmt::format("is {} now, on base {}{}{}", d.after, d.before,
                         d.still_read_by.empty() ? "" : ", read by " + listed(spoken(d.still_read_by)), twist(d));
    case Kind::kind_changed:
      return fmt::format("is {} now, on base {}{}{}", d.after, d.before, old_and_new_part(d), twist(d));
    case Kind::aggregate_changed:
      return d.part_after.empty() ? from_to("is aggregated in another way", d) : "is " + changed_value(d);
    case Kind::recomputed:
      return d.part_after.empty() ? "is computed in another way from the same columns" : "is " + changed_value(d);
    case Kind::moved:
      return fmt::format(
          "moved: {} now, on base {}; {} by position", d.after, d.before,
          fmt::format("{} read{}", listed(spoken(d.positional_readers)), d.positional_readers.size() == 1 ? "s" : ""));
    default:
      return {};
  }
}

std::string about_rows(const lineage::Difference& d) {
  using Kind = lineage::DifferenceKind;
  switch (d.kind) {
    case Kind::join_added:
      return fmt::format("joins {}, which it did not on base", d.after);
    case Kind::join_removed:
      return fmt::format("does not join {} any more", d.before);
    case Kind::join_type_changed:
      return with_effect(fmt::format("{} is joined by {} now ({} on base)", d.joined, d.after, d.before), d);
    case Kind::join_key_changed:
      return with_effect(changed_text("join condition", d), d);
    case Kind::filter_added:
    case Kind::filter_removed:
    case Kind::filter_changed:
      return changed_text("filter", d);
    case Kind::grain_changed:
      return grain_text(d);
    case Kind::union_arm_added:
      return d.after + " was added";
    case Kind::union_arm_removed:
      return d.before + " was removed";
    case Kind::rows_otherwise:
      return "may make other rows: " + d.effect;
    default:
      return fmt::format("{} in a sub-query over {} means {}.{} of the query around it", d.column, d.before, d.after,
                         d.column);
  }
}

}  // namespace

std::string shortened(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  if (text.size() <= longest_text) return text;
  std::size_t cut = longest_text;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + " …";
}

std::vector<std::string> spoken(const std::vector<std::string>& unique_ids) {
  std::vector<std::string> names;
  for (const std::string& id : unique_ids) {
    const std::string_view name = short_name(id);
    names.push_back(id.starts_with("model.") ? std::string(name)
                                             : fmt::format("{} {}", id.substr(0, id.find('.')), name));
  }
  return names;
}

std::string clause(const std::string& model, const lineage::Difference& difference) {
  if (is_about_column(difference.kind))
    return fmt::format("{}.{} {}", model, difference.column, about_column(difference));
  return fmt::format("{}: {}", model, about_rows(difference));
}

std::string which_columns(const std::vector<std::string>& names, std::size_t of) {
  if (names.size() == of)
    return fmt::format("{} ({})", of == 2 ? "both columns" : fmt::format("all {} columns", of), listed(names));
  if (names.size() == 1) return "column " + names.front();
  return fmt::format("{} of {} columns ({})", names.size(), of, listed(names));
}

std::string together_clause(const std::string& model, const std::string& columns, const lineage::Difference& first) {
  using Kind = lineage::DifferenceKind;
  if (first.kind == Kind::scaled) return fmt::format("{}: {} are scaled: head is {}", model, columns, first.scale);
  if (first.kind != Kind::kind_changed) return fmt::format("{}: {} come {}", model, columns, first.together);
  return fmt::format("{}: {} are {} now, on base {}, and come {}", model, columns, first.after, first.before,
                     first.together);
}

std::string edit_clause(const std::string& model, const std::vector<std::string>& names,
                        const lineage::Difference& first) {
  return fmt::format("{}: {} are {}", model, listed(names), changed_value(first));
}

std::string reach_clause(const lineage::Graph& graph, const lineage::Reach& reach) {
  std::string text = to_text(graph, reach);
  if (text.empty()) return text;
  text = "reaches " + text;
  if (reach.path.size() < 2) return text;
  std::vector<lineage::ColumnId> path = reach.path;
  if (path.size() > longest_path) path.resize(longest_path);
  return fmt::format("{} ({}{})", text, path_text(graph, path), path.size() < reach.path.size() ? " -> …" : "");
}

std::vector<Evidence> reach_evidence(const lineage::Reach& reach) {
  std::vector<Evidence> evidence;
  const auto add = [&](const char* name, std::size_t count) {
    if (count > 0) evidence.push_back({name, static_cast<std::int64_t>(count)});
  };
  add("downstream_columns", reach.columns.size());
  add("downstream_models", reach.relations.size() + reach.rows_of.size());
  add("exposures_and_metrics", reach.leaves.size());
  return evidence;
}

}  // namespace tollgate::gates::columns
