#include "warehouse/sample_guard.hpp"

#include <cstdlib>

#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tollgate::warehouse {
namespace {

#ifdef __GLIBC__
constexpr int filler = 0x5a;  // any byte but 0, which turns it off
#endif

}  // namespace

SampleGuard::SampleGuard() {
#ifdef __linux__
  x_dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
  if (x_dumpable == 1) prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
#ifdef __GLIBC__
  // What was set before cannot be asked for, so that it cannot be put back.
  x_perturbs = std::getenv("MALLOC_PERTURB_") == nullptr && std::getenv("GLIBC_TUNABLES") == nullptr;
  if (x_perturbs) mallopt(M_PERTURB, filler);
#endif
}

SampleGuard::~SampleGuard() {
#ifdef __GLIBC__
  if (x_perturbs) mallopt(M_PERTURB, 0);
#endif
#ifdef __linux__
  if (x_dumpable == 1) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);  // 2 can only be set by the kernel
#endif
}

}  // namespace tollgate::warehouse
