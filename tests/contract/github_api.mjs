// Every call that tollgate makes to GitHub, held against GitHub's published description of its API: Prism stands between
// the calls and the project's fake forge, and says what is not as described.
//   NODE_PATH=FOLDER/node_modules node github_api.mjs ROOT FORGE_CALLS FOLDER
// FOLDER keeps the part of the description that is used.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";

const [root, program, folder] = process.argv.slice(2);
const modules = path.resolve(process.env.NODE_PATH);
const endpoints = execFileSync(program, ["--list"], { encoding: "utf8" }).split("\n").filter(Boolean)
  .map((line) => ({ method: line.split(" ")[0], path: line.split(" ")[1] }));

/// The description of these calls, and of what it refers to.
function described(whole) {
  const sameShape = (template) => template.replaceAll(/\{[^}]*\}/g, "{}");
  const part = { openapi: whole.openapi, info: whole.info, servers: [{ url: "/" }], paths: {}, components: {} };
  for (const { method, path: called } of endpoints) {
    const template = Object.keys(whole.paths).find((one) => sameShape(one) === called && whole.paths[one][method.toLowerCase()]);
    assert.ok(template, "GitHub describes no " + method + " " + called);
    part.paths[template] ??= {};
    part.paths[template][method.toLowerCase()] = whole.paths[template][method.toLowerCase()];
  }
  const open = [part.paths];
  while (open.length) {
    for (const value of Object.values(open.pop())) {
      if (value && typeof value === "object") open.push(value);
      if (typeof value !== "string" || !value.startsWith("#/components/")) continue;
      const [, , kind, name] = value.split("/");
      if (part.components[kind]?.[name] || !whole.components[kind]?.[name]) continue;
      (part.components[kind] ??= {})[name] = whole.components[kind][name];
      open.push(whole.components[kind][name]);
    }
  }
  return part;
}

/// For answers: the fake leaves out what nobody reads, but what it says has to be as GitHub says it. Requests are
/// described where they are called and stay as they are.
function forgiving(description) {
  const open = [description.components];
  for (const call of Object.values(description.paths).flatMap((calls) => Object.values(calls))) open.push(call.responses);
  while (open.length) {
    const node = open.pop();
    if (!node || typeof node !== "object") continue;
    if (Array.isArray(node.required)) delete node.required;
    if (Array.isArray(node.oneOf)) {
      node.anyOf = node.oneOf;
      delete node.oneOf;
    }
    open.push(...Object.values(node));
  }
  return description;
}

const freePort = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

async function untilItAnswers(port) {
  for (let tries = 0; tries < 300; ++tries) {
    const there = await new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => { socket.destroy(); resolve(true); });
      socket.on("error", () => resolve(false));
    });
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("Prism does not answer");
}

const file = path.join(folder, "github-calls.json");
const source = path.join(modules, "@octokit/openapi/generated/api.github.com.json");
fs.writeFileSync(file, JSON.stringify(forgiving(described(JSON.parse(fs.readFileSync(source, "utf8"))))));

const person = (login, type = "User") => ({ login, id: 12, type });
const commit = (sha) => ({ sha, parents: [{ sha: "f".repeat(40) }],
  commit: { message: "a change", author: { name: "Dana", email: "d@example.org" }, committer: { name: "Dana", email: "d@example.org", date: "2026-11-01T10:00:00Z" } } });
