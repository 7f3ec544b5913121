// A bare repository to push an audit log to, and clones of it, in a temporary folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "budget/audit/append.hpp"
#include "budget/audit/log.hpp"
#include "change/process.hpp"

namespace tollgate::tests {

class AuditRemote {
 public:
  AuditRemote();
  AuditRemote(const AuditRemote&) = delete;
  AuditRemote& operator=(const AuditRemote&) = delete;
  AuditRemote(AuditRemote&&) = delete;
  AuditRemote& operator=(AuditRemote&&) = delete;
  ~AuditRemote();

  std::string bare() const { return (x_folder / "remote.git").string(); }
  /// A clone of that name, made when it is not there yet.
  std::string clone(const std::string& name = "clone") const;
  /// The log as a clone sees it.
  budget::LogPlace place(const std::string& name = "clone") const;
  /// The log as it stands, read in the bare repository, with every check but anchors.
  budget::Verification verify() const;
  std::string tip() const;
  /// git in the bare repository, or in a folder; it must succeed.
  std::string git(const std::vector<std::string>& arguments, const std::string& directory = {},
                  const std::string& text = {}) const;
  /// Replaces the branch by one whose only commit holds these files: path -> text.
  void rewrite(const std::vector<budget::LogFile>& files) const;
  std::vector<budget::LogFile> files() const;
  std::string path(const std::string& name) const { return (x_folder / name).string(); }

 private:
  std::filesystem::path x_folder;
};

/// The draft of a merged pull request of this number.
std::string merged_draft(std::int64_t number);
/// An event in its place, after `heads`.
budget::LogFile log_file(const std::string& draft, const std::vector<std::string>& heads, std::int64_t lamport);
/// `places` of all problems, as `where: what`.
std::vector<std::string> texts_of(const budget::Verification& log);

}  // namespace tollgate::tests
