// docs/examples/gitlab-merge-request.yml and templates/tollgate.yml on the shop, run by gitlab-ci-local with its shell executor and a
// GitLab that logs: inputs, rules, exit codes, artifacts, the note.
//   NODE_PATH=FOLDER/node_modules node gitlab.mjs ROOT BINARY          within scripts/postgres run; needs rsync
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Forge, Project, gitIn, standIns } from "./shop.mjs";

const [root, binary] = process.argv.slice(2);
const modules = path.resolve(process.env.NODE_PATH);
if (spawnSync("rsync", ["--version"]).status !== 0) {
  console.log("skipped: gitlab-ci-local needs rsync, which is not here");
  process.exit(0);
}
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "gitlab-"));
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }));
const build = (...rest) => execFileSync(path.join(root, "fixtures/shop/build-warehouse"), rest, { stdio: ["ignore", "ignore", "inherit"] });
const project = new Project(root, path.join(temporary, "shop"));
fs.mkdirSync(path.join(project.folder, ".gitlab"));
fs.copyFileSync(path.join(root, "templates/tollgate.yml"), path.join(project.folder, ".gitlab/tollgate.yml"));
const example = fs.readFileSync(path.join(root, "docs/examples/gitlab-merge-request.yml"), "utf8");
const pipeline = path.join(project.folder, ".gitlab-ci.yml");
fs.writeFileSync(pipeline, example);
const main = project.commit("base", "shop: the state before the merge request");
gitIn(project.folder, "remote", "add", "origin", "https://gitlab.example/acme/shop.git");
const programs = standIns(root, path.join(temporary, "programs"), project);
fs.symlinkSync(path.resolve(binary), path.join(programs, "tollgate"));
const body = fs.readFileSync(path.join(root, "fixtures/shop/pull-requests/llm-bundle/description.md"), "utf8");
const state = { repository: "acme/shop", project: "42", number: 7, body, base_sha: main, login: "sam-author", foreign_comments: 45,
  self: { login: "tollgate-bot", id: 99, type: "User" } };
const forge = await Forge.start(root, path.join(temporary, "requests.jsonl"), state);
const pg = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("PG")));

/// gitlab-ci-local with variables as a pipeline has them.
function gitlab(variables, ...rest) {
  const given = Object.entries({ CI_API_V4_URL: forge.url + "/api/v4", CI_PROJECT_ID: "42", CI_PROJECT_PATH: "acme/shop", CI_DEFAULT_BRANCH: "main", CI_PROJECT_DIR: project.folder, GITLAB_CI: "true",
    CI_REGISTRY: "registry.example", TOLLGATE_BASE_URL: "postgresql:///shop", TOLLGATE_HEAD_URL: "postgresql:///shop", ...variables });
  const ran = spawnSync(path.join(modules, "node/bin/node"), [path.join(modules, "gitlab-ci-local/dist/index.js"), 
    "--force-shell-executor", "--no-color", ...given.flatMap(([name, value]) => ["--variable", name + "=" + value]), ...rest],
    { cwd: project.folder, encoding: "utf8", maxBuffer: 1 << 28, env: { ...pg, PATH: programs + path.delimiter + process.env.PATH, HOME: temporary, LANG: "C.UTF-8" } });
  return { code: ran.status, text: ran.stdout + ran.stderr };
}
const mergeRequest = (head, more = {}) => ({ CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_IID: "7",
  CI_MERGE_REQUEST_DIFF_BASE_SHA: main, CI_COMMIT_SHA: head, CI_MERGE_REQUEST_PROJECT_ID: "42", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "42",
  CI_MERGE_REQUEST_PROJECT_PATH: "acme/shop", CI_MERGE_REQUEST_PROJECT_URL: "https://gitlab.example/acme/shop",
  CI_MERGE_REQUEST_TITLE: "Prepare the review", CI_MERGE_REQUEST_DESCRIPTION: "llm: claude-code", CI_MERGE_REQUEST_LABELS: "",
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "operations-review", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
  TOLLGATE_GITLAB_TOKEN: "glpat-of-the-fake", ...more });
const reports = path.join(project.folder, ".gitlab-ci-local/artifacts/tollgate/tollgate-report");
/// The pipeline of the merge request, what its job tollgate ended with, and what it kept.
function judged(head, expected, more = {}, variables = mergeRequest(head, more)) {
  fs.rmSync(path.join(project.folder, "tollgate-report"), { recursive: true, force: true });
  fs.rmSync(reports, { recursive: true, force: true });
  const ran = gitlab(variables);
  const failed = ran.text.match(/^tollgate +.*finished in .*FAIL (\d+)/m);
  assert.match(ran.text, /PASS.*dbt-artifacts/, ran.text);
  assert.equal(failed ? Number(failed[1]) : 0, expected, ran.text);
  assert.equal(ran.code === 0, expected === 0, "the pipeline is as its job");
  const kept = Object.fromEntries(fs.readdirSync(reports).map((name) => [name, fs.readFileSync(path.join(reports, name), "utf8")]));
  assert.equal(JSON.parse(kept["report.json"]).exit_code, expected);
  for (const entry of JSON.parse(kept["codequality.json"])) {
    assert.ok(entry.fingerprint && entry.description && entry.location.path && entry.location.lines.begin >= 1);
  }
  assert.match(kept["junit.xml"], /^<\?xml[^]*<testsuites/);
  assert.match(kept["report.html"], /<!doctype html>/);
  return { ...ran, kept };
}
const notes = () => forge.writes().map((one) => one.method + " " + one.status);
const last = () => JSON.parse(forge.writes().at(-1).body).body;
const jobs = (variables) => gitlab(variables, "--list").text;

