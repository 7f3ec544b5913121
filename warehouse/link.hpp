// One connection to PostgreSQL as libpq has it: sends statements and gives back what came. Knows no setting, no
// transaction and no question. Messages of the server, which can hold data, are neither read nor kept: what failed is
// told by its SQLSTATE. Used by one thread at a time, but for cancel().
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct pg_conn;  // libpq's own names of what it gives out
struct pg_result;

namespace tollgate::warehouse {

/// The answer to one statement. Cells are where libpq put them, as long as this lives.
class Reply {
 public:
  enum class End {
    answered,
    refused,  ///< by the server, with a SQLSTATE
    lost      ///< the connection ended, or is of no use any more
  };

  Reply() = default;  ///< lost
  Reply(End end, std::string sqlstate) : x_end(end), x_sqlstate(std::move(sqlstate)) {}
  explicit Reply(pg_result* answer) : x_answer(answer), x_end(End::answered) {}

  End end() const { return x_end; }
  bool ok() const { return x_end == End::answered; }
  const std::string& sqlstate() const { return x_sqlstate; }  ///< empty: the server said none
  int rows() const;
  int columns() const;
  const pg_result* get() const { return x_answer.get(); }
  /// Nothing for null.
  std::optional<std::string_view> cell(int row, int column) const;

 private:
  struct Clear {
    void operator()(pg_result* answer) const;
  };
  std::unique_ptr<pg_result, Clear> x_answer;
  End x_end = End::lost;
  std::string x_sqlstate;
};

class Link {
 public:
  /// Connects; is_open() tells whether it came to be.
  explicit Link(const std::string& conninfo);

  bool is_open() const;
  int socket() const;
  int server_version() const;   ///< as PQserverVersion() counts
  int process() const;          ///< the server's, as the login named it
  bool in_transaction() const;  ///< also in one that has failed

  /// By the simple protocol: several statements, our own text only. The answer to the last, or the first failure.
  Reply command(const std::string& sql);
  /// By the extended protocol, in which the server refuses a second statement in any of these texts; all in one
  /// message, so that it takes one round trip. The answer to the one at `wanted`, unless one before it failed: the
  /// server then skips the rest.
  Reply exchange(std::span<const std::string> statements, std::size_t wanted);
  /// Has the server read these texts once: exchange() then sends their names in their place. Once for a connection, and
  /// only where the server's process is its own. The answer to the last, or the first failure.
  Reply prepare(std::vector<std::string> statements);

  /// Tells the server, on a connection of its own, to end the statement under way. To be called by another thread.
  void cancel() const;

 private:
  template <class Send>
  Reply pipeline(std::size_t statements, std::size_t wanted, const Send& send);
  bool send(const std::string& sql) const;
  Reply receive(std::size_t statements, std::size_t wanted);
  Reply lose();

  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  std::unique_ptr<pg_conn, Finish> x_connection;
  std::vector<std::string> x_prepared;  ///< each under its index as a name
  bool x_usable = true;
};

}  // namespace tollgate::warehouse
