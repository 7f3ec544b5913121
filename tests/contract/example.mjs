// docs/examples/github-pull-request.yml on the shop: a red pull request, the same comment again, the fix that turns it green,
// reviews, the merge queue, forks.
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
const file = path.join(root, "docs/examples/github-pull-request.yml");
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
function run(job, event_name, event, { to = forge, sha = main, ref = "refs/pull/7/merge", inputs = {} } = {}) {
  return runJob({ file, job, origin: project.folder, store, path: programs, environment: pg,
    action: { folder: root, inputs: { "binary-path": binary, ...inputs } },
    secrets: { TOLLGATE_BASE_URL: "postgresql:///shop", TOLLGATE_HEAD_URL: "postgresql:///shop" },
    github: { event, event_name, sha, ref, repository: "acme/shop", token: "ghs_of_the_job", api_url: to.url, actor: "sam-author",
      server_url: "https://github.example", run_id: "1" } });
}
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

{
  const event = { ref: "refs/heads/main", after: main, repository: { full_name: "acme/shop" } };
  assert.ok(run("artifacts", "push", event, { ref: "refs/heads/main" }).ok);
  assert.ok(fs.existsSync(path.join(store, "dbt-artifacts/manifest.json")));
  assert.equal(run("tollgate", "push", event, { ref: "refs/heads/main" }).ran, false);
  console.log("ok   a push to main keeps its artifacts, and judges nothing");
}
build("llm-bundle");
const red = project.propose("operations-review", "llm-bundle");
{
  const ran = await judged(red, 1);
  assert.ok(fs.existsSync(path.join(store, "tollgate-report/tollgate.html")), "the page is kept although the run is red");
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
  await judged(pushed, 1, {}, "pull_request_review", { action: "submitted", pull_request: pullRequest(pushed),
    review: { state: "commented", user: { login: "bo", id: 13 } } });
  assert.deepEqual(ours(), ["POST 201", "PATCH 200"]);
  console.log("ok   a review starts the same run");
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
