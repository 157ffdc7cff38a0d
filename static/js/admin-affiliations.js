// In a session's people, the affiliations on offer are those of the speaker who is chosen beside them.
(function () {
  "use strict";
  var $ = window.django.jQuery;
  var SPEAKERS = "select[name$='-speaker']";

  function affiliationBeside(speaker) {
    return document.getElementById(speaker.id.replace(/-speaker$/, "-affiliation"));
  }

  function valueAsLoaded(select) {
    var option = Array.prototype.find.call(select.options, function (one) {
      return one.defaultSelected;
    });
    return option ? option.value : "";
  }

  function offerAffiliationsOf(speaker) {
    var affiliation = affiliationBeside(speaker);
    if (!affiliation || !$(affiliation).hasClass("select2-hidden-accessible")) return;
    var address = new URL(affiliation.getAttribute("data-ajax--url"), window.location.href);
    address.searchParams.set("of_speaker", speaker.value);
    affiliation.setAttribute("data-ajax--url", address.pathname + address.search);
    $(affiliation).data("ajax--url", address.pathname + address.search);
    $(affiliation).djangoAdminSelect2();
  }

  // The admin also sends "change" as the page loads, when nothing has changed: then nothing is cleared.
  $(document).on("change", SPEAKERS, function () {
    var before = this.dataset.before === undefined ? valueAsLoaded(this) : this.dataset.before;
    if (this.value === before) return;
    this.dataset.before = this.value;
    var affiliation = affiliationBeside(this);
    if (affiliation) $(affiliation).val(null).trigger("change");
    offerAffiliationsOf(this);
  });

  $(function () {
    $(SPEAKERS)
      .not("[name*=__prefix__]")
      .each(function () {
        if (this.value) offerAffiliationsOf(this);
      });
  });
})();
