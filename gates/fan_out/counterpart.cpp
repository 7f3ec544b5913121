#include "gates/fan_out/counterpart.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace tollgate::gates::fan_out {

namespace {

bool is_name_part(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || byte >= 0x80U;
}

/// `o.status = 'x'` -> `status='x'`: aliases are renamed and blanks put freely. Only to compare.
std::string without_qualifiers(std::string_view text) {
  std::string bare;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) continue;
    const bool qualifies = c == '.' && !bare.empty() && is_name_part(bare.back()) &&
                           std::isdigit(static_cast<unsigned char>(bare.back())) == 0;
    if (!qualifies) {
      bare += c;
      continue;
    }
    while (!bare.empty() && is_name_part(bare.back())) bare.pop_back();
  }
  return bare;
}

/// How it is joined: type and keys.
std::string manner(const sql::Join& join) {
  std::vector<std::string> keys;
  for (const sql::JoinKey& key : join.keys) keys.push_back(without_qualifiers(key.right_name));
  std::ranges::sort(keys);
  std::string text = std::to_string(static_cast<int>(join.type));
  for (const std::string& key : keys) text += "|" + key;
  return text;
}

struct Placed {
  const sql::Join* join = nullptr;
  const sql::JoinInput* input = nullptr;
};

std::vector<Placed> all_joins(const std::vector<sql::JoinList>& lists) {
  std::vector<Placed> joins;
  for (const sql::JoinList& list : lists) {
    for (const sql::Join& join : list.joins) {
      joins.push_back({&join, &list.inputs[static_cast<std::size_t>(join.input)]});
    }
  }
  return joins;
}

bool is_same_item(const sql::JoinInput& one, const sql::JoinInput& other) {
  if (one.relation == nullptr || other.relation == nullptr) return one.relation == other.relation;
  return one.relation->identity == other.relation->identity;
}

}  // namespace

const sql::Join* join_of_base(const std::vector<sql::JoinList>& head, const sql::Join& join,
                              const std::vector<sql::JoinList>& base) {
  std::vector<Placed> open = all_joins(base);
  // Each join of base stands for one of head: that of the same name, else the next query that is joined alike.
  for (const bool by_name : {true, false}) {
    for (const Placed& one : all_joins(head)) {
      const auto found = std::ranges::find_if(open, [&](const Placed& other) {
        return is_same_item(*one.input, *other.input) && manner(*one.join) == manner(*other.join) &&
               (!by_name || one.input->name == other.input->name);
      });
      if (found == open.end()) continue;
      if (one.join == &join) return found->join;
      if (by_name) open.erase(found);
    }
  }
  return nullptr;
}

bool has_filter(const std::vector<sql::JoinList>& base, const sql::RowFilter& filter) {
  const std::string wanted = without_qualifiers(filter.excerpt);
  return std::ranges::any_of(base, [&](const sql::JoinList& list) {
    return std::ranges::any_of(
        list.filters, [&](const sql::RowFilter& other) { return without_qualifiers(other.excerpt) == wanted; });
  });
}

}  // namespace tollgate::gates::fan_out
