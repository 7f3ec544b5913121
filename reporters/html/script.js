// The page of a report: reads the two JSON blocks of the document and builds everything with text nodes, so that no
// name in a report can be markup. No network, no storage.
"use strict";
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  const more = JSON.parse(document.getElementById("more").textContent);
  const CHUNK = 60;
  for (const part of document.querySelectorAll("nav, #findings, #lineage")) part.hidden = false;  // hidden where no script runs

  // --- building ---------------------------------------------------------------------------------------------------
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
  const clean = (text) =>
    String(text ?? "").replace(HIDDEN, (c) => "\\u{" + c.codePointAt(0).toString(16) + "}");
  const el = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, clean(value));
    }
    for (const child of children.flat()) {
      if (child === null || child === undefined || child === "") continue;
      made.append(child instanceof Node ? child : document.createTextNode(clean(child)));
    }
    return made;
  };
  const svg = (name, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, clean(value));
    for (const child of children) made.append(child instanceof Node ? child : document.createTextNode(clean(child)));
    return made;
  };
  const number = (value) =>
    typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 2 }) : clean(value);
  // As core/figures tells percent: one decimal, below 0.1 two significant digits.
  const percentText = (value) => {
    const size = Math.abs(value);
    if (size > 0 && size < 0.001) return "under 0.001 %";
    return (value < 0 ? "-" : "") + size.toLocaleString("en-US",
      size === 0 || size >= 0.1 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 2 }) + " %";
  };
  const plural = (n, noun) => number(n) + " " + noun + (n === 1 ? "" : "s");
  const place = (location) =>
    location.path ? location.path + ":" + Math.max(location.line, 1) + (location.column > 0 ? ":" + location.column : "") : "";

  // --- what the report holds --------------------------------------------------------------------------------------
  const models = new Map(report.models.map((model) => [model.unique_id, model]));
  const sameName = new Map();
  for (const model of report.models) sameName.set(model.name, (sameName.get(model.name) || 0) + 1);
  const nameOf = (id) => {
    if (id === "change") return "the change";
    const model = models.get(id);
    return model && model.name && sameName.get(model.name) === 1 ? model.name : id;
  };
  const layerOf = (id) => (models.get(id) || {}).layer || "change";
  const subjectOf = (subject) =>
    nameOf(subject.id) + (subject.column ? "." + subject.column : "") + (subject.relation ? " (" + subject.relation + ")" : "");
  const counts = new Map(report.row_counts.map((count) => [count.subject, count]));
  const asideWord = (waived) => ({ baseline: "known", "diff-filter": "outside the diff" })[waived.by] || "waived";
  const asideText = (waived) => waived.by === "baseline" ? "known: it stands in " + waived.location.path
    : waived.by === "diff-filter" ? "outside the diff: on a line that this change did not touch (--diff-filter)"
    : "waived by " + waived.owner + " until " + waived.expires + ": " + waived.reason + (waived.added ? " (this change brings the waiver)" : "");
  const weight = { error: 0, warning: 1, info: 2, waived: 3 };
  const findings = report.findings
    .map((finding, order) => ({
      finding,
      order,
      level: finding.waived ? "waived" : finding.severity,
      layer: layerOf(finding.subject.id),
      text: [finding.gate + "/" + finding.rule, subjectOf(finding.subject), finding.subject.id, finding.message,
        finding.help, place(finding.location), ...finding.folded.map((f) => f.message)].join("\n").toLowerCase(),
    }))
    .sort((a, b) => weight[a.level] - weight[b.level] || a.order - b.order);

  // --- the top ----------------------------------------------------------------------------------------------------
  const words = { passed: "PASS", failed: "FAIL", unjudged: "NOT JUDGED" };
  const top = document.getElementById("top");
  const unjudged = report.outcomes.filter((outcome) => outcome.status === "errored");
  const asideTiles = ["waived", "known", "outside the diff"]
    .map((word) => [word, report.findings.filter((finding) => finding.waived && asideWord(finding.waived) === word).length])
    .filter(([word, count]) => count > 0 || word === "waived");
  const tile = (value, noun) => el("li", {}, el("b", {}, number(value)), noun + (value === 1 ? "" : "s"));
  top.append(
    el("h1", {}, el("span", { class: "badge " + report.verdict }, words[report.verdict]),
      "tollgate" + (report.project ? ": " + report.project : "")),
    el("p", {}, report.headline),
    el("p", { class: "soft" },
      [report.base || report.head ? "base " + (report.base || "none") + " → head " + (report.head || "none") : "",
        report.policy.source ? "policy: " + report.policy.source : "",
        "tollgate " + report.tool.version].filter(Boolean).join(" · ")),
    el("ul", { class: "tiles" }, tile(report.counts.errors, "error"), tile(report.counts.warnings, "warning"),
      tile(report.counts.infos, "info"),
      asideTiles.map(([word, count]) => el("li", {}, el("b", {}, number(count)), word)),
      el("li", {}, el("b", {}, number(unjudged.length)), "not judged"),
      tile(report.models.filter((model) => model.changed).length, "changed model")));

  const table = (heads, rows) =>
    el("div", { class: "scroll" }, el("table", {},
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", head.number ? { class: "number", scope: "col" } : { scope: "col" }, head.text || head)))),
      el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((cell, i) =>
        el("td", heads[i].number ? { class: "number" } : {}, cell)))))));

  const percent = (rate) => (100 * rate).toLocaleString("en-US", { maximumFractionDigits: 2 }) + " %";
  const pull = report.pull_request;
  if (pull) {
    const section = el("section", { id: "people" }, el("h2", {}, "The pull request"));
    if (more.llm) section.append(el("p", {}, "LLM: " + more.llm + (pull.llm.signals.length ? " — " + pull.llm.signals.join("; ") : "")));
    if (pull.labels_to_add.length) section.append(el("p", {}, "Labels to add: " + pull.labels_to_add.join(", ")));
    const mark = { met: "good", pending: "warning", missing: "error", unknown: "error" };
    if (more.pending.length)
      section.append(el("h3", {}, "Pending before the merge"), el("ul", { id: "pending" }, more.pending.map((text) => el("li", {}, text))));
    const duties = pull.duties.filter((duty) => duty.state !== "pending");
    if (duties.length)
      section.append(table(["asked for", "by", "state", ""], duties.map((duty) =>
        [duty.what, el("code", {}, duty.gate), el("span", { class: "pill " + mark[duty.state] }, duty.state), duty.detail])));
    if (pull.windows.length)
      section.append(table(["layer", "merge window", "now", "until", ""], pull.windows.map((line) =>
        [line.layer, el("code", {}, line.window), line.open ? "open" : "closed", line.valid_until, line.detail])));
    const budget = (lines) => table(["budget", "layer", "period", { text: "events", number: true },
      { text: "of", number: true }, { text: "target", number: true }, "95 % interval", "verdict"], lines.map((line) =>
      [line.metric, line.layer, line.period, number(line.events), number(line.trials), percent(line.target),
        percent(line.low) + " to " + percent(line.high), line.words || line.verdict]));
    // In sight: all layers together where there is something to count, and what is strained anywhere.
    const inSight = (line) => (line.layer === "all" && line.trials > 0) || line.verdict === "exceeded" || line.verdict === "at-risk";
    const strained = pull.budget.filter(inSight), calm = pull.budget.filter((line) => !inSight(line));
    if (strained.length) section.append(budget(strained));
    if (calm.length) section.append(el("details", {}, el("summary", {}, calm.some((line) => line.trials > 0)
      ? "the budget by layer" : "the budget: " + plural(calm.length, "rate") + " without a pull request to count"), budget(calm)));
    top.append(section);
  }

  // --- filters ----------------------------------------------------------------------------------------------------
  const chosen = { levels: new Set(["error", "warning", "info", "waived"]), gate: "", layer: "", model: "", text: "" };
  const list = document.getElementById("list");
  const shownCount = document.getElementById("shown");
  const options = (values, all, label) =>
    el("select", { "aria-label": label }, el("option", { value: "" }, all), values.map((value) => el("option", { value }, value)));
  const unique = (values) => [...new Set(values)].sort();
  const gateSelect = options(unique(findings.map((f) => f.finding.gate)), "all gates", "gate");
  const layerSelect = options(unique(findings.map((f) => f.layer)), "all layers", "layer");
  const modelInput = el("input", { list: "models", placeholder: "model", size: 18, "aria-label": "model", type: "text" });
  const modelNames = unique(findings.map((f) => nameOf(f.finding.subject.id)));
  const datalist = el("datalist", { id: "models" }, modelNames.slice(0, 2000).map((name) => el("option", { value: name })));
  const search = el("input", { type: "search", placeholder: "search findings ( / )", "aria-label": "search findings" });
  const levelButtons = ["error", "warning", "info", "waived"].map((level) =>
    el("button", { type: "button", "aria-pressed": "true", "data-level": level, on: { click: (event) => {
      const button = event.currentTarget;
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", on);
      if (on) chosen.levels.add(level); else chosen.levels.delete(level);
      show();
    } } }, (level === "waived" ? "set aside" : level) + " " + number(findings.filter((f) => f.level === level).length)));
  document.getElementById("filters").append(search, ...levelButtons, gateSelect, layerSelect, modelInput, datalist,
    el("button", { type: "button", id: "reset", on: { click: () => reset() } }, "reset"),
    el("button", { type: "button", "aria-label": "keyboard help", on: { click: () => help.showModal() } }, "?"));

  let visible = findings;
  let rendered = 0;
  let current = -1;
  const matches = (entry) =>
    chosen.levels.has(entry.level) && (!chosen.gate || entry.finding.gate === chosen.gate) &&
    (!chosen.layer || entry.layer === chosen.layer) &&
    (!chosen.model || nameOf(entry.finding.subject.id) === chosen.model) &&
    chosen.text.split(/\s+/).every((word) => entry.text.includes(word));
  function show() {
    visible = findings.filter(matches);
    rendered = 0;
    current = -1;
    list.replaceChildren();
    shownCount.textContent = visible.length === findings.length
      ? plural(findings.length, "finding") : number(visible.length) + " of " + plural(findings.length, "finding");
    if (!findings.length) list.append(el("p", { class: "soft" }, "No finding."));
    else if (!visible.length) list.append(el("p", { class: "soft" }, "Nothing matches. Press Esc to reset the filters."));
    renderMore();
  }
  function renderMore(least = CHUNK) {
    const end = Math.min(visible.length, rendered + least);
    const part = document.createDocumentFragment();
    for (; rendered < end; ++rendered) part.append(card(visible[rendered], rendered));
    list.append(part);
  }
  function reset() {
    chosen.levels = new Set(["error", "warning", "info", "waived"]);
    for (const button of levelButtons) button.setAttribute("aria-pressed", "true");
    chosen.gate = chosen.layer = chosen.model = chosen.text = "";
    gateSelect.value = layerSelect.value = modelInput.value = search.value = "";
    show();
  }
  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { chosen.text = search.value.trim().toLowerCase(); show(); }, 80);
  });
  gateSelect.addEventListener("change", () => { chosen.gate = gateSelect.value; show(); });
  layerSelect.addEventListener("change", () => { chosen.layer = layerSelect.value; show(); });
  const chooseModel = () => { chosen.model = modelNames.includes(modelInput.value) ? modelInput.value : ""; show(); };
  modelInput.addEventListener("input", chooseModel);

  // --- one finding ------------------------------------------------------------------------------------------------
  const excerpts = new Map();
  for (const excerpt of more.excerpts) {
    if (!excerpts.has(excerpt.path)) excerpts.set(excerpt.path, []);
    excerpts.get(excerpt.path).push(excerpt);
  }
  function linesAt(location) {
    const excerpt = (excerpts.get(location.path) || []).find(
      (e) => location.line >= e.first_line && location.line < e.first_line + e.lines.length);
    if (!excerpt) return null;
    const from = Math.max(location.line - 3, excerpt.first_line);
    const to = Math.min(location.line + 3, excerpt.first_line + excerpt.lines.length - 1);
    const rows = [];
    for (let line = from; line <= to; ++line)
      rows.push(el("div", line === location.line ? { class: "here" } : {}, el("span", {}, line), excerpt.lines[line - excerpt.first_line] || " "));
    return el("div", { class: "lines code", role: "region", "aria-label": "lines of " + location.path, tabindex: "0" }, rows);
  }
  function bars(count) {
    if (count.base_rows === null || count.head_rows === null) return null;
    const most = Math.max(count.base_rows, count.head_rows, 1);
    const bar = (kind, rows) => {
      const made = el("i", { class: kind, title: kind + " " + number(rows) });
      made.style.width = (100 * rows) / most + "%";
      return made;
    };
    return el("div", { class: "bars", role: "img", "aria-label": "base " + number(count.base_rows) + ", head " + number(count.head_rows) },
      bar("base", count.base_rows), bar("head", count.head_rows));
  }
  function card(entry, index) {
    const { finding, level } = entry;
    const count = finding.gate === "row-count-diff" ? counts.get(finding.subject.id) : null;
    const advice = finding.help || ((more.rules.find((r) => r.gate === finding.gate && r.id === finding.rule) || {}).advice);
    const node = drawingNode.get(finding.subject.id);
    const figures = more.figures[entry.order];
    return el("article", { class: "finding " + level, tabindex: "-1", "data-index": index, id: "f-" + finding.fingerprint + "-" + entry.order },
      el("header", {}, el("span", { class: "pill " + level }, finding.waived ? asideWord(finding.waived) : level), el("b", {}, subjectOf(finding.subject)),
        el("code", {}, finding.gate + "/" + finding.rule), el("span", { class: "soft code" }, place(finding.location)),
        el("span", { class: "soft" }, entry.layer)),
      finding.waived ? el("p", {}, asideText(finding.waived)) : null,
      el("p", { class: "message" }, finding.message),
      figures.length ? el("p", { class: "facts" }, figures.join(" · ")) : null,
      count ? bars(count) : null,
      linesAt(finding.location),
      advice && !finding.waived ? el("p", {}, "→ " + advice) : null,
      finding.folded.length ? el("details", {}, el("summary", {}, "also, of the same cause: " + plural(finding.folded.length, "finding")),
        finding.folded.map((folded) => el("p", {}, el("code", {}, folded.gate + "/" + folded.rule), " " + subjectOf(folded.subject) + ": " + folded.message))) : null,
      finding.waiver_command ? el("details", { class: "accept" }, el("summary", {}, "accept it until a day"),
        el("pre", {}, [finding, ...finding.folded.filter((folded) => folded.waiver_command && weight[folded.severity] <= weight[report.fail_on])]
          .map((one) => one.waiver_command).slice(0, 10).join("\n"))) : null,
      node === undefined ? null : el("div", { class: "tools" }, el("button", { type: "button", on: { click: () => {
        document.getElementById("lineage").scrollIntoView();
        follow(node, finding.subject.column);
      } } }, "show in the lineage")));
  }

  // --- row counts, what was not judged, the rest --------------------------------------------------------------------
  const body = document.getElementById("rest");
  const change = (count) => {
    const { base_rows: base, head_rows: head } = count;
    if (base === null || head === null) return "not comparable";
    if (base === head) return "unchanged";
    const relative = base === 0 ? "" : " (" + (head > base && (100 * (head - base)) / base >= 0.001 ? "+" : "") + percentText((100 * (head - base)) / base) + ")";
    return (head > base ? "+" : "") + number(head - base) + relative;
  };
  const extent = (count) => {
    const { base_rows: base, head_rows: head } = count;
    if (base === null || head === null || base === head) return 0;
    return base === 0 || head === 0 ? Infinity : Math.abs(head - base) / base;
  };
  if (report.row_counts.length) {
    const differing = report.row_counts.filter((count) => count.base_rows === null || count.base_rows !== count.head_rows);
    const alike = report.row_counts.filter((count) => count.base_rows !== null && count.base_rows === count.head_rows);
    const sorted = differing.sort((a, b) => extent(b) - extent(a) || 0);
    const rows = (some) => some.map((count) => [el("code", {}, nameOf(count.subject)),
      (count.estimated ? "~" : "") + (count.base_rows === null ? "-" : number(count.base_rows)),
      (count.estimated ? "~" : "") + (count.head_rows === null ? "-" : number(count.head_rows)), change(count), bars(count),
      [count.filter, count.window].filter(Boolean).join("; ")]);
    const heads = ["model", { text: "base", number: true }, { text: "head", number: true }, { text: "change", number: true }, "", "counted"];
    body.append(el("h2", { id: "rows" }, "Row counts"));
    if (sorted.length) body.append(table(heads, rows(sorted.slice(0, 200))));
    if (sorted.length > 200)
      body.append(el("button", { type: "button", on: { click: (event) => {
        event.currentTarget.replaceWith(table(heads, rows(sorted.slice(200))));
      } } }, "show " + number(sorted.length - 200) + " more"));
    if (alike.length)
      body.append(el("details", {}, el("summary", {}, "unchanged: " + plural(alike.length, "model")),
        el("p", {}, alike.slice(0, 500).map((count) => nameOf(count.subject) + " (" + (count.head_rows === null ? "-" : number(count.head_rows)) + ")").join(", ") +
          (alike.length > 500 ? " and " + number(alike.length - 500) + " more" : ""))));
  }
  for (const [reasons, title, id] of [[more.not_judged, "Not judged", "unjudged"], [more.skipped, "Skipped", "skipped"]]) {
    if (!reasons.length) continue;
    const names = (subjects) => subjects.slice(0, 20).map(nameOf).join(", ") + (subjects.length > 20 ? " and " + number(subjects.length - 20) + " more" : "");
    const line = (group) => el("div", {}, el("code", {}, group.gates.join(", ")), group.beside ? " (" + group.beside + ")" : "",
      group.subjects.length === 1 && group.subjects[0] === "change" ? "" : ": " + names(group.subjects));
    body.append(el("h2", { id }, title), table(["why", "gates and models"], reasons.map((reason) =>
      [reason.reason || "no reason given", el("div", {}, reason.groups.slice(0, 20).map(line),
        reason.groups.length > 20 ? el("div", {}, "and " + number(reason.groups.length - 20) + " more") : null)])));
  }
  const judged = new Map();
  for (const outcome of report.outcomes) {
    if (!judged.has(outcome.gate)) judged.set(outcome.gate, { passed: 0, failed: 0, pending: 0, skipped: 0, errored: 0 });
    judged.get(outcome.gate)[outcome.pending ? "pending" : outcome.status] += 1;
  }
  if (judged.size)
    body.append(el("h2", { id: "gates" }, "Gates"), table(
      ["gate", { text: "passed", number: true }, { text: "failed", number: true }, { text: "pending", number: true }, { text: "skipped", number: true }, { text: "not judged", number: true }],
      [...judged].map(([gate, n]) => [el("code", {}, gate), number(n.passed), number(n.failed), number(n.pending), number(n.skipped), number(n.errored)])));
  if (report.notes.length)
    body.append(el("h2", { id: "notes" }, "Notes"), el("ul", {}, report.notes.map((note) => el("li", {}, note.topic + ": " + note.text))));

  // --- the lineage --------------------------------------------------------------------------------------------------
  const drawing = more.lineage;
  const drawingNode = new Map(drawing.nodes.map((node, i) => [node.unique_id, i]));
  let follow = () => {};
  if (drawing.nodes.length) drawLineage();
  else document.getElementById("lineage").remove();
  function drawLineage() {
    const ROW = 18, HEAD = 26, PAD = 8, CHAR = 7.4;
    const short = (text) => (clean(text).length > 42 ? clean(text).slice(0, 41) + "…" : clean(text));
    const graph = new dagre.graphlib.Graph().setGraph({ rankdir: "LR", nodesep: 14, ranksep: 55 }).setDefaultEdgeLabel(() => ({}));
    const boxes = drawing.nodes.map((node, i) => {
      const rows = [...node.notes.map((text) => ({ note: text })), ...node.columns];
      const widest = Math.max(short(node.title).length, ...rows.map((row) => short(row.note && !row.name ? row.note : row.name + (row.note ? " · " + row.note : "")).length), 8);
      const box = { width: widest * CHAR + 2 * PAD, height: HEAD + rows.length * ROW + (rows.length ? 6 : 0) };
      graph.setNode(String(i), box);
      return box;
    });
    for (const edge of drawing.edges) graph.setEdge(String(edge.from_node), String(edge.to_node));
    dagre.layout(graph);
    const world = svg("g", {});
    const columnKey = (node, column) => node + ":" + column;
    const columnElements = new Map(), edgeElements = [], up = new Map(), down = new Map();
    const edgesLayer = svg("g", {});
    world.append(edgesLayer);
    drawing.nodes.forEach((node, i) => {
      const { x, y, width, height } = graph.node(String(i));
      boxes[i] = { left: x - width / 2, top: y - height / 2, width, height };
      const group = svg("g", { class: node.state, transform: "translate(" + boxes[i].left + " " + boxes[i].top + ")" });
      group.append(svg("title", {}, node.kind + " " + node.unique_id + (node.layer ? " (" + node.layer + ")" : "")),
        svg("rect", { class: "box", width, height, rx: 6 }), svg("text", { class: "title", x: PAD, y: 17 }, short(node.title)));
      let row = 0;
      for (const note of node.notes) group.append(svg("text", { class: "note", x: PAD, y: HEAD + row++ * ROW + 12 }, short(note)));
      node.columns.forEach((column, c) => {
        const top = HEAD + row++ * ROW;
        const item = svg("g", { class: "column " + column.state, tabindex: "0", role: "button",
          "aria-label": node.title + "." + column.name + (column.note ? ", " + column.note : "") },
        svg("rect", { x: 1, y: top, width: width - 2, height: ROW }),
        svg("text", { x: PAD, y: top + 13 }, short(column.name + (column.note ? " · " + column.note : ""))));
        const act = () => follow(i, column.name);
        item.addEventListener("click", act);
        item.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); act(); } });
        columnElements.set(columnKey(i, c), item);
        group.append(item);
      });
      world.append(group);
    });
    const port = (node, column) => boxes[node].top + (column < 0 ? 13 : HEAD + (drawing.nodes[node].notes.length + column) * ROW + ROW / 2);
    for (const edge of drawing.edges) {
      const x1 = boxes[edge.from_node].left + boxes[edge.from_node].width, y1 = port(edge.from_node, edge.from_column);
      const x2 = boxes[edge.to_node].left, y2 = port(edge.to_node, edge.to_column);
      const bend = Math.max(30, Math.abs(x2 - x1) / 2);
      const line = svg("path", { class: edge.state, d: "M" + x1 + " " + y1 + "C" + (x1 + bend) + " " + y1 + " " + (x2 - bend) + " " + y2 + " " + x2 + " " + y2 });
      edgesLayer.append(line);
      const from = columnKey(edge.from_node, edge.from_column), to = columnKey(edge.to_node, edge.to_column);
      edgeElements.push({ line, from, to });
      if (!down.has(from)) down.set(from, []);
      down.get(from).push(to);
      if (!up.has(to)) up.set(to, []);
      up.get(to).push(from);
    }
    const picture = svg("svg", { role: "group", tabindex: "0", "aria-label": "column lineage of the change; arrow keys move, + and - zoom, Tab walks the columns" }, world);
    const told = document.getElementById("followed");
    let view = { x: 0, y: 0, scale: 1 };
    const apply = () => world.setAttribute("transform", "translate(" + view.x + " " + view.y + ") scale(" + view.scale + ")");
    const frame = document.getElementById("drawing");
    const size = graph.graph();
    const whole = () => Math.min(frame.clientWidth / (size.width + 40), frame.clientHeight / (size.height + 40), 1.2);
    const fit = () => {
      const scale = Math.max(whole(), 0.08);
      view = { scale, x: (frame.clientWidth - size.width * scale) / 2, y: (frame.clientHeight - size.height * scale) / 2 };
      apply();
    };
    const centre = (node) => {
      view.x = frame.clientWidth / 2 - (boxes[node].left + boxes[node].width / 2) * view.scale;
      view.y = frame.clientHeight / 2 - (boxes[node].top + boxes[node].height / 2) * view.scale;
      apply();
    };
    // What would be too small to read begins at what changes.
    const begin = () => {
      frame.style.height = Math.min(544, Math.max(180, Math.min(1.2, Math.max(0.75, frame.clientWidth / (size.width + 40))) * size.height + 80)) + "px";
      fit();
      if (view.scale >= 0.75) return;
      view.scale = 0.75;
      const changed = drawing.nodes.findIndex((node) => node.state !== "same");
      centre(changed < 0 ? 0 : changed);
    };
    const zoom = (factor, x = frame.clientWidth / 2, y = frame.clientHeight / 2) => {
      const scale = Math.min(4, Math.max(0.05, view.scale * factor));
      view = { scale, x: x - ((x - view.x) * scale) / view.scale, y: y - ((y - view.y) * scale) / view.scale };
      apply();
    };
    frame.append(picture, el("div", { class: "controls" },
      el("button", { type: "button", "aria-label": "zoom in", on: { click: () => zoom(1.3) } }, "+"),
      el("button", { type: "button", "aria-label": "zoom out", on: { click: () => zoom(1 / 1.3) } }, "−"),
      el("button", { type: "button", on: { click: () => { unfollow(); fit(); } } }, "fit")));
    picture.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;  // a plain wheel scrolls the page
      event.preventDefault();
      const at = picture.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 300), event.clientX - at.left, event.clientY - at.top);
    }, { passive: false });
    let drag = null;
    picture.addEventListener("pointerdown", (event) => { drag = { x: event.clientX - view.x, y: event.clientY - view.y }; });
    window.addEventListener("pointermove", (event) => {
      if (drag && event.buttons) { view.x = event.clientX - drag.x; view.y = event.clientY - drag.y; apply(); }
    });
    window.addEventListener("pointerup", () => { drag = null; });
    picture.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (step) { view.x += step[0]; view.y += step[1]; apply(); }
      else if (event.key === "+" || event.key === "=") zoom(1.3);
      else if (event.key === "-") zoom(1 / 1.3);
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
    });
    const unfollow = () => {
      world.classList.remove("following");
      for (const item of world.querySelectorAll(".on")) item.classList.remove("on");
      told.textContent = "Choose a column to follow it up and down.";
    };
    const walk = (start, ways) => {
      const seen = new Set([start]);
      const queue = [start];
      while (queue.length) for (const next of ways.get(queue.shift()) || []) if (!seen.has(next)) { seen.add(next); queue.push(next); }
      return seen;
    };
    const nameAt = (key) => {
      const [node, column] = key.split(":").map(Number);
      return drawing.nodes[node].title + (column < 0 ? "" : "." + drawing.nodes[node].columns[column].name);
    };
    follow = (node, name) => {
      const column = drawing.nodes[node].columns.findIndex((c) => c.name === name);
      unfollow();
      view.scale = Math.max(view.scale, 0.75);
      centre(node);
      if (column < 0) { told.textContent = drawing.nodes[node].title; return; }
      const start = columnKey(node, column);
      const above = walk(start, up), below = walk(start, down);
      world.classList.add("following");
      for (const key of new Set([...above, ...below])) columnElements.get(key)?.classList.add("on");
      for (const edge of edgeElements)
        if ((above.has(edge.from) && above.has(edge.to)) || (below.has(edge.from) && below.has(edge.to))) edge.line.classList.add("on");
      const names = (keys) => [...keys].filter((key) => key !== start).map(nameAt).slice(0, 12).join(", ") || "nothing drawn";
      told.textContent = nameAt(start) + ": fed by " + names(above) + "; feeds " + names(below) + ".";
    };
    unfollow();
    begin();
    if (drawing.columns_left_out)
      told.after(el("p", { class: "soft" }, plural(drawing.columns_left_out, "farther column") + " left out: tollgate lineage shows all of them."));
  }

  // --- keyboard ---------------------------------------------------------------------------------------------------
  const help = document.getElementById("help");
  document.getElementById("close").addEventListener("click", () => help.close());
  const go = (step) => {
    if (!visible.length) return;
    current = Math.min(Math.max(current + step, 0), visible.length - 1);
    if (current >= rendered) renderMore(current - rendered + CHUNK);
    const cards = list.querySelectorAll(".finding");
    for (const each of list.querySelectorAll(".current")) each.classList.remove("current");
    cards[current].classList.add("current");
    cards[current].focus({ preventScroll: true });
    cards[current].scrollIntoView({ block: "center" });
  };
  document.addEventListener("keydown", (event) => {
    const inField = event.target instanceof Element && event.target.matches("input, select, textarea");
    if (event.key === "Escape" && !help.open) { reset(); if (inField) event.target.blur(); return; }
    if (inField || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "l" && drawing.nodes.length) document.getElementById("lineage").scrollIntoView();
    else if (event.key === "?") help.showModal();
    else if (event.key === "o" && current >= 0) {
      const details = list.querySelectorAll(".finding")[current].querySelector("details");
      if (details) details.open = !details.open;
    }
  });

  for (const [id, title] of [["people", "pull request"], ["findings", "findings"], ["lineage", "lineage"], ["rows", "row counts"],
    ["unjudged", "not judged"], ["gates", "gates"], ["notes", "notes"]])
    if (document.getElementById(id)) document.getElementById("links").append(el("a", { href: "#" + id }, title));
  show();
  new IntersectionObserver((entries) => { if (entries.some((e) => e.isIntersecting)) renderMore(); }, { rootMargin: "600px" })
    .observe(document.getElementById("end"));
  document.documentElement.setAttribute("data-ready", String(Math.round(performance.now())));
})();
