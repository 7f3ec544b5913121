#include "change/process.hpp"

#include <cstdlib>
#include <string>

#include "tests/catch.hpp"

using tollgate::change::ProcessResult;
using tollgate::change::run_process;

TEST_CASE("a program reads the text that it is given, however long, and its end") {
  CHECK(run_process({"cat"}).output.empty());
  const std::string text(3'000'000, 'x');
  CHECK(run_process({"cat"}, {.text = text, .environment = {}}).output == text);
  const std::string zeros("a\0b\n", 4);
  CHECK(run_process({"cat"}, {.text = zeros, .environment = {}}).output == zeros);
  // One that does not read it ends as it likes.
  CHECK(run_process({"true"}, {.text = text, .environment = {}}).exit_code == 0);
}

TEST_CASE("variables that are given are beside or instead of the program's own") {
  setenv("TOLLGATE_PROCESS_TEST", "old", 1);
  setenv("TOLLGATE_PROCESS_TEST_2", "kept", 1);
  const ProcessResult result =
      run_process({"env"}, {.text = {}, .environment = {"TOLLGATE_PROCESS_TEST=new", "TOLLGATE_PROCESS_TEST_3=x=y"}});
  unsetenv("TOLLGATE_PROCESS_TEST");
  unsetenv("TOLLGATE_PROCESS_TEST_2");
  const std::string all = "\n" + result.output;
  CHECK(all.find("\nTOLLGATE_PROCESS_TEST=new\n") != std::string::npos);
  CHECK(all.find("=old\n") == std::string::npos);
  CHECK(all.find("\nTOLLGATE_PROCESS_TEST_2=kept\n") != std::string::npos);
  CHECK(all.find("\nTOLLGATE_PROCESS_TEST_3=x=y\n") != std::string::npos);
  CHECK(all.find("\nPATH=") != std::string::npos);
}
