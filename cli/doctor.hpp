// The parts of `tollgate doctor`: each looks at one thing that `check` will need, tells each problem once, with its
// remedy. Internal to that command; judges nothing.
#pragma once

#include <functional>
#include <string>

#include "cli/inputs.hpp"
#include "cli/policy_in_force.hpp"
#include "cli/streams.hpp"
#include "dbt/project.hpp"

namespace tollgate::cli {

/// The lines that are told.
class Examination {
 public:
  explicit Examination(const Streams& streams) : x_streams(streams) {}

  /// Runs one examination; an Error is a bad line, never the end. Whether it went well.
  bool look_at(const std::string& what, const std::function<std::string()>& examine);
  /// Works.
  void praise(const std::string& what, const std::string& how);
  /// Something that works and should not be so, or that only some projects need.
  void warn(const std::string& what, const std::string& why, const std::string& remedy);
  /// Nothing that needs it can be judged.
  void blame(const std::string& what, const std::string& why, const std::string& remedy);
  bool all_well() const { return x_all_well; }

 private:
  void line(const char* mark, const std::string& what, const std::string& text);

  const Streams& x_streams;
  bool x_all_well = true;
};

/// What is known of the project so far; what could not be read is not there.
struct Patient {
  const DoctorArguments& arguments;
  const Streams& streams;
  ProjectPlace place;
  Commits commits;
  PolicyInForce policy;
  ArtifactFolders folders;
  Artifacts artifacts;
  bool has_policy = false;
  bool has_base = false;
  bool has_head = false;
};

/// Whether some layer of the policy asks for that gate.
bool asks_for(const Policy& policy, std::string_view gate);

void look_at_git(Examination& examination, Patient& patient);
void look_at_artifacts(Examination& examination, Patient& patient);
void look_at_databases(Examination& examination, const Patient& patient);

}  // namespace tollgate::cli
