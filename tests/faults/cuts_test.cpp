// Connections that are cut, hang or turn into noise at random points of a run: what is answered is right, what is not
// is told, nothing hangs, and no session stays behind on the server. The points are drawn from fixed seeds.
#include <cstdlib>
#include <random>
#include <set>

#include "tests/catch.hpp"
#include "tests/support/tcp_proxy.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using tests::Harm;
using tests::TcpProxy;

namespace {

constexpr int questions_in_a_run = 24;

std::string server_socket() { return std::string(std::getenv("PGHOST")) + "/.s.PGSQL." + std::getenv("PGPORT"); }

// Answers of all sizes, and plans in rows of two, as the gates ask.
std::vector<Question> questions() {
  std::vector<Question> all;
  for (int i = 0; i < questions_in_a_run; ++i) {
    const auto number = std::to_string(i);
    all.push_back(test::question("select '" + number + "', repeat(md5('" + number + "'), " + number + ")"));
    all.back().plan = i % 4 > 1;
    all.back().with_previous = i % 4 == 3;
  }
  return all;
}

std::unique_ptr<Warehouse> pool_through(const TcpProxy& proxy, int connections) {
  PoolSettings settings;
  settings.connections = connections;
  settings.connect_timeout = milliseconds(2000);
  settings.answer_grace = milliseconds(300);
  WarehouseSettings policy;
  policy.statement_timeout = milliseconds(400);
  const auto target =
      test::target("host=127.0.0.1 gssencmode=disable sslmode=disable port=" + std::to_string(proxy.port()));
  return connect(target, target, policy, settings);
}

// How many answers there were; each is checked.
int check_answers(const std::vector<Answer>& answers) {
  static const std::set<Problem> told{Problem::connection_lost, Problem::cannot_connect, Problem::timeout};
  int answered = 0;
  REQUIRE(answers.size() == questions_in_a_run);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Answer& answer = answers[i];
    if (answer.ok()) {
      ++answered;
      REQUIRE(answer.rows.size() == 1);
      CHECK(answer.rows[0][0] == std::to_string(i));
      CHECK(answer.rows[0][1].value_or("").size() == 32 * i);
      continue;
    }
    INFO(to_string(answer.problem) << " " << answer.sqlstate << " " << answer.explanation);
    CHECK(told.contains(answer.problem));
    CHECK(answer.rows.empty());
    CHECK(answer.explanation.size() > 40);
    for (const char byte : answer.explanation) CHECK((byte >= ' ' && byte <= '~'));
  }
  return answered;
}

struct Measured {
  std::size_t to_client = 0, to_server = 0;
};

// What one connection sends in a run that nothing happens to.
Measured measure() {
  TcpProxy proxy(server_socket(), [](int) { return Harm(); });
  CHECK(check_answers(pool_through(proxy, 1)->ask(questions())) == questions_in_a_run);
  CHECK(proxy.connections() == 1);
  return {proxy.bytes_to_client(), proxy.bytes_to_server()};
}

Harm draw(std::mt19937& random, const Measured& size, Harm::Kind kind) {
  Harm harm;
  harm.kind = kind;
  harm.to_client = kind == Harm::Kind::noise || random() % 2 == 0;
  harm.after = random() % (harm.to_client ? size.to_client : size.to_server);
  harm.seed = random();
  return harm;
}

void check_nothing_is_left() {
  CHECK(test::Admin().wait_until("count(*) = 0 from pg_stat_activity where application_name = 'tollgate'"));
}

}  // namespace

TEST_CASE("a connection that is cut once, anywhere, costs nothing but time") {
  NEEDS_POSTGRES();
  const Measured size = measure();
  std::mt19937 random(20261121);
  int harmed = 0;
  for (int run = 0; run < 60; ++run) {
    const Harm harm = draw(random, size, Harm::Kind::cut);
    INFO("run " << run << ", cut after " << harm.after << (harm.to_client ? " bytes to client" : " bytes to server"));
    TcpProxy proxy(server_socket(), [&](int connection) { return connection == 0 ? harm : Harm(); });
    CHECK(check_answers(pool_through(proxy, 1 + run % 3)->ask(questions())) == questions_in_a_run);
    harmed += proxy.harmed();
  }
  CHECK(harmed > 30);
  check_nothing_is_left();
}

TEST_CASE("connections that are all cut: what was answered is right, the rest is told") {
  NEEDS_POSTGRES();
  const Measured size = measure();
  std::mt19937 random(4711);
  int answered = 0, harmed = 0;
  constexpr int runs = 40;
  for (int run = 0; run < runs; ++run) {
    std::mt19937 each(random());
    INFO("run " << run);
    TcpProxy proxy(server_socket(), [&](int) { return draw(each, size, Harm::Kind::cut); });
    answered += check_answers(pool_through(proxy, 1 + run % 4)->ask(questions()));
    harmed += proxy.harmed();
  }
  CHECK(harmed > runs);
  CHECK(answered > runs);                       // something gets through
  CHECK(answered < runs * questions_in_a_run);  // and not all
  check_nothing_is_left();
}

TEST_CASE("a connection that hangs, or turns into noise, ends within its timeouts") {
  NEEDS_POSTGRES();
  const Measured size = measure();
  const auto kind = GENERATE(Harm::Kind::stall, Harm::Kind::noise);
  std::mt19937 random(815);
  int harmed = 0;
  for (int run = 0; run < 6; ++run) {
    const Harm harm = draw(random, {size.to_client / 3, size.to_server / 3}, kind);  // two share the questions
    INFO("run " << run << ", kind " << static_cast<int>(kind) << ", after " << harm.after);
    TcpProxy proxy(server_socket(), [&](int connection) { return connection == 0 ? harm : Harm(); });
    const auto begin = steady_clock::now();
    const int answered = check_answers(pool_through(proxy, 2)->ask(questions()));
    CHECK(answered >= questions_in_a_run - 1);  // at most the one that was under way
    CHECK(steady_clock::now() - begin < std::chrono::seconds(15));
    harmed += proxy.harmed();
  }
  CHECK(harmed > 2);
  check_nothing_is_left();
}

TEST_CASE("what answers is no PostgreSQL") {
  NEEDS_POSTGRES();
  TcpProxy proxy(server_socket(), [](int) { return Harm{Harm::Kind::noise, true, 0, 42}; });
  const auto answer = test::ask(*pool_through(proxy, 1), "select 1");
  CHECK(answer.problem == Problem::cannot_connect);
  CHECK_THAT(answer.explanation, ContainsSubstring("look whether it is PostgreSQL that answers there"));
}

TEST_CASE("a network that swallows everything costs one timeout, not one per question") {
  NEEDS_POSTGRES();
  {
    TcpProxy proxy(server_socket(), [](int) { return Harm{Harm::Kind::stall, true, 0, 0}; });
    const auto begin = steady_clock::now();
    CHECK(check_answers(pool_through(proxy, 4)->ask(questions())) == 0);
    CHECK(steady_clock::now() - begin < std::chrono::seconds(20));
  }
  check_nothing_is_left();
}
