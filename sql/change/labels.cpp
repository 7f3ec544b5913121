#include "sql/change/labels.hpp"

#include <algorithm>

namespace tollgate::sql {
namespace {

bool by_digest(const Part& a, const Part& b) { return a.digest < b.digest; }

void add_parts(Hasher& hasher, std::string_view what, const std::vector<Part>& parts) {
  hasher.add(what).add(parts.size());
  for (const Part& part : parts) hasher.add(part.digest);
}

}  // namespace

Digest BlockDigest::whole() const {
  Hasher hasher;
  hasher.add(rows).add(outputs.size());
  for (const Digest& output : outputs) hasher.add(output);
  for (const Digest& output : hidden) hasher.add(output);
  return hasher.digest();
}

Digest Parts::digest() const {
  Hasher hasher;
  hasher.add(shape);
  add_parts(hasher, "inputs", inputs);
  add_parts(hasher, "optionals", optionals);
  add_parts(hasher, "conditions", conditions);
  add_parts(hasher, "keys", keys);
  add_parts(hasher, "having", having);
  add_parts(hasher, "on", distinct_on);
  add_parts(hasher, "order", order);
  add_parts(hasher, "sets", set_calls);
  add_parts(hasher, "unknown", unknown_calls);
  add_parts(hasher, "cuts", cuts);
  return hasher.digest();
}

void collect_items(const Group& group, std::vector<const Item*>& into) {
  for (const Item& item : group.items) {
    if (item.kind != Item::Kind::full) into.push_back(&item);
    for (const Group& side : item.sides) collect_items(side, into);
  }
  for (const Optional& optional : group.optionals) collect_items(optional.group, into);
}

Labels::Scope::Scope(Labels& labels, const Block& block) : x_labels(labels), x_depth(labels.x_depth) {
  labels.x_depth = block.correlated ? x_depth + 1 : 0;
  std::unordered_set<int> numbers{0};
  collect_numbers(block.from, numbers);
  for (const int number : numbers) {
    x_before.emplace_back(number, std::move(labels.slot(number)));
    labels.slot(number) = {};
  }
  x_memo.swap(labels.x_memo);
}

Labels::Scope::~Scope() {
  x_labels.x_depth = x_depth;
  for (auto& [number, slot] : x_before) x_labels.slot(number) = std::move(slot);
  x_memo.swap(x_labels.x_memo);
}

Labels::Labels(const BlockMaker& maker, const Alike& alike, long& steps)
    : x_maker(maker), x_alike(alike), x_steps(steps), x_slots(static_cast<std::size_t>(maker.numbers()) + 1) {}

void Labels::forget() { x_memo.clear(); }

const BlockDigest& Labels::of(const Block& block) {
  if (block.correlated) return x_last[&block] = canonical(block, {});
  if (const auto known = x_known.find(&block); known != x_known.end()) return known->second;
  BlockDigest digest = canonical(block, {});
  return x_known.emplace(&block, std::move(digest)).first->second;
}

BlockDigest Labels::canonical(const Block& block, const TermList& values) {
  const Scope scope(*this, block);
  if (--x_steps < 0) return {};
  switch (block.kind) {
    case Block::Kind::set_operation:
      return canonical_set(block);
    case Block::Kind::values:
      return canonical_values(block);
    default:
      return canonical_select(block, values);
  }
}

BlockDigest Labels::canonical_values(const Block& block) {
  std::vector<Digest> rows;
  for (const TermList& row : block.rows) {
    Hasher hasher;
    for (const Term* value : row) hasher.add(of(*value));
    rows.push_back(hasher.digest());
  }
  std::sort(rows.begin(), rows.end());
  Hasher hasher;
  hasher.add("values");
  for (const Digest& row : rows) hasher.add(row);
  BlockDigest digest;
  for (std::size_t i = 0; i < block.outputs.size(); ++i)
    digest.outputs.push_back(Hasher{}.add("value").add(i).digest());
  slot(0).labelled = true;
  slot(0).outputs = digest.outputs;
  Parts parts;
  add_limits(block, parts);
  digest.rows = hasher.add(parts.digest()).digest();
  return digest;
}

BlockDigest Labels::canonical_set(const Block& block) {
  std::vector<BlockDigest> branches;
  for (const Block* branch : block.branches) branches.push_back(of(*branch));
  const bool ordered = block.set_operator == SetOperator::except || block.recursive;
  if (!ordered)
    std::sort(branches.begin(), branches.end(),
              [](const BlockDigest& a, const BlockDigest& b) { return a.whole() < b.whole(); });
  const bool bag = block.set_operator == SetOperator::union_ && block.all && !block.recursive;
  if (block.set_operator == SetOperator::union_ && !block.all && !block.recursive)
    branches.erase(std::unique(branches.begin(), branches.end(),
                               [](const BlockDigest& a, const BlockDigest& b) { return a.whole() == b.whole(); }),
                   branches.end());
  Hasher rows;
  rows.add("set").add(static_cast<std::uint64_t>(block.set_operator)).add(block.all ? 1U : 0U);
  rows.add(block.recursive ? 1U : 0U).add(block.outputs.size());
  for (const BlockDigest& branch : branches) rows.add(bag ? branch.rows : branch.whole());
  BlockDigest digest;
  for (std::size_t i = 0; i < block.outputs.size(); ++i) {
    Hasher column;
    column.add(bag ? 0U : i + 1);
    if (bag)
      for (const BlockDigest& branch : branches) column.add(i < branch.outputs.size() ? branch.outputs[i] : Digest{});
    digest.outputs.push_back(column.digest());
  }
  slot(0).labelled = true;
  slot(0).outputs = digest.outputs;
  Parts parts;
  add_limits(block, parts);
  digest.rows = rows.add(parts.digest()).digest();
  return digest;
}

BlockDigest Labels::canonical_select(const Block& block, const TermList& values) {
  TermList outputs = values;
  for (const BlockOutput& output : block.outputs) outputs.push_back(output.value);
  label(block, outputs);
  BlockDigest digest;
  digest.rows = parts(block).digest();
  for (const Term* output : outputs) digest.outputs.push_back(of(*output));
  for (const HiddenOutputs& hidden : block.hidden) digest.hidden.push_back(of(*hidden.value));
  return digest;
}

Digest Labels::relation(const Item& item) const {
  Hasher hasher;
  hasher.add("relation").add(item.relation == nullptr ? Digest{} : x_alike.relation(*item.relation));
  for (const std::string& shape : item.shape) hasher.add(shape);
  return hasher.digest();
}

Digest Labels::colour(const Item& item) {
  if (item.kind == Item::Kind::relation && item.calls.empty()) return relation(item);
  Hasher hasher;
  if (item.kind == Item::Kind::relation) hasher.add(relation(item));
  hasher.add(static_cast<std::uint64_t>(item.kind));
  for (const std::string& shape : item.shape) hasher.add(shape);
  for (const Term* call : item.calls) hasher.add(of(*call));
  if (item.kind == Item::Kind::derived) {
    const BlockDigest& digest = of(*item.block);
    hasher.add(digest.rows);
  }
  return hasher.digest();
}

void Labels::settle_outputs(const std::vector<const Item*>& leaves) {
  for (const Item* item : leaves) {
    if (item->kind != Item::Kind::derived) continue;
    std::vector<Digest> outputs = of(*item->block).outputs;
    slot(item->number).outputs = std::move(outputs);
    forget();
  }
}

void Labels::label_sides(const Group& group) {
  const auto joint = [&](const Group& side) {
    std::vector<const Item*> leaves;
    collect_items(side, leaves);
    std::vector<Digest> labels;
    labels.reserve(leaves.size());
    for (const Item* leaf : leaves) labels.push_back(slot(leaf->number).label);
    std::sort(labels.begin(), labels.end());
    Hasher hasher;
    for (const Digest& label : labels) hasher.add(label);
    return hasher.digest();
  };
  for (const Item& item : group.items)
    for (std::size_t i = 0; i < item.sides.size(); ++i) {
      Slot& side = slot(item.side_numbers[i]);
      side.labelled = true;
      side.label = joint(item.sides[i]);
      label_sides(item.sides[i]);
    }
  for (const Optional& optional : group.optionals) {
    Slot& side = slot(optional.number);
    side.labelled = true;
    side.label = joint(optional.group);
    label_sides(optional.group);
  }
}

// What the input is, by how the block and the values use it.
Digest Labels::used(const Block& block, const TermList& values, int number, const Digest& colour) {
  slot(number).label = Hasher{}.add(colour).add("itself").digest();
  forget();
  label_sides(block.from);
  Hasher use;
  use.add(colour).add(parts(block).digest());
  for (const Term* value : values) use.add(of(*value));
  slot(number).label = colour;
  return use.digest();
}

// Colours by what an input is; where that does not tell inputs apart, by how each is used; where that does not either,
// one of them is chosen (it is the same which, when they can be exchanged).
void Labels::label(const Block& block, const TermList& values) {
  std::vector<const Item*> leaves;
  collect_items(block.from, leaves);
  for (const Item* leaf : leaves) {
    Slot& own = slot(leaf->number);
    own.labelled = true;
    own.relation = leaf->relation;
  }
  settle_outputs(leaves);
  std::vector<Digest> colours;
  colours.reserve(leaves.size());
  for (const Item* leaf : leaves) {
    const Digest own = colour(*leaf);
    colours.push_back(x_depth == 0 ? own : Hasher{}.add(own).add("within").add(x_depth).digest());
  }
  const auto assign = [&] {
    for (std::size_t i = 0; i < leaves.size(); ++i) slot(leaves[i]->number).label = colours[i];
    forget();
    label_sides(block.from);
  };
  const auto tied = [&] {
    std::vector<std::size_t> ties;
    for (std::size_t i = 0; i < colours.size(); ++i)
      if (std::count(colours.begin(), colours.end(), colours[i]) > 1) ties.push_back(i);
    return ties;
  };
  assign();
  settle_outputs(leaves);
  constexpr std::size_t most_ties = 40;
  int round = 0;
  for (std::vector<std::size_t> ties = tied(); !ties.empty() && x_steps >= 0; ties = tied()) {
    const bool choose = round++ % 2 == 1 || ties.size() > most_ties;
    std::vector<Digest> refined = colours;
    if (choose) {
      refined[ties.front()] = Hasher{}.add(colours[ties.front()]).add("chosen").digest();
    } else {
      for (const std::size_t tie : ties) refined[tie] = used(block, values, leaves[tie]->number, colours[tie]);
    }
    colours = std::move(refined);
    assign();
    settle_outputs(leaves);
  }
}

Part Labels::part(const Term* term) { return {of(*term), term, term->has(trait::opaque)}; }

std::vector<Part> Labels::sorted_parts(const TermList& terms) {
  std::vector<Part> parts;
  for (const Term* term : terms) parts.push_back(part(term));
  std::sort(parts.begin(), parts.end(), by_digest);
  parts.erase(
      std::unique(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.digest == b.digest; }),
      parts.end());
  return parts;
}

