// Puts files in place without ever overwriting one. The only part of `tollgate init` that writes.
#pragma once

#include <string>

namespace tollgate::cli::init {

enum class Put {
  written,
  same,  ///< there already, byte for byte
  left,  ///< there already, and something else: left as it is
};

struct FileMode {
  bool runnable = false;
};

/// Makes the folders above it. Throws Error (unjudged) where it cannot be written; a link is never followed.
Put put_file(const std::string& path, const std::string& text, FileMode mode = {});
/// What put_file would do.
Put would_put(const std::string& path, const std::string& text);

}  // namespace tollgate::cli::init
