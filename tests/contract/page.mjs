// The HTML report in headless Chromium: filters, keys, following the lineage, hostile names, first paint at full size.
//   NODE_PATH=FOLDER/node_modules node page.mjs PAGES [SCREENSHOTS]
// PAGES is what tests/reporters/sample_pages wrote. Needs playwright-core and a Chromium (CHROMIUM, else `chromium`).
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.NODE_PATH ?? ".", "/"));
const { chromium } = require("playwright-core");
const [pages, screenshots] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
let failed = 0;

async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.troubles = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) page.troubles.push(message.text()); });
  page.on("pageerror", (error) => page.troubles.push(String(error)));
  page.on("dialog", (dialog) => { page.troubles.push("dialog " + dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith("file:")) page.troubles.push("request " + request.url()); });
  await page.goto(pathToFileURL(path.join(pages, name + ".html")).href);
  await page.waitForSelector("html[data-ready]", { timeout: 10_000 });
  return page;
}

async function test(title, name, check, options) {
  const page = await open(name, options);
  try {
    await check(page);
    assert.deepEqual(page.troubles, [], "nothing on the console, no dialog, no request");
    console.log("ok   " + title);
  } catch (error) {
    failed += 1;
    console.log("FAIL " + title + "\n     " + error.message);
  }
  await page.context().close();
}

const cards = (page) => page.locator(".finding").count();
const shown = (page) => page.locator("#shown").textContent();

for (const name of ["clean", "mixed", "errored", "waived", "hostile"])
  await test("the sample " + name + " is shown without a complaint", name, async (page) => {
    assert.match(await page.locator("h1").textContent(), /PASS|FAIL|NOT JUDGED/);
    if (screenshots) await page.screenshot({ path: path.join(screenshots, name + ".png"), fullPage: true });
  });

await test("who helped, what people owe and the budget stand on top; layers are folded away", "people", async (page) => {
  const people = page.locator("#people");
  assert.match(await people.textContent(), /LLM: an LLM helped \(strong signals\): claude-code, claude-opus-4-6 — trailer: llm: claude-code/);
  assert.equal(await people.getByText("rollback_rate").isVisible(), true);
  assert.equal(await people.getByText("escape_rate").isVisible(), false);
  await page.click("#people summary");
  assert.equal(await people.getByText("escape_rate").isVisible(), true);
});

await test("worst first, and each severity can be put away", "mixed", async (page) => {
  assert.equal(await cards(page), 5);
  assert.match(await page.locator(".finding").first().getAttribute("class"), /error/);
  await page.click('button[data-level="error"]');
  assert.equal(await cards(page), 3);
  assert.equal(await shown(page), "3 of 5 findings");
  await page.keyboard.press("Escape");
  assert.equal(await cards(page), 5);
});

await test("filters by gate, layer, model and words", "mixed", async (page) => {
  await page.selectOption('select[aria-label="gate"]', "row-count-diff");
  assert.equal(await cards(page), 3);
  await page.selectOption('select[aria-label="layer"]', "marts");
  assert.equal(await cards(page), 3);
  await page.fill('input[aria-label="model"]', "orders");
  assert.equal(await cards(page), 1);
  await page.click("#reset");
  await page.keyboard.press("/");
  await page.keyboard.type("rows 50,000");
  await page.waitForFunction(() => document.querySelectorAll(".finding").length === 1);
  await page.keyboard.press("Escape");
  assert.equal(await cards(page), 5);
});

await test("what sets a finding aside is called by its name", "waived", async (page) => {
  assert.deepEqual(await page.locator(".finding .pill.waived").allTextContents(), ["waived", "waived", "known", "outside the diff"]);
  assert.match(await page.locator(".tiles").textContent(), /2waived1known1outside the diff/);
});

await test("a finding says how it is accepted; figures for machines are not shown", "mixed", async (page) => {
  const first = page.locator(".finding").first();
  assert.equal(await first.locator("pre").isVisible(), false);
  await first.locator("details.accept summary").click();
  assert.match(await first.locator("pre").textContent(), /^tollgate waivers add --rule \S+ --subject .+ --expires YYYY-MM-DD/);
  assert.doesNotMatch(await page.locator("main").textContent(), /compiled line/);
});

await test("what could not be judged is told once per reason, with gates and models", "errored", async (page) => {
  assert.equal(await page.locator("h2#unjudged + .scroll tbody tr").count(), 2);
  assert.match(await page.locator("h2#unjudged + .scroll").textContent(), /row-count-diff: orders, totals/);
});

await test("what waits for people stands apart", "people", async (page) => {
  assert.match(await page.locator("#pending").textContent(), /1 approval by senior-data-engineer/);
  assert.equal(await page.locator("#skipped").count(), 0);
});

await test("keys walk the findings and open what is folded", "mixed", async (page) => {
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.locator(".finding.current").getAttribute("data-index"), "1");
  await page.keyboard.press("o");
  assert.equal(await page.locator(".finding.current details").first().evaluate((d) => d.open), true);
  await page.keyboard.press("k");
  assert.equal(await page.locator(".finding.current").getAttribute("data-index"), "0");
  await page.keyboard.press("?");
  assert.equal(await page.locator("#help").evaluate((d) => d.open), true);
  await page.click("#close");
});

