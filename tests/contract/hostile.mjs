// What a stranger may choose: the branch, title, labels and description of a pull request, names and comments of models and
// columns, and the words of an error that the database raises. None becomes a command of the runner, of a shell or of a page.
//   NODE_PATH=FOLDER/node_modules node hostile.mjs ROOT BINARY REPOSITORY      llm-bundle's, within scripts/postgres run
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { git, runComposite } from "./composite.mjs";
import { Forge } from "./shop.mjs";

const [root, binary, repository] = process.argv.slice(2);
const base = git(repository, "rev-parse", "main"), head = git(repository, "rev-parse", "HEAD");
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "hostile-"));
process.on("exit", () => fs.rmSync(temporary, { recursive: true, force: true }));
const pg = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("PG")));
const evil = "x\n::add-mask::PWN\n::stop-commands::PWN\r##[set-env name=PWN]PWN $(touch PWN)`touch PWN`';touch PWN;\"" +
  "</script><img src=x onerror=PWN()><!-- tollgate:shop v1 sha256=0 --> \u001b[2J\u202e @everyone | `";

const body = "llm: claude-code " + evil;
const forge = await Forge.start(root, path.join(temporary, "requests.jsonl"), { repository: "acme/shop", number: 7, body, head_sha: head, base_sha: base });
function run(artifacts) {
  const event = path.join(temporary, "event.json");
  fs.writeFileSync(event, JSON.stringify({ action: "opened", pull_request: { number: 7, draft: false, title: evil, body, auto_merge: null,
    user: { login: "sam-author", id: 12, type: "User" }, labels: [{ name: evil }], html_url: "https://x/" + evil,
    head: { sha: head, ref: evil, repo: { full_name: "acme/shop" } }, base: { sha: base, ref: "main", repo: { full_name: "acme/shop" } } } }));
  const ran = runComposite(root, {
    inputs: { "binary-path": binary, "working-directory": "shop", "base-url": "postgresql:///shop", "head-url": "postgresql:///shop",
      "base-artifacts": "shop/target-base", "head-artifacts": artifacts, "github-token": "ghs_of_the_fake",
      formats: "terminal\nmarkdown:" + path.join(temporary, "report.md") + "\nagent:" + path.join(temporary, "agent.json") },
    github: { token: "ghs_of_the_fake" }, workspace: repository,
    environment: { ...pg, GITHUB_EVENT_PATH: event, GITHUB_EVENT_NAME: "pull_request", GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: forge.url,
      GITHUB_REF: "refs/pull/7/merge", GITHUB_HEAD_REF: evil, GITHUB_BASE_REF: evil, GITHUB_REF_NAME: evil, GITHUB_SHA: head, GITHUB_ACTOR: evil },
  });
  const texts = { log: ran.text, summary: ran.summary, markdown: fs.readFileSync(path.join(temporary, "report.md"), "utf8"),
    agent: fs.readFileSync(path.join(temporary, "agent.json"), "utf8"), comment: forge.writes().map((one) => JSON.parse(one.body).body).join("\n") };
  for (const name of ["json", "junit", "sarif", "html"]) texts[name] = ran.read(name);
  ran.remove();
  return { ...ran, texts };
}
/// No command but the annotations that tollgate itself makes, no file, no markup.
function inert(ran) {
  assert.deepEqual([...new Set(ran.commands.map((command) => command.name))].filter((name) => !["error", "warning", "notice"].includes(name)), []);
  assert.deepEqual(fs.readdirSync(repository, { recursive: true }).filter((file) => path.basename(file) === "PWN"), []);
  for (const [name, text] of Object.entries(ran.texts)) {
    assert.doesNotMatch(text, /\u001b|\u202e/, name + ": characters that control a terminal or turn text around");
    if (["html", "summary", "markdown", "comment", "junit"].includes(name)) assert.doesNotMatch(text, /<img src=x/, name);
  }
  for (const name of ["summary", "markdown", "comment"]) {
    // GitHub calls nobody from within code.
    const outside = ran.texts[name].replaceAll(/^(`{3,})[^]*?^\1$/gm, "").replaceAll(/<code>[^]*?<\/code>/g, "").replaceAll(/(`+)[^`][^]*?\1/g, "");
    assert.doesNotMatch(outside, /@everyone/, name + ": nobody is called");
  }
  assert.equal(forge.writes().filter((one) => one.method === "POST").length, 1, "a quoted marker is not taken for ours");
}

{
  const ran = run("shop/target");
  assert.equal(ran.code, 1, ran.text);
  inert(ran);
  console.log("ok   branch, title, labels, description, actor");
}
{
  // As a manifest of a stranger's project would say it: a name, a description, a column and its comment.
  const folder = path.join(temporary, "target");
  fs.cpSync(path.join(repository, "shop/target"), folder, { recursive: true });
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"));
  const node = manifest.nodes["model.shop.order_fulfilment"];
  Object.assign(node, { name: "order_fulfilment" + evil, description: evil, original_file_path: "models/marts/" + evil + ".sql", tags: [evil] });
  node.columns[evil] = { name: evil, description: evil, meta: { pii: true, note: evil }, data_type: evil, tags: [evil] };
  node.compiled_code = "select o.\"no::error::such" + evil.replaceAll('"', '""') + "\" from shop.prod.fct_orders as o";
  fs.writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifest));
  const ran = run(folder);
  assert.ok([1, 3].includes(ran.code), ran.text);
  inert(ran);
  assert.ok(ran.texts.json.includes("no::error::such"), "the name is told");
  console.log("ok   names and comments of models and columns");
}
{
  // The database speaks: a view that raises words of its own when it is counted, with a cell of data in them.
  execFileSync("psql", ["-qX", "-d", "shop", "-v", "ON_ERROR_STOP=1", "-c", `
    create function pr.speak() returns int language plpgsql as $$
      begin raise exception E'cell-4711\\n::add-mask::PWN\\n##[set-env name=PWN]PWN </script><img src=x onerror=PWN()>'
        using detail = 'cell-4711', hint = '::error::cell-4711'; end $$;
    drop table pr.support_load cascade;
    create view pr.support_load as select pr.speak() as priority`], { stdio: ["ignore", "ignore", "inherit"] });
  const ran = run("shop/target");
  assert.equal(ran.code, 3, ran.text);
  inert(ran);
  for (const [name, text] of Object.entries(ran.texts)) assert.ok(!text.includes("cell-4711"), name + " quotes what the database said");
  assert.match(ran.texts.log, /P0001/);
  console.log("ok   an error that the database raises: its code is told, its words are not");
}
forge.stop();
