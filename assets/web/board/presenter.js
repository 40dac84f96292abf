"use strict";
// What stands on the board at this moment, from mirror, calls and time, as display/presenter.py does. Pure: no page,
// no clock. Every sentence is one that the hub sent along.

const TICKER_SECONDS = 10;
const QUEUES_BESIDE = 3;
const COUNTERS_BESIDE = 6; // on a screen that does not scroll, more of them take turns
const SIGN_SENTENCES = { open: "sign.wait", paused: "sign.come_back" };
const PRESSING = ["power", "network", "siak", "card_printer", "other"];

class Presenter {
  // layout: "calls", "number", or "counter", which is the sign of the one counter that is the zone.
  constructor(words, zone, layout) {
    this.words = words;
    this.zone = zone;
    this.layout = layout;
  }

  say(key, values) {
    return (this.words.say[key] || key).replace(/\{(\w+)\}/g, (blank, name) =>
      values && name in values ? values[name] : blank
    );
  }

  // A text of the catalogue.
  said(text) {
    return text[this.words.language] || text.id;
  }

  // Of a moment, or of a clock that says "09:41".
  hour(when) {
    return (when.clock || when).replace(":", this.words.hourSeparator);
  }

  date(when) {
    return this.words.weekdays[when.weekday] + ", " + when.day + " " + this.words.months[when.month] + " " + when.year;
  }

  // time: the hub's, in milliseconds. Without a live link the last number is not said to be called, and no
  // incident is said to last.
  board(mirror, calls, time, live) {
    const office = mirror.office;
    const now = localTime(time, office.timezone);
    const turn = Math.floor(time / 1000 / TICKER_SECONDS);
    const ticker = office.ticker || [];
    const queues = this.queues(mirror);
    const counters = this.counters(mirror);
    return {
      office: office.name,
      demo: office.demo ? this.say("demo") : "",
      date: this.date(now),
      clock: this.hour(now),
      zone: this.words.zone,
      incident: live ? this.incident(mirror, office, now) : "",
      big: this.layout === "counter" ? this.sign(mirror, this.zone[0], now, live) : this.big(mirror, calls, now, live),
      callsTitle: this.say("calls.title"),
      callsNone: this.say("calls.none"),
      calls: calls.before(this.words.callsShown).map((call) => this.callLine(office, call)),
      queuesTitle: this.say("queues.title"),
      queues: queues,
      countersTitle: this.say("counters.title"),
      counters: counters,
      strip: strip(queues.length, counters.length, turn),
      ticker: ticker.length ? this.said(ticker[turn % ticker.length]) : "",
      page: ticker.length ? turn % ticker.length : 0,
      pages: ticker.length,
    };
  }

  big(mirror, calls, now, live) {
    const office = mirror.office;
    const call = calls.current;
    const doors = doorsAt(office.hours, now);
    if (call === null) return this.greeting(mirror, doors, now);
    const standing = live ? standingOf(call, mirror.tickets.get(call.ticket)) : "past";
    const shut = doors.state !== "open" && !serves(mirror);
    return standing === "past" && shut ? this.greeting(mirror, doors, now) : this.hero(office, call, standing);
  }

  hero(office, call, standing) {
    const handover = call.purpose === "handover";
    const kicker = standing === "past" ? "hero.last" : handover ? "hero.handover" : "hero.number";
    const lead = handover && standing === "awaited" ? "lead.handover" : "lead." + standing;
    return {
      kind: "hero",
      call: call.id,
      number: call.number,
      kicker: this.say(kicker),
      lead: this.say(lead),
      counter: this.counterTitle(office, call.counter),
      standing: standing,
    };
  }

  // What one counter's own sign says: who is called to it or served there, or why nobody is.
  sign(mirror, counter, now, live) {
    const ticket = mirror.inHand(counter);
    const state = stateOf(mirror, counter);
    const sign = { kind: "sign", counter: this.counterTitle(mirror.office, counter), state: state, number: "" };
    if (ticket) {
      const standing = !live ? "past" : ticket.state === "serving" ? "served" : "awaited";
      const handover = standing === "awaited" && ticket.state === "handover_called";
      const lead = this.say(handover ? "sign.handover" : "sign." + standing);
      return Object.assign(sign, { number: ticket.number, standing: standing, lead: lead, sentence: "" });
    }
    const sentence = state === "closed" ? this.elsewhere(mirror, now) : this.say(SIGN_SENTENCES[state]);
    return Object.assign(sign, { standing: state, lead: this.say("sign." + state), sentence: sentence });
  }

  // Where to go from a counter that is closed: to another one, or home until the office opens.
  elsewhere(mirror, now) {
    const doors = doorsAt(mirror.office.hours, now);
    if (doors.state === "open" || serves(mirror)) return this.say("sign.elsewhere");
    return this.opening(doors, now);
  }

