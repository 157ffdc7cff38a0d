// Comforts of the agenda, which is complete without them: where one is now, and the reader's own zone.
(function () {
  "use strict";

  function markNow() {
    var now = Date.now();
    document.querySelectorAll(".slot").forEach(function (slot) {
      var startsAt = Date.parse(slot.querySelector(".slot__time time").dateTime);
      var ends = Array.from(slot.querySelectorAll(".session__meta time"), function (time) {
        return Date.parse(time.dateTime);
      });
      var isNow = startsAt <= now && now < Math.max.apply(null, ends);
      slot.classList.toggle("slot--now", isNow);
      if (isNow) slot.setAttribute("aria-current", "time");
      else slot.removeAttribute("aria-current");
    });
  }

  // Puts the reader's own zone first, so that it is one choice away.
  function offerOwnZone() {
    var select = document.getElementById("zone");
    var own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!select || !own || own === select.value) return;
    var option = Array.from(select.options).find(function (candidate) {
      return candidate.value === own;
    });
    if (option) select.prepend(option.cloneNode(true));
  }

  function markDay() {
    var links = Array.from(document.querySelectorAll(".days a"));
    if (!links.length || !("IntersectionObserver" in window)) return;
    var observer = new IntersectionObserver(
      function (entries) {
        entries.forEach(function (entry) {
          var link = links.find(function (candidate) {
            return candidate.hash === "#" + entry.target.id;
          });
          if (entry.isIntersecting) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        });
      },
      { rootMargin: "-30% 0px -65% 0px" }
    );
    document.querySelectorAll(".day").forEach(function (day) {
      observer.observe(day);
    });
  }

  markNow();
  window.setInterval(markNow, 60000);
  offerOwnZone();
  markDay();
})();
