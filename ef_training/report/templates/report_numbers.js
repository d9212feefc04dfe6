"use strict";
// Numbers and elements as the page writes them: three significant digits, a dash where there is no value, texts never as HTML.

const SVG = "http://www.w3.org/2000/svg";

function grouped(text) {
  const [whole, part] = text.split(".");
  const marked = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? marked : marked + "." + part;
}

// Returns the text and, where the number is written as a power of ten, the exponent.
function significant(value) {
  if (value === null) return ["—", ""];
  if (value === 0) return ["0", ""];
  const [mantissa, exponent] = Math.abs(value).toExponential(2).split("e");
  const power = Number(exponent), minus = value < 0 ? "−" : "";
  if (power >= -3 && power < 6) {
    return [minus + grouped(Number(mantissa + "e" + exponent).toFixed(Math.max(2 - power, 0))), ""];
  }
  return [minus + mantissa + " × 10", String(power).replace("-", "−")];
}

function plainly(value) {
  const raise = { "−": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  const [text, power] = significant(value);
  return text + [...power].map((sign) => raise[sign]).join("");
}

function percent(share) {
  if (share === 0) return "0%";
  const minus = share < 0 ? "−" : "", size = Math.abs(share) * 100;
  return size < 0.05 ? minus + "<0.1%" : minus + size.toFixed(1) + "%";
}

function put(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...(children || []).filter((child) => child !== null));
  return node;
}

function element(name, attributes, ...children) {
  return put(document.createElement(name), attributes, children);
}

function drawn(name, attributes, ...children) {
  return put(document.createElementNS(SVG, name), attributes, children);
}

function figure(value) {
  const [text, power] = significant(value), found = document.createDocumentFragment();
  found.append(text);
  if (power) found.append(element("sup", {}, power));
  return found;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
}

function scale(values) {
  const low = Math.min(0, ...values), top = Math.max(0, ...values), high = top > low ? top : low + 1;
  return (value) => ((value - low) / (high - low)) * 100;
}

function bar(at, start, end, colour) {
  const left = Math.min(at(start), at(end)), width = Math.abs(at(end) - at(start));
  const box = { x: left.toFixed(2) + "%", y: 2, width: width.toFixed(2) + "%", height: 14 };
  const parts = [drawn("rect", { ...box, class: "f-" + colour })];
  if (end < start) parts.push(drawn("rect", { ...box, fill: "url(#hatch)" }));
  return parts;
}

function track(at, parts) {
  const zero = at(0).toFixed(2) + "%";
  return drawn(
    "svg", { class: "bar", width: "100%", height: 18, "aria-hidden": "true", focusable: "false" }, ...parts,
    drawn("line", { x1: zero, x2: zero, y1: 0, y2: 18, class: "zero" }),
  );
}
