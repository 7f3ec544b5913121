// The plans that stand beside the tests, as files.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

namespace tollgate::test_gates {

/// The text of a file of tests/gates/plans.
inline std::string plans_file(const std::string& name) {
  std::ifstream file(std::string(TOLLGATE_SOURCE_DIR) + "/tests/gates/plans/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace tollgate::test_gates
