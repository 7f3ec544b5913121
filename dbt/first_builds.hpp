// An incremental model of which one side was compiled where its table exists and the other as a first build: makes both
// texts say what one kind of build says. Pure; a text is only touched where its own code explains the difference.
#pragma once

#include <string>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// Incremental models of which one side alone is a first build; sorted.
struct FirstBuilds {
  std::vector<std::string> as_one;  ///< base says now what head's kind of build says
  std::vector<std::string>
      apart;  ///< one side still reads its own table and the other does not, and the code asks for it
};

/// `as_one`: models whose compiled SQL of base says now what it would say had base been compiled as head was. Where
/// the code is edited, this is only done to what stands behind an is_incremental() that head has word by word, and only
/// where head is the first build: base's text is then blanked there, and its places stay. What nothing explains stays
/// as it is.
FirstBuilds compare_as_one_build(Project& base, const Project& head);

}  // namespace tollgate::dbt
