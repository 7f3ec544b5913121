#include "core/option.hpp"

#include "tests/catch.hpp"

using namespace tollgate;

namespace {
constexpr Option<double> growth{.name = "max_growth_pct", .unit = "%", .fallback = 10, .help = "limit"};
constexpr Option<bool> views{.name = "count_views", .unit = "", .fallback = true, .help = "views too"};
constexpr Option<std::string_view> where{.name = "where", .unit = "", .fallback = "", .help = "filter"};
constexpr Option<TextList> names{.name = "names", .unit = "", .fallback = {}, .help = "names"};
constexpr Option<std::int64_t> rows{.name = "rows", .unit = "rows", .fallback = 5, .help = "floor"};
}  // namespace

TEST_CASE("what is not set has the option's own default") {
  const Options options;
  CHECK(options[growth] == 10.0);
  CHECK(options[views]);
  CHECK(options[where].empty());
  CHECK(options[names].empty());
  CHECK(options[rows] == 5);
}

TEST_CASE("what is set is read back with its own type") {
  Options options;
  options.set("max_growth_pct", 2.5);
  options.set("names", std::vector<std::string>{"a", "b"});
  options.set("count_views", false);
  CHECK(options[growth] == 2.5);
  CHECK(options[names] == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(options[views]);
}

TEST_CASE("an option value is written as a policy file would") {
  Options options;
  options.set("max_growth_pct", 2.5);
  CHECK(to_text(effective(options, &growth)) == "2.5");
  CHECK(to_text(effective(options, &rows)) == "5");
  CHECK(to_text(effective(options, &views)) == "true");
  CHECK(to_text(OptionValue(std::vector<std::string>{"a", "b"})) == "[a, b]");
  CHECK(to_text(OptionValue(std::string())) == "\"\"");
}

TEST_CASE("halving tightens the numbers of which less is tighter, down to their lowest value, and nothing else") {
  constexpr Option<double> drop{.name = "drop", .unit = "%", .fallback = 10, .help = "h", .tighter = Tighter::lower};
  constexpr Option<std::int64_t> floor_rows{.name = "floor_rows",
                                            .unit = "rows",
                                            .fallback = 5,
                                            .help = "h",
                                            .tighter = Tighter::lower,
                                            .range = {.lowest = 4}};
  constexpr Option<std::int64_t> most{
      .name = "most", .unit = "", .fallback = 7, .help = "h", .tighter = Tighter::higher};
  constexpr Option<bool> allowed{
      .name = "allowed", .unit = "", .fallback = true, .help = "h", .tighter = Tighter::lower};
  const std::array<AnyOption, 5> known{&drop, &floor_rows, &most, &allowed, &growth};
  Options options;
  options.set("drop", 3.0);
  const Options tight = halved(options, known);
  CHECK(tight[drop] == 1.5);
  CHECK(tight[floor_rows] == 4);
  CHECK(tight[most] == 7);
  CHECK(tight[allowed]);
  CHECK(tight[growth] == 10.0);  // it knows no tighter direction
}

TEST_CASE("a ratio is halved towards 1, where it lets nothing through, and never loosened") {
  constexpr OptionRange<double> from_one{.lowest = 1, .highest = 1e18, .halves_towards = 1};
  constexpr Option<double> ratio{
      .name = "ratio", .unit = "", .fallback = 2, .help = "h", .tighter = Tighter::lower, .range = from_one};
  constexpr Option<double> below{.name = "below",
                                 .unit = "",
                                 .fallback = 0.5,
                                 .help = "h",
                                 .tighter = Tighter::lower,
                                 .range = {.lowest = 0, .highest = 10, .halves_towards = 1}};
  constexpr Option<double> share{
      .name = "share", .unit = "%", .fallback = 10, .help = "h", .tighter = Tighter::higher, .range = from_one};
  const std::array<AnyOption, 3> known{&ratio, &below, &share};
  const Options tight = halved({}, known);
  CHECK(tight[ratio] == 1.5);
  CHECK(tight[below] == 0.5);
  CHECK(tight[share] == 10.0);
}
