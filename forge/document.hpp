// JSON as forges answer it, for reading: whatever is asked for and not there, or of another kind, is nothing.
// document.cpp is the one place here that knows the JSON library.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::forge {

/// A place in a Document, which must outlive it.
class Json {
 public:
  Json() = default;
  explicit Json(const void* node) : x_node(node) {}

  bool is_there() const { return x_node != nullptr; }
  bool is_null() const;
  bool is_list() const;
  Json operator[](std::string_view key) const;
  std::vector<Json> items() const;        ///< of a list
  std::vector<std::string> keys() const;  ///< of an object
  std::string text() const;
  long long number() const;  ///< 0 for what is no whole number
  std::optional<bool> flag() const;

 private:
  const void* x_node = nullptr;
};

class Document {
 public:
  /// Nothing for what is not JSON.
  static std::optional<Document> parse(std::string_view text);
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document();

  Json root() const;

 private:
  struct Content;
  explicit Document(std::unique_ptr<Content> content);
  std::unique_ptr<Content> x_content;
};

/// A JSON string with its quotes; what is not UTF-8 becomes U+FFFD.
std::string json_text(std::string_view text);
/// A JSON list of strings.
std::string json_list(const std::vector<std::string>& texts);

}  // namespace tollgate::forge
