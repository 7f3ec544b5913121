// Check runs of a commit on GitHub. Making one and changing one's own is all: a check run approves nothing, and none is
// taken away.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "forge/client.hpp"

namespace tollgate::forge {

struct CheckRun {
  long long id = 0;
  std::string external_id;  ///< what its maker calls it
  long long annotations = 0;
};

/// Those of that name which are the latest of their app, in no particular order.
Answer<std::vector<CheckRun>> check_runs(Client& client, const std::string& commit, const std::string& name);
/// `body` as GitHub's "Create a check run" says. The id; 0 where `already_there` said that it is.
Answer<long long> create_check_run(Client& client, const std::string& body,
                                   const std::function<Answer<bool>()>& already_there);
/// Annotations are added to those that are there.
Answer<std::string> update_check_run(Client& client, long long id, const std::string& body);

}  // namespace tollgate::forge
