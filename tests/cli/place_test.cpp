#include "cli/place.hpp"

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;

TEST_CASE("paths are relative to the git root, also when the dbt project is in a sub-folder") {
  const Folder folder;
  folder.write("data/shop/dbt_project.yml", "name: shop\n");
  folder.commit();
  cli::ProjectArguments arguments;
  arguments.project_dir = folder.path("data/shop");
  const cli::ProjectPlace place = cli::find_place(arguments);
  CHECK(place.prefix == "data/shop/");
  CHECK(cli::repository_path(place, "shop", "shop", "models/a.sql") == "data/shop/models/a.sql");
}

TEST_CASE("without --project-dir the project is found above the head artifacts") {
  const Folder folder;
  folder.write("shop/dbt_project.yml", "name: shop\n");
  folder.write("shop/target/manifest.json", "{}");
  cli::ProjectArguments arguments;
  arguments.head = folder.path("shop/target");
  CHECK(cli::find_place(arguments).directory == folder.path("shop"));
}

TEST_CASE("a file of an installed package is found through the link that dbt deps makes") {
  const Folder folder;
  folder.write("dbt_project.yml", "name: shop\n");
  folder.write("packages/finance/models/f.sql", "select 1");
  std::filesystem::create_directories(folder.path("dbt_packages"));
  std::filesystem::create_directory_symlink("../packages/finance", folder.path("dbt_packages/finance"));
  folder.commit();
  cli::ProjectArguments arguments;
  arguments.project_dir = folder.path();
  const cli::ProjectPlace place = cli::find_place(arguments);
  CHECK(cli::repository_path(place, "shop", "finance", "models/f.sql") == "packages/finance/models/f.sql");
  CHECK(cli::repository_path(place, "shop", "hub", "models/h.sql") == "dbt_packages/hub/models/h.sql");
}

TEST_CASE("a --project-dir that is no folder is wrong usage") {
  cli::ProjectArguments arguments;
  arguments.project_dir = "/no/such/folder";
  try {
    cli::find_place(arguments);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.what(), ContainsSubstring("dbt_project.yml"));
  }
}
