"use strict";
// The order in which calls take the big place: one after the other, none lost. The same rules and numbers as in
// terminal/voice/announcements.py, where each call is said once; a test compares the two. Only a page that has just
// been opened is spared what was over before: it has missed nothing.

const HOLD_MS = 4000;
const HURRIED_MS = 2000;
const MANY = 4; // with more than this waiting, each holds the big place shorter
const MISSED_MS = 5 * 60 * 1000; // what we first hear of later than this only stands in the list
const KEPT = 200;

class Calls {
  // zone: calls to other counters are not ours (empty: all are).
  constructor(zone) {
    this.zone = zone;
    this.book = "";
    this.forget();
  }

  forget() {
    this.heard = 0;
    this.waiting = [];
    this.shown = [];
    this.underWay = null;
    this.endsAt = 0;
  }

  // Takes in the calls (oldest first) that it has not heard yet. book: where their ids count, by epoch and day.
  // now: the hub's time. awaited(call): whether its holder is still to stand up.
  hear(calls, book, now, awaited) {
    const opened = book !== this.book;
    if (opened) {
      this.book = book;
      this.forget();
    }
    calls.forEach((call) => {
      if (call.id <= this.heard) return;
      this.heard = call.id;
      if (this.zone.length && this.zone.indexOf(call.counter) < 0) return;
      const announced = isRecent(call, now) && (!opened || awaited(call));
      (announced ? this.waiting : this.shown).push(call);
    });
    this.shown = this.shown.slice(-KEPT);
  }

  // The call that begins at this moment, or null. tick: a clock that nobody can set, in milliseconds.
  begin(tick) {
    if (this.underWay !== null && tick < this.endsAt) return null;
    this.underWay = this.waiting.shift() || null;
    if (this.underWay === null) return null;
    this.shown.push(this.underWay);
    this.endsAt = tick + (this.waiting.length > MANY ? HURRIED_MS : HOLD_MS);
    return this.underWay;
  }

  // A page that was out of sight has let calls wait for so long that they are no longer news.
  passOver(now) {
    this.shown = this.shown.concat(this.waiting.filter((call) => !isRecent(call, now)));
    this.waiting = this.waiting.filter((call) => isRecent(call, now));
  }

  // The call in the big place: the one under way, else the newest.
  get current() {
    return this.underWay || this.shown.reduce((newest, call) => (newest && newest.id > call.id ? newest : call), null);
  }

  // The last calls of other tickets than the one in the big place, newest first, one for each ticket.
  before(count) {
    const current = this.current;
    const seen = current ? [current.ticket] : [];
    return this.shown
      .slice()
      .sort((one, other) => other.id - one.id)
      .filter((call) => seen.indexOf(call.ticket) < 0 && seen.push(call.ticket))
      .slice(0, count);
  }
}

function isRecent(call, now) {
  return now - call.at <= MISSED_MS;
}
