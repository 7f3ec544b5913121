#include "forge/github_checks.hpp"

#include <optional>
#include <utility>

#include "forge/address.hpp"
#include "forge/api.hpp"
#include "forge/read_answers.hpp"

namespace tollgate::forge {

Answer<std::vector<CheckRun>> check_runs(Client& client, const std::string& commit, const std::string& name) {
  const std::string below = "/commits/" + encoded(commit) + "/check-runs?check_name=" + encoded(name);
  return read_pages<CheckRun>(client.api().get_pages(client.path(below)), "check runs", github_check_runs);
}

Answer<long long> create_check_run(Client& client, const std::string& body,
                                   const std::function<Answer<bool>()>& already_there) {
  Answer<std::string> answer = client.api().post(client.path("/check-runs"), body, already_there);
  if (!answer.ok()) return {0, answer.failure, std::move(answer.problem)};
  if (answer.value.empty()) return {};
  return read_one<long long>(answer, "the check run", [](const Json& run) -> std::optional<long long> {
    const long long id = run["id"].number();
    return id > 0 ? std::optional(id) : std::nullopt;
  });
}

Answer<std::string> update_check_run(Client& client, long long id, const std::string& body) {
  return client.api().patch(client.path("/check-runs/" + std::to_string(id)), body);
}

}  // namespace tollgate::forge
