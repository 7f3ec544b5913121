// Statements that are hard for lineage engines, at any size.
#pragma once

#include <string>
#include <vector>

#include "sql/schema.hpp"

namespace tollgate::bench {

struct Statement {
  std::string id;
  std::string text;
  sql::Schema schema;
};

struct Shape {
  std::string name;
  int size = 0;
  Statement (*at)(int size);
};

std::vector<Shape> shapes();

}  // namespace tollgate::bench
