#include "forge/http.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.hpp"
#include "core/lasting.hpp"
#include "core/lower.hpp"

namespace tollgate::forge {

struct Http::Handle {
  CURL* curl = nullptr;
  std::string certificates;
  bool is_here = false;
};

namespace {

constexpr long connect_timeout_ms = 10000;

struct Headers {
  curl_slist* list = nullptr;
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  Headers(Headers&&) = delete;
  Headers& operator=(Headers&&) = delete;
  ~Headers() { curl_slist_free_all(list); }
  void add(const std::string& header) { list = curl_slist_append(list, header.c_str()); }
};

std::size_t take_body(const char* data, std::size_t size, std::size_t count, void* user) {
  auto& response = *static_cast<Response*>(user);
  const std::size_t bytes = size * count;
  if (response.body.size() + bytes > most_answer_bytes) {
    response.too_large = true;
    return 0;  // libcurl ends the transfer
  }
  response.body.append(data, bytes);
  return bytes;
}

std::string_view without_blanks(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t take_header(const char* data, std::size_t size, std::size_t count, void* user) {
  auto& response = *static_cast<Response*>(user);
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) response.headers.clear();  // of a proxy, or `100 Continue`
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    response.headers.insert_or_assign(lowered(line.substr(0, colon)),
                                      std::string(without_blanks(line.substr(colon + 1))));
  }
  return line.size();
}

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
  if (curl_easy_setopt(curl, option, value) != CURLE_OK) {
    throw Error(ErrorKind::unjudged, {"libcurl on this machine lacks what talking to a forge needs",
                                      "install a libcurl with TLS, 7.85 or newer",
                                      {}});
  }
}

void set_method(CURL* curl, const Request& request) {
  if (request.method == Method::get) {
    set(curl, CURLOPT_HTTPGET, 1L);
    return;
  }
  set(curl, CURLOPT_POST, 1L);
  set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  if (request.method != Method::post) set(curl, CURLOPT_CUSTOMREQUEST, to_string(request.method).data());
}

void set_limits(CURL* curl, const Request& request) {
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_PATH_AS_IS, 1L);
  set(curl, CURLOPT_PROTOCOLS_STR, "https,http");
  set(curl, CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(request.timeout.count())));
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  set(curl, CURLOPT_ACCEPT_ENCODING, "");
}

/// Where the connection did not come to be, nothing can have been carried out.
bool nothing_was_sent(CURL* curl, CURLcode code) {
  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_COULDNT_CONNECT ||
      code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) {
    return true;
  }
  curl_off_t before_sending = 0;
  curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &before_sending);
  return code == CURLE_OPERATION_TIMEDOUT && before_sending == 0;
}

}  // namespace

std::string_view to_string(Method method) {
  constexpr std::array<std::string_view, 4> names{"GET", "POST", "PUT", "PATCH"};
  return names.at(static_cast<std::size_t>(method));
}

Http::Http(std::string certificates, bool is_here)
    : x_handle(std::make_unique<Handle>(Handle{nullptr, std::move(certificates), is_here})) {
  static const Lasting<bool> ready([] { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; });
  if (ready.get()) x_handle->curl = curl_easy_init();
  if (x_handle->curl == nullptr)
    throw Error(ErrorKind::unjudged,
                {"libcurl cannot be started on this machine", "is its memory used up, or its TLS library broken?", {}});
}

Http::~Http() { curl_easy_cleanup(x_handle->curl); }

Response Http::ask(const Request& request) {
  CURL* curl = x_handle->curl;
  curl_easy_reset(curl);  // keeps the connection
  Response response;
  Headers headers;
  for (const std::string& header : request.headers) headers.add(header);
  headers.add("Expect:");
  set(curl, CURLOPT_URL, request.url.c_str());
  set_limits(curl, request);
  set_method(curl, request);
  set(curl, CURLOPT_HTTPHEADER, headers.list);
  set(curl, CURLOPT_WRITEFUNCTION, take_body);
  set(curl, CURLOPT_WRITEDATA, &response);
  set(curl, CURLOPT_HEADERFUNCTION, take_header);
  set(curl, CURLOPT_HEADERDATA, &response);
  if (!x_handle->certificates.empty()) set(curl, CURLOPT_CAINFO, x_handle->certificates.c_str());
  if (x_handle->is_here) set(curl, CURLOPT_PROXY, "");
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  if (code == CURLE_OK || response.too_large) return response;
  response.status = 0;
  response.was_sent = !nothing_was_sent(curl, code);
  response.is_final = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
  response.problem = curl_easy_strerror(code);
  if (response.is_final) response.problem += "; name its authority's certificates in SSL_CERT_FILE";
  return response;
}

}  // namespace tollgate::forge
