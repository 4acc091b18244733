// What htmx does not do: the milliseconds from click to answer, tracks that glide to their new places,
// the focus that stays where it was, and the news for people who listen to the page.
"use strict";
(() => {
  const live = document.getElementById("live");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let began = 0;
  let places = new Map();
  let focused = "";

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
    live.setAttribute("aria-busy", "true");
  }, true);

  document.addEventListener("htmx:before:swap", (event) => {
    if (event.detail.ctx.target !== live) return;
    places = new Map([...tracks()].map((one) => [one.dataset.track, one.getBoundingClientRect().top]));
  });

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx.target !== live) return;
    const spent = Math.max(1, Math.round(performance.now() - began));
    live.removeAttribute("aria-busy");
    document.getElementById("trouble").replaceChildren();
    if (!calm.matches) glide();
    const button = document.getElementById(focused);
    if (button && document.activeElement !== button) button.focus({ preventScroll: true });
    const ms = live.querySelector("[data-ms]");
    if (ms) ms.textContent = `${spent} ms from click to answer`;
    const said = live.querySelector("[data-said]").dataset.said;
    document.getElementById("said").textContent = ms ? `${said} ${spent} milliseconds.` : said;
    document.body.dispatchEvent(new Event("segue:news"));
  });

  // A "no" from the server comes with its own words for #trouble; silence does not.
  document.addEventListener("htmx:finally:request", () => live.removeAttribute("aria-busy"));
  document.addEventListener("htmx:error", (event) => {
    live.removeAttribute("aria-busy");
    if (event.detail.ctx?.target !== live) return;
    document.getElementById("trouble").textContent = "The server does not answer. Press again: it counts once.";
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
