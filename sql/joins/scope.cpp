#include "sql/joins/scope.hpp"

#include "sql/joins/told.hpp"
#include "sql/joins/uniqueness.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

namespace {

constexpr int most_steps = 5000;

const Expr* output_of(const Binding& binding, int attribute) {
  if (binding.inner == nullptr) return nullptr;
  const auto at = static_cast<std::size_t>(attribute);
  const std::vector<Output>& outputs = binding.inner->query->outputs;
  return at < outputs.size() ? outputs[at].value : nullptr;
}

}  // namespace

std::optional<InputColumn> Scope::column(const Frame& frame, const Expr& value) const {
  const auto ref = leaf_column(*frame.query, value);
  if (!ref) return std::nullopt;
  const Binding& binding = frame.bindings[static_cast<std::size_t>(ref->entry)];
  if (binding.input >= 0) return InputColumn{binding.input, ref->attribute};
  const Expr* const inner = output_of(binding, ref->attribute);
  return inner == nullptr ? std::nullopt : column(*binding.inner, *inner);
}

void Scope::touch(const Frame& frame, const Expr& value, Touched& touched) const {
  int steps = most_steps;
  touch(frame, value, touched, steps);
}

void Scope::touch(const Frame& frame, const Expr& value, Touched& touched, int& steps) const {
  for_each_within(value, [&](const Expr& part) {
    if (--steps < 0 || part.query != nullptr || part.kind == ExprKind::unresolved) touched.known = false;
    if (steps < 0) return false;
    if (part.kind != ExprKind::column) return true;
    touch_column(frame, part, touched, steps);
    return false;
  });
}

void Scope::touch_column(const Frame& frame, const Expr& column, Touched& touched, int& steps) const {
  const RangeEntry* const entry = column.column.levels_up == 0 ? entry_of(*frame.query, column.column) : nullptr;
  if (entry == nullptr) {
    touched.known = false;
    return;
  }
  if (entry->kind == RangeEntry::Kind::join) {
    const Expr* const merged = entry->columns[static_cast<std::size_t>(column.column.attribute)].value;
    touched.known = touched.known && merged != nullptr;
    if (merged != nullptr) touch(frame, *merged, touched, steps);
    return;
  }
  const Binding& binding = frame.bindings[static_cast<std::size_t>(column.column.entry)];
  if (binding.input >= 0) {
    touched.inputs.insert(binding.input);
  } else if (const Expr* const inner = output_of(binding, column.column.attribute)) {
    touch(*binding.inner, *inner, touched, steps);
  } else {
    touched.known = false;
  }
}

bool Scope::is_only_of(const Frame& frame, const Expr& value, int input) const {
  Touched touched;
  touch(frame, value, touched);
  return touched.known && touched.inputs == std::set<int>{input};
}

std::optional<std::string> Scope::tell(const Frame& frame, const Expr& value, int input) const {
  int steps = most_steps;
  return tell(frame, value, input, steps);
}

std::optional<std::string> Scope::tell(const Frame& frame, const Expr& value, int input, int& steps) const {
  return told(value, [&](const Expr& column) -> std::optional<std::string> {
    const auto ref = --steps < 0 ? std::nullopt : leaf_column(*frame.query, column);
    if (!ref) return std::nullopt;
    const Binding& binding = frame.bindings[static_cast<std::size_t>(ref->entry)];
    if (binding.input != input) {
      const Expr* const inner = binding.input >= 0 ? nullptr : output_of(binding, ref->attribute);
      return inner == nullptr ? std::nullopt : tell(*binding.inner, *inner, input, steps);
    }
    const KnownRelation* const relation = x_inputs[static_cast<std::size_t>(input)].relation;
    const auto at = static_cast<std::size_t>(ref->attribute);
    if (relation == nullptr || at >= relation->columns.size()) return std::nullopt;
    return quoted_name(relation->columns[at].name);
  });
}

}  // namespace tollgate::sql
