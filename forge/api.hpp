// Calls to one API: sends the token, waits and asks again by retry.hpp within one time budget, reads pages to the end,
// says what failed. Only what endpoints.hpp lists leaves. No token, header or answer gets into any text but the one
// sentence of the forge's refusal, and that without the token.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "forge/address.hpp"
#include "forge/answer.hpp"
#include "forge/http.hpp"

namespace tollgate::forge {

/// Time as an Api takes it; tests have their own.
struct Pace {
  std::function<std::chrono::steady_clock::time_point()> now;
  std::function<std::chrono::sys_seconds()> wall;
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<double()> jitter;  ///< in [0, 1)
};
Pace real_pace();

struct ApiSettings {
  Kind kind = Kind::github;
  Address address;
  std::string token;
  std::chrono::seconds budget{120};
  std::chrono::seconds request_timeout{30};
};

/// Whether what a POST should bring is there already.
using AlreadyThere = std::function<Answer<bool>()>;

class Api {
 public:
  /// Throws Error (usage) for a token that can't be one: it would break the header it is sent in.
  Api(ApiSettings settings, Transport transport, Pace pace = real_pace());

  Kind kind() const { return x_settings.kind; }

  /// The body. `path` begins with `/` and is relative to the API's address; its parts are encoded().
  Answer<std::string> get(const std::string& path);
  /// Hands the body of one page after the other to `take` until that says false. True: there was no further page, or
  /// `take` had enough; false: there are more than `pages`. What was handed over before a failure stays so.
  Answer<bool> each_page(const std::string& path, int pages, const std::function<bool(const std::string&)>& take);
  /// The bodies of all pages, up to 100 pages of 100.
  Answer<std::vector<std::string>> get_pages(const std::string& path);
  Answer<std::string> put(const std::string& path, const std::string& body);
  Answer<std::string> patch(const std::string& path, const std::string& body);
  /// Never sent twice unasked: where it may have been carried out without an answer, `already_there` is asked first. An
  /// empty body where it had been carried out.
  Answer<std::string> post(const std::string& path, const std::string& body, const AlreadyThere& already_there);

 private:
  struct Page {
    std::string body;
    bool has_next = false;
  };
  class Spending;

  Request request_to(Method method, const std::string& path, const std::string& body) const;
  Response ask(const Request& request);
  Answer<Page> send(Method method, const std::string& path, const std::string& body, const AlreadyThere& already_there);
  Answer<std::string> send_body(Method method, const std::string& path, const std::string& body,
                                const AlreadyThere& already_there = {});
  bool wait(std::chrono::milliseconds time);
  void keep_distance(Method method);
  std::string words(Method method, const std::string& path, const Response& response) const;

  ApiSettings x_settings;
  Transport x_transport;
  Pace x_pace;
  std::chrono::milliseconds x_left;
  int x_writes = 0;
};

/// Whether the answer's headers tell of a further page (`Link: rel="next"`, `X-Next-Page`).
bool has_next_page(const Response& response);

}  // namespace tollgate::forge