const model = (number, layer) => `dbt/models/${layer}/customer_orders_by_month_${String(number).padStart(5, "0")}.sql`;
const layers = ["staging", "intermediate", "marts"];
const state = {
  repository: "o/r", number: 7, labels: ["by-a-person"], foreign_comments: 120,
  reviews: [{ id: 1, user: person("ada"), state: "APPROVED", commit_id: "f".repeat(40), submitted_at: "2026-11-01T10:00:00Z" }],
  commits: [commit("a".repeat(40))],
  label_events: [{ event: "labeled", label: { name: "by-a-person" }, actor: person("dana"), created_at: "2026-11-01T10:00:00Z" }],
  merged: [{ number: 3, merged_at: "2026-10-01T10:00:00Z", merge_commit_sha: "c".repeat(40) }],
  // Half of the models with the lines of their first findings, half without a patch, as GitHub sends large files.
  files: Array.from({ length: 6 }, (_, i) => ({ filename: model(i, layers[i % 3]), status: "modified",
    ...(i % 2 ? {} : { patch: "@@ -8,4 +8,5 @@\n a\n b\n+c\n d\n e" }) })),
};
const log = path.join(folder, "requests.jsonl");
fs.writeFileSync(log, "");
const fake = spawn("python3", [path.join(root, "tests/forge/fake_forge.py"), "--log", log, "--state", JSON.stringify(state)]);
const behind = await new Promise((resolve) => fake.stdout.once("data", (text) => resolve(String(text).trim())));
const port = await freePort();
const prism = spawn(process.execPath, [path.join(modules, "@stoplight/prism-cli/dist/index.js"), "proxy", "-p", String(port), file, "http://127.0.0.1:" + behind],
  { stdio: ["ignore", "ignore", "inherit"] });
const ended = () => { fake.kill(); prism.kill(); };
process.on("exit", ended);
await untilItAnswers(port);

/// Prism tells in a header of its answer what was not as described.
const called = [], violations = [];
const recorder = http.createServer((request, response) => {
  const onward = http.request({ host: "127.0.0.1", port, method: request.method, path: request.url, headers: { ...request.headers, host: "127.0.0.1:" + port } }, (answer) => {
    called.push(request.method + " " + request.url.split("?")[0]);
    for (const violation of JSON.parse(answer.headers["sl-violations"] ?? "[]"))
      violations.push({ call: request.method + " " + request.url.split("?")[0], status: answer.statusCode, ...violation });
    const { "sl-violations": _, ...headers } = answer.headers;
    response.writeHead(answer.statusCode, headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.writeHead(502).end());
  request.pipe(onward);
});
await new Promise((resolve) => recorder.listen(0, "127.0.0.1", resolve));
// First one that is wrong, so that silence is known to mean something.
await fetch("http://127.0.0.1:" + recorder.address().port + "/repos/o/r/check-runs", { method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ head_sha: 5, conclusion: "fine", output: { title: "a", summary: "b", annotations: [] } }) });
assert.ok(violations.some((violation) => violation.location?.[0] === "request"), "Prism overlooks a wrong call");
violations.length = called.length = 0;
const ran = await new Promise((resolve) => {
  const child = spawn(program, ["http://127.0.0.1:" + recorder.address().port]);
  let text = "";
  child.stdout.on("data", (piece) => { text += piece; });
  child.stderr.on("data", (piece) => { text += piece; });
  child.on("close", (code) => resolve({ code, text }));
});
recorder.close();
ended();
console.log(ran.text.trimEnd());

const ofRequests = violations.filter((violation) => violation.location?.[0] === "request");
for (const violation of ofRequests) console.log("     ", violation.call, violation.location.join("."), violation.message);
assert.deepEqual(ofRequests, [], "a call is not as GitHub describes it");
assert.equal(ran.code, 0, "a call did not come through");
const matches = (template, call) => new RegExp("^" + template.replaceAll("{}", "[^/]+") + "$").test(call);
for (const { method, path: template } of endpoints)
  assert.ok(called.some((call) => matches(method + " " + template, call)), "never called: " + method + " " + template);
const ofAnswers = violations.filter((violation) => violation.location?.[0] === "response");
for (const violation of ofAnswers) console.log("     ", violation.call, violation.location.join("."), violation.message);
assert.deepEqual(ofAnswers, [], "the fake forge answers otherwise than GitHub");
console.log("ok   " + called.length + " calls of " + endpoints.length + " kinds are as GitHub describes them");
process.exit(0);
