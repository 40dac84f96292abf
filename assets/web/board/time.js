"use strict";
// Times as the office has them. Nothing here asks this machine what time it is.

const LOOK_AHEAD_DAYS = 31;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const formats = {};

// A formatter for this zone; UTC where the browser does not know it. Making one is slow, so it is kept.
function formatOf(zone) {
  if (!formats[zone]) {
    const day = { year: "numeric", month: "2-digit", day: "2-digit" };
    const parts = Object.assign(day, { hour: "2-digit", minute: "2-digit", hour12: false });
    try {
      formats[zone] = new Intl.DateTimeFormat("en-GB", Object.assign({ timeZone: zone }, parts));
    } catch (unknown) {
      formats[zone] = new Intl.DateTimeFormat("en-GB", Object.assign({ timeZone: "UTC" }, parts));
    }
  }
  return formats[zone];
}

// The instant (milliseconds UTC) on the office's wall: {date: "2026-11-25", clock: "09:41", ...}.
function localTime(ms, zone) {
  const parts = formatOf(zone).format(new Date(ms)).match(/\d+/g);
  const hour = String(parts[3] % 24); // some browsers write midnight as 24
  return dayOf(Date.UTC(parts[2], parts[1] - 1, parts[0]), two(hour) + ":" + two(parts[4]));
}

function dayOf(midnight, clock) {
  const day = new Date(midnight);
  return {
    year: day.getUTCFullYear(),
    month: day.getUTCMonth(), // 0 is January
    day: day.getUTCDate(),
    weekday: (day.getUTCDay() + 6) % 7, // 0 is Monday
    date: day.toISOString().slice(0, 10),
    clock: clock,
  };
}

function two(number) {
  return ("0" + number).slice(-2);
}

// How the doors stand: {state: "open" | "break" | "closed", opens: when they open next, or null}.
// An office without serving hours is always open. The same rules as in display/doors.py.
function doorsAt(hours, now) {
  const serving = hours.serving || [];
  const today = windowsOn(hours, now);
  if (!serving.length || today.some((span) => span.opens <= now.clock && now.clock < span.closes)) {
    return { state: "open", opens: null };
  }
  const opens = nextOpening(hours, now);
  const servedAlready = today.some((span) => span.closes <= now.clock);
  const pausing = servedAlready && opens !== null && opens.date === now.date;
  return { state: pausing ? "break" : "closed", opens: opens };
}

function windowsOn(hours, when) {
  if ((hours.holidays || []).indexOf(when.date) >= 0) return [];
  return (hours.serving || [])
    .filter((span) => span.days.indexOf(DAYS[when.weekday]) >= 0)
    .sort((one, other) => (one.opens < other.opens ? -1 : 1));
}

function nextOpening(hours, now) {
  const today = Date.UTC(now.year, now.month, now.day);
  for (let ahead = 0; ahead < LOOK_AHEAD_DAYS; ahead++) {
    const day = dayOf(today + ahead * 86400000, "");
    const span = windowsOn(hours, day).find((one) => ahead > 0 || one.opens > now.clock);
    if (span) return Object.assign(day, { clock: span.opens });
  }
  return null;
}
