// One HTTP request and its answer. http.cpp is the one place that knows libcurl. Never follows a redirect, never stores
// a cookie or a password, reads no .netrc.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::forge {

/// There is no DELETE: nothing here takes anything away.
enum class Method : std::uint8_t { get, post, put, patch };
std::string_view to_string(Method method);

struct Request {
  Method method = Method::get;
  std::string url;
  std::vector<std::string> headers;  ///< `Name: value`
  std::string body;
  std::chrono::milliseconds timeout{30000};
};

struct Response {
  int status = 0;          ///< 0: there was no answer; `problem` says why
  bool was_sent = true;    ///< false: the request surely did not reach the other side
  bool is_final = false;   ///< no answer, and asking again will not help (a certificate that is not trusted)
  bool too_large = false;  ///< the answer was cut off
  std::string problem{};   ///< holds neither headers nor bodies
  std::map<std::string, std::string, std::less<>> headers{};  ///< names in lower case
  std::string body{};
};

using Transport = std::function<Response(const Request&)>;

/// Largest answer that is read.
inline constexpr std::size_t most_answer_bytes = std::size_t{16} << 20U;

/// A connection that is used again. Proxies as libcurl finds them in the environment (https_proxy, no_proxy), but none
/// for this machine itself. Not for several threads at once.
class Http {
 public:
  /// `certificates`: a PEM file; empty: the system's.
  explicit Http(std::string certificates, bool is_here);
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;
  Http(Http&&) = delete;
  Http& operator=(Http&&) = delete;
  ~Http();

  Response ask(const Request& request);

 private:
  struct Handle;
  std::unique_ptr<Handle> x_handle;
};

}  // namespace tollgate::forge