void Labels::add_limits(const Block& block, Parts& parts) {
  for (const Term* key : block.order) parts.order.push_back(part(key));
  for (const Term* cut : {block.limit, block.offset})
    parts.cuts.push_back(cut == nullptr ? Part{Hasher{}.add("none").digest()} : part(cut));
  parts.shape = Hasher{}.add(block.with_ties ? 1U : 0U).digest();
}

// A bound of a generated series may stand for another.
Digest Labels::condition(const Term& term, bool generated) {
  const bool compares = term.is(Tag::operation) && (term.text == "<" || term.text == "<=") && term.kids.size() == 2;
  if (!generated || !compares || x_alike.bounds.empty()) return of(term);
  const Term* end = term.kids[1];
  while (end->is(Tag::cast)) end = end->kids[0];
  const auto bound = end->is(Tag::constant) ? x_alike.bounds.find(end->text) : x_alike.bounds.end();
  if (bound == x_alike.bounds.end()) return of(term);
  Hasher hasher;
  hasher.add("bounded").add(term.text).add(of(*term.kids[0])).add(bound->second);
  for (const Term* cast = term.kids[1]; cast->is(Tag::cast); cast = cast->kids[0]) hasher.add(cast->text);
  return hasher.digest();
}

Digest Labels::group(const Group& side) {
  std::vector<Digest> digests;
  std::vector<const Item*> leaves;
  for (const Item& item : side.items) {
    if (item.kind != Item::Kind::full) {
      const Slot& own = slot(item.number);
      digests.push_back(own.settled ? own.label : Hasher{}.add(own.label).add(colour(item)).digest());
      continue;
    }
    std::vector<Digest> sides{group(item.sides[0]), group(item.sides[1])};
    std::sort(sides.begin(), sides.end());
    Hasher hasher;
    hasher.add("full").add(sides[0]).add(sides[1]);
    for (const Part& on : sorted_parts(item.on)) hasher.add(on.digest);
    digests.push_back(hasher.digest());
  }
  for (const Optional& optional : side.optionals)
    digests.push_back(Hasher{}.add("optional").add(group(optional.group)).digest());
  for (const Part& condition : sorted_parts(side.conditions))
    digests.push_back(Hasher{}.add("condition").add(condition.digest).digest());
  std::sort(digests.begin(), digests.end());
  Hasher hasher;
  for (const Digest& digest : digests) hasher.add(digest);
  return hasher.digest();
}

