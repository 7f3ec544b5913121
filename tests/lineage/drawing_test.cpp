#include "lineage/drawing.hpp"

#include <algorithm>
#include <map>

#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

namespace {

Side shop(const std::string& stg, const std::string& fct = "select id, amount from dev.stg") {
  return orders().model("stg", stg).model("fct", fct).exposure("weekly", "fct");
}

LineageDrawing drawn(const Side& base, const Side& head) {
  const lineage::Graph base_graph = base.graph();
  const lineage::Graph head_graph = head.graph();
  return draw_change(base_graph, head_graph, compare(base_graph, head_graph),
                     [](std::string_view id) { return id == "model.shop.fct" ? "marts" : ""; });
}

std::string end_of(const LineageDrawing& drawing, std::int32_t node, std::int32_t column) {
  const DrawnNode& at = drawing.nodes.at(static_cast<std::size_t>(node));
  return at.title + (column < 0 ? "" : "." + at.columns.at(static_cast<std::size_t>(column)).name);
}

Lines edges(const LineageDrawing& drawing) {
  static const std::map<DrawnState, std::string> signs{
      {DrawnState::same, "="}, {DrawnState::changed, "~"}, {DrawnState::added, "+"}, {DrawnState::lost, "-"}};
  Lines lines;
  for (const DrawnEdge& edge : drawing.edges) {
    lines.push_back(signs.at(edge.state) + " " + end_of(drawing, edge.from_node, edge.from_column) + " > " +
                    end_of(drawing, edge.to_node, edge.to_column));
  }
  std::ranges::sort(lines);
  return lines;
}

const DrawnColumn& column(const LineageDrawing& drawing, const std::string& title, const std::string& name) {
  const auto node = std::ranges::find(drawing.nodes, title, &DrawnNode::title);
  REQUIRE(node != drawing.nodes.end());
  const auto found = std::ranges::find(node->columns, name, &DrawnColumn::name);
  REQUIRE(found != node->columns.end());
  return *found;
}

}  // namespace

TEST_CASE("a re-sourced column is drawn with what it lost, what it gained, and whom it reaches") {
  const LineageDrawing drawing =
      drawn(shop("select id, net as amount from raw.orders"), shop("select id, gross as amount from raw.orders"));
  CHECK(edges(drawing) == Lines{"+ raw.orders.gross > stg.amount", "- raw.orders.net > stg.amount",
                                "= fct.amount > dashboard weekly", "= stg.amount > fct.amount"});
  CHECK(column(drawing, "stg", "amount").state == DrawnState::changed);
  CHECK(column(drawing, "stg", "amount").note == "re-sourced");
  CHECK(column(drawing, "fct", "amount").state == DrawnState::same);
  const auto fct = std::ranges::find(drawing.nodes, "fct", &DrawnNode::title);
  CHECK(fct->layer == "marts");
  CHECK(fct->state == DrawnState::same);
}

TEST_CASE("columns that only one side has are drawn as added and lost") {
  const LineageDrawing drawing = drawn(shop("select id, net as amount, status from raw.orders"),
                                       shop("select id, net as amount, customer_id from raw.orders"));
  CHECK(column(drawing, "stg", "status").state == DrawnState::lost);
  CHECK(column(drawing, "stg", "customer_id").state == DrawnState::added);
  CHECK(edges(drawing) == Lines{"+ raw.orders.customer_id > stg.customer_id", "- raw.orders.status > stg.status"});
}

TEST_CASE("a change of rows is a note at its model") {
  const LineageDrawing drawing = drawn(shop("select id, net as amount from raw.orders"),
                                       shop("select id, net as amount from raw.orders where status = 'paid'"));
  REQUIRE(drawing.nodes.size() == 1);
  CHECK(drawing.nodes[0].title == "stg");
  CHECK(drawing.nodes[0].notes == Lines{"filter added"});
  CHECK(drawing.nodes[0].state == DrawnState::changed);
}

TEST_CASE("nothing changed, nothing drawn") {
  const Side side = shop("select id, net as amount from raw.orders");
  CHECK(drawn(side, side).nodes.empty());
}

TEST_CASE("a drawing is bounded: what changes comes first, and the rest is counted") {
  std::string base = "select id";
  std::string head = "select id";
  for (int i = 0; i < 700; ++i) {
    base += ", net as c" + std::to_string(i);
    head += ", gross as c" + std::to_string(i);
  }
  const LineageDrawing drawing = drawn(shop(base + " from raw.orders", "select id from dev.stg"),
                                       shop(head + " from raw.orders", "select id from dev.stg"));
  std::size_t columns = 0;
  for (const DrawnNode& node : drawing.nodes) columns += node.columns.size();
  CHECK(columns == lineage::most_drawn_columns);
  CHECK(drawing.columns_left_out == 102);  // 100 that change, and both columns of the source
}
