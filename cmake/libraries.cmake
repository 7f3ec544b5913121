# The third-party libraries, each as a target. Versions: Debian 12 and Debian 13 (see ARCHITECTURE.md).
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(pugixml REQUIRED)
find_package(CURL REQUIRED)
find_package(date REQUIRED)
find_package(Boost REQUIRED)  # headers only: Boost.Math
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)

if(NOT TARGET yaml-cpp::yaml-cpp)  # yaml-cpp 0.7 exports a plain target
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()

find_path(PG_QUERY_INCLUDE pg_query.h REQUIRED)
find_library(PG_QUERY_LIBRARY pg_query REQUIRED)
add_library(pg_query INTERFACE)
target_include_directories(pg_query SYSTEM INTERFACE ${PG_QUERY_INCLUDE})
target_link_libraries(pg_query INTERFACE ${PG_QUERY_LIBRARY})

# Graph layout of the HTML report: a script that is embedded, not linked (package node-dagre-layout).
find_file(DAGRE_SCRIPT dagre.min.js PATHS /usr/share/nodejs/dagre/dist REQUIRED)
