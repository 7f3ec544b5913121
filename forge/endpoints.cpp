#include "forge/endpoints.hpp"

#include <algorithm>
#include <array>

#include "forge/document.hpp"

namespace tollgate::forge {

namespace {

constexpr std::array table{
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/pulls", {}},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/commits/{}/pulls", {}},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/pulls/{}", {}},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/pulls/{}/commits", {}},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/pulls/{}/reviews", {}},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/issues/{}/events", {}},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/issues/{}/labels", {}},
    Endpoint{Kind::github, Method::post, "/repos/{}/{}/issues/{}/labels", "labels"},  // adds; PUT would replace
    Endpoint{Kind::github, Method::get, "/user", {}},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/issues/{}/comments", {}},
    Endpoint{Kind::github, Method::post, "/repos/{}/{}/issues/{}/comments", "body"},
    Endpoint{Kind::github, Method::patch, "/repos/{}/{}/issues/comments/{}", "body"},
    // A review that only comments; without an event it would wait for somebody to submit it, as what they like.
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/pulls/{}/files", {}},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/pulls/{}/comments", {}},
    Endpoint{Kind::github, Method::post, "/repos/{}/{}/pulls/{}/reviews", "commit_id event body comments",
             "event=COMMENT"},
    Endpoint{Kind::github, Method::post, "/repos/{}/{}/pulls/{}/comments", "commit_id path subject_type body",
             "subject_type=file"},
    Endpoint{Kind::github, Method::patch, "/repos/{}/{}/pulls/comments/{}", "body"},
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/commits/{}/check-runs", {}},
    Endpoint{Kind::github, Method::post, "/repos/{}/{}/check-runs",
             "name head_sha external_id status conclusion output", "status=completed"},
    Endpoint{Kind::github, Method::patch, "/repos/{}/{}/check-runs/{}", "external_id status conclusion output",
             "status=completed"},
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/merge_requests", {}},
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/repository/commits/{}/merge_requests", {}},
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/merge_requests/{}", {}},
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/merge_requests/{}/commits", {}},
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/merge_requests/{}/approvals", {}},
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/merge_requests/{}/approval_state", {}},
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/merge_requests/{}/resource_label_events", {}},
    Endpoint{Kind::gitlab, Method::put, "/projects/{}/merge_requests/{}", "add_labels"},
    Endpoint{Kind::gitlab, Method::get, "/user", {}},
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/merge_requests/{}/notes", {}},
    Endpoint{Kind::gitlab, Method::post, "/projects/{}/merge_requests/{}/notes", "body"},
    Endpoint{Kind::gitlab, Method::put, "/projects/{}/merge_requests/{}/notes/{}", "body"},
};

std::string_view next_part(std::string_view& path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size());
  return part;
}

bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    if (path.front() != '/') return false;
    const std::string_view expected = next_part(pattern);
    const std::string_view part = next_part(path);
    if (part.empty() || part == "." || part == "..") return false;
    if (expected != "{}" && expected != part) return false;
  }
  return pattern.empty() && path.empty();
}

bool is_among(std::string_view fields, std::string_view field) {
  while (!fields.empty()) {
    const std::string_view one = fields.substr(0, fields.find(' '));
    if (one == field) return true;
    fields.remove_prefix(std::min(one.size() + 1, fields.size()));
  }
  return false;
}

bool may_be_sent(const Endpoint& endpoint, std::string_view body) {
  if (endpoint.fields.empty()) return endpoint.method == Method::get;
  const std::optional<Document> document = Document::parse(body);
  if (!document) return false;
  const Json root = document->root();
  const std::vector<std::string> keys = root.keys();
  if (keys.empty() || !std::ranges::all_of(keys, [&](const auto& key) { return is_among(endpoint.fields, key); }))
    return false;
  const std::size_t equals = endpoint.must_say.find('=');
  return equals == std::string_view::npos ||
         root[endpoint.must_say.substr(0, equals)].text() == endpoint.must_say.substr(equals + 1);
}

}  // namespace

std::span<const Endpoint> endpoints() { return table; }

bool is_allowed(Kind kind, Method method, std::string_view path, std::string_view body) {
  path = path.substr(0, path.find('?'));
  return std::ranges::any_of(table, [&](const Endpoint& endpoint) {
    return endpoint.kind == kind && endpoint.method == method && matches(endpoint.path, path) &&
           may_be_sent(endpoint, body);
  });
}

}  // namespace tollgate::forge
