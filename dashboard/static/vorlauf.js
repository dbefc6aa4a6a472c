// Vorlauf's script. Every page works without it; with it they are quicker.
const root = document.documentElement;
const one = (what, within = document) => within.querySelector(what);
const all = (what, within = document) => [...within.querySelectorAll(what)];
const words = one("#toast").dataset;
const quiet = { headers: { "X-By-Itself": "1" } };
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio])";

function say(text, where = "#toast") {
  one(where).textContent = text;
  clearTimeout(say[where]);
  say[where] = setTimeout(() => (one(where).textContent = ""), 7000);
}
async function read(url, how) {
  const answer = await fetch(url, how);
  const text = await answer.text();
  return [answer, new DOMParser().parseFromString(text, "text/html")];
}
// Where something stands, so that it is found again in a newer page.
function place(node) {
  const near = node.closest("[id]");
  return [near?.id, node === near ? "" : node.tagName, near ? all(node.tagName, near).indexOf(node) : 0];
}
function find([id, tag, index]) {
  const near = document.getElementById(id);
  return tag && near ? all(tag, near)[index] : near;
}
function isChanged(field) {
  if (/checkbox|radio/.test(field.type)) return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const first = [...field.options].find((o) => o.defaultSelected) ?? field.options[0];
  return field.value !== first?.value;
}
function focus(node) {
  if (!node) return;
  if (node.tabIndex < 0) node.tabIndex = -1;
  node.focus();
}

// 1. Live: what has changed is fetched and put in its place.
function isBusy(part) {
  const active = document.activeElement;
  return (part.contains(active) && active.matches(TYPED)) || carried || all(TYPED, part).some(isChanged);
}
function renew(old, fresh) {
  const active = old.contains(document.activeElement) && place(document.activeElement);
  const open = all("details[open]", old).map(place);
  const ticked = all("input:checked", old).map(place);
  const { scrollX: x, scrollY: y } = window;
  const left = old.scrollLeft;
  old.replaceWith(fresh);
  open.map(find).forEach((node) => node && (node.open = true));
  ticked.map(find).forEach((node) => node && (node.checked = true));
  fresh.scrollLeft = left;
  if (active) focus(find(active) ?? fresh);
  scrollTo(x, y);
}
async function refresh(pulse) {
  const here = location.href;
  const [answer, page] = await read(here, quiet);
  if (here !== location.href) return;
  root.dataset.pulse = page.documentElement.dataset.pulse ?? pulse;
  if (!answer.ok || answer.redirected) return;
  let changes = 0;
  for (const old of all("[data-live]")) {
    const fresh = page.getElementById(old.id);
    if (!fresh || fresh.outerHTML === old.outerHTML) continue;
    if (isBusy(old)) root.dataset.pulse = "later";
    else renew(old, fresh, changes++);
  }
  document.title = page.title;
  if (changes) say(words.updated, "#told");
  count();
}
async function look() {
  if (document.hidden) return;
  const answer = await fetch(`/changes?seen=${root.dataset.pulse ?? ""}`, quiet);
  if (answer.status === 401) {
    clearInterval(looking);
    return (one("#toast").textContent = words.ended);
  }
  if (!answer.ok) return;
  const { pulse, ends_in: left } = await answer.json();
  warn(left);
  if (root.dataset.pulse && pulse !== root.dataset.pulse) await refresh(pulse);
}
const tryLook = () => look().catch(() => {});
const looking = one("#ending") && setInterval(tryLook, 10000);
if (looking) document.addEventListener("visibilitychange", tryLook);

// 2. The session ends: say so in time, and let it go on.
function warn(left) {
  const box = one("#ending");
  if (box.hidden === left < 600) {
    const at = new Date(Date.now() + left * 1000);
    const hour = at.toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit" });
    one("p", box).textContent = one("p", box).dataset.says.replace("{hour}", hour);
    box.hidden = left >= 600;
  }
}

