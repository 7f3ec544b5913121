// The files that `tollgate init` writes for GitHub, for a project in a folder of its own: what GitHub's tools say of them is the
// part `workflows`; here their steps run on the shop.
//   NODE_PATH=FOLDER/node_modules node init.mjs ROOT BINARY          within scripts/postgres run
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Forge, Project, standIns } from "./shop.mjs";
import { runJob } from "./workflow.mjs";

const [root, binary] = process.argv.slice(2);
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "init-"));
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }));
const project = new Project(root, path.join(temporary, "shop"), "data/dbt");
execFileSync(binary, ["init", "--ci", "github", "--action", "OWNER/tollgate", "--project-dir", path.join(project.folder, "data/dbt")],
  { encoding: "utf8" });
const main = project.commit("base", "shop: the state before the pull request");
const programs = standIns(root, path.join(temporary, "programs"), project);
const store = path.join(temporary, "store");
const forge = await Forge.start(root, path.join(temporary, "requests.jsonl"), { repository: "acme/shop", number: 7, body: "llm: none",
  base_sha: main, head_repository: "acme/shop" });
const pg = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("PG")));
let runs = 0;
const run = (job, event_name, event, sha) => runJob({ file: path.join(project.folder, ".github/workflows/tollgate.yml"), job,
  origin: project.folder, store, path: programs, environment: pg, action: { folder: root, inputs: { "binary-path": binary } },
  secrets: { TOLLGATE_BASE_URL: "postgresql:///shop", TOLLGATE_HEAD_URL: "postgresql:///shop" },
  github: { event, event_name, sha, ref: "refs/heads/main", repository: "acme/shop", token: "ghs_of_the_job", api_url: forge.url,
    actor: "sam-author", triggering_actor: "sam-author", server_url: "https://github.example", run_id: String(++runs), run_attempt: "1" } });
const dbt = () => {
  const log = path.join(programs, "dbt.log");
  const lines = fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n").filter((line) => !line.startsWith("deps ")) : [];
  fs.rmSync(log, { force: true });
  return lines;
};

execFileSync(path.join(root, "fixtures/shop/build-warehouse"), ["fanout-join"], { stdio: ["ignore", "ignore", "inherit"] });
const head = project.propose("payments", "fanout-join");
await forge.set({ head_sha: head });
const event = (action) => ({ action, pull_request: { number: 7, draft: false, title: "Payments", body: "llm: none", labels: [],
  user: { login: "sam-author", id: 12, type: "User" }, html_url: "https://github.example/acme/shop/pull/7", auto_merge: null,
  head: { sha: head, ref: "payments", repo: { full_name: "acme/shop", fork: false } },
  base: { sha: main, ref: "main", repo: { full_name: "acme/shop", fork: false } } } });
// Nothing is kept of main yet: its side is compiled in a work tree of its own, whose project is in the same folder.
for (const [action, called] of [["opened", ["compile analytics", "build pr_7"]], ["labeled", []]]) {
  const ran = run("tollgate", "pull_request", event(action), main);
  assert.ok(ran.action, ran.text);
  assert.equal(ran.action.outputs["exit-code"], "1", ran.text);
  assert.match(ran.action.summary, /fct_orders/);
  assert.deepEqual(dbt(), called);
  ran.action.remove();
}
console.log("ok   the workflow that init writes judges a project in a folder, with a build and without");
const pushed = run("artifacts", "push", { ref: "refs/heads/main", before: "0".repeat(40), after: main }, main);
assert.ok(pushed.ok, pushed.text);
const after = run("tollgate", "pull_request", event("synchronize"), main);
assert.equal(after.action?.outputs["exit-code"], "1", after.text);
assert.deepEqual(dbt(), ["compile analytics", "docs analytics", "build pr_7"]);
after.action.remove();
console.log("ok   and takes what a push to the default branch has kept");
forge.stop();
