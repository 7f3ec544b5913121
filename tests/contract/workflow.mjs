// Runs a job of a workflow on this machine as far as the example needs it: `if`, `env`, secrets, `run` steps, checkout with its
// depth, artifacts that are kept, and tollgate's own action. What it does not know is an error, not a guess.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { evaluated, holds, outputsOf, runComposite } from "./composite.mjs";
import { gitIn } from "./shop.mjs";

const require = createRequire(path.join(path.resolve(process.env.NODE_PATH ?? "node_modules"), "/"));
const yaml = require("yaml");

/// `action` {folder, inputs}: ours, and the inputs that a test adds. `origin`: what checkout clones. `store`: kept artifacts.
export function runJob({ file, job: name, github, secrets = {}, environment = {}, action, origin, store, path: programs }) {
  const workflow = yaml.parse(fs.readFileSync(file, "utf8"));
  const job = workflow.jobs[name];
  const done = { ran: false, ok: true, steps: {}, text: "", action: null };
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "job-"));
  fs.chmodSync(temporary, 0o755);  // a server that a step starts runs as another user
  const contexts = { github, secrets, env: {}, steps: {}, matrix: {}, runner: { os: "Linux", arch: "X64", temp: temporary } };
  if (!holds(job.if, contexts, true)) {
    fs.rmSync(temporary, { recursive: true, force: true });
    return done;
  }
  done.ran = true;
  for (const [key, value] of Object.entries({ ...workflow.env, ...job.env })) contexts.env[key] = evaluated(value, contexts);
  const workspace = path.join(temporary, "workspace");
  fs.mkdirSync(workspace);
  fs.writeFileSync(path.join(temporary, "event.json"), JSON.stringify(github.event));
  const base = { PATH: programs + path.delimiter + process.env.PATH, HOME: temporary, LANG: "C.UTF-8", CI: "true", GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: workspace, GITHUB_EVENT_PATH: path.join(temporary, "event.json"), GITHUB_EVENT_NAME: github.event_name,
    GITHUB_REPOSITORY: github.repository, GITHUB_SHA: github.sha, GITHUB_REF: github.ref, GITHUB_API_URL: github.api_url,
    GITHUB_SERVER_URL: github.server_url, GITHUB_ACTOR: github.actor, GITHUB_RUN_ID: github.run_id, GITHUB_RUN_ATTEMPT: github.run_attempt ?? "1", RUNNER_TEMP: temporary, STORE: store,
    ...environment };
  const uses = {
    "actions/checkout": (inputs) => {
      const depth = inputs["fetch-depth"] === "0" ? [] : ["--depth", inputs["fetch-depth"] ?? "1"];
      gitIn(workspace, "init", "--quiet");
      gitIn(workspace, "remote", "add", "origin", "file://" + origin);
      // GitHub keeps a pull request's commits below refs/pull; here every branch has its commit.
      gitIn(workspace, "fetch", "--quiet", ...depth, "origin", ...(depth.length ? [inputs.ref || github.sha] : ["+refs/heads/*:refs/remotes/origin/*"]));
      gitIn(workspace, "checkout", "--quiet", "--detach", inputs.ref || github.sha);
      return {};
    },
    // Kept below the number of the run, with what GitHub's API tells of it. Of several paths the names count from the folder
    // that holds them all.
    "actions/upload-artifact": (inputs) => {
      const paths = inputs.path.split("\n").map((one) => one.trim()).filter(Boolean).map((one) => path.resolve(workspace, one));
      const to = path.join(store, github.run_id, inputs.name);
      if (fs.existsSync(to) && inputs.overwrite !== "true") throw new Error("an artifact of this name is kept already: " + inputs.name);
      fs.rmSync(to, { recursive: true, force: true });
      fs.mkdirSync(path.join(store, github.run_id), { recursive: true });
      const whole = paths.length === 1 && fs.statSync(paths[0]).isDirectory();
      if (new Set(paths.map((one) => path.dirname(one))).size !== 1) throw new Error("the test does not know where these are: " + inputs.path);
      for (const from of paths) fs.cpSync(from, whole ? to : path.join(to, path.basename(from)), { recursive: true });
      const head = github.event.pull_request?.head;
      const own = !head || head.repo.full_name === github.repository;
      fs.writeFileSync(to + ".json", JSON.stringify({ name: inputs.name, expired: false, created_at: new Date().toISOString(),
        workflow_run: { id: Number(github.run_id), head_sha: head?.sha ?? github.sha, repository_id: 1, head_repository_id: own ? 1 : 2 } }));
      return {};
    },
    "actions/download-artifact": (inputs) => {
      fs.cpSync(path.join(store, github.run_id, inputs.name), path.resolve(workspace, inputs.path), { recursive: true });
      return {};
    },
    "OWNER/tollgate": (inputs, tolerated) => {
      done.action = runComposite(action.folder, { inputs: { ...inputs, ...action.inputs }, github, environment: { ...base, ...contexts.env }, workspace });
      done.text += done.action.text;
      if (done.action.code !== 0 && !tolerated) done.ok = false;
      return done.action.outputs;
    },
  };
  uses["./"] = uses["OWNER/tollgate"];
  try {
    for (const step of job.steps) {
      if (!holds(step.if, contexts, done.ok)) continue;
      const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([key, value]) => [key, evaluated(value, contexts, done.ok)]));
      let outputs = {};
      if (step.uses) {
        const run = uses[step.uses.split("@")[0]];  // by tag or by commit
        if (!run) throw new Error("the test does not know " + step.uses);
        outputs = run(Object.fromEntries(Object.entries(step.with ?? {}).map(([key, value]) => [key, evaluated(value, contexts, done.ok)])), step["continue-on-error"] === true);
      } else {
        const output = path.join(temporary, "output"), variables = path.join(temporary, "variables");
        for (const name of [output, variables]) fs.writeFileSync(name, "");
        // Without `shell:` a runner starts bash -e, without pipefail.
        const ran = spawnSync("bash", ["-e", "-c", evaluated(step.run, contexts, done.ok)],
          { cwd: path.join(workspace, workflow.defaults?.run?.["working-directory"] ?? ""), encoding: "utf8", env: { ...base, ...contexts.env, ...own, GITHUB_OUTPUT: output, GITHUB_ENV: variables } });
        done.text += ran.stdout + ran.stderr;
        outputs = outputsOf(output);
        Object.assign(contexts.env, outputsOf(variables));
        if (ran.status !== 0) done.ok = false;
      }
      if (step.id) contexts.steps[step.id] = { outputs };
    }
    return done;
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}