// 3. Swap: filters, sorting and paging without loading the page anew.
let shown = location.pathname + location.search;
let wish = 0;
async function go(url, isBack) {
  const mine = ++wish;
  const [answer, page] = await read(url);
  if (mine !== wish) return;
  if (!one("main", page)) return location.assign(url);
  if (!isBack) history.pushState(null, "", answer.url);
  shown = location.pathname + location.search;
  const active = document.activeElement;
  const held = active.matches(`main :is(${TYPED}, th a)`) && place(active);
  const { value, selectionStart: caret } = active;
  for (const part of ["main", ".v-footer"]) one(part).replaceWith(one(part, page));
  document.title = page.title;
  root.dataset.pulse = page.documentElement.dataset.pulse ?? "";
  const again = held && find(held);
  focus(again || one("[data-swap-region] :is(h2, h3)") || one("h1"));
  if (again && caret != null) {
    again.value = value;
    again.setSelectionRange(caret, caret);
  }
  say(one("caption")?.textContent ?? words.updated, "#told");
  begin();
}
addEventListener("popstate", () => location.pathname + location.search !== shown && go(location.href, true));
document.addEventListener("input", ({ target }) => {
  const form = target.closest("form.v-filter[data-swap]");
  clearTimeout(say.typing);
  if (form) say.typing = setTimeout(() => form.requestSubmit(), target.matches("select, [type=checkbox]") ? 0 : 400);
  keep(target);
});

// 4. Forms: sent once; what was typed is kept until it has arrived.
const draft = (field) => `${location.pathname} ${field.name}`;
function keep(field) {
  if (field.matches("form[data-keep] textarea")) sessionStorage[draft(field)] = JSON.stringify([field.defaultValue, field.value]);
}
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get") {
    if (!form.matches("[data-swap]")) return;
    event.preventDefault();
    const url = new URL(form.action);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, text]) => text));
    return go(url);
  }
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 1;
  setTimeout(() => delete form.dataset.sent, 8000);
  if (form.action.endsWith("/stay")) {
    event.preventDefault();
    fetch(form.action, { method: "POST", ...quiet }).then((answer) => (answer.ok ? (one("#ending").hidden = true) : form.submit()), () => form.submit());
  } else sessionStorage.sent = JSON.stringify(all("textarea", form).map(draft));
});
addEventListener("pageshow", () => all("[data-sent]").forEach((form) => delete form.dataset.sent));
addEventListener("beforeunload", (event) => {
  const kept = all("form[data-keep]:not([data-sent])");
  if (kept.some((form) => [...form.elements].some((f) => f.name && isChanged(f)))) event.preventDefault();
});

// 5. What begins with each page: drafts, ticks, the seconds for Undo.
function begin() {
  const sent = JSON.parse(sessionStorage.sent ?? "[]");
  sessionStorage.removeItem("sent");
  if (!one("#errors, .v-main--problem")) sent.forEach((key) => sessionStorage.removeItem(key));
  for (const field of all("form[data-keep] textarea")) {
    const [before, text] = JSON.parse(sessionStorage[draft(field)] ?? "[]");
    if (text && before === field.value && text !== before) {
      field.value = text;
      say(words.restored);
    }
  }
  const undo = one(".v-undo");
  if (undo) {
    const ends = Date.now() + Date.parse(undo.dataset.until) - Date.parse(undo.dataset.now);
    const ticking = setInterval(() => {
      const left = Math.ceil((ends - Date.now()) / 1000);
      one(".v-undo__left", undo).textContent = `${left} s`;
      if (left > 0) return;
      clearInterval(ticking);
      if (undo.contains(document.activeElement)) focus(one("h1"));
      undo.remove();
    }, 500);
  }
  count();
}
function count() {
  for (const sign of all("[data-ticked]")) sign.textContent = sign.dataset.ticked.replace("{n}", all("tbody :checked", sign.closest("form")).length);
}

