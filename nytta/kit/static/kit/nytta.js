// Small aids on top of pages that work without them: saving while one writes, keeping typed text, sending once.
(function () {
  "use strict";
  var body = document.body, words = body.dataset, user = words.user || "", PREFIX = "nytta:";
  var live = document.getElementById("live");

  function say(text) { if (live) { live.textContent = text; } }
  function store(key, value) { try { sessionStorage.setItem(PREFIX + key, JSON.stringify(value)); } catch (e) { /* full or off */ } }
  function recall(key) { try { return JSON.parse(sessionStorage.getItem(PREFIX + key)); } catch (e) { return null; } }
  function forget(key) { try { sessionStorage.removeItem(PREFIX + key); } catch (e) { /* off */ } }
  function keys() {
    try { return Object.keys(sessionStorage).filter(function (k) { return k.indexOf(PREFIX) === 0; }).map(function (k) { return k.slice(PREFIX.length); }); }
    catch (e) { return []; }
  }
  function clock() { var d = new Date(); return String(d.getHours()).padStart(2, "0") + ":" + String(d.getMinutes()).padStart(2, "0"); }

  function kept(field) {
    return field.name && field.name !== "csrfmiddlewaretoken" && ["hidden", "password", "file", "submit", "button"].indexOf(field.type) < 0;
  }
  function values(form) {
    return Array.from(form.elements).filter(kept).map(function (f) {
      return [f.name, f.type === "checkbox" || f.type === "radio" ? f.value : null,
        f.type === "checkbox" || f.type === "radio" ? f.checked : f.multiple ? Array.from(f.selectedOptions, function (o) { return o.value; }) : f.value];
    });
  }
  function fill(form, list) {
    var fields = Array.from(form.elements).filter(kept);
    list.forEach(function (v) {
      fields.forEach(function (f) {
        if (f.name !== v[0]) { return; }
        if (v[1] !== null) { if (f.value === v[1]) { f.checked = v[2]; } }
        else if (f.multiple) { Array.from(f.options).forEach(function (o) { o.selected = v[2].indexOf(o.value) >= 0; }); }
        else { f.value = v[2]; }
      });
    });
  }
  function keyOf(form) { return location.pathname + "#" + (form.dataset.keep || form.id || "form"); }

  // 1. Text kept over a lost session. A page marked data-lost (log-in, error) says that what was sent did not arrive.
  keys().forEach(function (key) {
    var entry = recall(key);
    if (!entry || (user && entry.user !== user)) { forget(key); return; }
    if ("lost" in words) { entry.sent = false; store(key, entry); }
    else if (entry.sent) { forget(key); }
  });

  function offer(form, entry) {
    var box = document.createElement("div"), text = document.createElement("p"), row = document.createElement("div");
    box.className = "ds-alert stack tight"; box.dataset.color = "info"; row.className = "actions"; text.className = "ds-paragraph";
    text.textContent = words.tKept.replace("%s", entry.at);
    [[words.tPutBack, "", function () { fill(form, entry.values); mark(form); say(words.tPutBackDone); }],
      [words.tDrop, "secondary", function () { forget(keyOf(form)); }]].forEach(function (b) {
      var button = document.createElement("button");
      button.type = "button"; button.className = "ds-button"; button.textContent = b[0];
      if (b[1]) { button.dataset.variant = b[1]; }
      button.addEventListener("click", function () { b[2](); box.remove(); var f = form.querySelector(".ds-input"); if (f) { f.focus(); } });
      row.append(button);
    });
    box.append(text, row); form.prepend(box); say(text.textContent);
  }
  function mark(form) {
    form.dataset.dirty = "1";
    if ("keep" in form.dataset) { store(keyOf(form), { user: user, at: clock(), sent: false, values: values(form) }); }
  }
  function clean(form) { delete form.dataset.dirty; }

  // 2. Saving while one writes: POST of the whole form; the answer is JSON {"saved_at": "14:05", "version": 7} or {"text": "…"}.
  // `fields` are hidden values to take over, `pieces` parts of the page by id.
  var timers = new WeakMap();
  function autosave(form) {
    var status = form.querySelector("[data-autosave-status]"), before = JSON.stringify(values(form));
    function tell(text, aloud) { if (status) { status.textContent = text; } if (aloud) { say(text); } }
    tell(words.tSaving);
    fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1", Accept: "application/json" }, redirect: "manual", credentials: "same-origin" })
      .then(function (r) {
        if (r.type === "opaqueredirect" || r.status === 401 || r.status === 403) { throw words.tLost; }
        return r.json().then(function (d) {
          if (!r.ok) { throw d.text || words.tUnsaved; }
          ["version", "edition", "seen", "as_shown"].forEach(function (n) { if (d[n] !== undefined && form.elements[n]) { form.elements[n].value = d[n]; } });
          Object.keys(d.fields || {}).forEach(function (n) { if (form.elements[n]) { form.elements[n].value = d.fields[n]; } });
          Object.keys(d.pieces || {}).forEach(function (id) { var box = document.getElementById(id); if (box) { box.innerHTML = d.pieces[id]; } });
          if (JSON.stringify(values(form)) === before) { clean(form); forget(keyOf(form)); }
          tell(words.tSaved.replace("%s", d.saved_at || clock()));
        });
      })
      .catch(function (e) { tell(typeof e === "string" ? e : words.tUnsaved, true); });
  }

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || form.method !== "post" || !kept(event.target)) { return; }
    mark(form);
    if (form.dataset.autosave) { clearTimeout(timers.get(form)); timers.set(form, setTimeout(autosave, 1500, form)); }
  });

  // 3. Sent once: a second press does nothing; the buttons come back if the page is shown again.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (form.dataset.sending) { event.preventDefault(); return; }
    if ("logout" in form.dataset) { keys().forEach(forget); }
    clearTimeout(timers.get(form)); clean(form);
    var entry = recall(keyOf(form));
    if (entry) { entry.sent = true; store(keyOf(form), entry); }
    if (form.target) { return; }
    form.dataset.sending = "1";
    setTimeout(function () {
      Array.from(form.elements).forEach(function (b) { if (b.type === "submit") { b.disabled = true; b.setAttribute("aria-busy", "true"); } });
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sending]").forEach(function (form) {
      delete form.dataset.sending;
      form.querySelectorAll("[aria-busy]").forEach(function (b) { b.disabled = false; b.removeAttribute("aria-busy"); });
    });
  });

  // 4. Leaving with text that is not saved.
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-keep][data-dirty]")) { event.preventDefault(); }
  });

  // 5. Counters, choices that send at once, focus.
  function count(field) {
    var out = document.getElementById(field.id + "_count"), left = Number(field.dataset.count) - field.value.length;
    if (out) { out.textContent = (left < 0 ? words.tOver : words.tLeft).replace("%s", Math.abs(left)); }
  }
  document.addEventListener("input", function (e) { if (e.target.matches("[data-count]")) { count(e.target); } });

  // A piece beside the form that follows what is written: data-live is its address, data-live-to the id that shows it.
  var waiting = null;
  document.addEventListener("input", function (e) {
    if (!e.target.matches("[data-live]")) { return; }
    var to = e.target.dataset.liveTo, query = new URLSearchParams(), url = e.target.dataset.live;
    document.querySelectorAll('[data-live-to="' + to + '"]').forEach(function (f) { query.set(f.name, f.value.slice(0, 1000)); });
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      fetch(url + "?" + query, { credentials: "same-origin" })
        .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
        .then(function (html) { if (html) { document.getElementById(to).innerHTML = html; } })
        .catch(function () { /* the page works without it */ });
    }, 500);
  });
  document.addEventListener("change", function (e) {
    if (e.target.matches("[data-submit-on-change]")) { e.target.form.requestSubmit(); }
    if (e.target.matches("[data-pick-all]")) {
      document.querySelectorAll('input[type=checkbox][name="' + e.target.dataset.pickAll + '"]').forEach(function (b) { b.checked = e.target.checked; });
    }
  });
  // A piece that asks for itself (data-poll) until the answer holds data-done; then the page is read anew.
  function poll(box) {
    setTimeout(function () {
      fetch(box.dataset.poll, { credentials: "same-origin" })
        .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
        .then(function (html) {
          if (html.indexOf("data-done") >= 0) { location.reload(); return; }
          if (html) { box.innerHTML = html; }
          poll(box);
        })
        .catch(function () { poll(box); });
    }, 2000);
  }
  document.addEventListener("click", function (e) { if (e.target.closest("[data-print]")) { window.print(); } });
  document.addEventListener("click", function (e) {
    var button = e.target.closest("[data-copy]");
    if (button) { navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href).then(function () { say(button.dataset.copied); button.textContent = button.dataset.copied; }); }
  });

  function start(root) {
    root.querySelectorAll("[data-print],[data-pick-all]" + (navigator.clipboard ? ",[data-copy]" : "")).forEach(function (b) { b.hidden = false; });
    root.querySelectorAll("[data-count]").forEach(count);
    root.querySelectorAll("[data-poll]").forEach(poll);
    root.querySelectorAll("form[data-keep]").forEach(function (form) {
      var entry = recall(keyOf(form));
      if (entry && user && JSON.stringify(entry.values) !== JSON.stringify(values(form))) { offer(form, entry); }
    });
    var focus = root.querySelector("[data-focus]");
    if (focus) { focus.focus(); }
  }
  start(document);
})();
