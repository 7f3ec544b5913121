#include "reporters/escape.hpp"

#include "tests/catch.hpp"

namespace tollgate::reporters {

TEST_CASE("visible text is one line without control, bidirectional or invisible characters") {
  CHECK(visible("plain é 表") == "plain é 表");
  CHECK(visible("a\nb\rc\td") == "a\\nb\\rc\\td");
  CHECK(visible("\x1b[31m\x7f") == "\\x1b[31m\\x7f");
  CHECK(visible("\xc2\x9b"
                "1m") == "\\x9b1m");
  CHECK(visible("\xe2\x80\xae") == "\\u{202e}");
  CHECK(visible("\xff") == "\xef\xbf\xbd");
  CHECK(visible(std::string(1, '\0')) == "\\x00");
}

TEST_CASE("visible lines keep line feeds only") {
  CHECK(visible_lines("a\nb\r\nc\rd") == "a\nb\nc\\rd");
  CHECK(visible_lines("") == "");
  CHECK(visible_lines("\n") == "\n");
}

// What @actions/core 3.0.1 prints for the same title, file and message.
TEST_CASE("messages and properties of workflow commands are escaped as GitHub's own toolkit does") {
  CHECK(github_data("50% lost\nline2, with :: colons\r\nend") == "50%25 lost%0Aline2, with :: colons%0D%0Aend");
  CHECK(github_property("a:b,c%d\nx") == "a%3Ab%2Cc%25d%0Ax");
  CHECK(github_property("models/a,b:c%.sql") == "models/a%2Cb%3Ac%25.sql");
  CHECK(github_data("%25") == "%2525");
}

TEST_CASE("text for a log holds no workflow command") {
  CHECK(without_github_commands("::error::x") == ": :error::x");
  CHECK(without_github_commands("a\n \t::error::x") == "a\n \t: :error::x");
  CHECK(without_github_commands("a\r::error::x") == "a\r: :error::x");
  CHECK(without_github_commands("\xc2\xa0::error::x") == "\xc2\xa0: :error::x");
  CHECK(without_github_commands(":::error::x") == ": : :error::x");
  CHECK(without_github_commands("see ##[error]x ###[error]y") == "see # #[error]x ## #[error]y");
  CHECK(without_github_commands("amount::int, # of ## rows") == "amount::int, # of ## rows");
}

TEST_CASE("Markdown text has no markup, HTML, mention, reference, link or formula") {
  CHECK(markdown_text("a_b*c`d\\e[f](g)~h") == "a\\_b\\*c\\`d\\\\e\\[f\\](g)\\~h");
  CHECK(markdown_text("<script>&amp;|$x$") == "&lt;script&gt;&amp;amp;&#124;&#36;x&#36;");
  CHECK(markdown_text("@octocat #12 GH-3") == "@&#8203;octocat #&#8203;12 GH-&#8203;3");
  CHECK(markdown_text("https://example.org www.example.org") == "https:&#8203;//example.org www&#8203;.example.org");
  CHECK(markdown_text("a\nb\x1b") == "a b\\\\x1b");
  CHECK(markdown_code("a`b|c") == "<code>a\\`b&#124;c</code>");
}

TEST_CASE("XML text and attributes hold XML 1.0 characters only") {
  CHECK(xml_text("a<b>&\"]]>") == "a&lt;b&gt;&amp;&quot;]]&gt;");
  CHECK(xml_text("tab\tlf\ncr\r") == "tab\tlf\ncr&#13;");
  CHECK(xml_attribute("tab\tlf\ncr\r") == "tab&#9;lf&#10;cr&#13;");
  CHECK(xml_text("\x1b[0m\x01\x7f") == "[0m&#x7f;");
  CHECK(xml_text("\xef\xbf\xbe\xef\xbf\xbf|\xed\xa0\x80") == "|\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(xml_text("\xe2\x80\xae") == "&#x202e;");
  CHECK(xml_text(std::string(1, '\0')) == "");
}

TEST_CASE("an XML report that is printed into a log holds no workflow command") {
  CHECK(xml_text("a\n ::error::x") == "a\n :&#58;error::x");
  CHECK(xml_text("a ##[error]x") == "a #&#35;[error]x");
  CHECK(xml_text("amount::int") == "amount::int");
}

}  // namespace tollgate::reporters