// 6. The pointer: links that swap, ranges of ticks, menus that close.
let ticked;
document.addEventListener("click", (event) => {
  const { target, shiftKey } = event;
  all(".v-menu[open]").forEach((menu) => menu.contains(target) || (menu.open = false));
  const link = target.closest("a[data-swap]");
  if (link && link.pathname === location.pathname && !(event.ctrlKey || event.metaKey || shiftKey)) {
    event.preventDefault();
    go(link.href);
  }
  if (target.type === "checkbox") {
    const name = target.dataset.all ?? target.name;
    const boxes = all(`input[name="${name}"]`, target.form);
    const [first, last] = [boxes.indexOf(ticked), boxes.indexOf(target)].sort((a, b) => a - b);
    if (target.dataset.all) boxes.forEach((box) => (box.checked = target.checked));
    else if (shiftKey && first >= 0) boxes.slice(first, last).forEach((box) => (box.checked = target.checked));
    ticked = target;
    count();
  }
});

// 7. Dragging does what the menu of the card does.
let carried;
const landing = (event) => carried && event.target.closest("[data-state], [data-day]");
const way = (column) => one(`[data-to="${column.dataset.state}"]`, carried);
addEventListener("dragstart", ({ target }) => {
  carried = target.closest?.("[draggable=true]");
  if (!carried) return;
  carried.classList.add("v-card--dragged");
  for (const column of all("[data-state]")) column.classList.add(way(column) && !way(column).dataset.why ? "v-column--possible" : "v-column--closed");
});
addEventListener("dragover", (event) => {
  const target = landing(event);
  all(".v-over").forEach((old) => old === target || old.classList.remove("v-over"));
  if (target) event.preventDefault(target.classList.add("v-over"));
});
addEventListener("drop", (event) => {
  const target = landing(event);
  if (!target) return;
  event.preventDefault();
  const { move } = carried.dataset;
  if (move) return location.assign(`${move}&day=${target.dataset.day}`);
  const from = carried.closest("[data-state]").dataset.state;
  const control = way(target);
  if (control && !control.dataset.why) control.click();
  else if (from !== target.dataset.state) say(control?.dataset.why ?? target.getAttribute(`data-why-${from.replaceAll("_", "-")}`) ?? "");
});
addEventListener("dragend", () => {
  carried = null;
  const marks = ["v-over", "v-card--dragged", "v-column--possible", "v-column--closed"];
  for (const mark of marks) all(`.${mark}`).forEach((node) => node.classList.remove(mark));
});

// 8. Keys; they rest while somebody types, and where they are switched off.
const places = { t: "/", b: "/board", k: "/calendar", l: "/posts" };
let before = "";
function step(by) {
  const rows = all("[data-row]").filter((row) => row.offsetParent);
  const now = rows.indexOf(document.activeElement.closest("[data-row]"));
  const row = rows[now < 0 && by < 0 ? rows.length - 1 : now + by];
  focus(row && (one("a[href]", row) ?? row));
}
const keys = {
  "/": () => focus(one("main [type=search]") ?? one("#find")),
  "?": () => location.assign("/shortcuts"),
  j: () => step(1),
  k: () => step(-1),
  o: (row) => row && one("a[href]", row)?.click(),
  x: (row) => row && one("[type=checkbox]", row)?.click(),
  c() {
    const place = one("[data-comment]");
    place?.href ? place.click() : focus(place);
  },
};
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Escape") {
    const menu = target.closest(".v-menu[open]") ?? one(".v-menu[open]");
    if (menu) focus(one("summary", menu), (menu.open = false));
  }
  if (!("shortcuts" in root.dataset) || event.ctrlKey || event.metaKey || event.altKey || target.matches(TYPED)) return;
  const act = before === "g" && places[key] ? () => location.assign(places[key]) : Object.hasOwn(keys, key) && keys[key];
  before = key;
  if (act) event.preventDefault(act(target.closest("[data-row]")));
});
begin();
