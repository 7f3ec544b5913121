#include "gates/reviews.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/listing.hpp"
#include "core/lower.hpp"

namespace tollgate::gates {

namespace {

constexpr std::size_t short_commit = 12;
constexpr std::string_view peer = "peer";

/// Letters and digits alone, lower case: `Sam Author`, `sam-author` and `sam.author` are one.
std::string squashed(std::string_view text) {
  std::string kept;
  for (const char c : lowered(text)) {
    const bool separator = c == ' ' || c == '-' || c == '_' || c == '.';
    if (!separator) kept += c;
  }
  return kept;
}

/// The login in a forge's own address: `123+ada@users.noreply.github.com`, `123-ada@users.noreply.gitlab.com`.
std::string_view login_in(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos || address.find("noreply", at) == std::string_view::npos) return {};
  std::string_view local = address.substr(0, at);
  const std::size_t digits = local.find_first_not_of("0123456789");
  const bool numbered =
      digits != std::string_view::npos && digits > 0 && (local[digits] == '+' || local[digits] == '-');
  if (numbered) local.remove_prefix(digits + 1);
  return local;
}

/// `Co-authored-by: Name <address>` of any line (R1).
std::vector<change::Person> coauthors_of(const std::string& message) {
  constexpr std::string_view key = "co-authored-by:";
  const std::string lower = lowered(message);
  std::vector<change::Person> people;
  for (std::size_t at = lower.find(key); at != std::string::npos; at = lower.find(key, at + 1)) {
    const std::size_t begin = at + key.size();
    const std::string_view line = std::string_view(message).substr(begin, message.find_first_of("\r\n", begin) - begin);
    const std::size_t open = std::min(line.find('<'), line.size());
    const std::size_t close = std::min(line.find('>', open), line.size());
    const std::string_view name = line.substr(0, open);
    const std::size_t first = std::min(name.find_first_not_of(' '), name.size());
    const std::size_t last = name.find_last_not_of(' ');
    change::Person& person = people.emplace_back();
    if (last != std::string_view::npos) person.name = name.substr(first, last - first + 1);
    if (open < close) person.email = line.substr(open + 1, close - open - 1);
  }
  return people;
}

std::vector<change::Person> people_of(const change::Commit& commit) {
  std::vector<change::Person> people = coauthors_of(commit.text.message);
  people.push_back(commit.text.author);
  people.push_back(commit.text.committer);
  return people;
}

/// Empty: fresh.
std::string staleness(const forge::Review& review, const change::PullRequest& pull_request, const Review& terms) {
  if (review.commit.empty()) {
    const bool stated = pull_request.reviews.source == change::FactSource::flag;
    if (stated || terms.approvals_follow_head) return {};
    return "approved a commit that the forge does not name";
  }
  const auto& fresh = pull_request.fresh_heads;
  const bool is_head = pull_request.head_commit.known() && pull_request.head_commit.value == review.commit;
  if (is_head || std::ranges::find(fresh, review.commit) != fresh.end()) return {};
  return fmt::format("approved an older commit ({})", review.commit.substr(0, short_commit));
}

/// The latest of each person that is no comment; by lower-case login.
std::map<std::string, const forge::Review*> effective(const std::vector<forge::Review>& reviews) {
  std::map<std::string, const forge::Review*> latest;
  for (const forge::Review& review : reviews) {
    const bool judges = review.state != forge::ReviewState::commented && review.state != forge::ReviewState::pending;
    if (judges) latest[lowered(review.by.login)] = &review;
  }
  return latest;
}

template <class T>
std::string problem_of(const change::Fact<T>& fact, std::string_view what) {
  if (fact.known()) return {};
  return fmt::format("{} not known{}{}", what, fact.problem.empty() ? "" : ": ", fact.problem);
}

/// What must be known before that approval can count; empty: all of it is.
std::string missing_fact(const forge::Review& review, const change::PullRequest& pull_request) {
  std::string problem = problem_of(pull_request.author, "who opened the pull request is");
  if (problem.empty()) problem = problem_of(pull_request.commits, "the commits of the pull request are");
  if (problem.empty() && !review.commit.empty()) problem = problem_of(pull_request.head_commit, "the head commit is");
  return problem;
}

/// Whether any approval by anybody counts for the role.
bool open_to_all(const std::vector<std::string>& by) { return by.empty() || std::ranges::find(by, peer) != by.end(); }

bool has_role(const std::string& login, const std::string& role, const Roles* roles) {
  return role == peer || (roles != nullptr && roles->has(login, role));
}

std::string holders_text(const std::string& role, const Roles* roles) {
  if (roles == nullptr) return fmt::format("{}: there is no tollgate-roles.yml on base that says who that is", role);
  const auto members = roles->members.find(role);
  if (members == roles->members.end() || members->second.empty()) return role + ": nobody has that role";
  return fmt::format("{}: {}", role, listed(members->second));
}

/// People whose approval does not count, and why.
std::string discounted_text(const Reviews& reviews) {
  std::vector<std::string> clauses;
  for (const Approval& approval : reviews.approvals) {
    if (!approval.counts) clauses.push_back(fmt::format("{} {}", approval.login, approval.why_not));
  }
  return listed(clauses);
}

}  // namespace

