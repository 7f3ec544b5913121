#include "sql/change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sql/change/clocks.hpp"
#include "sql/change/compare.hpp"
#include "sql/change/details.hpp"
#include "sql/change/relations.hpp"

namespace tollgate::sql {
namespace {

// Enough for statements of some hundred kilobytes; what needs more is not judged.
constexpr long most_steps = 20'000'000;

struct Side {
  std::variant<Analysis, ParseError> read;
  std::vector<std::string> details;
  std::optional<BlockMaker> maker;
  const Block* block = nullptr;
  const Analysis* analysis() const { return std::get_if<Analysis>(&read); }
};

int weight(ChangeClass change_class) {
  switch (change_class) {
    case ChangeClass::unknown:
      return static_cast<int>(ChangeClass::rows) * 2 - 1;
    default:
      return static_cast<int>(change_class) * 2;
  }
}

ChangeJudgement unknown(std::string reason) {
  ChangeJudgement judgement;
  judgement.reasons.push_back({std::move(reason)});
  return judgement;
}

bool blocks_judgement(ProblemKind kind) {
  return kind != ProblemKind::unknown_relation && kind != ProblemKind::unknown_function;
}

const Problem* blocking_problem(const Analysis& analysis) {
  const auto& problems = analysis.problems();
  const auto found = std::find_if(problems.begin(), problems.end(),
                                  [](const Problem& problem) { return blocks_judgement(problem.kind); });
  return found == problems.end() ? nullptr : &*found;
}

// The same text but for layout, comments and case: nothing needs to be understood.
bool same_tree(const ChangeSide& base, const ChangeSide& head) {
  RelationNames as_written;
  as_written.relations.emplace("", "");
  const auto tree_of_base = strip(base.sql, as_written);
  const auto tree_of_head = strip(head.sql, as_written);
  return tree_of_base && tree_of_head && *tree_of_base == *tree_of_head;
}

bool same_relations(const Analysis& base, const Analysis& head, const SameRelations& same) {
  std::map<std::string, Digest> by_name;
  for (const RangeEntry* entry : base.relations())
    if (entry->relation != nullptr) by_name[std::string(entry->written_name)] = same.of_base(*entry->relation);
  const std::vector<const RangeEntry*> relations = head.relations();
  return std::all_of(relations.begin(), relations.end(), [&](const RangeEntry* entry) {
    if (entry->relation == nullptr) return false;
    const auto other = by_name.find(std::string(entry->written_name));
    return other != by_name.end() && other->second == same.of_head(*entry->relation);
  });
}

Side read_side(const ChangeSide& side, const Schema& nothing) {
  std::variant<Tree, ParseError> tree = read_tree(side.sql);
  if (auto* const error = std::get_if<ParseError>(&tree)) return {std::move(*error), {}, {}, nullptr};
  std::vector<std::string> details = details_of(std::get<Tree>(tree));
  const Schema& schema = side.schema == nullptr ? nothing : *side.schema;
  return {analyse(std::move(std::get<Tree>(tree)), schema), std::move(details), {}, nullptr};
}

class Outputs {
 public:
  Outputs(const Block& base, const Block& head, const Alignment& alignment, const BlockMaker& maker_of_base,
          const BlockMaker& maker_of_head)
      : x_base(base),
        x_head(head),
        x_alignment(alignment),
        x_maker_of_base(maker_of_base),
        x_maker_of_head(maker_of_head) {}

  void judge(ChangeJudgement& judgement) {
    pair_by_name();
    pair_by_value(judgement);
    bool removed = false;
    for (std::size_t i = 0; i < x_base.outputs.size(); ++i) {
      if (x_pairs[i] >= 0) continue;
      judgement.columns[std::string(x_base.outputs[i].name)] = ColumnChange::removed;
      removed = true;
    }
    bool added = false;
    for (std::size_t j = 0; j < x_head.outputs.size(); ++j) {
      if (x_taken[j]) continue;
      judgement.columns.emplace(std::string(x_head.outputs[j].name), ColumnChange::added);
      added = true;
    }
    const bool changed = compare_pairs(judgement) || x_renamed;
    const std::vector<int> order = in_order();
    const bool moved = !std::is_sorted(order.begin(), order.end());
    describe(judgement, moved);
    if (removed || changed || moved) {
      judgement.change_class = ChangeClass::columns;
    } else {
      judgement.change_class = added ? ChangeClass::additive : ChangeClass::equivalent;
    }
    if (x_doubt) judgement.change_class = ChangeClass::unknown;
  }

 private:
  void pair_by_name() {
    x_pairs.assign(x_base.outputs.size(), -1);
    x_taken.assign(x_head.outputs.size(), false);
    for (std::size_t i = 0; i < x_base.outputs.size(); ++i)
      for (std::size_t j = 0; j < x_head.outputs.size() && x_pairs[i] < 0; ++j)
        if (!x_taken[j] && x_base.outputs[i].name == x_head.outputs[j].name) take(i, j);
  }

