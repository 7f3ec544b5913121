// The action on pull requests of the shop, end to end: verdict, outputs, reports, and inputs that stay data.
//   NODE_PATH=FOLDER/node_modules node action.mjs ROOT BINARY REPOSITORY EXPECTED_CODE
// REPOSITORY is what fixtures/shop/make-repository wrote, its warehouse is built and PG* points to it.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { git, runComposite } from "./composite.mjs";

const [root, binary, repository, expected] = process.argv.slice(2);
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "action-"));
const base = git(repository, "rev-parse", "main"), head = git(repository, "rev-parse", "HEAD");
// What its author wrote, else that no LLM helped.
const described = path.join(root, "fixtures/shop/pull-requests", path.basename(repository), "description.md");
const body = fs.existsSync(described) ? fs.readFileSync(described, "utf8") : "llm: none\n";
const event = path.join(temporary, "event.json");
fs.writeFileSync(event, JSON.stringify({
  pull_request: { number: 7, draft: false, title: "a change", body, user: { login: "ada", type: "User" }, labels: [],
    head: { sha: head, ref: "change", repo: { full_name: "acme/shop", fork: false } },
    base: { sha: base, ref: "main", repo: { full_name: "acme/shop" } } } }));
// A forge without reviews: what people owe is pending.
const log = path.join(temporary, "requests.jsonl");
fs.writeFileSync(log, "");
const forge = spawn("python3", [path.join(root, "tests/forge/fake_forge.py"), "--log", log, "--state",
  JSON.stringify({ repository: "acme/shop", number: 7, body, head_sha: head, base_sha: base, foreign_comments: 150 })]);
const port = await new Promise((resolve) => forge.stdout.once("data", (text) => resolve(String(text).trim())));
process.on("exit", () => forge.kill());
const writes = () => fs.readFileSync(log, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line))
  .filter((request) => request.method !== "GET" && request.path.endsWith("/comments") || request.method === "PATCH");
const pg = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("PG")));
const run = (inputs, environment = {}) => runComposite(root, {
  inputs: { "binary-path": binary, "working-directory": "shop", "base-url": "postgresql:///shop", "head-url": "postgresql:///shop",
    "github-token": "ghs_of_the_fake", ...inputs },
  github: { token: "unused" },
  environment: { ...pg, GITHUB_EVENT_PATH: event, GITHUB_EVENT_NAME: "pull_request", GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: `http://127.0.0.1:${port}`,
    GITHUB_REF: "refs/pull/7/merge", GITHUB_SHA: head, ...environment },
  workspace: repository,
});

{
  const ran = run({ "base-artifacts": "shop/target-base", "head-artifacts": "shop/target" });
  assert.equal(ran.code, Number(expected), ran.text);
  assert.equal(ran.outputs["exit-code"], expected);
  assert.equal(ran.outputs.conclusion, { 0: "passed", 1: "failed", 3: "unjudged" }[expected]);
  const report = JSON.parse(ran.read("json"));
  assert.equal(report.exit_code, Number(expected));
  assert.deepEqual([ran.outputs.findings, ran.outputs.errors, ran.outputs.warnings, ran.outputs.waived],
    [report.findings.length, report.counts.errors, report.counts.warnings, report.counts.waived].map(String));
  assert.equal("tollgate " + ran.outputs.version, execFileSync(binary, ["--version"], { encoding: "utf8" }).trim());
  assert.equal(JSON.parse(ran.read("sarif")).version, "2.1.0");
  assert.match(ran.read("junit"), /^<\?xml/);
  assert.match(ran.read("html"), /<!doctype html>/);
  assert.match(ran.summary, /tollgate: (PASS|FAIL|NOT JUDGED)/);
  const annotations = ran.commands.filter((command) => ["error", "warning", "notice"].includes(command.name));
  assert.equal(annotations.filter((command) => command.name === "error").length > 0, expected !== "0");
  assert.ok(ran.commands.every((command) => ["error", "warning", "notice"].includes(command.name)), "no other command");
  ran.remove();
  console.log("ok   the verdict, the outputs and the reports: exit " + expected);

  assert.deepEqual(writes().map((write) => write.method), expected === "0" ? [] : ["POST"], "one comment, where there is something to say");
  if (expected !== "0") assert.match(JSON.parse(writes()[0].body).body, /^<!-- tollgate:shop v1 sha256=[0-9a-f]{64} -->\n/);
  const off = run({ "base-artifacts": "shop/target-base", "head-artifacts": "shop/target", comment: "off" });
  assert.equal(off.code, Number(expected), off.text);
  off.remove();
  const again = run({ "base-artifacts": "shop/target-base", "head-artifacts": "shop/target" });
  assert.equal(again.code, Number(expected), again.text);
  assert.equal(writes().filter((write) => write.method === "POST").length, expected === "0" ? 0 : 1, "and no second one");
  again.remove();
  console.log("ok   one comment after two runs, none of a run that is told so");

  for (const mistyped of [{ args: "--gaet\nparse" }, {}, { comment: "of" }]) {
    const ran = run({ "base-artifacts": "shop/target-base", "head-artifacts": "shop/target", ...mistyped });
    const right = Object.keys(mistyped).length === 0;
    assert.equal(ran.code, right ? Number(expected) : 2, ran.text);
    if (!right) assert.equal(ran.outputs.conclusion, "unjudged");
    assert.equal(/tollgate: NOT JUDGED/.test(JSON.parse(writes().at(-1).body).body), !right || expected === "3");
    ran.remove();
  }
  console.log("ok   an input that is mistyped takes the comment back");

  const without = run({ "base-artifacts": "shop/target-base", "head-artifacts": "shop/target", "binary-path": "nowhere" });
  assert.equal(without.code, 3, without.text);
  assert.deepEqual([without.outputs.conclusion, without.outputs["exit-code"]], ["unjudged", "3"]);
  assert.match(without.text, /::error title=tollgate::tollgate could not be installed/);
  assert.match(JSON.parse(writes().at(-1).body).body, /tollgate could not be installed or started at `[0-9a-f]{40}`/);
  without.remove();
  console.log("ok   so does a tollgate that cannot be installed");
}

for (const [name, inputs] of Object.entries({
  version: { "binary-path": "", version: "1;touch PWN", "install-mode": "release" },
  "install-mode": { "binary-path": "", "install-mode": "$(touch PWN)" },
  "binary-path": { "binary-path": "x; touch PWN" },
  "working-directory": { "working-directory": "$(touch PWN)" },
  policy: { policy: "`touch PWN`" },
  formats: { formats: "json:x\n$(touch PWN)\n; touch PWN" },
  args: { args: "--select\n$(touch PWN)\"; touch PWN" },
  "fail-on": { "fail-on": "error; touch PWN" },
  comment: { comment: "$(touch PWN)" },
})) {
  const ran = run({ "base-artifacts": "shop/target-base", "head-artifacts": "shop/target", ...inputs });
  assert.notEqual(ran.code, 0, name + ": wrong input is never green");
  assert.ok(["", "unjudged", "failed"].includes(ran.outputs.conclusion), name);
  const planted = fs.readdirSync(repository, { recursive: true }).filter((file) => path.basename(file) === "PWN");
  assert.deepEqual(planted, [], name + " reached a shell");
  ran.remove();
  console.log("ok   " + name + " stays data, and the run is red");
}
forge.kill();
fs.rmSync(temporary, { recursive: true, force: true });
