// docs/examples/github-pull-request.yml and github-review.yml on the shop: a red pull request, the same comment again, labels and
// reviews without a build, the fix that turns it green, the merge queue, after the merge, forks.
//   NODE_PATH=FOLDER/node_modules node example.mjs ROOT BINARY          within scripts/postgres run
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Forge, Project, gitIn, standIns } from "./shop.mjs";
import { runJob } from "./workflow.mjs";

const [root, binary] = process.argv.slice(2);
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "example-"));
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }));
const build = (...rest) => execFileSync(path.join(root, "fixtures/shop/build-warehouse"), rest, { stdio: ["ignore", "ignore", "inherit"] });
const examples = (name) => path.join(root, "docs/examples", name);
const project = new Project(root, path.join(temporary, "shop"));
const main = project.commit("base", "shop: the state before the pull request");
const programs = standIns(root, path.join(temporary, "programs"), project);
const store = path.join(temporary, "store");
const body = fs.readFileSync(path.join(root, "fixtures/shop/pull-requests/llm-bundle/description.md"), "utf8");
const state = { repository: "acme/shop", number: 7, body, base_sha: main, head_repository: "acme/shop", foreign_comments: 150 };
const forge = await Forge.start(root, path.join(temporary, "requests.jsonl"), state);
const pg = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("PG")));

const pullRequest = (head, more = {}) => ({ number: 7, draft: false, title: "Prepare the review", body, labels: [],
  user: { login: "sam-author", id: 12, type: "User" }, html_url: "https://github.example/acme/shop/pull/7", auto_merge: null,
  head: { sha: head, ref: "operations-review", repo: { full_name: "acme/shop", fork: false } },
  base: { sha: main, ref: "main", repo: { full_name: "acme/shop", fork: false } }, ...more });
let runs = 0;
function run(job, event_name, event, { to = forge, sha = main, ref = "refs/pull/7/merge", inputs = {}, file = "github-pull-request.yml", environment = {},
  ...github } = {}) {
  return runJob({ file: examples(file), job, origin: project.folder, store, path: programs, environment: { ...pg, ...environment },
    action: { folder: root, inputs: { "binary-path": binary, ...inputs } },
    secrets: { TOLLGATE_BASE_URL: "postgresql:///shop", TOLLGATE_HEAD_URL: "postgresql:///shop" },
    github: { event, event_name, sha, ref, repository: "acme/shop", token: "ghs_of_the_job", api_url: to.url, actor: "sam-author",
      triggering_actor: "sam-author", server_url: "https://github.example", run_id: String(++runs), run_attempt: "1", ...github } });
}
/// What dbt was called for since it was last asked: `build pr_7`.
function called(name) {
  const log = path.join(programs, name + ".log");
  const lines = fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n") : [];
  fs.rmSync(log, { force: true });
  return lines;
}
const dbt = () => called("dbt").filter((line) => !line.startsWith("deps "));
async function judged(head, expected, options = {}, event_name = "pull_request", event = { action: "synchronize", pull_request: pullRequest(head) }) {
  await (options.to ?? forge).set({ head_sha: head });
  const ran = run("tollgate", event_name, event, options);
  assert.ok(ran.action, ran.text);
  assert.equal(ran.action.outputs["exit-code"], String(expected), ran.text);
  assert.equal(ran.ok, expected === 0);
  ran.action.remove();
  return ran;
}
const ours = () => forge.writes().map((one) => one.method + " " + one.status);
const last = () => JSON.parse(forge.writes().at(-1).body).body;

