// Events of the audit log as a person or an earlier run states them: from flags and from files. It reads files and the
// environment, and writes nothing.
#pragma once

#include <string>
#include <vector>

#include "budget/audit/event.hpp"
#include "cli/arguments.hpp"
#include "cli/streams.hpp"

namespace tollgate::cli {

/// The run or the person: GitHub's and GitLab's variables, and `named` (login, or number of an account) before them.
budget::AuditActor audit_actor(const std::string& named, const Streams& streams);

/// `owner/name` as the CI environment tells it; empty outside of one.
std::string audit_repository(const Streams& streams);

/// When it happened: `at` (with or without milliseconds), else Streams::now. Throws Error (usage) without either.
std::string audit_time(const std::string& at, const Streams& streams);

/// The drafts of `audit append`: the event in flags or the files. Throws Error (usage) that names the file and line.
std::vector<std::string> drafts_of(const AuditArguments& arguments, const Streams& streams);

}  // namespace tollgate::cli
