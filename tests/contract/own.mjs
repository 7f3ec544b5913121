// The job of our own CI that runs the action on the shop: what its file says is what is run here, but for the build.
//   NODE_PATH=FOLDER/node_modules node own.mjs ROOT BINARY
import assert from "node:assert/strict";
import path from "node:path";
import { git } from "./composite.mjs";
import { runJob } from "./workflow.mjs";

const [root, binary] = process.argv.slice(2);
const sha = git(root, "rev-parse", "HEAD");
const pullRequest = { number: 3, draft: false, title: "Of tollgate itself", body: "", labels: [], user: { login: "bo", id: 3, type: "User" },
  head: { sha, ref: "change", repo: { full_name: "acme/tollgate" } }, base: { sha, ref: "main", repo: { full_name: "acme/tollgate" } } };
for (const [event_name, event] of [["push", { ref: "refs/heads/main", after: sha }], ["pull_request", { pull_request: pullRequest }]]) {
  const ran = runJob({ file: path.join(root, ".github/workflows/ci.yml"), job: "action", origin: root, store: "", path: process.env.PATH,
    action: { folder: root, inputs: { "binary-path": binary } },
    github: { event, event_name, sha, ref: "refs/heads/main", repository: "acme/tollgate", token: "ghs_of_the_job", api_url: "http://127.0.0.1:9",
      actor: "bo", server_url: "https://github.example", run_id: "1" } });
  assert.equal(ran.action?.outputs.conclusion, "failed", ran.text);
  assert.ok(ran.ok, ran.text);
  ran.action.remove();
  console.log("ok   our own job at a " + event_name);
}
