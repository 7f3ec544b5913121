// One object of a made-up artifact, written entry by entry: a whole manifest as one value would take several times its
// size.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "bench/generate/nodes.hpp"

namespace tollgate::bench {

class ObjectWriter {
 public:
  ObjectWriter(std::ostream& out, std::string_view name) : x_out(out) { x_out << ",\"" << name << "\":{"; }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;
  ~ObjectWriter() { x_out << '}'; }

  void add(const std::string& id, const Json& value) {
    x_out << (x_first ? "" : ",") << Json(id) << ':' << value;
    x_first = false;
  }

 private:
  std::ostream& x_out;
  bool x_first = true;
};

}  // namespace tollgate::bench
