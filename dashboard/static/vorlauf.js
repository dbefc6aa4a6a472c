// Pages work without this script, and quicker with it.
const root = document.documentElement.dataset;
const one = (what, from = document) => from.querySelector(what);
const all = (what, from = document) => [...from.querySelectorAll(what)];
const on = addEventListener;
const isPlain = ({ ctrlKey, metaKey, altKey }) => !(ctrlKey || metaKey || altKey);
const store = sessionStorage;
const words = one("#toast").dataset;
const quiet = { headers: { "X-By-Itself": "1" } };
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio])";

const active = () => document.activeElement;
const tell = (text) => (one("#told").textContent = text);
function say(text) {
	one("#toast").textContent = text;
	clearTimeout(say.timer);
	say.timer = setTimeout(say, 7000, "");
}
async function read(url, how) {
	const answer = await fetch(url, how);
	return [answer, new DOMParser().parseFromString(await answer.text(), "text/html")];
}
function adopt(page) {
	document.title = page.title;
	root.pulse = page.documentElement.dataset.pulse ?? "";
}
// To find a node in a newer page.
function place(node) {
	const { id } = node.closest("[id]"), near = () => document.getElementById(id);
	const nth = all(node.tagName, near()).indexOf(node);
	return () => (nth < 0 ? near() : near() && all(node.tagName, near())[nth]);
}
function focus(node, how) {
	if (node?.tabIndex < 0) node.tabIndex = -1;
	node?.focus(how);
}

// Live: what changed is replaced where nobody types.
function renew(old, fresh) {
	const again = old.contains(active()) && place(active()), left = old.scrollLeft;
	const kept = all("details[open], :checked", old).map(place);
	old.replaceWith(fresh);
	for (const found of kept) Object.assign(found() ?? {}, { open: true, checked: true });
	fresh.scrollLeft = left;
	if (again) focus(again() ?? fresh, { preventScroll: true });
	tell(words.updated);
}
async function look() {
	if (document.hidden) return;
	const known = await fetch(`/changes?seen=${root.pulse}`, quiet), here = location.href;
	if (known.status === 401) say(words.ended);
	const { pulse, ends_in } = await known.json();
	one("#ending").hidden = ends_in > 600;
	if (!root.pulse || pulse === root.pulse) return;
	const [answer, page] = await read(here, quiet);
	if (here !== location.href) return;
	if (!answer.ok) return (root.pulse = "");
	adopt(page);
	for (const old of all("[data-live]")) {
		const fresh = page.getElementById(old.id) ?? say(words.changed) ?? old;
		if (fresh.isEqualNode(old)) continue;
		if (carried || all(TYPED, old).some((field) => field === active() || field.typed)) root.pulse = "later";
		else renew(old, fresh);
	}
	count();
}
const poll = () => look().catch(() => {});
if (one("#ending")) on("visibilitychange", poll, setInterval(poll, 10000));

let wish = 0, typing;
async function go(url) {
	const mine = ++wish, [answer, page] = await read(url).catch(() => [{ url: "" }]);
	if (mine !== wish) return;
	if (!answer.url.includes(location.pathname)) return (location = url);
	const isNew = answer.url !== location.href;
	if (isNew) history.pushState(1, "", answer.url);
	const { value, type } = active();
	const held = isNew && active().matches(`${TYPED}, th a`) && place(active());
	for (const part of ["main", "footer"]) one(part).replaceWith(one(part, page));
	adopt(page);
	const again = held && held();
	focus(again || one("[data-swap-region] h2") || one("h1"));
	if (again && type === "search") again.setRangeText(value, 0, again.value.length, "end");
	tell(one("caption")?.textContent ?? words.updated);
	begin();
}
history.replaceState(1, "");
on("popstate", ({ state }) => state && go(location.href));
on("input", ({ target }) => {
	target.typed = true;
	const form = target.closest(".v-filter[data-swap]");
	clearTimeout(typing);
	typing = setTimeout(() => form?.requestSubmit(), target.type === "search" ? 400 : 0);
	if (target.matches("[data-keep] textarea")) store[draft(target)] = `${target.defaultValue}\0${target.value}`;
});

// Drafts are one person's: nobody else finds them, and nobody at all after signing out.
const tabs = new BroadcastChannel("vorlauf");
let leaving;
if (root.me && store.me !== root.me) store.clear();
if (root.me) store.me = root.me;
tabs.onmessage = () => {
	store.clear();
	for (const field of all("[data-keep] textarea")) Object.assign(field, { value: field.defaultValue, typed: false });
};
on("click", () => (leaving = false), true);
on("pagehide", () => leaving && tabs.postMessage(store.clear()));