  greeting(mirror, doors, now) {
    const early = doors.state === "closed" && opensToday(doors, now);
    return {
      kind: "greeting",
      title: this.say("greeting." + (early ? "early" : doors.state)),
      sentence: [this.opening(doors, now), this.numbersAgain(mirror, doors)].filter(Boolean).join(" "),
      hoursTitle: this.say("hours.title"),
      hours: this.words.hours,
      promises: this.words.promises,
    };
  }

  opening(doors, now) {
    if (doors.state === "open") return this.say("greeting.take_number");
    if (doors.opens === null) return "";
    const values = { time: this.hour(doors.opens), day: this.date(doors.opens) };
    return this.say(opensToday(doors, now) ? "greeting.opens_today" : "greeting.opens_on", values);
  }

  // When the machine gives numbers again today, while the doors are shut.
  numbersAgain(mirror, doors) {
    const times = Array.from(mirror.services.values(), (service) => service.opens_at).filter(Boolean).sort();
    if (doors.state === "open" || !times.length) return "";
    return this.say("greeting.numbers_again", { time: this.hour(times[0]) });
  }

  // The counter's title; its id where the catalogue has dropped it.
  counterTitle(office, id) {
    const counter = office.counters.find((one) => one.id === id);
    return counter ? this.said(counter.title) : id;
  }

  callLine(office, call) {
    const counter = this.counterTitle(office, call.counter);
    return { number: call.number, counter: counter, handover: call.purpose === "handover" };
  }

  // The queues of the office; in a zone, those that its counters call from.
  queues(mirror) {
    const office = mirror.office;
    const calling = this.ours(office).filter((counter) => counter.rights.indexOf("call") >= 0);
    const ours = calling.reduce((services, counter) => services.concat(counter.services || []), []);
    return office.services
      .filter((service) => service.prefix && (!this.zone.length || ours.indexOf(service.id) >= 0))
      .map((service) => {
        const state = mirror.services.get(service.id) || {};
        const waiting = mirror.waiting(service.id);
        return { prefix: service.prefix, title: this.said(service.title), waiting: waiting, note: this.note(state) };
      });
  }

  note(state) {
    const given = state.availability;
    if (given === undefined || given === "unknown") return "";
    if (given !== "open") return this.noNumbers(state);
    const parts = [];
    if (state.wait_high !== undefined) {
      const below = !state.wait_low;
      parts.push(this.say(below ? "queue.wait_below" : "queue.wait", { low: state.wait_low, high: state.wait_high }));
    }
    if (state.left !== undefined) parts.push(this.say("board.left", { left: state.left }));
    return parts.join(" · ");
  }

  noNumbers(state) {
    const shut = state.availability === "break" || state.availability === "closed";
    if (shut && state.opens_at) return this.say("queue.again", { time: this.hour(state.opens_at) });
    return this.say("queue." + state.availability);
  }

  counters(mirror) {
    return this.ours(mirror.office)
      .filter(forCitizens)
      .map((counter) => {
        const state = stateOf(mirror, counter.id);
        return { title: this.said(counter.title), state: state, word: this.say("counter." + state) };
      });
  }

  ours(office) {
    return office.counters.filter((counter) => !this.zone.length || this.zone.indexOf(counter.id) >= 0);
  }

  // What keeps the office from working: the most pressing, since it keeps the others from mattering.
  incident(mirror, office, now) {
    const order = (one, other) => pressing(one) - pressing(other) || one.since - other.since;
    const incident = mirror.lastingIncidents().sort(order)[0];
    if (!incident) return "";
    const since = localTime(incident.since, office.timezone);
    const what = this.say("incident." + PRESSING[pressing(incident)]);
    const key = since.date === now.date ? "incident.since" : "incident.for_long";
    return this.say(key, { what: what, time: this.hour(since) });
  }
}

// What became of this call, by its ticket.
function standingOf(call, ticket) {
  if (!ticket || ticket.counter !== call.counter) return "past";
  if (ticket.state === "called" || ticket.state === "handover_called") return "awaited";
  return ticket.state === "serving" ? "served" : "past";
}

function stateOf(mirror, counter) {
  const now = mirror.counters.get(counter);
  return now && now.state !== "unknown" ? now.state : "closed";
}

function opensToday(doors, now) {
  return doors.opens !== null && doors.opens.date === now.date;
}

// Whether a citizen may still be called: what is open at the approver's does not count.
function serves(mirror) {
  return mirror.office.counters.some((counter) => {
    const now = mirror.counters.get(counter.id);
    return now !== undefined && now.state === "open" && forCitizens(counter);
  });
}

function forCitizens(counter) {
  return counter.rights.indexOf("call") >= 0 || counter.rights.indexOf("hand_over") >= 0;
}

function pressing(incident) {
  const place = PRESSING.indexOf(incident.kind);
  return place < 0 ? PRESSING.length - 1 : place;
}

function strip(queues, counters, turn) {
  if (queues <= QUEUES_BESIDE && counters <= COUNTERS_BESIDE) return "both";
  return turn % 2 ? "counters" : "queues";
}
