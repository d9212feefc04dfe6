// The charts of a chosen indicator, drawn as the page draws the one shown first.

function lineName(data, measure, place) {
  return data.lines[place][0] + (measure.marked.has(place) ? "†" : "");
}

function ordered(measure) {
  return measure.values.map((value, place) => place).filter((place) => measure.values[place] !== null)
    .sort((a, b) => Math.abs(measure.values[b]) - Math.abs(measure.values[a]) || a - b);
}

function drawExplorer(chart, data, texts, lang, measure, state) {
  const base = measure.values.reduce((sum, value) => sum + Math.abs(value || 0), 0) || 1;
  const rows = [];
  let sum = 0;
  for (const place of ordered(measure)) {
    const value = measure.values[place], before = sum, stage = data.lines[place][1];
    sum += Math.abs(value) / base;
    const crossing = before < data.most && data.most <= sum;
    if (!state.hidden.has(stage)) rows.push({ place, stage, value, share: Math.abs(value) / base, sum, crossing });
  }
  const keep = state.all || rows.length <= data.shown + 1 ? rows.length : data.shown;
  const rest = rows.slice(keep), net = rest.reduce((total, row) => total + row.value, 0);
  const told = (title, value) => filled(texts.told, { name: title, value });
  const at = scale([...rows.slice(0, keep).map((row) => row.value), ...(rest.length ? [net] : [])]);
  const lines = rows.slice(0, keep).map((row) => {
    const name = lineName(data, measure, row.place), stage = texts.stages[row.stage];
    const tip = [
      name, told(texts.value, plainly(row.value) + " " + measure.unit), told(texts.share, percent(row.share)),
      told(texts.stage, stage), ...(measure.marked.has(row.place) ? [texts.less] : []),
    ];
    return explorerRow(row, name, stage, at, data.colours[row.stage], tip);
  });
  if (rest.length) {
    const row = { value: net, share: rest.reduce((total, part) => total + part.share, 0), sum: rest[rest.length - 1].sum, stage: "" };
    const name = filled(texts.others, { count: rest.length });
    lines.push(explorerRow(row, name, "", at, "others", [name, plainly(net) + " " + measure.unit, percent(row.share)]));
  }
  if (!lines.length) lines.push(element("tr", {}, element("td", { colspan: 5 }, texts.none)));
  chart.querySelector("[data-rows]").replaceChildren(...lines);
  chart.querySelector("thead th:nth-child(3)").textContent = filled(texts.headed, { name: texts.value, unit: measure.unit });
  const missing = measure.values.filter((value) => value === null).length;
  chart.querySelector("[data-note]").textContent = [
    ...(state.hidden.size ? [texts.hidden] : []), ...(missing ? [filled(texts.missing, { count: missing })] : []), ...(measure.marked.size ? [texts.less] : []),
  ].join(" ");
}

function explorerRow(row, name, stage, at, colour, tip) {
  const head = element("th", { scope: "row" }, element("bdi", { class: "name" }, name), stage ? element("span", { class: "sub" }, stage) : null);
  return element(
    "tr", { class: row.crossing ? "crossing" : null, "data-stage": row.stage || null, "data-tip": tip.join("\n") }, head,
    element("td", { class: "track" }, track(at, bar(at, 0, row.value, colour))),
    element("td", { class: "num" }, figure(row.value)), element("td", { class: "num" }, percent(row.share)),
    element("td", { class: "num cumulative" }, percent(row.sum)),
  );
}

function drawSteps(chart, data, texts, lang, measure) {
  const steps = [];
  let level = 0;
  for (const stage of data.stages) {
    const values = measure.values.filter((value, place) => value !== null && data.lines[place][1] === stage);
    const burdens = values.filter((value) => value > 0), credits = values.filter((value) => value < 0);
    for (const [kind, part] of [["burden", burdens], ["credit", credits]]) {
      if (!part.length && !(kind === "burden" && values.length && !credits.length)) continue;
      const value = part.reduce((total, one) => total + one, 0);
      steps.push({ stage, kind, value, start: level, end: level + value });
      level += value;
    }
  }
  steps.push({ stage: "", kind: "total", value: level, start: 0, end: level });
  const at = scale(steps.flatMap((step) => [step.start, step.end]));
  chart.querySelector("[data-rows]").replaceChildren(...steps.map((step) => {
    const stage = texts.stages[step.stage];
    const name = step.kind === "total" ? texts.total : step.kind === "credit" ? filled(texts.credit, { stage }) : stage;
    const colour = step.kind === "total" ? "total" : data.colours[step.stage];
    return element(
      "tr", { class: step.kind === "total" ? "sum" : null, "data-tip": name + "\n" + plainly(step.value) + " " + measure.unit },
      element("th", { scope: "row" }, element("span", { class: "name" }, name)),
      element("td", { class: "track" }, track(at, bar(at, step.start, step.end, colour))), element("td", { class: "num" }, figure(step.value)),
    );
  }));
  chart.querySelector("thead th:nth-child(3)").textContent = filled(texts.headed, { name: texts.value, unit: measure.unit });
}

function drawFlows(chart, data, texts, lang, measure) {
  const found = data.flows[measure.id];
  const bands = found.bands.map(([colour, path]) => drawn("path", { d: path, class: "band f-" + colour }));
  const nodes = found.nodes.map((node) => {
    const label = node.t[lang], x = node.a === "end" ? node.x - 5 : node.x + data.node + 5;
    const first = node.y + node.h / 2 + 4 - ((label.rows.length - 1) * data.row) / 2;
    const rows = label.rows.map((row, place) => drawn("tspan", { x, y: (first + place * data.row).toFixed(1) }, row));
    return drawn(
      "g", { class: "node", "data-tip": label.tip }, drawn("rect", { x: node.x, y: node.y, width: data.node, height: node.h, class: "f-" + node.c }),
      drawn("text", { "text-anchor": node.a }, ...rows),
    );
  });
  chart.querySelector("[data-drawing]").replaceChildren(...bands, ...nodes);
  chart.querySelector("[data-note]").textContent = found.note[lang];
}

function drawTree(chart, data, texts, lang, measure) {
  const shares = (node) => [node.s, ...(node.k || []).flatMap(shares)];
  const root = data.tree[measure.id], at = scale(shares(root));
  const branch = (node, level) => {
    const value = element("span", { class: "num" }, figure(node.v), node.v === null ? "" : " " + measure.unit);
    const row = [
      element("bdi", { class: "name" }, node.t[lang]), track(at, bar(at, 0, node.s, node.c)), value,
      element("span", { class: "num part" }, node.v === null ? "—" : percent(node.s)),
    ];
    if (!node.k) return element("li", {}, element("div", { class: "leaf" }, ...row));
    const under = element("ul", {}, ...node.k.map((child) => branch(child, level + 1)));
    return element("li", {}, element("details", { open: level < 2 }, element("summary", {}, ...row), under));
  };
  chart.querySelector("[data-rows]").replaceChildren(branch(root, 0));
}
