// Which layer of the policy owns a file of a past pull request: by its path, and by the head's manifest where a layer
// is selected by what no path tells (tags, materialization).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/place.hpp"
#include "core/policy.hpp"

namespace tollgate::cli {

class LayersByPath {
 public:
  /// Reads the manifest only where a layer needs it. The policy must outlive it.
  LayersByPath(const Policy& policy, const ProjectArguments& arguments, const ProjectPlace& place);

  /// The first layer that selects the file (relative to the project); empty: none does.
  std::string layer_of(std::string_view path) const;
  /// For a person: layers that can't be told.
  const std::vector<std::string>& notes() const { return x_notes; }

 private:
  const Policy& x_policy;
  std::map<std::string, ModelKey, std::less<>> x_models;  ///< by path, where a manifest was needed
  std::vector<std::string> x_notes;
};

}  // namespace tollgate::cli
