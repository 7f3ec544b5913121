// Small artifacts as text, and a folder to put them into that removes itself.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "dbt/manifest.hpp"
#include "tests/catch.hpp"

namespace tollgate::dbt::testing {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "tollgate-dbt-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    x_path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(x_path, ignored);
  }

  std::string path() const { return x_path.string(); }
  std::string write(const std::string& file, std::string_view text) const {
    const std::filesystem::path place = x_path / file;
    std::filesystem::create_directories(place.parent_path());
    std::ofstream(place, std::ios::binary) << text;
    return place.string();
  }

 private:
  std::filesystem::path x_path;
};

/// `{"metadata": …, <sections>}`
inline std::string manifest_text(const std::string& sections, const std::string& version = "12") {
  return R"({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v)" + version +
         R"(.json", "dbt_version": "1.9.4", "adapter_type": "postgres", "project_name": "shop"})" +
         (sections.empty() ? "" : ", " + sections) + "}";
}

/// A manifest with one node: `keys` are its members.
inline std::string node_text(const std::string& id, const std::string& keys) {
  return manifest_text(R"("nodes": {")" + id + R"(": {)" + keys + "}}");
}

inline Project load_text(const std::string& text) { return parse_manifest("manifest.json", text); }

/// The node of a manifest with one node.
inline Node load_node(const std::string& id, const std::string& keys) {
  return load_text(node_text(id, keys)).nodes.at(id);
}

/// What the Error says; fails the test when there is none or when it is no `unjudged` one.
template <class Work>
std::string error_of(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unjudged);
    CHECK_FALSE(error.diagnostic().hint.empty());
    CHECK_FALSE(error.diagnostic().place.file.empty());
    return error.what();
  }
  FAIL("no Error was thrown");
  return {};
}

}  // namespace tollgate::dbt::testing
