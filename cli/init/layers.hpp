// Which layers a dbt project has, by the folders, names and tags that are really there. Pure: from what the survey
// found to selectors; knows dbt's customs and no gate.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/init/survey.hpp"

namespace tollgate::cli::init {

/// How sure it is what a layer is.
enum class Layout {
  known,    ///< folders, names or tags that dbt's customs have a word for
  folders,  ///< none of them: a layer per top folder, and nobody knows which is how far from its readers
  empty,    ///< no model yet
};

struct FoundLayer {
  std::string name;  ///< of the preset, `others`, or at Layout::folders made of the folder's
  std::string like;  ///< the layer of the preset whose gates and reviews it gets
  Selector select;   ///< by path, or by tag where no folder says it
  std::size_t models = 0;
  std::vector<std::string> notes;  ///< for comments, a clause each
};

/// Models that no layer selects, by folder or package.
struct Unplaced {
  std::string where;  ///< `models/finance`, `package fivetran_shopify`
  std::size_t models = 0;
};

struct FoundLayers {
  Layout layout = Layout::empty;
  std::vector<FoundLayer> layers;  ///< the strictest first, as in the presets; seeds and snapshots with the last
  /// Models that only `others` selects where there is one, else none; the most models first.
  std::vector<Unplaced> unplaced;
};

FoundLayers find_layers(const Survey& survey);

}  // namespace tollgate::cli::init
