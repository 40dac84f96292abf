"use strict";
// The page's own parts, and how a board is drawn on them. Draws only what has changed: a television's browser is weak.

const FIT_STEPS = [1, 0.9, 0.8, 0.71, 0.63, 0.56, 0.5, 0.44, 0.38, 0.32, 0.26];
const LEAST_TITLE = 0.8; // smaller than this, the name of a service is not read across a hall
const BIG = { hero: hero, greeting: greeting, sign: sign };

class Screen {
  constructor() {
    this.drawn = {};
    window.addEventListener("resize", () => requestAnimationFrame(() => this.fitAll()));
    window.addEventListener("load", () => this.fitAll());
    if (document.fonts && document.fonts.ready) document.fonts.ready.then(() => this.fitAll());
  }

  // Nothing true to show yet: one sentence covers the board.
  cover(sentence) {
    this.text("cover-text", sentence);
    part("cover-text").className = "cover-text";
    part("cover").hidden = false;
    part("board").hidden = true;
  }

  // link: why the board is not live, "" while it is.
  draw(board, link) {
    part("cover").hidden = true;
    part("board").hidden = false;
    this.text("office", board.office);
    this.text("demo", board.demo);
    this.text("date", board.date);
    this.text("clock", board.clock);
    this.text("zone", board.zone);
    this.notice("link", link);
    this.notice("incident", board.incident);
    document.body.className = link ? "stale" : "";
    if (link || board.big.standing !== "awaited") part("spoken").textContent = ""; // no longer true
    this.change("big", board.big, (big) => BIG[big.kind](big));
    this.text("calls-title", board.callsTitle);
    this.text("calls-none", board.calls.length ? "" : board.callsNone);
    this.change("calls", board.calls, (calls) => calls.map(callRow));
    this.text("queues-title", board.queuesTitle);
    this.change("queues", board.queues, (queues) => queues.map(queueRow));
    this.text("counters-title", board.countersTitle);
    this.change("counters", board.counters, (counters) => counters.map(counterCell));
    this.strip(board);
    this.text("ticker", board.ticker);
    this.change("pages", [board.page, board.pages], pageMarks);
    this.fitChanged();
  }

  // A call: it is told to a screen reader, and the big place blinks a few times; a style for it runs by itself.
  announce(call) {
    const words = [call.kicker, call.number, call.lead, call.counter].filter(Boolean);
    part("spoken").textContent = words.join(". ");
    const big = part("big");
    big.classList.remove("called");
    void big.offsetWidth; // or the browser would not begin the style anew
    big.classList.add("called");
  }

  text(id, text) {
    if (this.drawn[id] === text) return;
    this.drawn[id] = text;
    const node = part(id);
    node.textContent = text;
    node.hidden = !text;
    this.changed = true;
  }

  notice(id, text) {
    this.text(id, text);
    part(id).parentNode.hidden = !text;
  }

  // Replaces what is inside this part by what make(value) gives, if the value is another than before.
  change(id, value, make) {
    const written = JSON.stringify(value);
    if (this.drawn[id] === written) return;
    this.drawn[id] = written;
    const node = part(id);
    while (node.firstChild) node.removeChild(node.firstChild);
    [].concat(make(value)).forEach((child) => node.appendChild(child));
    this.changed = true;
  }

  strip(board) {
    if (this.drawn.strip === board.strip) return;
    this.drawn.strip = board.strip;
    part("strip").className = "strip shows-" + board.strip;
    part("queues-panel").hidden = !board.queues.length;
    part("counters-panel").hidden = !board.counters.length;
    part("queues-panel").style.flexGrow = 2 * board.queues.length; // the name of a service takes more room
    part("counters-panel").style.flexGrow = board.counters.length;
    this.changed = true;
  }

  fitChanged() {
    if (this.changed) this.fitAll();
    this.changed = false;
  }

  // Long names of services would be small beside each other: then fewer of them stand in a row.
  fitAll() {
    part("strip").classList.remove("long-names");
    if (this.fitOnce() >= LEAST_TITLE) return;
    part("strip").classList.add("long-names");
    this.fitOnce();
  }

