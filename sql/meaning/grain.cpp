// What makes the rows of a block fewer, or of another grain, than its inputs.
#include <algorithm>

#include "sql/change/excerpt.hpp"
#include "sql/meaning/reader.hpp"

namespace tollgate::sql {

Digest first_of_each(Digest keys, std::span<const Term* const> order, const Digest& rows) {
  Hasher hasher;
  hasher.add("first of each").add(keys);
  for (const Term* key : order) hasher.add(key->raw);
  return hasher.add(rows).digest();
}

void FactReader::grain(Frame& frame, const Block& block, Digests& rows) {
  grouping(frame, rows);
  if (frame.query->distinct) distinct(frame, block, rows);
}

Digest FactReader::keys_of(Frame& frame, std::string_view what, Exprs keys, std::string& text,
                           std::vector<std::pair<Digest, std::string>>& listed) {
  ExpressionTerms terms = expressions(frame);
  Digests digests;
  for (const Expr* key : keys) {
    digests.push_back(terms.of(*key)->raw);
    std::string written = excerpt_of(*key, *frame.query, x_analysis.text());
    text += (digests.size() > 1 ? ", " : "") + (written.empty() ? "?" : written);
    listed.emplace_back(digests.back(), std::move(written));
  }
  if (frame.query->group.sets && what != "on") {  // `what` tells them by their places
    Hasher in_order = Hasher{}.add(what);
    for (const Digest& digest : digests) in_order.add(digest);
    return in_order.digest();
  }
  std::sort(digests.begin(), digests.end());
  digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
  return in_any_order(what, std::move(digests));
}

void FactReader::grouping(Frame& frame, Digests& rows) {
  const Query& query = *frame.query;
  if (query.group.present) {
    std::string text = "group by ";
    std::vector<std::pair<Digest, std::string>> listed;
    const Digest keys =
        keys_of(frame, query.group.sets ? query.group.sets_text : "keys", query.group.keys, text, listed);
    add_grain(GrainFact::Kind::group_by, keys, text, query.group.location, rows, std::move(listed));
  } else if (query.aggregated) {
    add_grain(GrainFact::Kind::aggregate, digest_of("aggregate"), "aggregate", query.location, rows);
  }
}

void FactReader::distinct(Frame& frame, const Block& block, Digests& rows) {
  const Query& query = *frame.query;
  if (!query.distinct_on.empty()) {
    std::string text = "distinct on (";
    std::vector<std::pair<Digest, std::string>> listed;
    const Digest keys = keys_of(frame, "on", query.distinct_on, text, listed);
    Hasher with_order;
    with_order.add(keys);
    ExpressionTerms terms = expressions(frame);
    TermList order;
    for (const Term* key : terms.of(std::span<const SortKey>(query.order_by))) {
      with_order.add(key->raw);
      const Digest value = key->kids[0]->raw;
      const auto is_key = [&](const auto& one) { return one.first == value; };
      const auto repeats = [&](const Term* other) { return other->kids[0]->raw == value; };
      if (std::none_of(listed.begin(), listed.end(), is_key) && std::none_of(order.begin(), order.end(), repeats))
        order.push_back(key);
    }
    const Digest first = first_of_each(keys, order, in_any_order("rows", rows));
    add_grain(GrainFact::Kind::distinct_on, with_order.digest(), text + ")", query.location, rows, std::move(listed));
    x_facts.grains.back().first_of = first;
    return;
  }
  // DISTINCT over plain columns is a GROUP BY of them: told alike, so that one may be written for the other.
  Digests digests;
  for (const Term* output : block.outputs) digests.push_back(output->raw);
  std::sort(digests.begin(), digests.end());
  digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
  add_grain(GrainFact::Kind::distinct, in_any_order("keys", std::move(digests)), "distinct", query.location, rows);
}

void FactReader::limit(Frame& frame, Digests& rows) {
  const Query& query = *frame.query;
  if (query.limit == nullptr && query.offset == nullptr) return;
  ExpressionTerms terms = expressions(frame);
  Hasher hasher;
  std::string text;
  for (const auto& [name, value] : {std::pair{"limit", query.limit}, std::pair{"offset", query.offset}}) {
    if (value == nullptr) continue;
    hasher.add(name).add(terms.of(*value)->raw);
    text += (text.empty() ? "" : " ") + std::string(name) + " " + excerpt_of(*value, x_analysis.text(), whole_excerpt);
  }
  if (query.with_ties) {
    hasher.add("with ties");
    text += " with ties";
  }
  for (const Term* key : terms.of(std::span<const SortKey>(query.order_by))) hasher.add(key->raw);
  for (const int output : query.order_outputs) hasher.add(static_cast<std::uint64_t>(output));
  add_grain(GrainFact::Kind::limit, hasher.digest(), text, query.location, rows);
}

void FactReader::add_grain(GrainFact::Kind kind, const Digest& digest, std::string text, int location, Digests& rows,
                           std::vector<std::pair<Digest, std::string>> keys) {
  rows.push_back(digest);
  x_facts.grains.push_back({kind, digest, std::move(text), location, std::move(keys)});
}

}  // namespace tollgate::sql
