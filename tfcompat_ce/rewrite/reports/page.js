"use strict";
const form = document.getElementById("filters");
const articles = [...document.querySelectorAll("article")].map(node => ({
  node, path: node.dataset.path, findings: [...node.querySelectorAll(".finding")],
}));
const buttons = document.querySelectorAll("[data-filter]");
// A path that ends with a slash is a folder, and what is right in it; else it is a part of a name.
const folderOf = path => path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "./";
const matches = (path, wanted) => wanted.endsWith("/") ? folderOf(path) === wanted : path.includes(wanted);
function apply() {
  const { rule, action, path } = Object.fromEntries(new FormData(form));
  let findings = 0, files = 0;
  for (const article of articles) {
    const here = matches(article.path, path);
    let seen = 0;
    for (const finding of article.findings) {
      const fits = here && (!rule || finding.dataset.rule === rule) && (!action || finding.dataset.action === action);
      finding.hidden = !fits;
      seen += fits;
    }
    const failed = here && !rule && !action && article.node.querySelector(".error");
    article.node.hidden = !seen && !failed;
    findings += seen;
    files += !article.node.hidden;
    for (const right of article.node.querySelectorAll(".right")) right.open = action === "correct";
    for (const said of article.node.querySelectorAll(".said"))
      said.hidden = !said.querySelector(".finding:not([hidden])");
  }
  form.querySelector("output").textContent = `${findings} findings in ${files} files`;
  for (const button of buttons)
    button.setAttribute("aria-pressed", form.elements[button.dataset.filter].value === button.dataset.value);
}
form.addEventListener("input", apply);
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("reset", () => setTimeout(apply));
for (const button of buttons) button.addEventListener("click", () => {
  const field = form.elements[button.dataset.filter];
  field.value = field.value === button.dataset.value ? "" : button.dataset.value;
  apply();
});
function step(by) {
  const all = articles.flatMap(article => article.findings).filter(f => !f.hidden && !f.closest(".right:not([open])"));
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  next.focus();
}
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|SELECT/.test(event.target.tagName)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "/") { event.preventDefault(); form.elements.path.focus(); }
});
function reveal() {
  const found = location.hash && document.getElementById(location.hash.slice(1));
  if (!found) return;
  const folded = found.closest("details");
  if (folded) folded.open = true;
  found.scrollIntoView();
}
addEventListener("hashchange", reveal);
addEventListener("beforeprint", () => document.querySelectorAll("#rules details").forEach(d => { d.open = true; }));
apply();
reveal();