Parts Labels::parts(const Block& block) {
  Parts parts;
  add_limits(block, parts);
  for (const Item& item : block.from.items) {
    Group only;
    only.items.push_back(item);
    parts.inputs.push_back({group(only), nullptr, false});
  }
  for (const Optional& optional : block.from.optionals) {
    const bool opaque = std::any_of(optional.group.conditions.begin(), optional.group.conditions.end(),
                                    [](const Term* condition) { return condition->has(trait::opaque); });
    parts.optionals.push_back({group(optional.group), nullptr, opaque});
  }
  std::sort(parts.inputs.begin(), parts.inputs.end(), by_digest);
  std::sort(parts.optionals.begin(), parts.optionals.end(), by_digest);
  parts.conditions = sorted_parts(block.from.conditions);
  for (Part& part : parts.conditions) part.digest = condition(*part.term, block.generated);
  std::sort(parts.conditions.begin(), parts.conditions.end(), by_digest);
  if (block.sets.empty()) {
    parts.keys = sorted_parts(block.keys);
  } else {
    for (const Term* key : block.keys) parts.keys.push_back(part(key));
  }
  parts.having = sorted_parts(block.having);
  parts.distinct_on = sorted_parts(block.distinct_on);
  parts.set_calls = sorted_parts(block.set_calls);
  parts.unknown_calls = sorted_parts(block.unknown_calls);
  Hasher shape;
  shape.add(parts.shape).add(block.grouped ? 1U : 0U).add(block.sets).add(block.distinct ? 1U : 0U);
  if (block.distinct) {
    TermList outputs;
    for (const BlockOutput& output : block.outputs) outputs.push_back(output.value);
    for (const HiddenOutputs& hidden : block.hidden) outputs.push_back(hidden.value);
    for (const Part& output : sorted_parts(outputs)) shape.add(output.digest);
  }
  parts.shape = shape.digest();
  return parts;
}

}  // namespace tollgate::sql