  // All begin at their largest: then none that is fitted later can take room from one that was fitted before.
  // Returns the size of the services' names.
  fitOnce() {
    const boxes = boxesIn("[data-fit]");
    boxes.forEach((box) => setSize(box, FIT_STEPS[0]));
    boxes.forEach(fit);
    alike(boxesIn(".promises [data-fit]"));
    return alike(boxesIn("#queues [data-fit]"));
  }
}

function boxesIn(selector) {
  return Array.from(document.querySelectorAll(selector)).filter((box) => box.firstElementChild);
}

// Those that stand together are of one size: the smallest that one of them needs. Returns it.
function alike(boxes) {
  const sizes = boxes.map((box) => parseFloat(box.firstElementChild.style.fontSize));
  const smallest = Math.min.apply(null, sizes.concat(FIT_STEPS[0]));
  boxes.forEach((box) => setSize(box, smallest));
  return smallest;
}

// Sets what is inside the box in the largest of a few sizes that holds it whole.
function fit(box) {
  const words = box.firstElementChild;
  if (!box.clientWidth) return;
  FIT_STEPS.some((size) => {
    setSize(box, size);
    // Both are rounded, in some browsers one up and the other down.
    return words.scrollWidth <= box.clientWidth + 1 && words.offsetHeight <= box.clientHeight + 1;
  });
}

function setSize(box, size) {
  box.firstElementChild.style.fontSize = size + "em";
}

function part(id) {
  return document.getElementById(id);
}

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

function row(tag, name, children) {
  const node = make(tag, name);
  children.forEach((child) => node.appendChild(child));
  return node;
}

function fitted(tag, name, text) {
  return inFit(row(tag, name, [make("span", "", text)]));
}

function inFit(box) {
  box.setAttribute("data-fit", "");
  return box;
}

function icon(name) {
  const node = make("i", "icon " + name);
  node.setAttribute("aria-hidden", "true");
  return node;
}

function hero(big) {
  return row("div", "hero " + big.standing, [
    make("p", "kicker", big.kicker),
    fitted("p", "number", big.number),
    make("p", "lead", big.lead),
    fitted("p", "counter", big.counter),
  ]);
}

// One counter's own. A number, or the state of the counter where there is none.
function sign(big) {
  return row("div", "hero sign " + big.standing, [
    fitted("p", "counter", big.counter),
    big.number ? fitted("p", "number", big.number) : icon(big.state),
    fitted("p", "lead", big.lead),
    big.sentence ? fitted("p", "sentence", big.sentence) : null,
  ].filter(Boolean));
}

function greeting(big) {
  const hours = big.hours.map((line) =>
    row("p", "hours-line", [make("span", "", line.days), make("b", "", line.times)])
  );
  const title = make("p", "hours-title", hours.length ? big.hoursTitle : "");
  return row("div", "greeting", [
    fitted("p", "title", big.title),
    fitted("p", "sentence", big.sentence),
    inFit(row("div", "hours", [row("div", "", [title].concat(hours))])),
    row("div", "promises", big.promises.map((promise) => fitted("p", "promise", promise))),
  ]);
}

function callRow(line) {
  return row("li", line.handover ? "handover" : "", [fitted("b", "", line.number), fitted("span", "to", line.counter)]);
}

function queueRow(line) {
  const names = named(line.title, line.note);
  return row("li", "", [make("span", "prefix", line.prefix), names, make("b", "waiting", String(line.waiting))]);
}

function counterCell(line) {
  return row("li", line.state, [icon(line.state), named(line.title, line.word)]);
}

// A title and, smaller below it, what is to be said of it.
function named(title, note) {
  return inFit(row("div", "names", [row("div", "", [make("p", "title", title), make("p", "note", note)])]));
}

function pageMarks(pages) {
  const marks = [];
  for (let page = 0; page < pages[1] && pages[1] > 1; page++) marks.push(make("i", page === pages[0] ? "here" : ""));
  return marks;
}
