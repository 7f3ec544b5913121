#include "dbt/line_changes.hpp"

#include "tests/catch.hpp"

using namespace tollgate::dbt;

namespace {

// `3:text`, `4-deleted`, `5:text-deleted`
std::string changes(std::string_view base, std::string_view head) {
  std::string text;
  for (const LineChange& change : changed_lines(base, head)) {
    if (!text.empty()) text += "|";
    text += std::to_string(change.line);
    if (!change.text.empty()) text += ":" + change.text;
    if (!change.deleted.empty()) text += "-" + change.deleted;
  }
  return text;
}

}  // namespace

TEST_CASE("added, edited and deleted lines are found in the head") {
  CHECK(changes("a\nb\nc", "a\nb\nc").empty());
  CHECK(changes("a\nb\nc", "a\nx\nb\nc") == "2:x");
  CHECK(changes("a\nb\nc", "a\nB\nc") == "2:B-b");
  CHECK(changes("a\nb\nc", "a\nc") == "2-b");
  CHECK(changes("a\nb\nc", "a\nb") == "2-c");
  CHECK(changes("a\nb\nc\nd\ne", "a\nc\nx\ny\ne") == "2-b|3:x-d|4:y");
  CHECK(changes("a\nb\nc\nd", "x\nb\nc\ny\nd") == "1:x-a|4:y");
  CHECK(changes("", "a") == "1:a");
  CHECK(changes("a", "") == "1-a");
  CHECK(changes("", "").empty());
}

TEST_CASE("line ends of Windows are no change") { CHECK(changes("a\r\nb\r\n", "a\nb\n").empty()); }

TEST_CASE("a middle that is too large counts as rewritten") {
  std::string base = "first\n";
  std::string head = "first\n";
  for (int i = 0; i < 3000; ++i) {
    base += "line " + std::to_string(i) + "\n";
    head += "line " + std::to_string(i + 1) + "\n";
  }
  base += "last";
  head += "last";
  CHECK(changed_lines(base, head).size() == 3000);
  CHECK(changed_lines(base, head).front().line == 2);
}

TEST_CASE("a finding about rows points at the join first") {
  CHECK(line_of_change("select a\nfrom t\nwhere x", "select b\nfrom t\nleft join u using (id)\nwhere y") == 3);
  CHECK(line_of_change("select a\nfrom t\nwhere x", "select b\nfrom t\nwhere y") == 3);
  CHECK(line_of_change("select a\nfrom t", "select b\nfrom t\ngroup by 1\nlimit 3") == 3);
  CHECK(line_of_change("select a\nfrom t", "select b\nfrom u") == 2);
}

TEST_CASE("a deleted line counts by what it said") {
  CHECK(line_of_change("select a\nfrom t\nwhere x\norder by 1", "select b\nfrom t\norder by 1") == 3);
  CHECK(line_of_change("select a\nfrom t\nwhere x", "select b\nfrom t") == 2);
}

TEST_CASE("words in comments, strings and other words are no clauses") {
  CHECK(line_of_change("a\nz", "-- join\n/* where\n join */\n{# union #}\nb\nz") == 5);
  CHECK(line_of_change("a\nz", "'join'\nb, c\nz") == 1);
  CHECK(line_of_change("a\nz", "joined, somewhere\nb where c\nz") == 2);
  CHECK(line_of_change("select a\nz", "-- why\nselect a\nz") == 1);
}

TEST_CASE("keywords are found in any case") { CHECK(line_of_change("a\nz", "b\nLEFT JOIN u\nz") == 2); }

TEST_CASE("nothing changed points at the first line") {
  CHECK(line_of_change("a\nb", "a\nb") == 1);
  CHECK(line_of_change("", "") == 1);
}

TEST_CASE("lines that dbt strips from the front of a file are counted") {
  CHECK(leading_lines("select 1") == 0);
  CHECK(leading_lines("\n  \r\n\tselect 1\n") == 2);
  CHECK(leading_lines("\n\n") == 0);
}
