// Given names and surnames that are common somewhere. Arguments are folded (folded.hpp). Constant data, no state.
#pragma once

#include <string_view>

namespace tollgate::pii_scan {

bool is_given_name(std::string_view folded);
bool is_surname(std::string_view folded);

}  // namespace tollgate::pii_scan
