// A value for a static local of a function: made once, never changed and never destroyed, so that there is no order at
// the end of a process to get wrong. It owns the value; it is no place for what must be closed or flushed.
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace tollgate {

/// `static const Lasting<T> table([] { return …; }); table.get()`. Throws what making the value throws.
template <typename Value>
class Lasting {
 public:
  template <typename Make>
  explicit Lasting(const Make& make) {
    new (x_storage.data()) Value(make());
  }
  Lasting(const Lasting&) = delete;
  Lasting& operator=(const Lasting&) = delete;

  const Value& get() const { return *std::launder(reinterpret_cast<const Value*>(x_storage.data())); }

 private:
  alignas(Value) std::array<std::byte, sizeof(Value)> x_storage;
};

}  // namespace tollgate
