#include "core/figures.hpp"

#include <cstdint>
#include <limits>

#include "tests/catch.hpp"

namespace tollgate {

TEST_CASE("numbers have thousands separators") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(-1234567) == "-1,234,567");
  CHECK(with_thousands(INT64_MIN) == "-9,223,372,036,854,775,808");
  CHECK(figure_text(1234567.891) == "1,234,567.89");
  CHECK(figure_text(-0.001) == "0");
  CHECK(figure_text(1e300) == "1e+300");
  CHECK(figure_text(std::numeric_limits<double>::quiet_NaN()) == "not a number");
}

TEST_CASE("percent are told one way") {
  CHECK(percent_text(0) == "0 %");
  CHECK(percent_text(5) == "5 %");
  CHECK(percent_text(104.12) == "104.1 %");
  CHECK(percent_text(-12.5) == "-12.5 %");
  CHECK(percent_text(0.0444) == "0.044 %");
  CHECK(percent_text(0.1) == "0.1 %");
  CHECK(percent_text(12345.6) == "12,345.6 %");
  CHECK(percent_text(1e300) == "1e+300 %");
  CHECK(rate_text(0.354) == "35 %");
  CHECK(rate_text(0.0149) == "1.5 %");
  CHECK(rate_text(0.00044) == "0.044 %");
  CHECK(rate_text(0) == "0 %");
  CHECK(limit_text(2.25) == "2.25 %");
  CHECK(change_text(100) == "+100 %");
  CHECK(change_text(-5.55) == "-5.5 %");
  CHECK(change_text(0) == "0 %");
}

TEST_CASE("a change beyond its limit has the digits that show it") {
  CHECK(change_beyond_text(106.17, 10) == "+106.2 %");
  CHECK(change_beyond_text(10.001, 10) == "+10.001 %");
  CHECK(change_beyond_text(-2.501, 2.5) == "-2.501 %");
  CHECK(change_beyond_text(-2.501, -2.5) == "-2.501 %");
  CHECK(change_beyond_text(9, 10) == "+9 %");
  CHECK(change_beyond_text(10.0000000001, 10) == "+10 %");  // no end of digits
}

TEST_CASE("sizes of memory that differ are told apart, in one unit") {
  constexpr double mb = 1024.0 * 1024;
  CHECK(memory_text(500) == "500 bytes");
  CHECK(memory_text(64 * 1024) == "64 kB");
  CHECK(memory_text(8.44 * mb) == "8.4 MB");
  CHECK(memory_text(3 * 1024 * mb) == "3 GB");
  CHECK(memory_texts(8.44 * mb, 8 * mb) == std::pair<std::string, std::string>("8.4 MB", "8 MB"));
  CHECK(memory_texts(8.004 * mb, 8 * mb) == std::pair<std::string, std::string>("8.004 MB", "8 MB"));
  CHECK(memory_texts(8 * mb, 8 * mb) == std::pair<std::string, std::string>("8 MB", "8 MB"));
  CHECK(memory_texts(1.5 * mb, 512 * 1024) == std::pair<std::string, std::string>("1.5 MB", "0.5 MB"));
}

}  // namespace tollgate
