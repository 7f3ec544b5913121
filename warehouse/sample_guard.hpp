// What the process does while cells of users' tables are in its memory: it dumps no core, nobody of the same user can
// attach to it, and what it frees is overwritten. Wipes nothing itself: SampleCells and Session do.
#pragma once

namespace tollgate::warehouse {

/// To be held from before the first question whose `data` is set until the last cell is gone; one at a time. Puts back
/// what was set before.
///
/// - `prctl(PR_SET_DUMPABLE, 0)`: no core dump, no ptrace by the same user (Linux).
/// - `mallopt(M_PERTURB)`: glibc overwrites what is freed above 1,032 bytes (below, its per-thread cache comes first).
///   That is how libpq's own memory goes, which nobody can reach: its input buffer (16 KiB and up) and its results
///   (blocks of 2 KiB and up). Left alone where the environment sets MALLOC_PERTURB_ itself.
///
/// Not reached: the kernel's socket buffers, swap, and what the server keeps.
class SampleGuard {
 public:
  SampleGuard();
  SampleGuard(const SampleGuard&) = delete;
  SampleGuard& operator=(const SampleGuard&) = delete;
  SampleGuard(SampleGuard&&) = delete;
  SampleGuard& operator=(SampleGuard&&) = delete;
  ~SampleGuard();

 private:
  int x_dumpable = -1;  ///< as it was; -1: not known, not touched
  bool x_perturbs = false;
};

}  // namespace tollgate::warehouse
