// What GitHub sends, by its own published examples of payloads: which pull request the action sees in each, and that a push is
// about none. Only the commits are replaced by ours.
//   NODE_PATH=FOLDER/node_modules node events.mjs ROOT BINARY REPOSITORY
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { git, runComposite } from "./composite.mjs";

const [root, binary, repository] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(process.env.NODE_PATH ?? "node_modules"), "/"));
const samples = require("@octokit/webhooks-examples/api.github.com/index.json");
const base = git(repository, "rev-parse", "main"), head = git(repository, "rev-parse", "HEAD");
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "events-"));
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }));
const file = path.join(temporary, "event.json");

/// One gate that needs no warehouse and no people: what is asked here is whom the run is about.
function run(name, event, environment = {}, inputs = {}) {
  fs.writeFileSync(file, JSON.stringify(event));
  const ran = runComposite(root, {
    inputs: { "binary-path": binary, "working-directory": "shop", "base-artifacts": "shop/target-base", "head-artifacts": "shop/target",
      "github-token": "", comment: "off", args: "--gate\nparse", ...inputs },
    github: { token: "ghs_of_the_job", event, event_name: name }, workspace: repository,
    environment: { GITHUB_EVENT_PATH: file, GITHUB_EVENT_NAME: name, GITHUB_REPOSITORY: event.repository?.full_name ?? "acme/shop",
      GITHUB_SHA: head, GITHUB_API_URL: "http://127.0.0.1:9", ...environment },
  });
  const report = ran.outputs.json === "" ? null : JSON.parse(ran.read("json"));
  ran.remove();
  return { ...ran, report };
}
const examples = (name) => structuredClone(samples.find((one) => one.name === name).examples);

for (const name of ["pull_request", "pull_request_review"]) {
  const all = examples(name);
  for (const event of all) {
    event.pull_request.base.sha = base;
    event.pull_request.head.sha = head;
    const ran = run(name, event);
    assert.equal(ran.code, 0, event.action + ran.text);
    assert.equal(ran.report.pull_request.number, event.pull_request.number);
    assert.equal(ran.report.pull_request.head_commit, head);
    assert.equal(ran.report.pull_request.repository, event.pull_request.base.repo.full_name);
    assert.deepEqual(Object.entries(ran.outputs).filter(([, value]) => value === ""), [], "every output is set");
  }
  console.log(`ok   ${all.length} payloads of ${name}`);
}
for (const event of examples("merge_group")) {
  event.merge_group.base_sha = base;
  event.merge_group.head_sha = head;
  const ran = run("merge_group", event, { GITHUB_REF: event.merge_group.head_ref });
  assert.equal(ran.code, 0, ran.text);
  assert.equal(ran.report.pull_request.number, 104);
  assert.equal(ran.report.pull_request.head_commit, head);
}
console.log("ok   the merge queue, and which pull request it is about");
for (const event of examples("push")) {
  const ran = run("push", event, { GITHUB_REF: event.ref });
  assert.equal(ran.code, 0, ran.text);
  assert.equal(ran.report.pull_request, null);
}
console.log("ok   a push is about no pull request");
// A payload that cannot be read, or does not tell the base: a pull request must not be judged by the policy that it brings.
for (const [what, event] of Object.entries({ "no base": { pull_request: { number: 7, head: { sha: head } } }, "no payload": {} })) {
  const ran = run("pull_request", event);
  assert.equal(ran.code, 3, what + ran.text);
  assert.equal(ran.outputs.conclusion, "unjudged");
  assert.match(ran.outputs.html, /tollgate\.html$/, "what could not be judged is a report, too");
}
console.log("ok   a pull request without its base commit is not judged");
