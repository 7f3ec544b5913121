// The program itself, as a process of its own: what only that can show (signals, terminals, exit codes of the shell).
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tollgate::tests {

class Program {
 public:
  enum class Stderr { pipe, terminal };

  /// Starts tollgate. `environment`: all that it sees, beside PATH and the PG* variables of the test server.
  explicit Program(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment = {}, Stderr kind = Stderr::pipe);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  Program(Program&&) = delete;
  Program& operator=(Program&&) = delete;
  ~Program();

  void signal(int number) const;
  /// Reads stderr until it holds `text`; false when it ended, or half a minute passed, without.
  bool says(const std::string& text);
  /// Its exit code; -signal when one killed it. Fails the test when it does not end within half a minute.
  int wait();
  const std::string& err() const { return x_err; }  ///< what was read until now, all of it after wait()
  const std::string& out() const { return x_out; }  ///< after wait()

 private:
  bool read_some();

  int x_pid = -1;
  int x_err_handle = -1;
  int x_out_handle = -1;  ///< a file without a name
  std::string x_err;
  std::string x_out;
};

}  // namespace tollgate::tests
