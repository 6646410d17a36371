// Keys (WebAuthn), showing a password, saving recovery codes: small aids on pages that work without them.
(function () {
  "use strict";
  var words = document.body.dataset, PLACES = ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"];

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = "";
    new Uint8Array(buffer).forEach(function (b) { raw += String.fromCharCode(b); });
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function read(options) {
    var asked = Object.assign(Object.create(null), options.publicKey);
    asked.challenge = bytes(asked.challenge);
    if (asked.user) { asked.user = Object.assign({}, asked.user, { id: bytes(asked.user.id) }); }
    ["allowCredentials", "excludeCredentials"].forEach(function (list) {
      if (asked[list]) { asked[list] = asked[list].map(function (c) { return Object.assign({}, c, { id: bytes(c.id) }); }); }
    });
    return asked;
  }
  function written(credential) {
    var answer = Object.create(null);
    PLACES.forEach(function (name) {
      var held = credential.response[name];
      if (held instanceof ArrayBuffer) { answer[name] = text(held); }
    });
    if (credential.response.getTransports) { answer.transports = credential.response.getTransports(); }
    return JSON.stringify({
      type: credential.type, id: credential.id, rawId: text(credential.rawId), response: answer,
      authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults(),
    });
  }

  // A form with data-passkey: create makes a key, get answers with one that the options name, login asks for the options first.
  var can = Boolean(window.PublicKeyCredential && navigator.credentials);
  document.querySelectorAll("[data-passkey]").forEach(function (form) {
    if (!can) { return; }
    form.hidden = false;
    var kind = form.dataset.passkey, told = form.querySelector("[data-passkey-told]");
    function options() {
      if (kind !== "login") { return Promise.resolve(JSON.parse(form.dataset.options)); }
      return fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" }, credentials: "same-origin" })
        .then(function (answer) { if (!answer.ok) { throw new Error("refused"); } return answer.json(); })
        .then(function (data) { return data.request_options; });
    }
    function ask(asked) {
      if (kind !== "create") { return navigator.credentials.get({ publicKey: asked }); }
      var alone = form.elements.passwordless && form.elements.passwordless.checked;
      asked.authenticatorSelection = Object.assign({}, asked.authenticatorSelection, {
        residentKey: alone ? "required" : "discouraged", requireResidentKey: Boolean(alone), userVerification: alone ? "required" : "preferred",
      });
      return navigator.credentials.create({ publicKey: asked });
    }
    form.addEventListener("submit", function (event) {
      event.preventDefault(); event.stopPropagation();
      told.textContent = "";
      options().then(read).then(ask).then(function (credential) {
        form.elements.credential.value = written(credential);
        HTMLFormElement.prototype.submit.call(form);
      }).catch(function () { told.textContent = form.dataset.tFailed; });
    });
  });
  if (can) { document.querySelectorAll("[data-without-passkeys]").forEach(function (p) { p.hidden = true; }); }

  // Every password can be shown.
  document.querySelectorAll("input[type=password]").forEach(function (field) {
    var button = document.createElement("button");
    button.type = "button"; button.className = "ds-button"; button.dataset.variant = "tertiary"; button.textContent = words.tShow;
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", function () {
      var hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      button.textContent = hidden ? words.tHide : words.tShow;
    });
    field.after(button);
  });

  // A list of texts saved as a file.
  document.querySelectorAll("[data-save]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var lines = Array.from(document.getElementById(button.dataset.save).children, function (li) { return li.textContent; });
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/plain" }));
      link.download = button.dataset.saveAs;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  });
})();