bool is_machine(const forge::Account& account) {
  const std::string login = lowered(account.login);
  if (!account.is_person || login.ends_with("[bot]")) return true;
  change::CommitText written;  // as if the account had written a commit: the identities of tools are known there
  written.author = {account.login, account.id + "+" + account.login + "@users.noreply.github.com"};
  return change::recognise(written).strength > change::SignalStrength::weak;
}

Makers::Makers(const change::PullRequest& pull_request, const change::PullRequestProvenance& provenance)
    : x_opener(lowered(pull_request.author.value.login)) {
  for (const std::string& requester : provenance.requesters) add({requester, {}});
  // Of a pull request that an agent opens, those are assigned who asked it (R7).
  const bool by_agent = pull_request.author.known() && is_machine(pull_request.author.value);
  for (const forge::Account& assignee : pull_request.assignees.value) {
    if (by_agent && !is_machine(assignee)) x_logins.insert(lowered(assignee.login));
  }
  for (const change::Commit& commit : pull_request.commits.value) {
    for (const change::Person& person : people_of(commit)) add(person);
  }
}

void Makers::add(const change::Person& person) {
  const std::string address = lowered(person.email);
  if (const std::string_view own = login_in(address); !own.empty()) {
    x_logins.emplace(own);
    return;
  }
  for (std::string text : {squashed(address.substr(0, address.find('@'))), squashed(person.name)}) {
    if (!text.empty()) x_lookalikes.insert(std::move(text));
  }
}

bool Makers::opened(std::string_view login) const { return !x_opener.empty() && x_opener == lowered(login); }

bool Makers::has(std::string_view login) const {
  return opened(login) || x_logins.contains(lowered(login)) || x_lookalikes.contains(squashed(login));
}

Reviews reviews_of(const change::PullRequest& pull_request, const change::PullRequestProvenance& provenance,
                   const Review& terms) {
  Reviews reviews;
  reviews.problem = problem_of(pull_request.reviews, "the reviews of the pull request are");
  if (!reviews.problem.empty()) return reviews;
  const Makers makers(pull_request, provenance);
  for (const auto& [key, review] : effective(pull_request.reviews.value)) {
    const bool machine = is_machine(review->by);
    const bool objects = review->state == forge::ReviewState::changes_requested && !machine;
    if (objects) reviews.objectors.push_back(review->by.login);
    if (review->state != forge::ReviewState::approved) continue;
    Approval& approval = reviews.approvals.emplace_back();
    approval.login = review->by.login;
    approval.by_machine = machine;
    approval.by_maker = makers.has(review->by.login);
    if (machine) {
      approval.why_not = "is no person";
    } else if (approval.by_maker && !terms.author_may_review) {
      approval.why_not = makers.opened(review->by.login) ? "is the author" : "had a hand in the change";
    } else {
      approval.why_not = staleness(*review, pull_request, terms);
      if (reviews.problem.empty()) reviews.problem = missing_fact(*review, pull_request);
    }
    approval.counts = approval.why_not.empty();
  }
  return reviews;
}

std::string demand_text(const Demand& demand) {
  const int all = std::max(demand.approvals, demand.in_all);
  std::string text = fmt::format("{} approval{}", all, all == 1 ? "" : "s");
  if (open_to_all(demand.by) && demand.by.size() < 2) return text;
  if (all > demand.approvals) text += fmt::format(", {} of them", demand.approvals);
  return fmt::format("{} by {}", text, fmt::join(demand.by, " and "));
}

DemandState judge_demand(const Demand& demand, const Reviews& reviews, const Roles* roles) {
  std::vector<std::string> counting;
  std::vector<std::string> right;
  for (const Approval& approval : reviews.approvals) {
    if (!approval.counts) continue;
    counting.push_back(approval.login);
    const bool has_one = open_to_all(demand.by) || std::ranges::any_of(demand.by, [&](const std::string& role) {
                           return has_role(approval.login, role, roles);
                         });
    if (has_one) right.push_back(approval.login);
  }
  std::vector<std::string> lacking;
  for (const std::string& role : demand.by) {
    const bool some = std::ranges::any_of(counting, [&](const auto& login) { return has_role(login, role, roles); });
    if (!some && role != peer) lacking.push_back(holders_text(role, roles));
  }
  const auto count = [](const auto& logins) { return static_cast<int>(logins.size()); };
  DemandState state;
  state.met = count(right) >= demand.approvals && count(counting) >= demand.in_all &&
              (lacking.empty() || demand.approvals == 0);
  state.detail = counting.empty() ? "nobody's approval counts" : "approved by " + listed(counting);
  if (!state.met && !lacking.empty()) state.detail += fmt::format("; missing {}", fmt::join(lacking, "; "));
  const std::string discounted = discounted_text(reviews);
  if (!discounted.empty()) state.detail += "; does not count: " + discounted;
  return state;
}

std::vector<const Layer*> touched_layers(const Context& context) {
  std::set<std::string_view> names;
  for (const Target& target : context.targets) names.insert(target.model->layer);
  for (const SemanticTarget& target : context.semantics) names.insert(target.layer);
  std::vector<const Layer*> layers;
  for (const Layer& layer : context.policy->layers) {
    if (names.erase(layer.name) > 0) layers.push_back(&layer);
  }
  if (!names.empty()) layers.push_back(&context.policy->unknown);  // nothing else is left
  return layers;
}

DutyState unmet(Stage stage) { return stage == Stage::merge ? DutyState::missing : DutyState::pending; }

}  // namespace tollgate::gates
