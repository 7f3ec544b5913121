// Who approved the change, and whose approval counts for what: the latest review of each person, without the people who
// made the change, without machines, fresh for the head commit. Shared by the gates about people; never asks a forge.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "change/pull_request.hpp"
#include "core/policy.hpp"
#include "gates/context.hpp"

namespace tollgate::gates {

struct Approval {
  std::string login;
  bool counts = false;
  std::string why_not;      ///< a clause, e.g. `is the author`, `approved an older commit (0123456789ab)`
  bool by_machine = false;  ///< an app, a bot, or the account of an AI tool
  bool by_maker = false;    ///< author, committer, co-author or requester of the change
};

/// The effective reviews of all people, in order of login.
struct Reviews {
  std::string problem;  ///< why they are not known, or not whose they are; empty: known
  std::vector<Approval> approvals;
  std::vector<std::string> objectors;  ///< people whose latest review requests changes, whatever commit it is of
};

/// `terms`: whether those who made the change may approve it, and which approvals count that name no commit. Effective
/// is a person's last review that is no comment, unless it was dismissed.
Reviews reviews_of(const change::PullRequest& pull_request, const change::PullRequestProvenance& provenance,
                   const Review& terms);

/// An account that no person is behind.
bool is_machine(const forge::Account& account);
/// Those who made the change: who opened it, wrote, committed or co-authored a commit of it, or had an agent do so. Git
/// knows people by name and address, so a login that looks like one of these is taken for it.
class Makers {
 public:
  Makers(const change::PullRequest& pull_request, const change::PullRequestProvenance& provenance);
  bool has(std::string_view login) const;
  bool opened(std::string_view login) const;

 private:
  void add(const change::Person& person);

  std::string x_opener;                ///< lower case; empty: not known
  std::set<std::string> x_logins;      ///< lower case
  std::set<std::string> x_lookalikes;  ///< names and local parts of addresses, letters and digits alone
};

/// What a layer asks of people.
struct Demand {
  std::string layer;
  int approvals = 0;            ///< by people who have one of the roles
  std::vector<std::string> by;  ///< each of them must be among those who approve; empty: anybody
  int in_all = 0;               ///< approvals by anybody; at least `approvals` is meant where it is lower
};

/// `1 approval by senior-data-engineer`, `2 approvals, 1 of them by data-pm`.
std::string demand_text(const Demand& demand);

struct DemandState {
  bool met = false;
  std::string detail;  ///< who approved, what is missing, who can do it, and whose approval does not count
};
DemandState judge_demand(const Demand& demand, const Reviews& reviews, const Roles* roles);

/// The layers that the targets and definitions of the context are of, in order of the policy, `unknown` last.
std::vector<const Layer*> touched_layers(const Context& context);

/// Pending at `check`, missing at `merge`.
DutyState unmet(Stage stage);

}  // namespace tollgate::gates
