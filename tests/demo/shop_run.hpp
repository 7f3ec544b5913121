// One run of row-count-diff over a pull request of the shop, with the warehouse that the caller brings.
#pragma once

#include <string>

#include "core/report.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::tests {

/// `name` is a folder of fixtures/shop/artifacts. Throws Error when the fixture cannot be read.
Report run_shop(const std::string& name, warehouse::Warehouse& warehouse);

}  // namespace tollgate::tests
