// Runs a composite action.yml on this machine as a runner would, as far as tollgate's own action needs it: GitHub's own
// expression evaluator, inputs with defaults, `run` steps in bash, GITHUB_OUTPUT, outputs of the action. What it does not
// know (`uses`, `if`, `working-directory`) is an error, not a guess.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const modules = process.env.NODE_PATH ?? "node_modules";
const require = createRequire(path.join(path.resolve(modules), "/"));
const yaml = require("yaml");
const { data, Evaluator, Lexer, Parser } = await import(
  pathToFileURL(path.join(path.resolve(modules), "@actions/expressions/dist/index.js")).href);

const dataOf = (value) => {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "string") return new data.StringData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(dataOf));
  return new data.Dictionary(...Object.entries(value).map(([key, entry]) => ({ key, value: dataOf(entry) })));
};

/// What an expression is worth, as text. `ok`: what success() answers.
function valueOf(expression, contexts, ok = true) {
  const functions = Object.entries({ success: ok, failure: !ok, always: true, cancelled: false }).map(([name, answer]) =>
    ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) }));
  const { tokens } = new Lexer(expression.trim()).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  return new Evaluator(parsed, dataOf(contexts), new Map(functions.map((one) => [one.name, one]))).evaluate().coerceString();
}

/// The text with each `${{ … }}` replaced by its value.
export function evaluated(text, contexts, ok = true) {
  return String(text).replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression) => valueOf(expression, contexts, ok));
}

/// Whether an `if:` holds; without a status function it asks for success, too.
export function holds(condition, contexts, ok) {
  if (condition === undefined) return ok;
  const inner = String(condition).trim().replace(/^\$\{\{(.*)\}\}$/s, "$1");
  const asks = /\b(success|failure|always|cancelled)\s*\(/i.test(inner);
  return !["", "false", "0"].includes(valueOf(asks ? inner : `success() && (${inner})`, contexts, ok));
}

/// `name=value` and `name<<DELIMITER` lines; anything else fails the step, as on a runner.
export function outputsOf(file) {
  const outputs = {};
  const lines = fs.readFileSync(file, "utf8").split("\n");
  for (let i = 0; i < lines.length; ++i) {
    if (!lines[i]) continue;
    const block = lines[i].match(/^([^=<]+)<<(.+)$/);
    if (block) {
      const end = lines.indexOf(block[2], i + 1);
      if (end < 0) throw new Error("GITHUB_OUTPUT: no end of " + block[1]);
      outputs[block[1]] = lines.slice(i + 1, end).join("\n");
      i = end;
    } else if (lines[i].includes("=")) {
      outputs[lines[i].slice(0, lines[i].indexOf("="))] = lines[i].slice(lines[i].indexOf("=") + 1);
    } else {
      throw new Error("GITHUB_OUTPUT: invalid line " + lines[i]);
    }
  }
  return outputs;
}

/// The workflow commands that a runner would obey: `::name …::` at the beginning of a line, `##[name …]` anywhere, none
/// between stop-commands and its token.
export function obeyed(text) {
  const commands = [];
  let stopped = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const start = line.trimStart();
    if (stopped !== null) {
      if (start === "::" + stopped + "::") stopped = null;
      continue;
    }
    const command = start.match(/^::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/i);
    if (command && command[1] === "stop-commands") stopped = command[3];
    else if (command) commands.push({ name: command[1], properties: command[2] ?? "", message: command[3] });
    const old = command ? null : line.match(/##\[([a-z-]+)/i);  // a runner looks for it in other lines only
    if (old) commands.push({ name: old[1], properties: "", message: line });
  }
  return commands;
}

// A test that fails in between leaves nothing either.
const folders = new Set();
process.on("exit", () => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/// Runs the action in `workspace`. `github` is the context; `environment` what the job sets beside it.
export function runComposite(folder, { inputs = {}, github = {}, environment = {}, workspace }) {
  const action = yaml.parse(fs.readFileSync(path.join(folder, "action.yml"), "utf8"));
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "composite-"));
  folders.add(temporary);
  const contexts = { github, inputs: {}, steps: {}, runner: { os: "Linux", arch: "X64" }, env: {} };
  for (const [name, input] of Object.entries(action.inputs)) {
    contexts.inputs[name] = inputs[name] ?? evaluated(input.default ?? "", { github });
  }
  const unknown = Object.keys(inputs).filter((name) => !(name in action.inputs));
  if (unknown.length) throw new Error("unknown inputs: " + unknown);
  let text = "", failed = null, summary = "";
  try {
    action.runs.steps.forEach((step, index) => {
      for (const key of Object.keys(step)) {
        if (!["id", "name", "shell", "env", "run"].includes(key)) throw new Error("a step has " + key + ", which is not known here");
      }
      if (step.shell !== "bash") throw new Error("a run step names its shell");
      if (failed) return;
      const file = (name) => {
        const place = path.join(temporary, index + "-" + name);
        fs.writeFileSync(place, "");
        return place;
      };
      const files = { GITHUB_OUTPUT: file("output"), GITHUB_ENV: file("env"), GITHUB_PATH: file("path"), GITHUB_STEP_SUMMARY: file("summary") };
      const script = path.join(temporary, index + ".sh");
      fs.writeFileSync(script, evaluated(step.run, contexts));
      const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluated(value, contexts)]));
      const ran = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
        cwd: workspace,
        encoding: "utf8",
        maxBuffer: 1 << 28,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C.UTF-8", GITHUB_ACTIONS: "true", CI: "true",
          RUNNER_OS: "Linux", RUNNER_ARCH: "X64", RUNNER_TEMP: temporary, RUNNER_TOOL_CACHE: path.join(temporary, "tools"),
          GITHUB_WORKSPACE: workspace, GITHUB_ACTION_PATH: folder, ...environment, ...files, ...own },
      });
      text += ran.stdout + ran.stderr;
      summary += fs.readFileSync(files.GITHUB_STEP_SUMMARY, "utf8");
      const outputs = outputsOf(files.GITHUB_OUTPUT);
      if (step.id) contexts.steps[step.id] = { outputs };
      if (ran.status !== 0) failed = { step: step.id ?? index, code: ran.status };
    });
    const outputs = Object.fromEntries(Object.entries(action.outputs).map(([name, output]) => [name, evaluated(output.value, contexts)]));
    return { outputs, text, summary, failed, code: failed ? failed.code : 0, commands: obeyed(text),
      read: (name) => fs.readFileSync(outputs[name], "utf8"), remove: () => fs.rmSync(temporary, { recursive: true, force: true }) };
  } catch (error) {
    fs.rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

export const git = (folder, ...rest) => execFileSync("git", ["-C", folder, ...rest], { encoding: "utf8" }).trim();
