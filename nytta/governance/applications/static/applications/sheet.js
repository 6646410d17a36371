// A sheet that one moves in as in a spreadsheet program. Without this it is a table of fields; nothing is computed here.
(function () {
  "use strict";
  function cells(row) { return Array.from(row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, output")); }
  function rows(sheet) { return Array.from(sheet.querySelectorAll("tbody tr:not(.ledger)")); }
  function place(field) {
    var row = field.closest("tr"), all = rows(field.closest("[data-sheet]"));
    return { all: all, row: all.indexOf(row), column: Array.from(row.children).indexOf(field.closest("td")) };
  }
  function at(all, row, column) {
    var td = all[row] && all[row].children[column];
    return td ? td.querySelector("input:not([type=hidden]):not([type=checkbox]), select") : null;
  }
  function go(field, down, right) {
    var p = place(field), next;
    for (var row = p.row + down, column = p.column + right; row >= 0 && row < p.all.length && column >= 0 && column < p.all[0].children.length; row += down, column += right) {
      next = at(p.all, row, column);
      if (next) { next.focus(); if (next.select) { next.select(); } return true; }
    }
    return false;
  }
  // Whether the field took the value: a list takes only what is in it.
  function put(field, value) {
    if (field.tagName === "SELECT") {
      var chosen = Array.from(field.options).find(function (o) { return o.text.trim().toLowerCase() === value.trim().toLowerCase(); });
      if (!chosen) { return value.trim() === ""; }
      field.value = chosen.value;
    } else { field.value = value.trim(); }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }
  // What found no cell (a year outside the calculation, a sum, a figure that is worked out) is told and never dropped in silence.
  function tell(sheet, lost) {
    var box = sheet.closest(".sheetbox"), told = box.previousElementSibling;
    if (!told || !told.hasAttribute("data-lost")) {
      told = document.createElement("p");
      told.className = "ds-alert"; told.dataset.color = "warning"; told.dataset.lost = ""; told.setAttribute("role", "alert");
      box.before(told);
    }
    told.hidden = lost.length === 0;
    told.textContent = lost.length ? sheet.dataset.tLost.replace("%n", String(lost.length)).replace("%s", lost.slice(0, 12).join("; ") + (lost.length > 12 ? " …" : "")) : "";
  }
  document.addEventListener("keydown", function (e) {
    var f = e.target;
    if (!f.closest || !f.closest("[data-sheet]") || f.type === "checkbox") { return; }
    var edge = f.tagName === "SELECT" ? [false, false] : [f.selectionStart === 0 && f.selectionEnd === 0, f.selectionEnd === f.value.length];
    var whole = f.tagName !== "SELECT" && f.value !== "" && f.selectionStart === 0 && f.selectionEnd === f.value.length;
    if (e.key === "Enter" || (e.key === "ArrowDown" && f.tagName !== "SELECT")) { if (go(f, 1, 0) || e.key === "Enter") { e.preventDefault(); } }
    else if (e.key === "ArrowUp" && f.tagName !== "SELECT") { if (go(f, -1, 0)) { e.preventDefault(); } }
    else if (e.key === "ArrowLeft" && (edge[0] || whole)) { if (go(f, 0, -1)) { e.preventDefault(); } }
    else if (e.key === "ArrowRight" && (edge[1] || whole)) { if (go(f, 0, 1)) { e.preventDefault(); } }
    else if (e.ctrlKey && e.key.toLowerCase() === "d" && f.classList.contains("num")) {
      e.preventDefault();
      cells(f.closest("tr")).filter(function (c) { return c.classList.contains("num") && c.tagName === "INPUT"; }).forEach(function (c) {
        if (f.compareDocumentPosition(c) & Node.DOCUMENT_POSITION_FOLLOWING) { put(c, f.value); }
      });
    }
  });
  document.addEventListener("paste", function (e) {
    var f = e.target, text = e.clipboardData ? e.clipboardData.getData("text/plain") : "";
    if (!f.closest || !f.closest("[data-sheet]") || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) { return; }
    e.preventDefault();
    var p = place(f), lost = [], sheet = f.closest("[data-sheet]");
    text.replace(/\r?\n$/, "").split(/\r?\n/).forEach(function (line, i) {
      if (!p.all[p.row + i]) { grow(f.closest("[data-sheet]").querySelector("tbody:last-child")); p.all = rows(f.closest("[data-sheet]")); }
      line.split("\t").forEach(function (value, j) {
        var field = at(p.all, p.row + i, p.column + j);
        if (!(field ? put(field, value) : value.trim() === "")) { lost.push(value.trim()); }
      });
    });
    tell(sheet, lost);
  });
  // One more empty row at the end of a ledger as soon as the last one is written in.
  function grow(body) {
    var last = body.querySelector("tr.new:last-child"), form = body.closest("form"), n = Number(form.elements.rows.value);
    if (!last || n >= 200) { return; }
    var old = last.querySelector("input[name$=_label]").name.replace("_label", ""), row = last.cloneNode(true);
    row.querySelectorAll("[name]").forEach(function (f) {
      f.name = f.name.replace(old + "_", "row" + n + "_");
      if (f.id) { f.id = f.id.replace(old + "_", "row" + n + "_"); }
      if (f.getAttribute("aria-label")) { f.setAttribute("aria-label", f.getAttribute("aria-label").replace(/\d+/, String(n + 1))); }
      if (!/_ledger$/.test(f.name)) { f.value = ""; }
    });
    body.append(row);
    form.elements.rows.value = String(n + 1);
  }
  document.addEventListener("input", function (e) {
    var row = e.target.closest ? e.target.closest("[data-sheet] tr.new") : null;
    if (row && row === row.parentNode.querySelector("tr.new:last-child") && e.target.value) { grow(row.parentNode); }
  });
})();
