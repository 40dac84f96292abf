"use strict";
// Puts the parts together: the hub's frames go into the mirror, its calls into the queue, and several times a second
// the board is looked at and drawn where it has changed.

const LOOK_MS = 250;

class Board {
  constructor(words, body, address) {
    this.words = words;
    this.zone = body.getAttribute("data-counters").split(",").filter(Boolean);
    this.mirror = new Mirror();
    this.calls = new Calls(this.zone);
    this.presenter = new Presenter(words, this.zone, body.getAttribute("data-layout"));
    this.screen = new Screen();
    this.chime = new Chime(part("sound"), address.chime, (key) => this.presenter.say(key));
    const revision = body.getAttribute("data-revision");
    this.link = new Link(address.socket, this.mirror, words.versions, revision, () => this.look(), loadAnew);
    this.openedAt = performance.now();
  }

  start() {
    this.screen.cover(this.presenter.say("board.connecting"));
    this.link.connect();
    setInterval(() => {
      this.link.look();
      this.look();
    }, LOOK_MS);
    document.addEventListener("visibilitychange", () => this.wake());
    this.wake();
  }

  look() {
    if (!this.mirror.loaded) {
      this.screen.cover(this.presenter.say(this.coverKey()));
      return;
    }
    const now = this.link.now();
    const live = this.link.silence() < this.words.staleMs;
    const awaited = (call) => standingOf(call, this.mirror.tickets.get(call.ticket)) === "awaited";
    this.calls.hear(this.mirror.calls, this.mirror.epoch + "/" + this.mirror.day, now, awaited);
    const began = this.calls.begin(performance.now());
    const board = this.presenter.board(this.mirror, this.calls, now, live);
    this.screen.draw(board, live ? "" : this.whyNotLive());
    if (began !== null && board.big.standing === "awaited") {
      this.screen.announce(board.big);
      this.chime.ring();
    }
  }

  coverKey() {
    if (this.link.refusal === "no_web_board") return "board.off";
    if (this.link.refusal === "boards_full" || this.link.refusal === "too_fast") return "board.full";
    return performance.now() - this.openedAt < this.words.staleMs ? "board.connecting" : "board.unreachable";
  }

  whyNotLive() {
    const heard = localTime(this.link.now() - this.link.silence(), this.mirror.office.timezone);
    const time = this.presenter.hour(heard);
    return this.presenter.say(this.link.connected ? "board.silent" : "board.gone", { time: time });
  }

  // The page is in sight (again). Keeps a telephone's or television's screen from going dark, where the browser can.
  wake() {
    if (document.hidden) return;
    if (this.mirror.loaded) this.calls.passOver(this.link.now());
    this.look();
    if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
  }
}

// Once for each revision: a page that somebody on the way keeps stale must not load itself for ever.
function loadAnew(revision) {
  try {
    if (sessionStorage.getItem("loaded-for") === revision) return;
    sessionStorage.setItem("loaded-for", revision);
  } catch (noMemory) {
    return;
  }
  location.reload();
}

const body = document.body;
const socket = location.protocol.replace("http", "ws") + "//" + location.host + "/ws";
const board = new Board(JSON.parse(part("words").textContent), body, {
  socket: socket,
  chime: "/board/chime.wav?v=" + body.getAttribute("data-revision"),
});
board.start();
