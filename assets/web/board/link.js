"use strict";
// The socket to the hub. It comes back by itself, with growing pauses and a little chance in them, so that a hall of
// boards does not knock all at once; it resumes where it was, and whatever it is told cannot end it.

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 15000;
const OFF_PAUSE_MS = 60000; // this office shows no board: ask seldom
const PATIENCE_MS = 12000; // a hub that is silent for so long is called anew

class Link {
  // mirror: where the frames go. versions: the protocol's. page: our own revision.
  // changed(): something was heard. outdated(revision): the hub has another page than ours.
  constructor(url, mirror, versions, page, changed, outdated) {
    Object.assign(this, { url, mirror, versions, page, changed, outdated });
    this.socket = null;
    this.heardTick = -Infinity; // when we last heard anything, by the two clocks of this machine
    this.heardDate = 0;
    this.hubTime = 0; // what the hub's clock showed when it last said so ...
    this.hubTick = 0; // ... and our own, which nobody can set
    this.triedAt = 0;
    this.failures = 0;
    this.refusal = ""; // the code of the last no ...
    this.retryMs = 0; // ... and how long it asks us to stay away
    this.freshOnly = false; // the next time, ask for a snapshot
  }

  connect() {
    if (this.socket !== null) return;
    let socket;
    this.triedAt = performance.now();
    try {
      socket = new WebSocket(this.url);
    } catch (impossible) {
      this.retry(LONGEST_PAUSE_MS);
      return;
    }
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.watch()));
    socket.onmessage = (message) => {
      if (this.socket === socket) this.hear(message.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  // Called often: a socket that has been silent for too long is given up.
  look() {
    const silent = Math.min(performance.now() - this.triedAt, this.silence());
    if (this.socket !== null && silent > PATIENCE_MS) this.drop();
  }

  // Milliseconds since the hub was last heard. The one clock stands still while a machine sleeps, the other can be set
  // back; a board that is stale must not look live by either.
  silence() {
    return Math.max(performance.now() - this.heardTick, Date.now() - this.heardDate);
  }

  get connected() {
    return this.socket !== null && this.socket.readyState === 1;
  }

  // The hub's time at this moment, in milliseconds.
  now() {
    return this.hubTime + performance.now() - this.hubTick;
  }

  watch() {
    const mirror = this.mirror;
    const frame = { type: "watch", versions: this.versions };
    if (!mirror.loaded || this.freshOnly) return frame;
    return Object.assign(frame, { epoch: mirror.epoch, last_seq: mirror.seq, office_revision: mirror.officeRevision });
  }

  hear(text) {
    let known;
    try {
      known = this.take(JSON.parse(text));
    } catch (broken) {
      known = false;
    }
    if (!known) {
      this.freshOnly = true; // what we hold may be wrong: begin anew
      this.drop();
    }
    this.changed();
  }

  // Whether the frame makes sense to us. One of a type that we are too old to know does: it is not for us.
  take(frame) {
    switch (frame.type) {
      case "watching":
        if (frame.page && frame.page !== this.page) this.outdated(frame.page);
        return true;
      case "snapshot":
        this.keepTime(frame.time);
        this.mirror.load(frame);
        this.freshOnly = false;
        return this.heard();
      case "events":
        return this.mirror.fold(frame) && this.heard();
      case "beat":
        this.keepTime(frame.time);
        this.mirror.beat(frame);
        this.failures = 0; // only a hub that goes on is well again
        this.refusal = "";
        return this.heard();
      case "refused":
        this.refusal = frame.code;
        this.retryMs = (frame.params && frame.params.retry_ms) || 0;
        return true;
      case "incompatible":
        this.outdated("");
        return true;
      default:
        return typeof frame.type === "string";
    }
  }

  keepTime(time) {
    if (typeof time !== "number") throw new Error("a frame without its time");
    this.hubTime = time;
    this.hubTick = performance.now();
  }

  // News of the office, and so a sign that what is shown is live. A refusal is not.
  heard() {
    this.heardTick = performance.now();
    this.heardDate = Date.now();
    return true;
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    socket.close();
    this.retry(this.pause());
  }

  lost() {
    this.socket = null;
    this.retry(Math.max(this.pause(), this.retryMs));
    this.retryMs = 0;
    this.changed();
  }

  pause() {
    if (this.refusal === "no_web_board") return OFF_PAUSE_MS;
    return Math.min(FIRST_PAUSE_MS * Math.pow(2, this.failures), LONGEST_PAUSE_MS);
  }

  retry(pause) {
    this.failures += 1;
    setTimeout(() => this.connect(), pause * (1 + Math.random() / 2));
  }
}
