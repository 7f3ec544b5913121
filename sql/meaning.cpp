#include "sql/meaning.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "sql/change/excerpt.hpp"
#include "sql/change/expression.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

Digest digest_of(std::string_view text) { return Hasher{}.add(text).digest(); }

Digest in_any_order(std::string_view what, std::vector<Digest> digests) {
  std::sort(digests.begin(), digests.end());
  Hasher hasher;
  hasher.add(what);
  for (const Digest& digest : digests) hasher.add(digest);
  return hasher.digest();
}

// One pass over the statement: each block once, with the chain of blocks around it for references upwards.
class Facts {
 public:
  Facts(const Analysis& analysis, std::span<const Query* const> without)
      : x_analysis(analysis), x_without(without.begin(), without.end()) {}

  StatementFacts run() {
    const Query* const query = x_analysis.query();
    if (query == nullptr) return {};
    Frame frame{query, nullptr, {}};
    const Block& block = visit(frame, InputRole::inner);
    for (std::size_t i = 0; i < query->outputs.size() && i < block.outputs.size(); ++i)
      x_facts.outputs.push_back(
          {std::string(query->outputs[i].name), block.outputs[i]->raw, query->outputs[i].location});
    for (const auto& [read, known] : x_blocks) {
      x_facts.blocks.push_back(values_of(known));
      x_facts.blocks.push_back(known.rows);
    }
    std::sort(x_facts.blocks.begin(), x_facts.blocks.end());
    return std::move(x_facts);
  }

 private:
  struct Frame {
    const Query* query;
    Frame* around;
    std::unordered_map<std::uint64_t, const Term*> columns;
  };
  struct Block {
    TermList outputs;
    Digest rows;                 // what decides which rows there are
    std::vector<Digest> tables;  // relations read beneath
    bool only_selects = false;   // its rows are those of its FROM, filtered
    bool only_branch = false;    // `rows` is that of the one branch that is left of a union
  };

  static Digest values_of(const Block& block) {
    Hasher hasher;
    for (const Term* output : block.outputs) hasher.add(output->raw);
    return hasher.digest();
  }

  const Block& visit(Frame& frame, InputRole role) {
    const Query& query = *frame.query;
    if (const auto known = x_blocks.find(&query); known != x_blocks.end()) return known->second;
    Block& block = x_blocks[&query];  // a recursive term finds this, still empty
    for (const Cte* cte : query.ctes) x_owners[cte->query] = &query;
    Digests rows;
    if (query.command == Query::Command::set_operation) {
      set_operation(frame, block, rows);
    } else if (query.command == Query::Command::values) {
      values(frame, block, rows);
    } else {
      select(frame, role, block, rows);
    }
    if (!block.only_branch) block.rows = in_any_order("rows", std::move(rows));
    return block;
  }

  using Digests = std::vector<Digest>;

  void set_operation(Frame& frame, Block& block, Digests& rows) {
    const Query& query = *frame.query;
    std::vector<const Query*> branches;
    std::vector<const Query*> open{query.right, query.left};
    while (!open.empty()) {  // a long chain of the same operator is one list
      const Query* const branch = open.back();
      open.pop_back();
      const bool same = branch->command == Query::Command::set_operation &&
                        branch->set_operator == query.set_operator && branch->all == query.all &&
                        branch->ctes.empty() && branch->limit == nullptr && query.set_operator != SetOperator::except;
      if (same) {
        open.push_back(branch->right);
        open.push_back(branch->left);
      } else if (!x_without.contains(branch)) {
        branches.push_back(branch);
      }
    }
    std::vector<TermList> columns(query.outputs.size());
    UnionFact facts{query.all, {}};
    for (const Query* branch : branches) {
      Frame inner{branch, &frame, {}};
      const Block& part = visit(inner, InputRole::inner);
      facts.branches.push_back({branch, values_of(part), part.rows, names_of(part.tables), branch->location});
      rows.push_back(part.rows);
      block.tables.insert(block.tables.end(), part.tables.begin(), part.tables.end());
      for (std::size_t i = 0; i < columns.size() && i < part.outputs.size(); ++i) columns[i].push_back(part.outputs[i]);
    }
    if (branches.size() == 1) return take_over(frame, *branches.front(), block, rows);
    if (query.set_operator == SetOperator::union_) x_facts.unions.push_back(std::move(facts));
    const bool ordered = query.set_operator == SetOperator::except;
    for (TermList& column : columns)
      block.outputs.push_back(x_terms.special(ordered ? "except" : "branches", column, {}, !ordered));
    constexpr std::string_view names[] = {"", "union", "intersect", "except"};
    std::string text(names[static_cast<std::size_t>(query.set_operator)]);
    if (query.all) text += " all";
    add_grain(GrainFact::Kind::set_operation, digest_of(text), text, query.location, rows);
    add_limit(frame, rows);
  }

