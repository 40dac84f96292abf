"use strict";
// What this board knows of the office: a snapshot, and the events folded into it, as terminal/link/mirror.py does.
// A field that holds its default is left out of a frame; an event that we are too old to know is passed over.

const OVER = ["done", "cancelled", "expired"];
const IN_HAND = ["called", "serving", "handover_called"]; // a counter has called the ticket, or serves it

class Mirror {
  constructor() {
    this.office = null;
    this.officeRevision = null;
    this.epoch = null;
    this.seq = 0;
    this.day = "";
    this.tickets = new Map();
    this.counters = new Map();
    this.services = new Map();
    this.incidents = new Map();
    this.calls = []; // oldest first
  }

  get loaded() {
    return this.office !== null;
  }

  // Replaces everything by what the snapshot says.
  load(snapshot) {
    if (!snapshot.office) throw new Error("a snapshot without an office");
    const calls = (snapshot.calls || []).slice().sort((one, other) => one.id - other.id);
    const counters = byId(snapshot.counters);
    const services = byId(snapshot.services);
    const incidents = byId(snapshot.incidents);
    const tickets = byId((snapshot.tickets || []).filter((ticket) => belongs(ticket, snapshot.day)));
    Object.assign(this, { calls, counters, services, incidents, tickets });
    this.office = snapshot.office;
    this.officeRevision = snapshot.office_revision;
    this.epoch = snapshot.epoch;
    this.seq = snapshot.seq;
    this.day = snapshot.day;
  }

  // Applies the frame; false, and nothing is changed, where it does not follow what we hold.
  fold(frame) {
    if (frame.epoch !== this.epoch || frame.prev !== this.seq) return false;
    frame.events.forEach((event) => this.apply(event));
    this.seq = frame.seq;
    return true;
  }

  // What follows from the time alone: the day, and which services give numbers.
  beat(frame) {
    if (frame.day !== this.day) this.startDay(frame.day);
    (frame.services || []).forEach((service) => this.services.set(service.id, service));
  }

  waiting(service) {
    let count = 0;
    this.tickets.forEach((ticket) => {
      if (ticket.service === service && ticket.state === "waiting") count += 1;
    });
    return count;
  }

  // The ticket that this counter has called or serves, or undefined.
  inHand(counter) {
    const held = (ticket) => ticket.counter === counter && IN_HAND.indexOf(ticket.state) >= 0;
    return Array.from(this.tickets.values()).find(held);
  }

  lastingIncidents() {
    return Array.from(this.incidents.values()).filter((incident) => incident.until === undefined);
  }

  apply(event) {
    switch (event.type) {
      case "ticket_issued":
      case "ticket_changed":
        this.put(event.ticket);
        break;
      case "ticket_called":
        this.calls.push(event.call);
        this.put(event.ticket);
        break;
      case "counter_changed":
        this.counters.set(event.counter.id, event.counter);
        break;
      case "incident_changed":
        this.incidents.set(event.incident.id, event.incident);
        break;
      case "day_started":
        this.startDay(event.day);
        break;
    }
  }

  startDay(day) {
    this.day = day;
    this.calls = [];
    Array.from(this.tickets.values()).forEach((ticket) => this.put(ticket));
  }

  put(ticket) {
    if (belongs(ticket, this.day)) this.tickets.set(ticket.id, ticket);
    else this.tickets.delete(ticket.id);
  }
}

function belongs(ticket, day) {
  return ticket.day === day || OVER.indexOf(ticket.state) < 0;
}

function byId(things) {
  return new Map((things || []).map((thing) => [thing.id, thing]));
}