  void pair_by_value(ChangeJudgement& judgement) {
    for (std::size_t i = 0; i < x_base.outputs.size(); ++i) {
      for (std::size_t j = 0; j < x_head.outputs.size() && x_pairs[i] < 0; ++j) {
        if (x_taken[j] || !same_value(i, j)) continue;
        take(i, j);
        judgement.columns[std::string(x_base.outputs[i].name)] = ColumnChange::renamed;
        x_renamed = true;
      }
    }
  }

  void take(std::size_t i, std::size_t j) {
    x_pairs[i] = static_cast<int>(j);
    x_taken[j] = true;
  }

  bool same_value(std::size_t i, std::size_t j) const {
    if (i >= x_alignment.base.size() || j >= x_alignment.head.size()) return false;
    const std::string_view before = x_base.outputs[i].type;
    const std::string_view after = x_head.outputs[j].type;
    return x_alignment.base[i] == x_alignment.head[j] && (before.empty() || after.empty() || before == after);
  }

  bool compare_pairs(ChangeJudgement& judgement) {
    bool changed = false;
    for (std::size_t i = 0; i < x_base.outputs.size(); ++i) {
      if (x_pairs[i] < 0 || same_value(i, static_cast<std::size_t>(x_pairs[i]))) continue;
      const Term& before = *x_base.outputs[i].value;
      const Term& after = *x_head.outputs[static_cast<std::size_t>(x_pairs[i])].value;
      const bool bare = before.is(Tag::column) && after.is(Tag::column) && x_base.kind == Block::Kind::select &&
                        x_head.kind == Block::Kind::select;
      judgement.columns[std::string(x_base.outputs[i].name)] = bare ? ColumnChange::resourced : ColumnChange::changed;
      x_doubt = x_doubt || may_be_the_same(before, after);
      changed = true;
    }
    return changed;
  }

  // A sub-query that was written as a join, or something that is not understood: no claim is made.
  bool may_be_the_same(const Term& before, const Term& after) const {
    const auto looked_up = [](const Term& term, const BlockMaker& maker) {
      bool found = false;
      visit_terms(term, [&](const Term& part) {
        const bool input = part.is(Tag::column) || part.is(Tag::nullable);
        found = found || (input && (maker.lookup(part.input) != nullptr || maker.single_row(part.input) != nullptr));
      });
      return found;
    };
    if (before.has(trait::opaque) || after.has(trait::opaque)) return true;
    return before.has(trait::subquery) != after.has(trait::subquery) &&
           (looked_up(before, x_maker_of_base) || looked_up(after, x_maker_of_head));
  }

  std::vector<int> in_order() const {
    std::vector<int> order;
    for (const int pair : x_pairs)
      if (pair >= 0) order.push_back(pair);
    return order;
  }

  void describe(ChangeJudgement& judgement, bool moved) const {
    for (const auto& [name, change] : judgement.columns)
      judgement.reasons.push_back({fmt::format("column {} {}", name, to_string(change)), ReasonKind::column});
    if (moved) judgement.reasons.push_back({"the order of columns changed"});
  }