const push = (before, after) => ({ ref: "refs/heads/main", before, after, repository: { full_name: "acme/shop" } });
{
  const event = push("0".repeat(40), main);
  const on = { ref: "refs/heads/main" };
  assert.equal(run("tollgate", "push", event, on).ran, false);
  const kept = run("artifacts", "push", event, { ...on, run_id: "100" });
  assert.ok(kept.ok, kept.text);
  assert.ok(fs.existsSync(path.join(store, "100/dbt-artifacts-" + main + "/manifest.json")));
  assert.deepEqual(dbt(), ["compile analytics", "docs analytics"]);
  const first = run("merged", "push", event, { ...on, run_id: "100" });
  assert.ok(first.ok, first.text);
  assert.equal(first.action, null);
  assert.match(first.text, /::warning::the commit before has kept no artifacts/);
  console.log("ok   a push to main keeps its artifacts; the first one has nothing to be judged against, and says so");
}
build("llm-bundle");
const red = project.propose("operations-review", "llm-bundle");
{
  const ran = await judged(red, 1);
  assert.ok(fs.existsSync(path.join(store, String(runs), "tollgate-report/tollgate.html")), "the page is kept although the run is red");
  assert.deepEqual(dbt(), ["build pr_7"], "the base is what main has kept");
  assert.deepEqual(ours(), ["POST 201"]);
  assert.match(last(), /FAIL/);
  assert.ok(ran.action.commands.some((command) => command.name === "error"));
  console.log("ok   llm-bundle is red, and says so in one comment");
  await judged(red, 1);
  assert.deepEqual(ours(), ["POST 201"]);
  console.log("ok   the same commit again writes nothing");
}
{
  const pushed = project.commit("llm-bundle", "another push");
  await judged(pushed, 1);
  assert.deepEqual(ours(), ["POST 201", "PATCH 200"]);
  assert.ok(last().includes(pushed.slice(0, 7)));
  console.log("ok   the second push updates the comment");
  called("dbt");
  const labeled = (action, more = {}) => ({ action, pull_request: pullRequest(pushed), ...more });
  const again = (event, options = {}) => judged(pushed, 1, options, "pull_request", event);
  for (const action of ["labeled", "unlabeled", "edited", "ready_for_review", "auto_merge_enabled"]) await again(labeled(action));
  assert.deepEqual(called("dbt"), [], "nothing is built again");
  assert.deepEqual(ours(), ["POST 201", "PATCH 200"]);
  console.log("ok   labels and words are judged by what the last build kept");
  await again(labeled("edited", { changes: { base: { ref: { from: "next" } } } }));
  assert.deepEqual(dbt(), ["build pr_7"]);
  console.log("ok   another base is built against");
  await again(labeled("labeled"), { run_attempt: "2" });
  assert.deepEqual(dbt(), ["build pr_7"]);
  console.log("ok   a run that a person starts again is built again");
  await again(labeled("synchronize"), { run_attempt: "2", triggering_actor: "github-actions[bot]" });
  assert.deepEqual(dbt(), []);
  // What a run of another commit or of a fork keeps under these names says nothing.
  const keeper = (name) => fs.readdirSync(store).map((one) => path.join(store, one, name + ".json")).filter((one) => fs.existsSync(one));
  const tell = (name, change) => keeper(name).forEach((one) => {
    const told = JSON.parse(fs.readFileSync(one, "utf8"));
    fs.writeFileSync(one, JSON.stringify({ ...told, ...change, workflow_run: { ...told.workflow_run, ...change.workflow_run } }));
  });
  tell("dbt-build-" + pushed, { workflow_run: { head_sha: red } });
  tell("dbt-artifacts-" + main, { workflow_run: { head_repository_id: 2 } });
  await again(labeled("labeled"));
  assert.deepEqual(dbt(), ["compile analytics", "build pr_7"], "both sides are made here");
  tell("dbt-build-" + pushed, { expired: true });
  tell("dbt-artifacts-" + main, { expired: true, workflow_run: { head_repository_id: 1 } });
  await again(labeled("labeled"));
  assert.deepEqual(dbt(), ["compile analytics", "build pr_7"]);
  tell("dbt-artifacts-" + main, { expired: false });
  console.log("ok   what others kept under that name, or what is gone, is made here");
  fs.writeFileSync(path.join(programs, "dbt.code"), "1");
  await again(labeled("synchronize"));
  fs.writeFileSync(path.join(programs, "dbt.code"), "2");
  const broken = run("tollgate", "pull_request", labeled("synchronize"));
  assert.equal(broken.ok, false);
  assert.equal(broken.action, null);
  fs.rmSync(path.join(programs, "dbt.code"));
  console.log("ok   tests that failed are tollgate's to judge; a dbt that broke is red");
}
{
  called("gh");
  const event = { action: "submitted", pull_request: pullRequest(red), review: { state: "commented", user: { login: "bo", id: 13 } } };
  const review = (environment) => run("again", "pull_request_review", event, { file: "github-review.yml", environment });
  const started = review({ RUNS: "4711" });
  assert.ok(started.ok, started.text);
  assert.match(called("gh").at(-1), /^run rerun 4711 --repo acme\/shop$/);
  for (const may_not of [{ RUNS: "4711", FORBIDDEN: "yes" }, { RUNS: "" }]) {
    const told = review(may_not);
    assert.ok(told.ok, told.text);
    assert.match(told.text, /::notice::the review counts once/);
  }
  console.log("ok   a review starts the run of the commit again, or says how");
}
// The merge queue: what people owe is due now. A Wednesday morning, within the window of the marts.
const queued = (head) => ({ action: "checks_requested", merge_group: { head_sha: head, base_sha: main, base_ref: "refs/heads/main",
  head_ref: "refs/heads/gh-readonly-queue/main/pr-7-" + main } });
const queue = (head, expected) => judged(head, expected, { sha: head, ref: queued(head).merge_group.head_ref,
  inputs: { args: "--now\n2026-01-07T10:00:00Z" } }, "merge_group", queued(head));
