// The room lives: a press is sent beside the page, the piece that changes is swapped, and the page listens to the others' changes.
// Without this file every press is a form and a reload. Nothing is worked out here.
(function () {
  "use strict";
  var room = document.getElementById("room"), live = document.getElementById("live");
  if (!room || !window.fetch) { return; }
  var words = room.dataset, sending = 0, timer = null, stamp = 0;
  function piece() { return room.firstElementChild; }
  function say(text) { if (live && live.textContent !== text) { live.textContent = text; } }
  function stateOf(box) { var h = box.querySelector("[data-state]"), p = box.querySelector("[data-state-text]"); return h && p ? h.textContent + ". " + p.textContent : ""; }

  // What a person has typed or opened, and where they stand, is kept over a swap.
  function held() {
    var at = document.activeElement, kept = { open: [], typed: Object.create(null), at: at && at !== document.body ? at.id : "", row: at && at.closest && at.closest("tr"), scroll: [] };
    kept.inside = !!(at && room.contains(at));
    if (kept.row) { kept.rowLink = kept.row.querySelector("a"); kept.rowLink = kept.rowLink && kept.rowLink.getAttribute("href"); }
    room.querySelectorAll("details[open]").forEach(function (d) { kept.open.push(d.id); });
    room.querySelectorAll("input[id]").forEach(function (f) { if (f.value !== f.defaultValue) { kept.typed[f.id] = f.value; } });
    room.querySelectorAll(".scroll").forEach(function (s) { kept.scroll.push(s.scrollLeft); });
    kept.top = window.scrollY;
    return kept;
  }
  // Only what differs is replaced, row by row in the tables: with hundreds of rows that is what takes the time.
  function patch(old, fresh) {
    var was = Array.from(old.children), now = Array.from(fresh.children);
    Array.from(old.attributes).forEach(function (a) { if (!fresh.hasAttribute(a.name)) { old.removeAttribute(a.name); } });
    Array.from(fresh.attributes).forEach(function (a) { old.setAttribute(a.name, a.value); });
    if (was.length !== now.length) { old.replaceChildren.apply(old, now); return; }
    now.forEach(function (n, i) {
      if (was[i].isEqualNode(n)) { return; }
      if (was[i].tagName === n.tagName && (n.matches("tbody") || n.querySelector("tbody"))) { patch(was[i], n); } else { was[i].replaceWith(n); }
    });
  }
  function put(html, sent) {
    var kept = held(), before = stateOf(room), made = document.createElement("template");
    made.innerHTML = html.trim();
    patch(piece(), made.content.firstElementChild);
    room.querySelectorAll("details[id]").forEach(function (d) { if (kept.open.indexOf(d.id) >= 0) { d.open = true; } });
    Object.keys(kept.typed).forEach(function (id) { var f = id !== sent && document.getElementById(id); if (f) { f.value = kept.typed[id]; } });
    room.querySelectorAll(".scroll").forEach(function (s, n) { s.scrollLeft = kept.scroll[n] || 0; });
    var told = room.querySelector("[data-focus]"), to = told || (kept.inside && kept.at && document.getElementById(kept.at));
    if (!to && kept.rowLink) { var link = room.querySelector('a[href="' + CSS.escape(kept.rowLink).replace(/\\\//g, "/") + '"]'); var row = link && link.closest("tr"); to = row && (row.querySelector("button[value^=free]") || row.querySelector("button") || link); }
    if (!to && kept.inside) { to = room.querySelector("#hands"); if (to) { to.tabIndex = -1; } }
    if (to) { to.focus({ preventScroll: !told }); }
    if (!told) { window.scrollTo({ top: kept.top, behavior: "instant" }); }
    if (stateOf(room) !== before) { say(stateOf(room)); }
  }

  function stale() {
    var card = room.querySelector(".state"), head = room.querySelector("[data-state]"), text = room.querySelector("[data-state-text]");
    if (head) { head.textContent = words.tStale; text.textContent = words.tStaleText; card.dataset.color = "info"; piece().dataset.stale = "1"; }
  }
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter, kind = form.dataset.room;
    if (kind === undefined || kind === "leave" || (button && "leave" in button.dataset) || !room.contains(form)) { return; }
    event.preventDefault();
    var data = new FormData(form), typed = form.querySelector("input[name=value][id]");
    if (button && button.name) { data.set(button.name, button.value); }
    sending += 1; stamp += 1;
    var mine = stamp;
    stale();
    fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { "X-Piece": "1" }, credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { if (answer.status !== 200 && answer.status !== 409) { throw answer; } return answer.text(); })
      .then(function (html) { if (mine === stamp) { put(html, typed ? typed.id : ""); } })
      .catch(function () { say(words.tLost); delete piece().dataset.stale; var text = room.querySelector("[data-state-text]"); if (text) { text.textContent = words.tLost; } })
      .then(function () { sending -= 1; listen(); });
  }, true);

  // Every half second while something is worked out, else every other second; never while nobody looks.
  function listen() {
    clearTimeout(timer);
    if (document.hidden) { return; }
    timer = setTimeout(ask, piece() && "busy" in piece().dataset ? 500 : 2000);
  }
  function ask() {
    if (sending) { listen(); return; }
    var mine = stamp, query = new URLSearchParams({ mark: piece().dataset.mark, nummer: words.number });
    fetch(words.url + "?" + query, { headers: { "X-Piece": "1" }, credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { return answer.status === 200 ? answer.text() : ""; })
      .then(function (html) { if (html && mine === stamp && !sending && !document.hidden) { put(html, ""); } })
      .catch(function () { /* asked again soon */ })
      .then(listen);
  }
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { ask(); } else { clearTimeout(timer); } });
  listen();
})();
