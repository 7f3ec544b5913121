#include "forge/endpoints.hpp"

#include <algorithm>
#include <array>

#include "forge/document.hpp"

namespace tollgate::forge {

namespace {

constexpr std::array table{
    Endpoint{Kind::github, Method::get, "/repos/{}/{}/pulls", {}},
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
    Endpoint{Kind::gitlab, Method::get, "/projects/{}/merge_requests", {}},
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

bool holds_only(std::string_view body, std::string_view field) {
  if (field.empty()) return true;
  const std::optional<Document> document = Document::parse(body);
  return document && document->root().keys() == std::vector<std::string>{std::string(field)};
}

}  // namespace

std::span<const Endpoint> endpoints() { return table; }

bool is_allowed(Kind kind, Method method, std::string_view path, std::string_view body) {
  path = path.substr(0, path.find('?'));
  return std::ranges::any_of(table, [&](const Endpoint& endpoint) {
    return endpoint.kind == kind && endpoint.method == method && matches(endpoint.path, path) &&
           holds_only(body, endpoint.only_field);
  });
}

}  // namespace tollgate::forge
