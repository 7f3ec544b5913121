// First line of a test that needs PgBouncer, which not every machine has.
#pragma once

#include "tests/catch.hpp"
#include "tests/support/cluster.hpp"

#define NEEDS_POOLER()                                                 \
  do {                                                                 \
    if (!Cluster::has_pooler()) {                                      \
      WARN("skipped: no PgBouncer here, so nothing was tested there"); \
      SUCCEED();                                                       \
      return;                                                          \
    }                                                                  \
  } while (false)