await queue(red, 1);
console.log("ok   the merge queue refuses llm-bundle");

build("--head-only", "clean-refactor");
// The fix is one more commit, as a person would push it: the tree of clean-refactor.
project.propose("refactor", "clean-refactor");
gitIn(project.folder, "switch", "--quiet", "operations-review");
gitIn(project.folder, "read-tree", "--reset", "-u", "refactor");
const green = project.commit("clean-refactor", "Take the mistakes back\n\nllm: none\n");
{
  await judged(green, 0);
  assert.equal(ours().at(-1), "PATCH 200");
  assert.match(last(), /PASS/);
  assert.match(last(), new RegExp("passed at <code>" + green.slice(0, 4) + ".*; \\d+ findings resolved"));
  assert.equal(forge.writes().filter((one) => one.method === "POST").length, 1);
  assert.equal(new Set(forge.writes().filter((one) => one.method === "PATCH").map((one) => one.path)).size, 1);
  console.log("ok   the fix turns the same comment green");
}
{
  const refused = await queue(green, 1);
  assert.match(refused.text, /approval/);
  const by = (login, id) => ({ id, state: "APPROVED", commit_id: green, user: { login, id, type: "User" }, submitted_at: "2026-01-07T09:00:00Z" });
  await forge.set({ reviews: [by("ada-lin", 21), by("bo", 22), by("grace-obi", 23)] });
  await queue(green, 0);
  console.log("ok   the merge queue takes the fix once it is approved, not before");
}
{
  // Merged, as the forge does it: on a Saturday, which is outside of the window of the marts.
  gitIn(project.folder, "switch", "--quiet", "main");
  gitIn(project.folder, "merge", "--quiet", "--squash", "operations-review");
  const merge = project.commit("clean-refactor", "Prepare the review (#7)");
  const on = { ref: "refs/heads/main", sha: merge, run_id: "200" };
  assert.ok(run("artifacts", "push", push(main, merge), on).ok);
  const written = forge.writes().length;
  for (const [now, code] of [["2026-01-07T10:00:00Z", "0"], ["2026-01-10T10:00:00Z", "1"]]) {
    await forge.set({ merged_at: now });
    const after = run("merged", "push", push(main, merge), { ...on, inputs: { args: "--gate\nmerge-window\n--now\n" + now } });
    assert.equal(after.action.outputs["exit-code"], code, after.text);
    after.action.remove();
  }
  assert.equal(forge.writes().length, written);
  gitIn(project.folder, "reset", "--quiet", "--hard", main);
  console.log("ok   after the merge: was its window open?");
}
console.log("     the forge's log: " + forge.writes().map((one) => one.method + " " + one.path).join(", "));
forge.stop();

// A fork. Where the token reads, the verdict, the annotations and the summary are the same. Where even that is forbidden, the
// reviews that the policy asks for are not known, so nothing is green; annotations and summary are still complete.
for (const [what, faults, codes] of [["reads only", { fork: true }, [0, 1]], ["may nothing", { forbidden: true }, [3, 3]]]) {
  const to = await Forge.start(root, path.join(temporary, "fork.jsonl"), { ...state, head_repository: "stranger/shop", ...faults });
  const event = (head) => ({ action: "opened", pull_request: pullRequest(head, {
    head: { sha: head, ref: "operations-review", repo: { full_name: "stranger/shop", fork: true } } }) });
  const verdict = (code) => new RegExp("tollgate: " + ["PASS", "FAIL", undefined, "NOT JUDGED"][code]);
  const passed = await judged(green, codes[0], { to }, "pull_request", event(green));
  assert.match(passed.action.summary, verdict(codes[0]));
  build("--head-only", "llm-bundle");
  const failed = await judged(red, codes[1], { to }, "pull_request", event(red));
  assert.match(failed.action.summary, verdict(codes[1]));
  for (const model of ["order", "support", "customer", "suppliers"]) assert.ok(failed.action.summary.includes(model), model);
  assert.ok(failed.action.commands.filter((command) => command.name === "error").length > 3);
  assert.match(failed.text, /GitHub gives runs of forks a token that reads/);
  assert.deepEqual(to.requests().filter((one) => one.method !== "GET"), [], "it is not even tried");
  // A token that somebody chose may write there; one that may not is told, and changes nothing.
  const chosen = await judged(red, codes[1], { to, inputs: { "github-token": "ghs_chosen" } }, "pull_request", event(red));
  assert.ok(chosen.action.commands.filter((command) => command.name === "error").length > 3);
  assert.match(chosen.text, /github-comment: .*(403|may not|not allowed|Resource not accessible)/);
  build("--head-only", "clean-refactor");
  to.stop();
  console.log("ok   a fork whose token " + what + ": the right verdict, annotations and summary");
}
