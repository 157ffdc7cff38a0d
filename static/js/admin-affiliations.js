// In a session's people, the affiliations on offer are those of the speaker who is chosen beside them.
(function () {
  "use strict";
  var $ = window.django.jQuery;

  function offerAffiliationsOf(speaker) {
    var affiliation = document.getElementById(speaker.id.replace(/-speaker$/, "-affiliation"));
    if (!affiliation || !$(affiliation).hasClass("select2-hidden-accessible")) return;
    var address = new URL(affiliation.getAttribute("data-ajax--url"), window.location.href);
    address.searchParams.set("of_speaker", speaker.value);
    $(affiliation).data("ajax--url", address.pathname + address.search);
    affiliation.setAttribute("data-ajax--url", address.pathname + address.search);
    $(affiliation).djangoAdminSelect2();
  }

  $(document).on("change", "select[name$='-speaker']", function () {
    var affiliation = document.getElementById(this.id.replace(/-speaker$/, "-affiliation"));
    if (affiliation) $(affiliation).val(null).trigger("change");
    offerAffiliationsOf(this);
  });

  $(function () {
    $("select[name$='-speaker']")
      .not("[name*=__prefix__]")
      .each(function () {
        if (this.value) offerAffiliationsOf(this);
      });
  });
})();
