// SQL text of any kind as nodes: an answer, never a crash; every node can be walked, and lies within the text.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "sql/tree.hpp"
#include "tests/fuzz/deep_worker.hpp"

namespace {

using tollgate::sql::Field;
using tollgate::sql::Node;

std::size_t walk(const Node& node, std::size_t text_size) {
  if (node.location() > static_cast<int>(text_size)) __builtin_trap();
  std::size_t nodes = 1;
  for (const Field& field : node.fields()) {
    if (!node.has(field.key)) __builtin_trap();
    if (field.type == Field::Type::node) nodes += walk(*std::get<const Node*>(field.value), text_size);
    if (field.type != Field::Type::list) continue;
    for (const Node* item : std::get<tollgate::sql::Nodes>(field.value)) nodes += walk(*item, text_size);
  }
  return nodes;
}

void read(std::string_view sql) {
  const auto answer = tollgate::sql::read_tree(sql);
  if (const auto* error = std::get_if<tollgate::sql::ParseError>(&answer)) {
    if (error->line < 1 || error->column < 1 || error->message.empty()) __builtin_trap();
    return;
  }
  const auto& tree = std::get<tollgate::sql::Tree>(answer);
  if (tree.text() != sql) __builtin_trap();
  if (tree.statement() != nullptr) walk(*tree.statement(), sql.size());
  const tollgate::sql::Positions positions(sql);
  for (std::size_t at = 0; at < sql.size(); at += 1 + sql.size() / 16) {
    if (positions.at(at).line < 1 || positions.at(at).column < 1) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  tollgate::tests::DeepWorker::get().run([&] { read(sql); });
  return 0;
}