await test("a column is followed up and down, re-sourced and lost edges have their own look", "lineage", async (page) => {
  assert.equal(await page.locator("#drawing path.lost").count(), 1);
  assert.equal(await page.locator("#drawing path.added").count(), 1);
  await page.locator('#drawing .column[aria-label^="customers.email"]').click();
  assert.match(await page.locator("#followed").textContent(),
    /customers\.email: fed by raw\.users\.email, raw\.users\.username; feeds orders\.contact, dashboard weekly\./);
  assert.equal(await page.locator("#drawing path.on").count(), 4);
  assert.equal(await page.locator("#drawing .column.on").count(), 4);
  await page.locator('#drawing .column[aria-label="orders.contact"]').focus();
  await page.keyboard.press("Enter");
  assert.match(await page.locator("#followed").textContent(), /^orders\.contact: fed by/);
  await page.getByRole("button", { name: "fit" }).click();
  assert.equal(await page.locator("#drawing .on").count(), 0);
  assert.match(await page.locator("#lineage").textContent(), /3 farther columns left out/);
  const before = await page.locator("#drawing svg > g").getAttribute("transform");
  await page.getByRole("button", { name: "zoom in" }).click();
  assert.notEqual(await page.locator("#drawing svg > g").getAttribute("transform"), before);
  await page.locator(".finding button", { hasText: "show in the lineage" }).first().click();
  assert.equal(await page.locator(".lines .here").textContent(), "14left join payments p");
  if (screenshots) await page.screenshot({ path: path.join(screenshots, "lineage.png"), fullPage: true });
});

await test("dark is dark", "lineage", async (page) => {
  const [red] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g);
  assert.ok(Number(red) < 60);
  if (screenshots) await page.screenshot({ path: path.join(screenshots, "dark.png") });
}, { colorScheme: "dark" });

await test("a hostile report runs nothing and makes no markup", "hostile", async (page) => {
  assert.equal(await page.locator("main img, main script, main iframe, main svg script").count(), 0);
  assert.equal(await page.evaluate(() => document.scripts.length), 4);
});

// Without scripts the page is a plain list. `open` waits for the script, so these open it by themselves.
async function testWithoutScripts(title, name, check) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => troubles.push(message.text()));
  page.on("request", (request) => { if (!request.url().startsWith("file:")) troubles.push("request " + request.url()); });
  try {
    await page.goto(pathToFileURL(path.join(pages, name + ".html")).href);
    await check(page);
    assert.deepEqual(troubles, [], "nothing on the console, no request");
    console.log("ok   " + title);
  } catch (error) {
    failed += 1;
    console.log("FAIL " + title + "\n     " + error.message);
  }
  if (screenshots) await page.screenshot({ path: path.join(screenshots, name + "-plain.png"), fullPage: name !== "large" });
  await context.close();
}
await testWithoutScripts("without scripts the findings can be read", "mixed", async (page) => {
  assert.equal(await page.locator("h1").isVisible(), true);
  assert.match(await page.locator("h1").textContent(), /^FAIL: tollgate/);
  assert.equal(await cards(page), 5);
  for (const card of await page.locator(".finding").all()) assert.equal(await card.isVisible(), true);
  assert.match(await page.locator(".finding").first().textContent(), /waivers add --rule/);
  assert.match(await page.locator("main").textContent(), /Row counts/);
  assert.equal(await page.locator("nav").isVisible(), false);
});
await testWithoutScripts("without scripts hostile names are text", "hostile", async (page) => {
  assert.equal(await page.locator("main img, main iframe, noscript script").count(), 0);
  assert.equal(await page.locator("script:not([id])").count(), 2);
  assert.match(await page.locator("main").textContent(), /<script>alert\(1\)<\/script>/);
});
await testWithoutScripts("without scripts a large page holds the worst 500 and counts the rest", "large", async (page) => {
  assert.equal(await cards(page), 500);
  assert.match(await page.locator("main").textContent(), /and 9,500 more findings/);
});

await test("1,000 models and 10,000 findings: first paint, and filtering", "large", async (page) => {
  const paint = await page.evaluate(() => performance.getEntriesByType("paint").find((p) => p.name === "first-contentful-paint").startTime);
  const ready = await page.getAttribute("html", "data-ready");
  assert.equal(await shown(page), "10,000 findings");
  const began = Date.now();
  await page.fill('input[type="search"]', "m999");
  await page.waitForFunction(() => document.querySelector("#shown").textContent.startsWith("10 of"));
  console.log("     first contentful paint " + Math.round(paint) + " ms (1,000 wanted), ready after " + ready + " ms, filtering " + (Date.now() - began) + " ms");
  if (screenshots) await page.screenshot({ path: path.join(screenshots, "large.png") });
});

await browser.close();
console.log(failed ? failed + " failed" : "all passed");
process.exit(failed ? 1 : 0);
