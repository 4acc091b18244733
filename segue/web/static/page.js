// What htmx does not do: the milliseconds from click to answer, tracks that glide to their new places,
// the focus that stays where it was, the news for people who listen to the page, and presses that are not lost:
// each is queued by segue.js until the server has it, by htmx or, when that fails, by segue.js itself.
"use strict";
(() => {
  const live = document.getElementById("live");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let began = 0;
  let places = new Map();
  const pressed = new Map(); // form -> id of the event it tells
  let focused = "";
  const trouble = document.getElementById("trouble");
  const segue = new Segue.Client("", {
    account: document.querySelector("meta[name=segue-listener]").content,
    device: "segue-web",
    ondelivered: () => {
      const again = live.dataset.again ?? `/slate${location.search}`; // empty: what is shown cannot be asked for again
      if (again) htmx.ajax("GET", again, { target: live, swap: "innerHTML" });
    },
    onrefused: (event, field, reason) => { trouble.textContent = live.dataset.refused.replace("{}", reason); },
  });

  const tracks = () => live.querySelectorAll("[data-track]");

  // The second half of a double click would land on whichever track has moved under the pointer.
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("[data-act]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[hx-post]")) return;
    began = event.timeStamp;
    focused = event.submitter ? event.submitter.id : "";
    if (event.submitter?.dataset.event) keep(event.target, event.submitter);
    live.setAttribute("aria-busy", "true");
  }, true);

  // The dial and the search box ask without being pressed: the focus is where it is.
  document.addEventListener("input", (event) => {
    if (event.target.id === "dial") event.target.setAttribute("aria-valuetext", event.target.dataset.value.replace("{}", event.target.value));
    if (event.target.matches("#dial, [hx-get]")) [began, focused] = [event.timeStamp, ""];
  });

  document.addEventListener("htmx:before:swap", (event) => {
    if (event.detail.ctx.target !== live) return;
    places = new Map([...tracks()].map((one) => [one.dataset.track, one.getBoundingClientRect().top]));
  });

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx.target !== live) return;
    const spent = Math.max(1, Math.round(performance.now() - began));
    live.removeAttribute("aria-busy");
    trouble.replaceChildren();
    if (!calm.matches) glide();
    const button = document.getElementById(focused);
    if (button && document.activeElement !== button) button.focus({ preventScroll: true });
    else if (focused && !button && !live.contains(document.activeElement)) live.focus({ preventScroll: true });
    const ms = live.querySelector("[data-ms]");
    if (ms) ms.textContent = live.dataset.clicked.replace("{}", spent);
    const said = live.querySelector("[data-said]").dataset.said;
    document.getElementById("said").textContent = ms ? `${said} ${live.dataset.clickedSaid.replace("{}", spent)}` : said;
    document.body.dispatchEvent(new Event("segue:news"));
  });

  // Until htmx has told it, the press waits in the queue.
  function keep(form, button) {
    const told = { event_id: button.dataset.event, hold: true };
    if (form.elements.slate?.value) told.slate_id = form.elements.slate.value;
    if (button.dataset.position) told.position_ms = Number(button.dataset.position);
    segue.tell(button.value, form.elements.track.value, told);
    pressed.set(form, told.event_id);
  }

  // Any answer but "not now" settles it. (After the swap the form is gone, and its events reach nobody.)
  function settle({ sourceElement, response }) {
    const id = pressed.get(sourceElement);
    if (!id) return;
    pressed.delete(sourceElement);
    if (response && response.status < 500) segue.done(id);
    else segue.release(id);
  }
  document.addEventListener("htmx:after:request", (event) => settle(event.detail.ctx));
  document.addEventListener("htmx:error", (event) => event.detail.ctx && settle({ ...event.detail.ctx, response: null }));
  document.querySelector("form[action='/sign-out']")?.addEventListener("submit", () => segue.leave());

  // A "no" from the server comes with its own words for #trouble; silence does not.
  document.addEventListener("htmx:finally:request", () => live.removeAttribute("aria-busy"));
  document.addEventListener("htmx:error", (event) => {
    live.removeAttribute("aria-busy");
    if (event.detail.ctx?.target !== live) return;
    trouble.textContent = live.dataset.silent;
  });

  function glide() {
    for (const one of tracks()) {
      const before = places.get(one.dataset.track);
      const by = before === undefined ? 0 : before - one.getBoundingClientRect().top;
      const from = before === undefined ? { opacity: 0, transform: "translateY(.75rem)" }
        : Math.abs(by) > 1 ? { transform: `translateY(${by}px)` } : null;
      if (from) one.animate([from, { opacity: 1, transform: "none" }], { duration: 320, easing: "cubic-bezier(.2,.8,.2,1)" });
    }
  }
})();