// Forms go once; drafts stay until they arrive.
const draft = (field) => location.pathname + field.name;
on("submit", (event) => {
	const form = event.target, filled = [...new FormData(form)].filter((pair) => pair[1]);
	if (form.matches("[data-swap]")) go(`${form.action}?${new URLSearchParams(filled)}`);
	else if (form.matches("#ending form")) fetch(form.action, { method: "POST", ...quiet }).then(poll);
	else if (!form.dataset.sent) {
		leaving = form.getAttribute("action") === "/sign-out";
		form.dataset.sent = 1;
		setTimeout(() => delete form.dataset.sent, 8000);
		store.sent = all("textarea", form).map(draft);
		return;
	}
	event.preventDefault();
});
on("beforeunload", (event) => all("[data-keep]:not([data-sent]) [name]").some((field) => field.typed) && event.preventDefault());
function begin() {
	const sent = (store.sent ?? "").split(",");
	if (!one("#errors, .v-main--problem")) for (const key of sent) delete store[key];
	delete store.sent;
	for (const field of all("[data-keep] textarea")) {
		const [was, text] = store[draft(field)]?.split("\0") ?? [];
		if (!text || was !== field.value || was === text) continue;
		Object.assign(field, { value: text, typed: true });
		say(words.restored);
	}
	count();
}

let last;
function count() {
	const ticked = all("tbody :checked").length;
	for (const sign of all("[data-ticked]")) sign.textContent = sign.dataset.ticked.replace("{n}", ticked);
}
on("click", (event) => {
	const { target, shiftKey } = event, link = target.closest("a[data-swap]");
	for (const menu of all(".v-menu[open]")) menu.open = menu.contains(target);
	if (link && isPlain(event) && !shiftKey) event.preventDefault(go(link.href));
	if (target.type !== "checkbox") return;
	const name = target.dataset.all, boxes = all(`[name="${name ?? target.name}"]`);
	const ends = name ? [0, 999] : [last, target].map((box) => boxes.indexOf(box)).sort((a, b) => a - b);
	if (name || shiftKey) boxes.slice(ends[0], ends[1] + 1).forEach((box) => (box.checked = target.checked));
	last = target;
	count();
});

// A drop presses what the card's menu has.
let carried;
const way = (column) => one(`[data-to="${column.dataset.state}"]`, carried);
const isOpen = (column) => way(column) && !way(column).dataset.why;
const landing = ({ target }) => carried && target.closest("[data-state], [data-day]");
on("dragstart", ({ target }) => {
	carried = target.closest?.("[draggable=true]");
	if (carried) for (const { dataset } of all("[data-state]").filter(isOpen)) dataset.possible = "";
});
on("dragover", (event) => landing(event) && event.preventDefault());
on("drop", (event) => {
	const target = landing(event);
	if (!target) return;
	event.preventDefault();
	const from = carried.closest("[data-state]")?.dataset.state.replaceAll("_", "-");
	if (!from) location = `${carried.dataset.move}&day=${target.dataset.day}`;
	else if (isOpen(target)) way(target).click();
	else say(way(target)?.dataset.why ?? target.getAttribute(`data-why-${from}`));
});
on("dragend", () => {
	carried = null;
	for (const { dataset } of all("[data-possible]")) delete dataset.possible;
});

// Keys rest while somebody types.
const goes = { t: "/", b: "/board", k: "/calendar", l: "/posts" };
let before;
function step(row, by) {
	const rows = all("[data-row]"), next = rows[row ? rows.indexOf(row) + by : 0];
	focus(next && (one("a[href]", next) ?? next));
}
const keys = {
	"/": () => focus(all("[type=search]").at(-1)),
	"?": () => (location = "/shortcuts"),
	j: (row) => step(row, 1),
	k: (row) => step(row, -1),
	o: (row) => row && one("a[href]", row).click(),
	x: (row) => row && one("[type=checkbox]", row)?.click(),
	c: () => focus(one("[data-comment] textarea")),
};
on("keydown", (event) => {
	const { key, target } = event, menu = one(".v-menu[open] > summary");
	if (key === "Escape" && menu) focus(menu, menu.click());
	if (root.shortcuts == null || !isPlain(event) || target.matches(TYPED)) return;
	const to = before === "g" && goes[key];
	before = key;
	if (to) location = to;
	else if (keys[key]) event.preventDefault(keys[key](target.closest("[data-row]")));
});
begin();

// A text that is copied elsewhere; without a secure address only this old way works.
on("click", ({ target }) => {
	const { copy, said } = target.closest?.("[data-copy]")?.dataset ?? {};
	if (!copy) return;
	document.getElementById(copy).select();
	if (document.execCommand("copy")) say(said);
});
