// Time that the processor spent, so that what else the machine does stays out of the figures.
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>
#include <limits>

namespace tollgate::bench {

inline double milliseconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Of this thread alone.
inline double thread_milliseconds(const std::function<void()>& work) {
  const double start = milliseconds_of(CLOCK_THREAD_CPUTIME_ID);
  work();
  return milliseconds_of(CLOCK_THREAD_CPUTIME_ID) - start;
}

/// Of all threads together: what one thread alone would need.
inline double process_milliseconds(const std::function<void()>& work) {
  const double start = milliseconds_of(CLOCK_PROCESS_CPUTIME_ID);
  work();
  return milliseconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
}

}  // namespace tollgate::bench
