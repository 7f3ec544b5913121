// Workflow commands of the format `github` against GitHub's own toolkit, on random hostile texts: what tollgate prints is,
// byte for byte, what @actions/core prints for the same annotation, a runner reads out of it what was meant, and nothing
// else in the output is a command.
//   NODE_PATH=FOLDER/node_modules node annotations.mjs ANNOTATION_SAMPLES [SEED [COUNT]]
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { obeyed } from "./composite.mjs";

const [program, seed = "1", count = "2000"] = process.argv.slice(2);
const { issueCommand } = await import(
  pathToFileURL(path.join(path.resolve(process.env.NODE_PATH), "@actions/core/lib/command.js")).href);

/// What the toolkit prints, with its line end.
function byToolkit(command, properties, message) {
  const write = process.stdout.write;
  let text = "";
  process.stdout.write = (piece) => { text += piece; return true; };
  try {
    issueCommand(command, properties, message);
  } finally {
    process.stdout.write = write;
  }
  return text;
}

/// As the runner turns escapes back: `%25` last.
const read = (text, escapes) => escapes.reduce((all, [code, plain]) => all.replaceAll(code, plain), text);
const inMessage = [["%0D", "\r"], ["%0A", "\n"], ["%25", "%"]];
const inProperty = [["%0D", "\r"], ["%0A", "\n"], ["%3A", ":"], ["%2C", ","], ["%25", "%"]];

let texts = 0;
const output = execFileSync(program, [seed, count], { encoding: "utf8", maxBuffer: 1 << 30 });
for (const line of output.split("\n").filter(Boolean)) {
  const { given, printed } = JSON.parse(line);
  const { level, message, ...rest } = given;
  const properties = { file: rest.file, line: rest.line, ...(rest.col ? { col: rest.col } : {}), title: rest.title };
  const expected = byToolkit(level, properties, message);
  assert.equal(printed.slice(0, printed.indexOf("\n") + 1), expected, "seed " + seed + ": another command than the toolkit's");
  const commands = obeyed(printed);
  assert.equal(commands.length, 1, "seed " + seed + ": a text became a command: " + JSON.stringify(commands));
  assert.equal(commands[0].name, level);
  assert.equal(read(commands[0].message, inMessage), message);
  const told = Object.fromEntries(commands[0].properties.split(",").map((pair) =>
    [pair.slice(0, pair.indexOf("=")), read(pair.slice(pair.indexOf("=") + 1), inProperty)]));
  assert.deepEqual(told, properties);
  ++texts;
}
assert.equal(texts, Number(count));
console.log("ok   " + texts + " annotations as @actions/core writes them (seed " + seed + ")");
