#include "forge/document.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace tollgate::forge {

using nlohmann::json;

struct Document::Content {
  json value;
};

namespace {

const json& value_at(const void* node) { return *static_cast<const json*>(node); }

}  // namespace

bool Json::is_null() const { return x_node != nullptr && value_at(x_node).is_null(); }
bool Json::is_list() const { return x_node != nullptr && value_at(x_node).is_array(); }

Json Json::operator[](std::string_view key) const {
  if (x_node == nullptr || !value_at(x_node).is_object()) return {};
  const auto found = value_at(x_node).find(std::string(key));
  return found == value_at(x_node).end() ? Json() : Json(&*found);
}

std::vector<Json> Json::items() const {
  std::vector<Json> all;
  if (!is_list()) return all;
  for (const json& item : value_at(x_node)) all.emplace_back(&item);
  return all;
}

std::vector<std::string> Json::keys() const {
  std::vector<std::string> all;
  if (x_node == nullptr || !value_at(x_node).is_object()) return all;
  for (const auto& [key, ignored] : value_at(x_node).items()) all.push_back(key);
  return all;
}

std::string Json::text() const {
  return x_node != nullptr && value_at(x_node).is_string() ? value_at(x_node).get<std::string>() : std::string();
}

long long Json::number() const {
  if (x_node == nullptr || !value_at(x_node).is_number_integer()) return 0;
  if (value_at(x_node).is_number_unsigned() && !std::in_range<long long>(value_at(x_node).get<std::uint64_t>()))
    return 0;
  return value_at(x_node).get<long long>();
}

std::optional<bool> Json::flag() const {
  if (x_node == nullptr || !value_at(x_node).is_boolean()) return std::nullopt;
  return value_at(x_node).get<bool>();
}

Document::Document(std::unique_ptr<Content> content) : x_content(std::move(content)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

std::optional<Document> Document::parse(std::string_view text) {
  json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return Document(std::make_unique<Content>(Content{std::move(value)}));
}

Json Document::root() const { return Json(&x_content->value); }

std::string json_text(std::string_view text) {
  return json(std::string(text)).dump(-1, ' ', true, json::error_handler_t::replace);
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? "," : "") + json_text(text);
  return list + "]";
}

}  // namespace tollgate::forge
