#include "gates/pii_scan/constant_arguments.hpp"

#include <charconv>

namespace tollgate::pii_scan {

namespace {

/// '2'::integer and 2 are the same constant.
const sql::Expr& uncast(const sql::Expr& value) {
  const sql::Expr* at = &value;
  while (at->kind == sql::ExprKind::cast && at->args.size() == 1) at = at->args.front();
  return *at;
}

}  // namespace

std::optional<std::string> constant_text(const sql::Expr& value) {
  const sql::Expr& constant = uncast(value);
  if (constant.kind != sql::ExprKind::constant || constant.text.size() < 2 || constant.text.front() != '\'' ||
      constant.text.back() != '\'') {
    return std::nullopt;
  }
  std::string text;
  for (const char c : constant.text.substr(1, constant.text.size() - 2)) {
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

std::optional<std::int64_t> constant_number(const sql::Expr& value) {
  const sql::Expr& constant = uncast(value);
  if (constant.kind == sql::ExprKind::operation && constant.args.size() == 1 && constant.name == "-") {
    const auto number = constant_number(*constant.args.front());
    return number ? std::optional(-*number) : std::nullopt;
  }
  if (constant.kind != sql::ExprKind::constant) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = constant.text.data() + constant.text.size();
  const auto read = std::from_chars(constant.text.data(), end, number);
  if (constant.text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace tollgate::pii_scan
