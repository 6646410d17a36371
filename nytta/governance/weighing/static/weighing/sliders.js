// A slider beside each number field. The field is what is sent; without script it is all there is.
(function () {
  "use strict";
  document.querySelectorAll("[data-slider]").forEach(function (place) {
    var field = place.querySelector("input"), slider = document.createElement("input");
    var label = document.querySelector("label[for='" + CSS.escape(field.id) + "']");
    slider.type = "range";
    slider.min = "0";
    slider.max = "100";
    slider.step = "5";
    slider.setAttribute("aria-label", label ? label.textContent : "");
    function follow() { slider.value = field.value || "0"; }
    slider.addEventListener("input", function () {
      field.value = slider.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.addEventListener("change", follow);
    field.addEventListener("input", function () { if (document.activeElement !== slider) { follow(); } });
    follow();
    place.prepend(slider);
  });
})();