  const Block& x_base;
  const Block& x_head;
  const Alignment& x_alignment;
  const BlockMaker& x_maker_of_base;
  const BlockMaker& x_maker_of_head;
  std::vector<int> x_pairs;
  std::vector<bool> x_taken;
  bool x_renamed = false;
  bool x_doubt = false;
};

std::string key_evidence(const BlockMaker& maker) {
  for (int number = 1; number <= maker.numbers(); ++number) {
    const Lookup* const lookup = maker.lookup(number);
    if (lookup != nullptr && !lookup->evidence.empty()) return std::string(lookup->evidence);
  }
  return {};
}

ChangeJudgement judged(const Side& base, const Side& head, const Alike& alike_base, const Alike& alike_head) {
  long steps = most_steps;
  Labels labels_of_base(*base.maker, alike_base, steps);
  Labels labels_of_head(*head.maker, alike_head, steps);
  const Alignment alignment = Comparison(labels_of_base, labels_of_head, steps).of(*base.block, *head.block);
  if (steps < 0) return unknown("the statement is too large to be compared");
  ChangeJudgement judgement;
  Outputs(*base.block, *head.block, alignment, *base.maker, *head.maker).judge(judgement);
  const bool hidden = alignment.base_hidden != alignment.head_hidden;
  const auto same_place = [](const HiddenOutputs& a, const HiddenOutputs& b) { return a.before == b.before; };
  const bool hidden_moved = !std::equal(base.block->hidden.begin(), base.block->hidden.end(),
                                        head.block->hidden.begin(), head.block->hidden.end(), same_place);
  if (alignment.row_change) {
    judgement.change_class = ChangeClass::rows;
  } else if (alignment.doubt || hidden || (hidden_moved && judgement.change_class == ChangeClass::equivalent)) {
    judgement.change_class = ChangeClass::unknown;
  }
  if (hidden) judgement.reasons.insert(judgement.reasons.begin(), {"a star hides columns that are not known"});
  judgement.reasons.insert(judgement.reasons.begin(), alignment.reasons.begin(), alignment.reasons.end());
  for (const Side* side : {&base, &head})
    if (const std::string evidence = key_evidence(*side->maker); !evidence.empty() && judgement.assumes.empty())
      judgement.assumes = evidence;
  return judgement;
}

ChangeJudgement lighter_of(ChangeJudgement plain, ChangeJudgement clocked) {
  if (clocked.change_class == ChangeClass::equivalent) {
    clocked.change_class = ChangeClass::volatile_;
    clocked.reasons = {{"only literals that a clock rendered differ"}};
  }
  return weight(clocked.change_class) < weight(plain.change_class) ? clocked : plain;
}

ChangeJudgement with_clocks(const Side& base, const Side& head, const SameRelations& same) {
  const auto retyped = [&](const KnownRelation& relation, std::string_view column) {
    return same.retyped(relation, column);
  };
  const Alike of_base{[&](const KnownRelation& relation) { return same.of_base(relation); }, retyped, {}, {}, 0};
  const Alike of_head{[&](const KnownRelation& relation) { return same.of_head(relation); }, retyped, {}, {}, 1};
  ChangeJudgement judgement = judged(base, head, of_base, of_head);
  if (judgement.change_class == ChangeClass::equivalent) return judgement;
  const Clocks clocks = find_clocks(*base.maker, *head.maker, of_base, of_head);
  if (clocks.any) judgement = lighter_of(std::move(judgement), judged(base, head, clocks.base, clocks.head));
  // Dates and hashes in values: only where the rows are known to stay.
  if (clocks.any_values && judgement.change_class == ChangeClass::columns)
    judgement = lighter_of(std::move(judgement), judged(base, head, clocks.base_values, clocks.head_values));
  return judgement;
}

ChangeJudgement judge_parsed(const ChangeSide& before, const ChangeSide& after, Side& base, Side& head) {
  const Analysis& analysis_of_base = *base.analysis();
  const Analysis& analysis_of_head = *head.analysis();
  const SameRelations same(analysis_of_base, analysis_of_head);
  const auto same_text = [&] {
    return same_relations(analysis_of_base, analysis_of_head, same) && same_tree(before, after);
  };
  ChangeJudgement equal;
  equal.change_class = ChangeClass::equivalent;
  equal.reasons = {{"only layout differs"}};
  for (Side* side : {&base, &head}) {
    const Query* const query = side->analysis()->query();
    const bool reads = query != nullptr &&
                       (query->command == Query::Command::select || query->command == Query::Command::set_operation ||
                        query->command == Query::Command::values);
    if (!reads) return same_text() ? equal : unknown("not a query that only reads");
    side->maker.emplace(*side->analysis());
    side->block = side->maker->run();
  }
  ChangeJudgement judgement = with_clocks(base, head, same);
  const Problem* const problem_of_base = blocking_problem(analysis_of_base);
  const Problem* const problem = problem_of_base != nullptr ? problem_of_base : blocking_problem(analysis_of_head);
  const bool doubtful =
      problem != nullptr || base.details != head.details || base.maker->doubtful() || head.maker->doubtful();
  if (judgement.change_class == ChangeClass::unknown || doubtful)
    if (same_text()) return equal;
  if (doubtful && weight(judgement.change_class) < weight(ChangeClass::unknown)) {
    judgement.change_class = ChangeClass::unknown;
    judgement.reasons.insert(judgement.reasons.begin(),
                             {problem == nullptr ? "holds something that is not understood" : problem->message});
  }
  if (judgement.reasons.empty()) judgement.reasons.push_back({"both say the same"});
  return judgement;
}

}  // namespace

std::string_view to_string(ChangeClass change_class) {
  constexpr std::string_view names[] = {"identical", "equivalent", "volatile", "additive",
                                        "columns",   "rows",       "unknown"};
  return names[static_cast<std::size_t>(change_class)];
}

std::string_view to_string(ColumnChange change) {
  constexpr std::string_view names[] = {"added", "removed", "changed", "renamed", "resourced"};
  return names[static_cast<std::size_t>(change)];
}

ChangeJudgement judge_change(const ChangeSide& base, const ChangeSide& head) {
  if (base.sql == head.sql) {
    ChangeJudgement judgement;
    judgement.change_class = ChangeClass::identical;
    judgement.reasons = {{"the same text"}};
    if (const auto error = check_syntax(base.sql))
      judgement.reasons.push_back({fmt::format("it does not parse: {}", error->message)});
    return judgement;
  }
  const Schema nothing;
  Side before = read_side(base, nothing);
  Side after = read_side(head, nothing);
  for (const auto& [side, name] : {std::pair{&before, "base"}, std::pair{&after, "head"}})
    if (const ParseError* const error = std::get_if<ParseError>(&side->read))
      return unknown(fmt::format("{} does not parse: {}", name, error->message));
  return judge_parsed(base, head, before, after);
}

}  // namespace tollgate::sql
