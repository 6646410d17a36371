// Room left at once as one marks. The server counts the same when `Räkna om` is pressed; nothing here decides anything.
(function () {
  "use strict";
  var form = document.querySelector("[data-weigh]");
  if (!form) { return; }
  var marks = Array.from(form.querySelectorAll("input[name=med]"));
  var rooms = Array.from(document.querySelectorAll("[data-room]"));

  function sek(amount) { return String(amount).replace(/\B(?=(\d{3})+$)/g, "\u00a0") + "\u00a0kr"; }
  function own(room, selector) {
    return Array.from(room.querySelectorAll(selector)).filter(function (e) { return e.closest("[data-room]") === room; })[0];
  }
  function put(node, text) { if (node) { node.textContent = text; } }

  function count() {
    var picked = marks.filter(function (m) { return m.checked; }), any = false, sum = 0;
    picked.forEach(function (m) { sum += Number(m.dataset.cost); });
    rooms.forEach(function (room) {
      var amount = Number(room.dataset.amount), granted = Number(room.dataset.granted), marked = 0;
      picked.forEach(function (m) { if (m.dataset.in.split(" ").indexOf(room.dataset.room) >= 0) { marked += Number(m.dataset.cost); } });
      var over = Math.max(granted + marked - amount, 0), bar = own(room, "[data-bar]"), said = own(room, "[data-over]");
      put(own(room, "[data-marked]"), sek(marked));
      put(own(room, "[data-left]"), sek(Math.max(amount - granted - marked, 0)));
      put(own(room, "[data-over-sum]"), sek(over));
      if (said) { said.hidden = !over; }
      if (over) { any = true; }
      if (bar && amount) {
        var first = Math.min(Math.round(1000 * granted / amount), 1000);
        bar.querySelector(".b").setAttribute("width", Math.min(Math.round(1000 * marked / amount), 1000 - first));
      }
    });
    put(form.querySelector("[data-count-marked]"), String(picked.length));
    put(form.querySelector("[data-sum-marked]"), sek(sum));
    form.querySelector("[data-over-any]").hidden = !any;
    var address = new URLSearchParams(new FormData(form));
    history.replaceState(null, "", location.pathname + "?" + address.toString());
  }

  form.querySelector("[data-recount]").hidden = true;
  form.addEventListener("change", function (event) { if (event.target.name === "med") { count(); } });
})();