  /// What is left of a union whose other branches do not count.
  void take_over(Frame& frame, const Query& branch, Block& block, Digests& rows) {
    const Block& part = x_blocks.at(&branch);
    block.outputs = part.outputs;
    block.only_selects = part.only_selects;
    add_limit(frame, rows);
    block.only_branch = frame.query->limit == nullptr && frame.query->offset == nullptr;
    if (block.only_branch) block.rows = part.rows;
  }

  std::vector<std::string> names_of(const std::vector<Digest>& tables) const {
    std::vector<std::string> names;
    for (const Digest& table : tables) {
      const std::string& name = x_names.at(table);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
  }

  void values(Frame& frame, Block& block, Digests& rows) {
    const Query& query = *frame.query;
    std::vector<TermList> columns(query.outputs.size());
    for (const Exprs& row : query.rows) {
      const TermList terms = expressions(frame).of(row);
      for (std::size_t i = 0; i < columns.size() && i < terms.size(); ++i) columns[i].push_back(terms[i]);
    }
    for (const TermList& column : columns) block.outputs.push_back(x_terms.special("values", column, {}, true));
    rows.push_back(Hasher{}.add("values").add(query.rows.size()).digest());
    for (const Term* output : block.outputs) rows.push_back(output->raw);
  }

  void select(Frame& frame, InputRole role, Block& block, Digests& rows) {
    const Query& query = *frame.query;
    block.only_selects = !query.aggregated && !query.distinct && query.limit == nullptr && query.offset == nullptr &&
                         !query.returns_sets && !query.group.present;
    for (const JoinTree* root : query.from) join(frame, *root, role, block, rows);
    if (query.where != nullptr) condition(frame, *query.where, ConditionFact::Clause::where, InputRole::inner, rows);
    if (query.having != nullptr) condition(frame, *query.having, ConditionFact::Clause::having, InputRole::inner, rows);
    ExpressionTerms terms = expressions(frame);
    for (const Output& output : query.outputs)
      block.outputs.push_back(output.value == nullptr ? x_terms.opaque() : terms.of(*output.value));
    grain(frame, block, rows);
    add_limit(frame, rows);
  }

  void grain(Frame& frame, const Block& block, Digests& rows) {
    const Query& query = *frame.query;
    ExpressionTerms terms = expressions(frame);
    std::vector<std::pair<Digest, std::string>> listed;
    const auto keys_of = [&](std::string_view what, Exprs keys, std::string& text) {
      Digests digests;
      for (const Expr* key : keys) {
        digests.push_back(terms.of(*key)->raw);
        std::string written = excerpt_of(*key, x_analysis.text());
        text += (digests.size() > 1 ? ", " : " ") + (written.empty() ? "?" : written);
        listed.emplace_back(digests.back(), std::move(written));
      }
      std::sort(digests.begin(), digests.end());
      digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
      return in_any_order(what, std::move(digests));
    };
    if (query.group.present) {
      std::string text = "group by";
      const Digest keys = keys_of(query.group.sets ? query.group.sets_text : "keys", query.group.keys, text);
      add_grain(GrainFact::Kind::group_by, keys, text, query.group.location, rows, std::move(listed));
    } else if (query.aggregated) {
      add_grain(GrainFact::Kind::aggregate, digest_of("aggregate"), "aggregate", query.location, rows);
    }
    if (!query.distinct) return;
    if (!query.distinct_on.empty()) {
      std::string text = "distinct on";
      const Digest keys = keys_of("on", query.distinct_on, text);
      Hasher with_order;
      with_order.add(keys);
      for (const Term* key : terms.of(std::span<const SortKey>(query.order_by))) with_order.add(key->raw);
      add_grain(GrainFact::Kind::distinct_on, with_order.digest(), text, query.location, rows, std::move(listed));
      return;
    }
    // DISTINCT over plain columns is a GROUP BY of them: told alike, so that one may be written for the other.
    Digests digests;
    for (const Term* output : block.outputs) digests.push_back(output->raw);
    std::sort(digests.begin(), digests.end());
    digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
    add_grain(GrainFact::Kind::distinct, in_any_order("keys", std::move(digests)), "distinct", query.location, rows);
  }

  void add_limit(Frame& frame, Digests& rows) {
    const Query& query = *frame.query;
    if (query.limit == nullptr && query.offset == nullptr) return;
    ExpressionTerms terms = expressions(frame);
    Hasher hasher;
    std::string text;
    for (const auto& [name, value] : {std::pair{"limit", query.limit}, std::pair{"offset", query.offset}}) {
      if (value == nullptr) continue;
      hasher.add(name).add(terms.of(*value)->raw);
      text += (text.empty() ? "" : " ") + std::string(name) + " " + excerpt_of(*value, x_analysis.text());
    }
    for (const Term* key : terms.of(std::span<const SortKey>(query.order_by))) hasher.add(key->raw);
    for (const int output : query.order_outputs) hasher.add(static_cast<std::uint64_t>(output));
    add_grain(GrainFact::Kind::limit, hasher.digest(), text, query.location, rows);
  }

  void add_grain(GrainFact::Kind kind, const Digest& digest, std::string text, int location, Digests& rows,
                 std::vector<std::pair<Digest, std::string>> keys = {}) {
    rows.push_back(digest);
    x_facts.grains.push_back({kind, digest, std::move(text), location, std::move(keys)});
  }

  void join(Frame& frame, const JoinTree& tree, InputRole role, Block& block, Digests& rows) {
    if (tree.leaf()) return input(frame, tree.entry, role, block, rows);
    InputRole left = role;
    InputRole right = role;
    if (tree.type == JoinType::left) right = InputRole::optional;
    if (tree.type == JoinType::right) left = InputRole::optional;
    if (tree.type == JoinType::full) left = right = InputRole::full;
    join(frame, *tree.left, left, block, rows);
    join(frame, *tree.right, right, block, rows);
    const bool inner = tree.type == JoinType::inner || tree.type == JoinType::cross;
    const InputRole kind = inner ? role : tree.type == JoinType::full ? InputRole::full : InputRole::optional;
    if (tree.condition != nullptr) condition(frame, *tree.condition, ConditionFact::Clause::join, kind, rows);
    for (const UsingKey& key : tree.keys) {
      if (key.left == nullptr || key.right == nullptr) continue;
      ExpressionTerms terms = expressions(frame);
      const Term* const equal = x_terms.operation("=", {terms.of(*key.left), terms.of(*key.right)}, "boolean");
      const std::string text =
          (tree.natural ? "natural join on " : "using (") + std::string(key.name) + (tree.natural ? "" : ")");
      add_condition({ConditionFact::Clause::join, kind, equal->raw, text, tree.location}, rows);
    }
  }

  void input(Frame& frame, int index, InputRole role, Block& block, Digests& rows) {
    const RangeEntry& entry = frame.query->entries[static_cast<std::size_t>(index)];
    const std::string name(entry.alias.empty() ? entry.written_name : entry.alias);
    if (entry.kind == RangeEntry::Kind::relation && entry.relation != nullptr) {
      const KnownRelation& relation = *entry.relation;
      const Digest digest = digest_of(relation.identity.empty() ? relation.name : relation.identity);
      block.tables.push_back(digest);
      x_names.emplace(digest, relation.name);
      rows.push_back(Hasher{}.add(digest).add(static_cast<std::uint64_t>(role)).digest());
      x_facts.inputs.push_back({digest, relation.name, role, entry.location});
      return;
    }
    if (entry.query != nullptr && !entry.self_reference) {
      const Block& inner = inner_block(frame, entry, role);
      block.tables.insert(block.tables.end(), inner.tables.begin(), inner.tables.end());
      rows.push_back(Hasher{}.add(inner.rows).add(static_cast<std::uint64_t>(role)).digest());
      const bool alone = frame.query->from.size() == 1 && frame.query->from.front()->leaf();
      if (inner.only_selects || alone) return;
      Digests tables = inner.tables;
      std::sort(tables.begin(), tables.end());
      tables.erase(std::unique(tables.begin(), tables.end()), tables.end());
      x_facts.inputs.push_back({in_any_order("query over", std::move(tables)), name, role, entry.location});
      return;
    }
    Digests calls;
    for (const Expr* call : entry.functions) calls.push_back(expressions(frame).of(*call)->raw);
    if (entry.self_reference) calls.push_back(digest_of("itself"));
    const Digest digest = in_any_order("call", std::move(calls));
    rows.push_back(Hasher{}.add(digest).add(static_cast<std::uint64_t>(role)).digest());
    if (!entry.self_reference) x_facts.inputs.push_back({digest, name, role, entry.location});
  }

  // A CTE's query refers upwards from where it is defined, not from where it is read.
  const Block& inner_block(Frame& frame, const RangeEntry& entry, InputRole role) {
    Frame* around = &frame;
    if (entry.cte != nullptr) {
      const auto owner = x_owners.find(entry.query);
      while (owner != x_owners.end() && around->around != nullptr && around->query != owner->second)
        around = around->around;
    }
    Frame inner{entry.query, around, {}};
    return visit(inner, role);
  }

  void condition(Frame& frame, const Expr& expr, ConditionFact::Clause clause, InputRole role, Digests& rows) {
    std::vector<const Expr*> open{&expr};
    while (!open.empty()) {
      const Expr& part = *open.back();
      open.pop_back();
      if (part.kind == ExprKind::logical && part.name == "and") {
        for (auto arg = part.args.rbegin(); arg != part.args.rend(); ++arg) open.push_back(*arg);
        continue;
      }
      one_condition(frame, part, clause, role, rows);
    }
  }

  void one_condition(Frame& frame, const Expr& part, ConditionFact::Clause clause, InputRole role, Digests& rows) {
    const Term* const term = x_terms.as_filter(expressions(frame).of(part));
    if (term->is_constant("true")) return;
    if (clause != ConditionFact::Clause::having && role == InputRole::inner)
      clause = inputs_of(part) > 1 ? ConditionFact::Clause::join : ConditionFact::Clause::where;
    add_condition({clause, role, term->raw, excerpt_of(part, x_analysis.text()), start_of(part)}, rows);
  }

  void add_condition(ConditionFact fact, Digests& rows) {
    rows.push_back(Hasher{}.add(fact.digest).add(static_cast<std::uint64_t>(fact.role)).digest());
    x_facts.conditions.push_back(std::move(fact));
  }

  // How many inputs of its own block a condition mentions: 0, 1 or 2 (more).
  static int inputs_of(const Expr& expr) {
    int seen = -1;
    int count = 0;
    for_each_within(expr, [&](const Expr& part) {
      if (part.kind == ExprKind::column && part.column.levels_up == 0 && part.column.entry != seen) {
        seen = part.column.entry;
        ++count;
      }
      return count < 2;
    });
    return count;
  }

  ExpressionTerms expressions(Frame& frame) {
    return {x_terms, [this, &frame](const Expr& expr) { return column(frame, expr.column); },
            [this, &frame](const Expr& expr, const TermList& left) { return subquery(frame, expr, left); }};
  }

  const Term* subquery(Frame& frame, const Expr& expr, const TermList& left) {
    if (expr.query == nullptr) return x_terms.opaque();
    Frame inner{expr.query, &frame, {}};
    const Block& block = visit(inner, InputRole::inner);
    Hasher hasher;
    hasher.add(block.rows).add(static_cast<std::uint64_t>(expr.subquery_form)).add(expr.name);
    if (expr.subquery_form != SubqueryForm::exists)
      for (const Term* output : block.outputs) hasher.add(output->raw);
    return x_terms.subquery("subquery", left, nullptr, hasher.digest(), expr.type, 0);
  }

  const Term* column(Frame& frame, const ColumnRef& ref) {
    Frame* home = &frame;
    for (int level = ref.levels_up; level > 0 && home->around != nullptr; --level) home = home->around;
    const auto entries = home->query->entries.size();
    if (ref.entry < 0 || static_cast<std::size_t>(ref.entry) >= entries || ref.attribute < 0) return x_terms.opaque();
    const std::uint64_t key =
        (static_cast<std::uint64_t>(ref.entry) << 32U) | static_cast<std::uint32_t>(ref.attribute);
    if (const auto known = home->columns.find(key); known != home->columns.end()) return known->second;
    const Term* const term = bound(*home, home->query->entries[static_cast<std::size_t>(ref.entry)], ref.attribute);
    home->columns.emplace(key, term);
    return term;
  }

  const Term* bound(Frame& frame, const RangeEntry& entry, int attribute) {
    const auto index = static_cast<std::size_t>(attribute);
    if (index >= entry.columns.size()) return x_terms.opaque();
    const RangeColumn& column = entry.columns[index];
    if (entry.kind == RangeEntry::Kind::relation && entry.relation != nullptr) {
      const KnownRelation& relation = *entry.relation;
      const std::string_view name = index < relation.columns.size() ? relation.columns[index].name : column.name;
      const Digest table = digest_of(relation.identity.empty() ? relation.name : relation.identity);
      return x_terms.column(0, attribute, name, column.type, Hasher{}.add(table).add(name).digest());
    }
    if (entry.kind == RangeEntry::Kind::join)
      return column.value == nullptr ? x_terms.opaque() : expressions(frame).of(*column.value);
    if (entry.query != nullptr && !entry.self_reference) {
      const Block& inner = inner_block(frame, entry, InputRole::inner);
      if (index < inner.outputs.size()) return inner.outputs[index];
    }
    TermList calls = expressions(frame).of(entry.functions);
    if (column.value != nullptr) calls = {expressions(frame).of(*column.value)};
    const std::string position = (entry.self_reference ? "itself " : "column ") + std::to_string(attribute);
    return x_terms.special(x_terms.keep(position), calls, column.type);
  }

  const Analysis& x_analysis;
  std::unordered_set<const Query*> x_without;
  Terms x_terms;
  StatementFacts x_facts;
  std::unordered_map<const Query*, Block> x_blocks;
  std::unordered_map<const Query*, const Query*> x_owners;
  std::unordered_map<Digest, std::string, HashOfDigest> x_names;  // of relations
};

}  // namespace

StatementFacts facts_of(const Analysis& analysis) { return Facts(analysis, {}).run(); }

StatementFacts facts_of(const Analysis& analysis, std::span<const Query* const> without) {
  return Facts(analysis, without).run();
}

}  // namespace tollgate::sql