assert.match(jobs({ CI_PIPELINE_SOURCE: "merge_request_event" }), /^tollgate +test/m);
assert.match(jobs({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" }), /^tollgate +test/m);
assert.doesNotMatch(jobs({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "feature" }), /^tollgate +test/m);
console.log("ok   runs for merge requests and on the default branch, and nowhere else");

for (const [input, told] of [["fail_on: everything", /everything/], ["merge_stage: later", /later/]]) {
  fs.writeFileSync(pipeline, example.replace("    inputs:\n", "    inputs:\n      " + input + "\n"));
  const refused = gitlab({ CI_PIPELINE_SOURCE: "merge_request_event" }, "--list");
  assert.ok(refused.code !== 0 && told.test(refused.text), refused.text);
}
fs.writeFileSync(pipeline, example);
console.log("ok   a value that an input does not allow is refused");

build("llm-bundle");
const red = project.propose("operations-review", "llm-bundle");
await forge.set({ head_sha: red });
{
  const ran = judged(red, 1);
  assert.ok(JSON.parse(ran.kept["codequality.json"]).length > 3);
  assert.match(ran.kept["junit.xml"], /<failure /);
  assert.deepEqual(notes(), ["POST 201"]);
  assert.match(last(), /^<!-- tollgate:shop v1 sha256=/);
  assert.match(last(), /FAIL/);
  console.log("ok   llm-bundle is red: exit 1, reports kept, one note");
  judged(red, 1);
  assert.deepEqual(notes(), ["POST 201"]);
  const pushed = project.commit("llm-bundle", "another push");
  await forge.set({ head_sha: pushed });
  judged(pushed, 1);
  assert.deepEqual(notes(), ["POST 201", "PUT 200"]);
  console.log("ok   the second push updates the note, a run of the same commit does not");
  // The shop's policy asks for reviews, and without a token nobody tells who approved.
  const blind = judged(pushed, 3, { TOLLGATE_GITLAB_TOKEN: "" });
  assert.match(blind.text, /there is no token/);
  assert.match(blind.kept["junit.xml"], /<failure /);
  assert.deepEqual(notes(), ["POST 201", "PUT 200"]);
  console.log("ok   without a token nothing is written, and reviews are not judged");
  const hostile = '$(touch PWN)`touch PWN`";touch PWN;"::error::x';
  judged(pushed, 1, { CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: hostile, CI_MERGE_REQUEST_TITLE: hostile,
    CI_COMMIT_REF_NAME: hostile });
  assert.equal(fs.existsSync(path.join(project.folder, "PWN")), false);
  console.log("ok   a branch's name and a title stay data");
}
{
  fs.writeFileSync(pipeline, example.replace('base_artifacts: "target-base"', 'base_artifacts: "nowhere"'));
  assert.match(gitlab(mergeRequest(red)).text, /^tollgate +.*finished in .*FAIL 3/m);
  fs.writeFileSync(pipeline, example.replace('base_artifacts: "target-base"', 'policy: nowhere.yml'));
  assert.match(gitlab(mergeRequest(red)).text, /^tollgate +.*finished in .*FAIL 2/m);
  fs.writeFileSync(pipeline, example);
  assert.deepEqual(notes(), ["POST 201", "PUT 200", "PUT 200", "PUT 200"]);
  assert.match(last(), /NOT JUDGED/);
  judged(red, 1);
  assert.match(last(), /FAIL/);
  console.log("ok   no artifacts are exit 3, no policy is exit 2, and the note tells no verdict of before");
}
build("--head-only", "clean-refactor");
project.propose("refactor", "clean-refactor");
gitIn(project.folder, "switch", "--quiet", "operations-review");
gitIn(project.folder, "read-tree", "--reset", "-u", "refactor");
const green = project.commit("clean-refactor", "Take the mistakes back\n\nllm: none\n");
await forge.set({ head_sha: green });
judged(green, 0);
assert.deepEqual(notes(), ["POST 201", "PUT 200", "PUT 200", "PUT 200", "PUT 200", "PUT 200"]);
assert.match(last(), /PASS[^]*passed at .*; \d+ findings resolved/);
console.log("ok   the fix turns the same note green");
fs.writeFileSync(pipeline, example.replace("    inputs:\n", "    inputs:\n      formats: sarif:tollgate-report/x.sarif agent:tollgate-report/agent.json\n"));
{
  const { kept } = judged(green, 0);
  assert.equal(JSON.parse(kept["x.sarif"]).version, "2.1.0");
  assert.ok(JSON.parse(kept["agent.json"]));
  fs.writeFileSync(pipeline, example);
  console.log("ok   more reports are kept with the others");
}
console.log("     the forge's log: " + forge.writes().map((one) => one.method + " " + one.path).join(", "));
{
  const fork = await Forge.start(root, path.join(temporary, "fork.jsonl"), { ...state, head_sha: green, fork: true });
  const ran = judged(green, 0, { CI_API_V4_URL: fork.url + "/api/v4", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "77" });
  assert.equal(fork.writes().filter((one) => one.status < 400).length, 0);
  assert.match(ran.kept["note.md"], /PASS/);
  fork.stop();
  console.log("ok   a token that may not write: the same verdict");
}
{
  gitIn(project.folder, "switch", "--quiet", "main");
  gitIn(project.folder, "merge", "--quiet", "--ff-only", "refactor");
  const ran = judged(green, 0, {}, { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main", CI_COMMIT_SHA: gitIn(project.folder, "rev-parse", "main") });
  assert.deepEqual(JSON.parse(ran.kept["codequality.json"]), []);
  console.log("ok   the default branch has a report to compare with");
}
forge.stop();
