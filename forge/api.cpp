#include "forge/api.hpp"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "core/error.hpp"
#include "forge/document.hpp"
#include "forge/endpoints.hpp"
#include "forge/retry.hpp"

namespace tollgate::forge {

namespace {

using std::chrono::milliseconds;

constexpr int most_pages = 100;
constexpr std::size_t most_bytes_of_all_pages = std::size_t{64} << 20U;
constexpr std::size_t longest_refusal = 200;
constexpr int writes_without_distance = 10;
constexpr milliseconds distance{1000};
constexpr int most_redirects = 3;

bool can_be_a_token(std::string_view token) {
  return std::ranges::all_of(token, [](char c) { return c > ' ' && c < '\x7f'; });
}

/// GitHub: `message`, and `errors` with fields; GitLab: `message` or `error`, as a text, a list or an object.
/// What such an answer means to who reads it, where the forge's own words do not say. Forges answer 404 for what the
/// token may not see (GitHub: "404 Not Found … instead of 403 Forbidden … to avoid confirming the existence").
std::string_view meaning_of(int status) {
  if (status == 401) return ": the token is not valid, or has expired";
  if (status == 404) return ": it is not there, or this token may not see it";
  if (status >= 500) return ": the forge is in trouble; run this again later";
  return "";
}

std::string refusal_in(const std::string& body) {
  const std::optional<Document> document = Document::parse(body);
  if (!document) return {};
  const Json root = document->root();
  std::string text = root["message"].text();
  if (text.empty()) text = root["error"].text();
  for (const Json& error : root["errors"].items()) {
    for (const char* part : {"resource", "field", "code", "message"}) {
      if (const std::string word = error[part].text(); !word.empty()) text += " " + word;
    }
    if (const std::string word = error.text(); !word.empty()) text += " " + word;
  }
  for (const Json& item : root["message"].items()) text += item.text() + " ";
  for (const std::string& key : root["message"].keys()) text += key + " ";
  return text;
}

/// One line of printable text.
std::string tamed(std::string text) {
  if (text.size() > longest_refusal) {
    std::size_t end = longest_refusal;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a letter
    text = text.substr(0, end) + "...";
  }
  for (char& c : text) {
    if (c < ' ' || c == '\x7f') c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

/// One too short to be a secret would tell itself by what is missing.
void cut_out(std::string& text, const std::string& secret) {
  constexpr std::size_t shortest = 8;
  if (secret.size() < shortest) return;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "***");
  }
}

bool is_redirect(int status) { return status == 301 || status == 302 || status == 307 || status == 308; }
bool is_read(Method method) { return method == Method::get; }

std::string page_path(const std::string& path, int page) {
  const char* joint = path.find('?') == std::string::npos ? "?" : "&";
  return path + joint + "per_page=100&page=" + std::to_string(page);
}

template <class To, class From>
Answer<To> failed_as(const Answer<From>& answer) {
  return {{}, answer.failure, answer.problem};
}

}  // namespace

/// Counts the time of one call, waiting included, against the budget.
class Api::Spending {
 public:
  explicit Spending(Api& api) : x_api(api), x_begin(api.x_pace.now()) {}
  Spending(const Spending&) = delete;
  Spending& operator=(const Spending&) = delete;
  Spending(Spending&&) = delete;
  Spending& operator=(Spending&&) = delete;
  ~Spending() { x_api.x_left -= std::chrono::duration_cast<milliseconds>(x_api.x_pace.now() - x_begin); }

 private:
  Api& x_api;
  std::chrono::steady_clock::time_point x_begin;
};

Pace real_pace() {
  return {[] { return std::chrono::steady_clock::now(); },
          [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); },
          [](milliseconds time) { std::this_thread::sleep_for(time); },
          [] {
            std::random_device device;
            return std::uniform_real_distribution<double>(0.0, 1.0)(device);
          }};
}

bool has_next_page(const Response& response) {
  const auto next = response.headers.find("x-next-page");
  if (next != response.headers.end()) return !next->second.empty();
  const auto link = response.headers.find("link");
  return link != response.headers.end() && link->second.find("rel=\"next\"") != std::string::npos;
}

Api::Api(ApiSettings settings, Transport transport, Pace pace)
    : x_settings(std::move(settings)),
      x_transport(std::move(transport)),
      x_pace(std::move(pace)),
      x_left(x_settings.budget) {
  if (!can_be_a_token(x_settings.token)) {
    throw Error(ErrorKind::usage, {"the token for the forge holds a blank, a line end or a letter outside ASCII",
                                   "set it without quotes and line ends",
                                   {}});
  }
}

Answer<std::string> Api::get(const std::string& path) { return send_body(Method::get, path, {}); }
Answer<std::string> Api::put(const std::string& path, const std::string& body) {
  return send_body(Method::put, path, body);
}
Answer<std::string> Api::patch(const std::string& path, const std::string& body) {
  return send_body(Method::patch, path, body);
}
Answer<std::string> Api::post(const std::string& path, const std::string& body, const AlreadyThere& already_there) {
  return send_body(Method::post, path, body, already_there);
}

