// Calls: functions, aggregates and windows.
#include <algorithm>
#include <array>
#include <unordered_set>

#include "sql/builtins.hpp"
#include "sql/change/term.hpp"

namespace tollgate::sql {
namespace {

// Aggregates of one argument that skip nulls and do not depend on the order of rows (manual, 9.21).
constexpr std::array<std::string_view, 17> plain_aggregates{
    "sum",    "avg",     "min",    "max",        "count",       "bool_and", "bool_or", "every",   "bit_and",
    "bit_or", "bit_xor", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp"};

bool is_plain_aggregate(std::string_view name) {
  return std::find(plain_aggregates.begin(), plain_aggregates.end(), name) != plain_aggregates.end();
}

// Window functions that look at the whole partition, whatever the frame (manual, 9.22).
bool ignores_frame(std::string_view name) {
  constexpr std::array<std::string_view, 8> names{"row_number", "rank",  "dense_rank", "percent_rank",
                                                  "cume_dist",  "ntile", "lag",        "lead"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool all_strict(std::string_view name) {
  const auto overloads = builtin_functions(name);
  return !overloads.empty() && std::all_of(overloads.begin(), overloads.end(), [](const auto& f) { return f.strict; });
}

std::uint16_t traits_of_call(std::string_view name, bool known) {
  std::uint16_t traits = 0;
  if (!known) traits |= trait::unknown_function;
  if (is_volatile(name)) traits |= trait::fickle;
  return traits;
}

// FRAMEOPTION_ bits of parsenodes.h.
constexpr std::int64_t frame_rows = 0x4;
constexpr std::int64_t start_unbounded = 0x20;
constexpr std::int64_t end_unbounded = 0x100;
constexpr std::int64_t end_current_row = 0x400;
constexpr std::int64_t frame_offsets = 0x800 | 0x1000 | 0x2000 | 0x4000;
constexpr std::int64_t frame_exclusions = 0x8000 | 0x10000 | 0x20000;
constexpr std::int64_t frame_written = 0x1;
constexpr std::int64_t frame_between = 0x10;

std::string frame_text(const Terms::Frame& frame, bool ordered, std::string_view name) {
  if (ignores_frame(name)) return "any";
  const std::int64_t options = frame.options & ~(frame_written | frame_between);
  const bool from_start = (options & start_unbounded) != 0 && (options & frame_exclusions) == 0;
  if (from_start && (options & end_unbounded) != 0) return "whole";
  if (from_start && !ordered && (options & end_current_row) != 0 && (options & frame_rows) == 0) return "whole";
  return std::to_string(options);
}

}  // namespace

const Term* Terms::call(std::string_view name, TermList kids, std::string_view type, bool set_returning, bool known) {
  // The last value of a series is where a clock moves it on; elsewhere a constant stays a constant.
  if (name == "generate_series" && kids.size() >= 2) {
    const Term* end = kids[1];
    if (end->is(Tag::constant)) {
      kids[1] = bound(end);
    } else if (end->is(Tag::cast) && end->kids[0]->is(Tag::constant)) {
      kids[1] = cast(bound(end->kids[0]), end->text);
    }
  }
  Term& term = make(Tag::call, name, kids, type);
  term.own_set = set_returning;
  term.own_unknown = !known;
  term.traits |= traits_of_call(name, known);
  if (set_returning) term.traits |= trait::set_returning;
  return finish(term);
}

const Term* Terms::sort_key(const Term* value, bool descending, bool nulls_first, std::string_view using_operator) {
  std::string text = descending ? "desc" : "asc";
  text += nulls_first ? " nulls first" : " nulls last";
  if (!using_operator.empty()) text += " " + std::string(using_operator);
  return special(keep(std::move(text)), {value}, {});
}

// sum(case when c then x end) is sum(x) filter (where c), as what the filter leaves out would be a null to skip.
void Terms::filter_from_case(Call& call) {
  if (call.args.size() != 1) return;
  const Term& value = *call.args[0];
  if (!value.is(Tag::choice) || value.kids.size() != 2 || value.has(trait::fickle)) return;
  const Term* const condition = value.kids[0];
  call.filter = call.filter == nullptr ? condition : all_of({call.filter, condition});
  call.args[0] = value.kids[1];
}

const Term* Terms::bare_aggregate(const Call& call, Tag tag) {
  Call plain = call;
  const bool skips_nulls = is_plain_aggregate(plain.name) && !plain.within_group && plain.known;
  if (skips_nulls) {
    plain.order.clear();
    filter_from_case(plain);
  }
  if (plain.name == "every") plain.name = "bool_and";
  const bool counts_rows = plain.name == "count" && !plain.distinct && plain.args.size() == 1 &&
                           plain.args[0]->is(Tag::constant) && !plain.args[0]->is_constant("null");
  if (counts_rows) {
    plain.args.clear();
    plain.star = true;
  }
  if (plain.name == "min" || plain.name == "max") plain.distinct = false;
  std::string text(plain.name);
  if (plain.star) text += " *";
  if (plain.distinct) text += " distinct";
  if (plain.within_group) text += " within group";
  if (plain.variadic) text += " variadic";
  const Term* const filter = plain.filter == nullptr ? constant("true", "boolean") : as_filter(plain.filter);
  Term& term =
      make(tag, keep(std::move(text)), {list(plain.args, false), list(plain.order, false), filter}, plain.type);
  term.own_unknown = !plain.known;
  term.traits |= traits_of_call(plain.name, plain.known);
  if (!skips_nulls && plain.order.empty()) term.traits |= trait::order_sensitive;
  return finish(term);
}

const Term* Terms::aggregate(Call call) {
  const Term* const made = bare_aggregate(call, Tag::aggregate);
  // The arguments of an aggregate are computed before its rows are folded: a window can't be in them.
  const_cast<Term*>(made)->traits |= trait::aggregate;  // NOLINT: ours, made a line above
  return made;
}

// The row before or after is one row away, and null where there is none, unless told otherwise (manual, 9.22).
static void drop_defaults(Terms::Call& call) {
  if (call.name != "lag" && call.name != "lead") return;
  if (call.args.size() == 3 && call.args[2]->is_constant("null")) call.args.pop_back();
  if (call.args.size() == 2 && call.args[1]->is_constant("1")) call.args.pop_back();
}

const Term* Terms::window(Call call, const TermList& partition, TermList order, const Frame& frame) {
  drop_defaults(call);
  const Term* const function = bare_aggregate(call, Tag::call);
  const Term* const keys = list(partition, true);
  TermList kept;
  for (const Term* key : order) {
    const Digest value = key->kids[0]->raw;
    const auto repeats = [&](const Term* other) { return other->kids[0]->raw == value; };
    const auto constant_here = [&](const Term* other) { return other->raw == value; };
    if (std::any_of(kept.begin(), kept.end(), repeats)) continue;
    if (std::any_of(keys->kids.begin(), keys->kids.end(), constant_here) && (frame.options & frame_offsets) == 0)
      continue;
    kept.push_back(key);
  }
  TermList limits;
  for (const Term* limit : {frame.start, frame.end}) limits.push_back(limit == nullptr ? constant("null", {}) : limit);
  const Term* const frame_term = special(keep(frame_text(frame, !kept.empty(), call.name)), limits, {});
  Term& term = make(Tag::window, call.name, {function, keys, list(kept, false), frame_term}, call.type);
  term.traits |= trait::window;
  const bool settled = !kept.empty() || (is_plain_aggregate(call.name));
  if (!settled) term.traits |= trait::order_sensitive;
  if (settled) term.traits &= static_cast<std::uint16_t>(~trait::order_sensitive);
  return finish(term);
}

namespace {

bool null_with(const Term& value, const std::function<bool(const Term&)>& is_leaf, int& steps) {
  if (is_leaf(value)) return true;
  if (--steps < 0) return false;
  const auto any_kid = [&] {
    return std::any_of(value.kids.begin(), value.kids.end(),
                       [&](const Term* kid) { return null_with(*kid, is_leaf, steps); });
  };
  switch (value.tag) {
    case Tag::cast:
    case Tag::nullable:
    case Tag::bound:
    case Tag::negation:
      return null_with(*value.kids[0], is_leaf, steps);
    case Tag::operation:  // `array || element` takes nulls, all other operators of pg_catalog are strict
      return value.text != "is distinct from" && value.text != "is not distinct from" &&
             (value.text != "||" || value.type == "text") &&
             is_builtin_operator(value.text, static_cast<int>(value.kids.size())) && any_kid();
    case Tag::call:
      return !value.own_set && !value.own_unknown && all_strict(value.text) && any_kid();
    default:
      return false;
  }
}

}  // namespace

bool is_null_with(const Term& value, const std::function<bool(const Term&)>& is_leaf) {
  int steps = 1000;
  return null_with(value, is_leaf, steps);
}

bool is_order_free(std::string_view aggregate) { return is_plain_aggregate(aggregate); }

void visit_terms(const Term& value, const std::function<void(const Term&)>& visit) {
  std::unordered_set<const Term*> seen;
  TermList open{&value};
  while (!open.empty()) {
    const Term* const term = open.back();
    open.pop_back();
    if (!seen.insert(term).second) continue;
    visit(*term);
    open.insert(open.end(), term->kids.begin(), term->kids.end());
  }
}

}  // namespace tollgate::sql
