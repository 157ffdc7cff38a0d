// Gives each search box the name of its label, so that a screen reader says what is being chosen.
(function () {
  "use strict";

  function nameBoxes() {
    document.querySelectorAll("select.admin-autocomplete + .select2:not([data-named])").forEach(function (box) {
      var select = box.previousElementSibling;
      var label = document.querySelector('label[for="' + select.id + '"]');
      if (!label) return;
      label.id = label.id || select.id + "_label";
      box.dataset.named = "";
      box.querySelectorAll("[role]").forEach(function (part) {
        if (part.getAttribute("role") === "presentation") return;
        var value = part.id || part.getAttribute("aria-labelledby") || "";
        part.setAttribute("aria-labelledby", (label.id + " " + value).trim());
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    nameBoxes();
    // Boxes are made after the page and with each new row.
    new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
  });
})();
