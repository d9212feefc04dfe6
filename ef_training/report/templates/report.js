// What a reader can do: choose an indicator, hide stages, read a bar's numbers by mouse, finger or keys, and switch the language.

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  for (const measure of data.measures) measure.marked = new Set(measure.partly);
  const byId = new Map(data.measures.map((measure) => [measure.id, measure]));
  const halves = [...document.querySelectorAll(".half")];
  const state = { measure: data.start, hidden: new Set(), all: false };
  const draw = { explorer: drawExplorer, steps: drawSteps, flows: drawFlows, tree: drawTree };
  const tip = document.getElementById("tip");

  function charts(kind) {
    return [...document.querySelectorAll(`[data-chart="${kind}"]`)];
  }

  function redraw(chart) {
    const half = chart.closest(".half"), lang = half.lang, texts = data.texts[lang], kind = chart.dataset.chart;
    const select = chart.querySelector("[data-choice]");
    if ([...select.options].some((option) => option.value === state.measure)) select.value = state.measure;
    const measure = byId.get(select.value);
    draw[kind](chart, data, texts, lang, measure, state);
    const title = filled(texts[kind], { indicator: measure.name[lang] });
    chart.querySelector("figcaption").textContent = title;
    const caption = chart.querySelector("caption");
    if (caption) caption.textContent = title;
    walk(chart);
  }

  function update(kinds) {
    hide();
    for (const kind of kinds) charts(kind).forEach(redraw);
    for (const row of document.querySelectorAll("[data-indicator]")) {
      row.classList.toggle("chosen", row.dataset.indicator === state.measure);
      row.querySelector("button")?.setAttribute("aria-pressed", String(row.dataset.indicator === state.measure));
    }
    for (const box of document.querySelectorAll("[data-stage-filter]")) box.checked = !state.hidden.has(box.value);
    for (const box of document.querySelectorAll("[data-all]")) box.checked = state.all;
  }

  function choose(id) {
    state.measure = id;
    update(Object.keys(draw));
  }

  // One stop of the tab key for a chart; arrows lead from bar to bar.
  function walk(chart) {
    const stops = steps(chart);
    if (!stops.some((stop) => stop.tabIndex === 0)) stops.forEach((stop, place) => stop.setAttribute("tabindex", place ? "-1" : "0"));
  }

  function steps(chart) {
    return [...chart.querySelectorAll("[data-tip]")].map((item) => item.querySelector("button") || item);
  }

  function move(event) {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    const chart = by && event.target.closest && event.target.closest(".chart");
    const stops = chart ? steps(chart) : [], place = stops.indexOf(event.target);
    if (place < 0) return;
    event.preventDefault();
    const next = stops[Math.max(0, Math.min(stops.length - 1, place + by))];
    stops.forEach((stop) => stop.setAttribute("tabindex", stop === next ? "0" : "-1"));
    next.focus();
  }

  let held = null, timer = 0;

  function show(item) {
    clearTimeout(timer);
    if (held === item) return;
    hide();
    held = item;
    tip.replaceChildren(...item.dataset.tip.split("\n").map((text) => element("p", { dir: "auto" }, text)));
    tip.lang = item.closest(".half").lang;
    tip.hidden = false;
    (item.querySelector("button") || item).setAttribute("aria-describedby", "tip");
    const box = (item.querySelector("svg.bar") || item).getBoundingClientRect(), own = tip.getBoundingClientRect();
    const room = document.documentElement.clientWidth - own.width - 8;
    const above = box.top - own.height - 2 < 40;
    tip.style.left = Math.max(8, Math.min(room, box.left)) + scrollX + "px";
    tip.style.top = (above ? box.bottom + 2 : box.top - own.height - 2) + scrollY + "px";
  }

  function hide() {
    clearTimeout(timer);
    if (held) (held.querySelector("button") || held).removeAttribute("aria-describedby");
    held = null;
    tip.hidden = true;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(hide, 150);
  }

  function target(event) {
    return event.target.closest ? event.target.closest("[data-tip]") : null;
  }

  function language() {
    const lang = document.querySelector("[name=language]:checked").value;
    const half = halves.find((one) => one.lang === lang);
    document.documentElement.lang = lang;
    document.title = half.dataset.title;
    hide();
    return half;
  }

  // The same place in the other language: the section at the top of the window stays there.
  function switched() {
    const old = halves.find((half) => half.lang === document.documentElement.lang);
    const passed = [...document.querySelectorAll(`.half[lang="${old.lang}"] section`)].map((section) => section.id);
    const seen = state.seen || "";
    const half = language();
    if (passed.includes(seen)) document.getElementById(seen.replace(/^[a-z]+-/, half.id + "-"))?.scrollIntoView({ behavior: "instant" });
  }

  function remember() {
    const shown = halves.find((half) => half.lang === document.documentElement.lang);
    state.seen = "";
    for (const section of shown.querySelectorAll("section")) {
      if (section.getBoundingClientRect().top < 80) state.seen = section.id;
    }
  }

  function follow() {
    const half = document.getElementById(location.hash.slice(1))?.closest(".half");
    if (!half || half.lang === document.documentElement.lang) return;
    document.getElementById("language-" + half.id).checked = true;
    language();
    document.getElementById(location.hash.slice(1)).scrollIntoView();
  }

  for (const form of document.querySelectorAll(".controls, .hint")) form.hidden = false;
  for (const chart of charts("explorer")) chart.querySelector(".legend")?.classList.add("drawn-by-controls");
  for (const row of document.querySelectorAll("[data-indicator]")) {
    const name = row.querySelector(".name");
    name.replaceWith(element("button", { type: "button", class: "pick" }, name.textContent));
  }
  document.addEventListener("pointerover", (event) => {
    const item = target(event);
    if (item) show(item);
    else if (tip.contains(event.target)) clearTimeout(timer);
  });
  document.addEventListener("pointerout", (event) => {
    if (target(event) || tip.contains(event.target)) later();
  });
  document.addEventListener("focusin", (event) => {
    const item = target(event);
    if (item && event.target.matches(":focus-visible")) show(item);
  });
  document.addEventListener("focusout", (event) => {
    if (target(event)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    else move(event);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-indicator]");
    if (!row) return;
    choose(row.dataset.indicator);
  });
  document.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-choice]")) choose(field.value);
    else if (field.matches("[name=language]")) switched();
    else if (field.matches("[data-stage-filter]")) {
      if (field.checked) state.hidden.delete(field.value);
      else state.hidden.add(field.value);
      update(["explorer"]);
    } else if (field.matches("[data-all]")) {
      state.all = field.checked;
      update(["explorer"]);
    }
  });
  addEventListener("scroll", remember, { passive: true });
  addEventListener("hashchange", follow);
  language();
  follow();
  update(Object.keys(draw));
  document.querySelectorAll(".chart").forEach(walk);
})();
