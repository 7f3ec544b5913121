// The shop as a project on a forge, for the examples: a repository with main and pull requests, programs that stand for dbt,
// pip and gh, and a forge that logs what it is asked.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const identity = { GIT_AUTHOR_NAME: "Sam Author", GIT_AUTHOR_EMAIL: "sam@example.com", GIT_COMMITTER_NAME: "Sam Author",
  GIT_COMMITTER_EMAIL: "sam@example.com", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
export const gitIn = (folder, ...rest) => execFileSync("git", ["-C", folder, ...rest],
  { encoding: "utf8", env: { ...process.env, ...identity }, stdio: ["ignore", "pipe", "pipe"] }).trim();

/// A repository with the dbt project at its root, or in `below`, and on main only.
export class Project {
  constructor(root, folder, below = "") {
    Object.assign(this, { shop: path.join(root, "fixtures/shop"), folder, below, sides: path.join(folder, "..", path.basename(folder) + ".sides") });
    fs.mkdirSync(folder, { recursive: true });
    fs.cpSync(path.join(this.shop, "project"), path.join(folder, below), { recursive: true });
    fs.writeFileSync(path.join(folder, ".gitignore"), "target*/\ndbt_packages/\n.gitlab-ci-local/\ntollgate-report/\n");
    fs.writeFileSync(this.sides, "");
    gitIn(folder, "init", "--quiet", "--initial-branch=main");
  }
  /// Which of the shop's artifacts dbt would write for what stands here.
  commit(artifacts, message) {
    gitIn(this.folder, "add", "--all");
    gitIn(this.folder, "commit", "--quiet", "--allow-empty", "--message", message);
    fs.appendFileSync(this.sides, gitIn(this.folder, "rev-parse", "HEAD^{tree}") + " " + artifacts + "\n");
    return gitIn(this.folder, "rev-parse", "HEAD");
  }
  /// A branch off main that does what one of the shop's pull requests does.
  propose(branch, pullRequest) {
    const from = path.join(this.shop, "pull-requests", pullRequest);
    gitIn(this.folder, "switch", "--quiet", "--force-create", branch, "main");
    gitIn(this.folder, "apply", ...(this.below ? ["--directory=" + this.below] : []), path.join(from, "change.patch"));
    return this.commit(pullRequest, fs.readFileSync(path.join(from, "message.txt"), "utf8"));
  }
}

/// A folder of programs that stand for what the examples install and call.
export function standIns(root, folder, project) {
  fs.mkdirSync(folder, { recursive: true });
  const program = (name, text) => fs.writeFileSync(path.join(folder, name), "#!/usr/bin/env bash\nset -euo pipefail\n" + text, { mode: 0o755 });
  // dbt writes the artifacts of the tree that is checked out; options that it does not know are an error, as dbt's are.
  program("dbt", `
command=$1 target=target selects=
shift
while (($#)); do
  case $1 in
  --target-path) target=$2 && shift ;;
  --select | --state) [[ $1 == --state ]] || selects=$2
    [[ $1 != --state || -f $2/manifest.json ]] || { echo "no state in $2" >&2 && exit 2; } && shift ;;
  --defer | --no-compile | generate) ;;
  *) echo "dbt $command: no such option: $1" >&2 && exit 2 ;;
  esac
  shift
done
test -f dbt_project.yml
echo "$command \${DBT_SCHEMA:-}" >> '${folder}/dbt.log'
side=$(sed -n "s/^$(git rev-parse 'HEAD^{tree}') //p" '${project.sides}' | head -n 1)
case $command in
deps)
  mkdir -p dbt_packages
  for package in packages/*/; do ln -sfn "../packages/$(basename "$package")" "dbt_packages/$(basename "$package")"; done ;;
compile | build | docs)
  mkdir -p "$target" && cp -R '${project.shop}/artifacts/'"$side/." "$target"
  [[ $selects != state:modified+ ]] || python3 '${root}/tests/contract/leave_out.py' "$target"  # dbt compiles what it builds
  if [[ $command == build && -s '${folder}/dbt.code' ]]; then exit "$(<'${folder}/dbt.code')"; fi ;;
*) echo "dbt: no such command: $command" >&2 && exit 2 ;;
esac
`);
  for (const name of ["pip", "pipx"]) program(name, "echo " + name + ' "$@"\n');
  // What jobs kept lies in $STORE/RUN/NAME, with what the API tells of it beside it; see workflow.mjs.
  program("gh", `
echo "$*" >> '${folder}/gh.log'
case "$1 $2" in
"api repos/acme/shop/actions/artifacts?name="*)
  [[ $3 == --jq ]] && name=\${2##*name=}
  { cat "$STORE"/*/"$name".json 2>/dev/null || true; } | jq --slurp '{artifacts: .}' | jq --raw-output "$4" ;;
"run download")
  [[ $4 == --name && $6 == --dir ]] && mkdir -p "$7"
  for file in "$STORE/$3/$5"/*; do  # as gh does, nothing that is there is written over
    [[ ! -e $7/$(basename "$file") ]] || { echo "gh: $file: file exists" >&2 && exit 1; }
    cp -R "$file" "$7"
  done ;;
"run list") echo "\${RUNS:-}" ;;
"run rerun") [[ -z \${FORBIDDEN:-} ]] || { echo "HTTP 403: Resource not accessible by integration" >&2 && exit 1; } ;;
*) exit 2 ;;
esac
`);
  return folder;
}

export class Forge {
  static async start(root, log, state) {
    fs.writeFileSync(log, "");
    const process_ = spawn("python3", [path.join(root, "tests/forge/fake_forge.py"), "--log", log, "--state", JSON.stringify(state)]);
    const port = await new Promise((resolve) => process_.stdout.once("data", (text) => resolve(String(text).trim())));
    process.on("exit", () => process_.kill());
    return Object.assign(new Forge(), { log, process_, url: "http://127.0.0.1:" + port });
  }
  requests() {
    return fs.readFileSync(this.log, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }
  /// Writes of comments and notes: "POST 201", "PATCH 200", …
  writes() {
    return this.requests().filter((one) => one.method !== "GET" && /\/(comments|notes)(\/\d+)?$/.test(one.path));
  }
  async set(state) {
    await fetch(this.url + "/_state", { method: "POST", body: JSON.stringify(state) });
  }
  stop() {
    this.process_.kill();
  }
}
