#include "gates/lineage_diff/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/lineage_diff/wording.hpp"

namespace tollgate::gates::columns {

namespace {

using Kind = lineage::Disagreement::Kind;

std::vector<std::string> names_of(const std::vector<const lineage::Disagreement*>& disagreements, Kind kind) {
  std::vector<std::string> names;
  for (const lineage::Disagreement* d : disagreements) {
    if (d->kind != kind) continue;
    names.push_back(kind == Kind::type
                        ? fmt::format("{} is {} there and {} by the SQL", d->column, d->catalogued, d->derived)
                        : d->column);
  }
  return names;
}

}  // namespace

std::string catalogue_text(const std::vector<const lineage::Disagreement*>& disagreements) {
  std::vector<std::string> parts;
  const auto tell = [&](Kind kind, std::string_view words) {
    const std::vector<std::string> names = names_of(disagreements, kind);
    if (!names.empty()) parts.push_back(fmt::format(fmt::runtime(words), listed(names)));
  };
  tell(Kind::missing_in_catalogue, "it lacks {}");
  tell(Kind::missing_in_sql, "only there is {}");
  tell(Kind::type, "{}");
  tell(Kind::order, "the order of columns differs from {} on");
  return fmt::format("head's catalogue holds another relation than this SQL makes: {}", fmt::join(parts, "; "));
}

std::vector<Note> catalogue_notes(const lineage::CatalogueNews& news) {
  std::vector<Note> notes;
  const auto add = [&](const std::vector<std::string>& models, std::string_view words) {
    if (!models.empty())
      notes.push_back({std::string(lineage_diff.id), fmt::format(fmt::runtime(words), listed(spoken(models)))});
  };
  add(news.as_on_base, "catalogue and SQL disagree on base and on head alike: {}");
  add(news.not_rebuilt,
      "head's catalogue holds what base's SQL makes, so it was written before the change was built, and is not held "
      "against: {}");
  return notes;
}

}  // namespace tollgate::gates::columns
