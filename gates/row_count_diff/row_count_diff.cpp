#include "gates/all.hpp"
#include "gates/row_count_diff/options.hpp"
#include "gates/row_count_diff/plan.hpp"

namespace tollgate::gates {

namespace {

GateResult check(const Context& context) { return rows::make_plan(context).decided; }

}  // namespace

constinit const Gate row_count_diff{
    .id = "row-count-diff",
    .summary =
        "Row counts of changed models and of what reads them, base against head, within the limits of the layer.",
    .needs = {.base = true, .warehouse = true},
    .options = rows::all_options,
    .rules = rows::all_rules,
    .check = check,
};

}  // namespace tollgate::gates
