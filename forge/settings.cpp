#include <algorithm>
#include <utility>

#include "forge/address.hpp"
#include "forge/client.hpp"

namespace tollgate::forge {

namespace {

std::string variable(const Environment& environment, std::string_view name) {
  return environment(name).value_or(std::string());
}

/// The first that is set and not empty.
std::string first_of(const Environment& environment, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (std::string value = variable(environment, name); !value.empty()) return value;
  }
  return {};
}

/// Secrets come with a line end where a file was pasted.
std::string token_from(const Environment& environment, std::initializer_list<std::string_view> names) {
  std::string token = first_of(environment, names);
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  return token;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of('.') != std::string_view::npos &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

bool is_owner_and_name(std::string_view repository) {
  const std::size_t slash = repository.find('/');
  return slash != std::string_view::npos && is_name(repository.substr(0, slash)) &&
         is_name(repository.substr(slash + 1));
}

std::optional<Settings> github_settings(const Environment& environment, std::string& why) {
  Settings settings;
  settings.kind = Kind::github;
  settings.api = variable(environment, "GITHUB_API_URL");
  if (settings.api.empty()) settings.api = "https://api.github.com";
  settings.repository = variable(environment, "GITHUB_REPOSITORY");
  settings.token = token_from(environment, {"TOLLGATE_GITHUB_TOKEN", "GITHUB_TOKEN"});
  settings.certificates = variable(environment, "SSL_CERT_FILE");
  if (!is_owner_and_name(settings.repository)) {
    why = "GitHub was not asked: GITHUB_REPOSITORY does not say owner/name";
    return std::nullopt;
  }
  if (settings.token.empty()) {
    why = "GitHub was not asked: there is no token (env GITHUB_TOKEN: ${{ github.token }})";
    return std::nullopt;
  }
  static_cast<void>(address_from(settings.api, "GITHUB_API_URL"));
  return settings;
}

std::optional<Settings> gitlab_settings(const Environment& environment, std::string& why) {
  Settings settings;
  settings.kind = Kind::gitlab;
  settings.api = variable(environment, "CI_API_V4_URL");
  settings.repository = first_of(environment, {"CI_MERGE_REQUEST_PROJECT_ID", "CI_PROJECT_ID", "CI_PROJECT_PATH"});
  settings.token = token_from(environment, {"TOLLGATE_GITLAB_TOKEN"});
  settings.certificates = first_of(environment, {"CI_SERVER_TLS_CA_FILE", "SSL_CERT_FILE"});
  if (settings.api.empty() || settings.repository.empty()) {
    why = "GitLab was not asked: CI_API_V4_URL and CI_PROJECT_ID do not say where the project is";
    return std::nullopt;
  }
  if (settings.token.empty()) {
    why = "GitLab was not asked: there is no token (TOLLGATE_GITLAB_TOKEN, a project access token with the scope api)";
    return std::nullopt;
  }
  static_cast<void>(address_from(settings.api, "CI_API_V4_URL"));
  return settings;
}

bool is_set(const Environment& environment, std::string_view name) { return !variable(environment, name).empty(); }

}  // namespace

std::optional<Settings> settings_from(const Environment& environment, std::string& why) {
  if (variable(environment, "GITHUB_ACTIONS") == "true") return github_settings(environment, why);
  if (variable(environment, "GITLAB_CI") == "true") return gitlab_settings(environment, why);
  if (is_set(environment, "GITHUB_REPOSITORY")) return github_settings(environment, why);
  if (is_set(environment, "CI_API_V4_URL")) return gitlab_settings(environment, why);
  why = "no forge was asked: GITHUB_REPOSITORY, or CI_API_V4_URL and CI_PROJECT_ID, would say which";
  return std::nullopt;
}

}  // namespace tollgate::forge
