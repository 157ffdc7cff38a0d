// In the admin's form of a question, shows what matters for its kind only; in the list, lets rows be put in
// order by hand. Without it, everything is there and places are written as numbers.
(function () {
  "use strict";

  var NEEDED = {
    number: ["minimum", "maximum"],
    date: ["earliest_on", "latest_on"],
    text: ["longest"],
    long_text: ["longest"],
    file: ["file_types", "largest_file"],
  };
  var WITH_OPTIONS = ["choice", "several"];

  function showFor(kind) {
    var needed = NEEDED[kind] || [];
    var section = null;
    Object.values(NEEDED)
      .flat()
      .forEach(function (name) {
        var entry = document.querySelector(".field-" + name);
        if (!entry) return;
        entry.hidden = needed.indexOf(name) < 0;
        section = entry.closest("fieldset");
      });
    if (section) section.hidden = needed.length === 0;
    var options = document.getElementById("options-group");
    if (options) options.hidden = WITH_OPTIONS.indexOf(kind) < 0;
  }

  function form() {
    var kind = document.getElementById("id_kind");
    if (!kind) return;
    kind.addEventListener("change", function () {
      showFor(kind.value);
    });
    showFor(kind.value);
  }

  function list() {
    var table = document.getElementById("result_list");
    var status = document.querySelector("[data-order-status]");
    if (!table || !status) return;
    var body = table.tBodies[0];
    var dragged = null;

    function number(row) {
      return row.querySelector("input[name$='-order']");
    }

    function renumber(moved) {
      Array.prototype.forEach.call(body.rows, function (row, index) {
        if (number(row)) number(row).value = index + 1;
      });
      moved.classList.add("is-moved");
      status.textContent = status.dataset.message
        .replace("{place}", Array.prototype.indexOf.call(body.rows, moved) + 1)
        .replace("{count}", body.rows.length);
    }

    Array.prototype.forEach.call(body.rows, function (row) {
      if (!number(row)) return;
      row.draggable = true;
      row.addEventListener("dragstart", function (event) {
        dragged = row;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", "");
      });
      row.addEventListener("dragover", function (event) {
        if (!dragged) return;
        event.preventDefault();
        if (dragged === row) return;
        var box = row.getBoundingClientRect();
        var isBelow = event.clientY > box.top + box.height / 2;
        body.insertBefore(dragged, isBelow ? row.nextSibling : row);
      });
      row.addEventListener("dragend", function () {
        if (!dragged) return;
        dragged = null;
        renumber(row);
      });
      number(row).addEventListener("keydown", function (event) {
        var other = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.key];
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        if (!other) return;
        body.insertBefore(row, event.key === "ArrowUp" ? other : other.nextSibling);
        number(row).focus();
        renumber(row);
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    form();
    list();
  });
})();
