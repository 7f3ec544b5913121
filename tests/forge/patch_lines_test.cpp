#include "forge/patch_lines.hpp"

#include "tests/catch.hpp"

using namespace tollgate::forge;

namespace {

std::string told(const std::vector<LineRange>& ranges) {
  std::string text;
  for (const LineRange& range : ranges) text += std::to_string(range.first) + "-" + std::to_string(range.last) + " ";
  return text;
}

}  // namespace

TEST_CASE("added and unchanged lines of each hunk are of the head, removed ones are not") {
  const auto lines = lines_of_head("@@ -1,3 +1,4 @@ select\n a\n-b\n+b2\n+b3\n c\n@@ -20,2 +21,2 @@\n-x\n+y\n z");
  CHECK(told(lines) == "1-4 21-22 ");
  CHECK(holds(lines, 1));
  CHECK(holds(lines, 22));
  CHECK_FALSE(holds(lines, 5));
  CHECK_FALSE(holds(lines, 20));
  CHECK_FALSE(holds(lines, 23));
}

TEST_CASE("hunks of one line, of nothing on the head, and the end of a file without a line end") {
  CHECK(told(lines_of_head("@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file")) == "1-1 ");
  CHECK(told(lines_of_head("@@ -1,2 +0,0 @@\n-a\n-b")).empty());
  CHECK(told(lines_of_head("@@ -0,0 +1,2 @@\n+a\n+b\n")) == "1-2 ");
}

TEST_CASE("a patch that was cut off shows what is left of it, and what is no patch shows nothing") {
  CHECK(told(lines_of_head("@@ -1,90 +1,90 @@\n a\n b")) == "1-2 ");
  for (const char* text : {"", "no patch", " a\n+b", "@@ nonsense @@\n a", "@@ -1 +x @@\n a", "@@ -1 +-5 @@\n a",
                           "@@ -1,1 +99999999999999999999 @@\n a"}) {
    INFO(text);
    CHECK(lines_of_head(text).empty());
  }
  CHECK(told(lines_of_head("@@ -1 +7 @@\n a\n@@ nonsense\n b\n@@ -9 +9 @@\n+@@ -1 +1 @@\n")) == "7-7 9-9 ");
}
