// Sliders beside the number fields, and a page that looks again while the best portfolio is worked out. Without script: the fields and a button.
(function () {
  "use strict";
  var form = document.querySelector("[data-weights]");
  if (!form) { return; }
  form.querySelectorAll("input[type=range]").forEach(function (slide) {
    var field = document.getElementById(slide.dataset.for);
    slide.hidden = false;
    slide.addEventListener("input", function () { field.value = slide.value; });
    slide.addEventListener("change", function () { form.requestSubmit(); });
    field.addEventListener("input", function () { slide.value = field.value; });
  });
  var tries = 0;
  function look() {
    var waits = document.querySelector("[data-waits]");
    if (!waits || tries > 40 || document.hidden) { return; }
    tries += 1;
    fetch(location.href, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("#vikter");
      if (fresh && !fresh.querySelector("[data-waits]")) {
        ["[role=status]", ".scroll"].forEach(function (part) { document.querySelector("#vikter " + part).replaceWith(fresh.querySelector(part)); });
      } else { setTimeout(look, 1500); }
    });
  }
  setTimeout(look, 800);
})();
