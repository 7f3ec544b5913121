# Users get plain flags; developers and CI get every warning that paid off, as errors.
add_library(tollgate_flags INTERFACE)
# Rooms are held to more: they have threads, which may outlive a static that is destroyed (core/lasting.hpp).
add_library(tollgate_room_flags INTERFACE)
if(TOLLGATE_DEVELOPER)
  target_compile_options(tollgate_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Woverloaded-virtual -Wnon-virtual-dtor
    -Wcast-align -Wextra-semi -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms on std::string's operator+ at -O2 and above: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105651
    target_compile_options(tollgate_flags INTERFACE -Wno-restrict)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(tollgate_room_flags INTERFACE -Wexit-time-destructors)
  endif()
endif()
if(TOLLGATE_SANITIZE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # False alarms on instrumented code: https://gcc.gnu.org/onlinedocs/gcc/Instrumentation-Options.html (-fsanitize=address)
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(TOLLGATE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
