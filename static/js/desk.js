// Ticks or clears every box of a table at once; without this script each is ticked by itself.
(function () {
  "use strict";
  document.querySelectorAll("[data-select-all]").forEach(function (all) {
    const boxes = Array.from(document.getElementsByName(all.dataset.selectAll)).filter(function (box) {
      return box.type === "checkbox";
    });
    function show() {
      const ticked = boxes.filter(function (box) { return box.checked; }).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    all.addEventListener("change", function () {
      boxes.forEach(function (box) { box.checked = all.checked; });
    });
    boxes.forEach(function (box) { box.addEventListener("change", show); });
    all.hidden = false;
    show();
  });
})();
