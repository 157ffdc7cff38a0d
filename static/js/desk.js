// Two conveniences of the event desk; without them every page works the same.
(function () {
  "use strict";

  // Ticks or clears every box of a table at once.
  document.querySelectorAll("[data-select-all]").forEach(function (all) {
    const boxes = Array.from(document.getElementsByName(all.dataset.selectAll)).filter(function (box) {
      return box.type === "checkbox";
    });
    function show() {
      const ticked = boxes.filter(function (box) {
        return box.checked;
      }).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    all.addEventListener("change", function () {
      boxes.forEach(function (box) {
        box.checked = all.checked;
      });
    });
    boxes.forEach(function (box) {
      box.addEventListener("change", show);
    });
    all.hidden = false;
    show();
  });

  // Leaves the filters that are not used out of the address.
  document.querySelectorAll("[data-short-address]").forEach(function (form) {
    form.addEventListener("formdata", function (event) {
      Array.from(event.formData).forEach(function (entry) {
        if (entry[1] === "") event.formData.delete(entry[0]);
      });
    });
  });
})();
