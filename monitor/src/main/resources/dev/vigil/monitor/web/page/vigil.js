"use strict";
// Once a second the main part of the page is fetched anew. All escaping is done by the server; nothing is built here.
let since = null;
async function refresh() {
  try {
    const reply = await fetch("/", { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (!reply.ok) throw new Error(String(reply.status));
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (!window.getSelection() || window.getSelection().isCollapsed) {
      document.querySelector("main").replaceWith(document.adoptNode(fresh.querySelector("main")));
    }
    document.title = fresh.title;
    since = null;
  } catch (error) {
    since = since || new Date();
    document.querySelector("#lost time").textContent = since.toLocaleTimeString();
    document.title = "(?) Vigil";
  }
  document.getElementById("lost").hidden = since === null;
  setTimeout(refresh, document.hidden ? 5000 : 1000);
}
setTimeout(refresh, 1000);