Answer<std::vector<std::string>> Api::get_pages(const std::string& path) {
  Answer<std::vector<std::string>> all;
  std::size_t bytes = 0;
  const Answer<bool> read = each_page(path, most_pages, [&](const std::string& body) {
    bytes += body.size();
    all.value.push_back(body);
    return bytes <= most_bytes_of_all_pages;
  });
  if (!read.ok()) return failed_as<std::vector<std::string>>(read);
  if (read.value && bytes <= most_bytes_of_all_pages) return all;
  return {{}, Failure::unreadable, "GET " + path + ": the forge lists more than tollgate reads"};
}

Answer<bool> Api::each_page(const std::string& path, int pages, const std::function<bool(const std::string&)>& take) {
  for (int page = 1; page <= pages; ++page) {
    const Answer<Page> answer = send(Method::get, page_path(path, page), {}, {});
    if (!answer.ok()) return failed_as<bool>(answer);
    if (!take(answer.value.body) || !answer.value.has_next) return {true, Failure::none, {}};
  }
  return {false, Failure::none, {}};
}

Answer<std::string> Api::send_body(Method method, const std::string& path, const std::string& body,
                                   const AlreadyThere& already_there) {
  Answer<Page> answer = send(method, path, body, already_there);
  return {std::move(answer.value.body), answer.failure, std::move(answer.problem)};
}

Request Api::request_to(Method method, const std::string& path, const std::string& body) const {
  Request request{method,
                  x_settings.address.origin + x_settings.address.path + path,
                  {"User-Agent: tollgate"},
                  body,
                  std::min<milliseconds>(x_settings.request_timeout, x_left)};
  if (x_settings.kind == Kind::github) {
    request.headers.emplace_back("Accept: application/vnd.github+json");
    request.headers.emplace_back("X-GitHub-Api-Version: 2022-11-28");
    if (!x_settings.token.empty()) request.headers.push_back("Authorization: Bearer " + x_settings.token);
  } else {
    request.headers.emplace_back("Accept: application/json");
    if (!x_settings.token.empty()) request.headers.push_back("PRIVATE-TOKEN: " + x_settings.token);
  }
  if (!is_read(method)) request.headers.emplace_back("Content-Type: application/json");
  return request;
}

/// A read may be sent elsewhere on the same host (a repository with a new name); the token goes nowhere else.
Response Api::ask(const Request& request) {
  const Spending spending(*this);
  Response response = x_transport(request);
  for (int hops = 0; is_read(request.method) && is_redirect(response.status) && hops < most_redirects; ++hops) {
    Request next = request;
    next.url = response.headers["location"];
    if (!next.url.starts_with(x_settings.address.origin + "/")) return response;
    response = x_transport(next);
  }
  return response;
}

/// False when that is more than what is left of the budget.
bool Api::wait(milliseconds time) {
  if (time >= x_left) return false;
  const Spending spending(*this);
  x_pace.sleep(time);
  return true;
}

/// GitHub: "wait at least one second between each request" that writes, where there are many.
void Api::keep_distance(Method method) {
  if (!is_read(method) && ++x_writes > writes_without_distance) wait(distance);
}

std::string Api::words(Method method, const std::string& path, const Response& response) const {
  std::string text = (x_settings.kind == Kind::github ? "GitHub API: " : "GitLab API: ");
  if (response.too_large) {
    text += "the answer is larger than 16 MiB";
  } else if (response.status == 0) {
    text += response.problem;
  } else {
    text += std::to_string(response.status) + " " + tamed(refusal_in(response.body));
  }
  while (text.ends_with(' ')) text.pop_back();
  text += " (" + std::string(to_string(method)) + " " + path.substr(0, path.find('?')) + ")";
  text += meaning_of(response.status);
  cut_out(text, x_settings.token);
  return text;
}

Answer<Api::Page> Api::send(Method method, const std::string& path, const std::string& body,
                            const AlreadyThere& already_there) {
  if (!is_allowed(x_settings.kind, method, path, body)) {
    throw Error(ErrorKind::unjudged,
                {"tollgate never calls " + std::string(to_string(method)) + " " + path.substr(0, path.find('?')),
                 "this is a defect of tollgate: report it",
                 {}});
  }
  keep_distance(method);
  for (int tries = 1;; ++tries) {
    if (x_left <= milliseconds(0))
      return {{}, Failure::unavailable, "the time for the forge is used up (--forge-timeout)"};
    const Response response = ask(request_to(method, path, body));
    const Decision decision = decide(response, tries, x_pace.wall(), x_pace.jitter());
    if (decision.step == Step::take && decision.failure == Failure::none) {
      return {{response.body, has_next_page(response)}, Failure::none, {}};
    }
    Answer<Page> refusal;
    refusal.failure = decision.failure;
    refusal.problem = words(method, path, response);
    if (decision.step == Step::take || decision.step == Step::give_up) return refusal;
    if (!wait(decision.wait)) {
      refusal.problem += "; waiting for it would take longer than --forge-timeout";
      return refusal;
    }
    if (method != Method::post || decision.step != Step::doubtful) continue;
    if (!already_there) return refusal;
    const Answer<bool> there = already_there();
    if (!there.ok()) return refusal;
    if (there.value) return {};
  }
}

}  // namespace tollgate::forge
