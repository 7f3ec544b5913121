// Digests of terms under the labels of the inputs in sight.
#include <algorithm>

#include "sql/change/labels.hpp"

namespace tollgate::sql {

Digest Labels::of(const Term& term) {
  if (const auto known = x_memo.find(&term); known != x_memo.end()) return known->second;
  if (--x_steps < 0) return {};
  const Digest digest = made(term);
  x_memo.emplace(&term, digest);
  return digest;
}

Digest Labels::made(const Term& term) {
  switch (term.tag) {
    case Tag::column:
      return column(term);
    case Tag::constant:
      return constant(term);
    case Tag::subquery:
      return subquery(term);
    case Tag::opaque:
      return Hasher{}.add("opaque").add(x_alike.side).add(term.text).digest();
    case Tag::nullable: {
      if (x_maker.is_required(term.input)) return of(*term.kids[0]);
      const Slot& side = slot(term.input);
      if (!side.labelled)
        if (const Lookup* const found = x_maker.lookup(term.input)) return scalar(*found->block, *term.kids[0]);
      return Hasher{}.add("nullable").add(side.label).add(of(*term.kids[0])).digest();
    }
    default:
      break;
  }
  std::vector<Digest> kids;
  kids.reserve(term.kids.size());
  for (const Term* kid : term.kids) kids.push_back(of(*kid));
  if (term.unordered) {
    std::sort(kids.begin(), kids.end());
    if (term.is(Tag::both) || term.is(Tag::either) || term.is(Tag::list))
      kids.erase(std::unique(kids.begin(), kids.end()), kids.end());
  }
  Hasher hasher;
  hasher.add(static_cast<std::uint64_t>(term.tag)).add(term.text).add(kids.size());
  for (const Digest& kid : kids) hasher.add(kid);
  if (term.is(Tag::bound)) {
    const auto bound = x_alike.bounds.find(term.kids[0]->text);
    if (bound != x_alike.bounds.end()) return Hasher{}.add("bound").add(bound->second).digest();
  }
  return hasher.digest();
}

Digest Labels::constant(const Term& term) {
  const auto alike = x_alike.literals.find(term.text);
  if (alike != x_alike.literals.end()) return Hasher{}.add("clock").add(alike->second).digest();
  return Hasher{}.add("constant").add(term.text).digest();
}

Digest Labels::column(const Term& term) {
  const Slot& input = slot(term.input);
  if (!input.labelled) {
    if (const Lookup* const found = x_maker.lookup(term.input)) return lookup(*found, term);
    if (const Block* const found = x_maker.single_row(term.input)) return single_row(*found, term);
  }
  Hasher hasher;
  hasher.add("column").add(input.label);
  if (term.index >= 0 && static_cast<std::size_t>(term.index) < input.outputs.size())
    return hasher.add(input.outputs[static_cast<std::size_t>(term.index)]).digest();
  hasher.add(term.text).add(static_cast<std::uint64_t>(static_cast<std::uint32_t>(term.index)));
  if (input.relation != nullptr && x_alike.retyped(*input.relation, term.text)) hasher.add(x_alike.side);
  return hasher.digest();
}

// The value of the one row that matches, or null: what a scalar sub-query gives.
Digest Labels::scalar(const Block& block, const Term& value) {
  const BlockDigest digest = canonical(block, {&value});
  return Hasher{}
      .add("scalar")
      .add(digest.rows)
      .add(digest.outputs.empty() ? Digest{} : digest.outputs.front())
      .digest();
}

// As a scalar sub-query's, in whose place it may be written.
Digest Labels::single_row(const Block& block, const Term& column) {
  const BlockDigest digest = of(block);
  const auto at = static_cast<std::size_t>(column.index);
  const bool known = column.index >= 0 && at < digest.outputs.size();
  return Hasher{}.add("scalar").add(digest.rows).add(known ? digest.outputs[at] : Digest{}).digest();
}

Digest Labels::lookup(const Lookup& lookup, const Term& term) {
  const Block* const inner = x_maker.dissolved(term.input);
  if (lookup.unpinned != nullptr && inner != nullptr && term.index >= 0 &&
      static_cast<std::size_t>(term.index) < inner->outputs.size()) {
    const Term& value = *inner->outputs[static_cast<std::size_t>(term.index)].value;
    if (is_null_over_nothing(value)) return scalar(*lookup.unpinned, value);
  }
  return scalar(*lookup.block, term);
}

Digest Labels::subquery(const Term& term) {
  const BlockDigest block = of(*term.block);
  Hasher hasher;
  hasher.add(term.text).add(block.rows);
  if (term.text == "scalar") {
    hasher.add(block.outputs.empty() ? Digest{} : block.outputs.front());
  } else if (term.text != "exists") {
    for (const Digest& output : block.outputs) hasher.add(output);
  }
  for (const Term* kid : term.kids) hasher.add(of(*kid));
  if (term.block->doubtful || !term.block->hidden.empty()) hasher.add(term.block->doubtful ? x_alike.side + 1 : 0);
  return hasher.digest();
}

}  // namespace tollgate::sql
