// A row that is dragged, or moved by the arrow keys, asks why it is to stand there; nothing is sent before.
(function () {
  "use strict";
  var table = document.querySelector("[data-precedence]");
  if (!table) return;
  var body = table.tBodies[0];
  var status = document.querySelector("[data-precedence-status]");
  var dragged = null;

  function placeOf(row) {
    return Array.prototype.indexOf.call(body.rows, row) + 1;
  }

  function show(row) {
    var place = placeOf(row);
    row.classList.add("is-moved");
    row.querySelector("input[type='number']").value = place;
    status.textContent = status.dataset.message
      .replace("{place}", place)
      .replace("{count}", body.rows.length);
  }

  function ask(row) {
    row.querySelector("details").open = true;
    var note = row.querySelector("input[type='text']");
    note.focus();
    note.select();
  }

  Array.prototype.forEach.call(body.rows, function (row) {
    row.draggable = true;

    row.addEventListener("dragstart", function (event) {
      if (event.target !== row) return;
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.querySelector("th").textContent.trim());
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
      show(row);
      ask(row);
    });

    // While somebody types in a row, dragging would take the text.
    row.addEventListener("focusin", function (event) {
      row.draggable = !event.target.matches("input");
    });
    row.addEventListener("focusout", function () {
      row.draggable = true;
    });

    row.querySelector("summary").addEventListener("keydown", function (event) {
      var other = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.key];
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      if (!other) return;
      body.insertBefore(row, event.key === "ArrowUp" ? other : other.nextSibling);
      event.currentTarget.focus();
      show(row);
    });

    row.querySelector("summary").addEventListener("click", function () {
      if (row.classList.contains("is-moved")) window.setTimeout(ask, 0, row);
    });
  });
})();
