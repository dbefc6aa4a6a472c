/* Files go in pieces as soon as they are chosen; sending the form hands them in.
	 Without it the form does it all. */
(() => {
	"use strict";
	const form = document.querySelector("#upload");
	if (!form) return;
	const PIECE = 512 * 1024;
	const MOST_TRIES = 10;
	const MOST_WAITS = 60;
	const words = form.dataset;
	const field = form.querySelector("[type=file]");
	const list = form.querySelector(".u-files");
	const drop = form.querySelector(".u-drop");
	const SHELF = `upload ${words.pieces.split("?")[0]}`;
	const rows = [];
	let working = Promise.resolve();
	let isSending = false;

	// What was begun outlives a reload of the page.
	const shelf = (change) => {
		let kept = {};
		try {
			kept = JSON.parse(sessionStorage.getItem(SHELF)) || {};
			if (change) {
				change(kept);
				sessionStorage.setItem(SHELF, JSON.stringify(kept));
			}
		} catch { /* then without */ }
		return kept;
	};
	// Whoever signs out here leaves nothing behind.
	new BroadcastChannel("vorlauf").onmessage = () => sessionStorage.removeItem(SHELF);
	const forget = (key) => shelf((kept) => { delete kept[key]; });
	const pause = (ms) => new Promise((go) => {
		const timer = setTimeout(go, ms);
		addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
	});

	const ask = async (query, piece) => {
		const gate = new AbortController();
		setTimeout(() => gate.abort(), 60000);
		const answer = await fetch(`${words.pieces}&${new URLSearchParams(query)}`, {
			method: "POST",
			headers: { "Content-Type": "application/octet-stream" },
			body: piece || "",
			signal: gate.signal,
		});
		if (answer.status === 429 || answer.status === 503) {
			const seconds = Number(answer.headers.get("Retry-After")) || 5;
			throw Object.assign(new Error(answer.status), { seconds: Math.min(seconds, 300) });
		}
		if (answer.status >= 500) throw new Error(answer.status);
		return answer.json();
	};

	const make = (tag, className = "", textContent = "") =>
		Object.assign(document.createElement(tag), { className, textContent });
	const show = (row, text, done) => {
		row.state.textContent = text;
		if (done !== undefined) row.bar.value = done;
	};
	const take = (row) => {
		row.isOver = true;
		rows.splice(rows.indexOf(row), 1);
		row.node.remove();
	};
	const addRow = (name, size, file) => {
		const row = { name, size, file, id: "", isOver: false };
		row.node = make("li");
		row.state = make("span", "u-files__state", words.waiting);
		row.bar = make("progress");
		Object.assign(row.bar, { max: size || 1, value: 0 });
		row.bar.setAttribute("aria-label", name);
		const remove = make("button", "kern-btn kern-btn--tertiary u-files__remove");
		remove.type = "button";
		remove.append(make("span", "kern-label", words.remove));
		remove.setAttribute("aria-label", `${words.remove}: ${name}`);
		remove.addEventListener("click", () => {
			take(row);
			forget(row.key);
			field.focus();
		});
		row.node.append(make("span", "u-files__name", name), row.state, row.bar, remove);
		list.append(row.node);
		rows.push(row);
		return row;
	};
	const fail = (row, sentence) => {
		row.hasFailed = true;
		show(row, words.failed);
		row.node.append(make("span", "u-files__bad", sentence));
		row.node.lastChild.setAttribute("role", "alert");
	};

	// What fails is tried again from where the server says.
	const sendFile = async (row) => {
		let offset = -1, waits = 0;
		for (let tries = 0; !row.isOver && offset < row.size;) {
			try {
				const { id, name, size, file } = row;
				const told = await (!id ? ask({ name, size }) : offset < 0 ? ask({ id })
					: ask({ id, offset }, file.slice(offset, offset + PIECE)));
				if (told.problem) {
					if (!row.isResumed) return fail(row, told.problem);
					row.id = "";
					row.isResumed = false;
					continue;
				}
				if (told.id) row.id = told.id;
				if (told.offset > offset) tries = 0;
				offset = told.offset;
				shelf((kept) => { kept[row.key] = { id: row.id, name: row.name, size: row.size }; });
				show(row, words.sending.replace("{}", Math.floor(100 * offset / row.size)), offset);
			} catch (error) {
				if (error.seconds && waits < MOST_WAITS) {
					waits += 1;
					show(row, words.busy.replace("{}", error.seconds));
					await pause(error.seconds * 1000);
					continue;
				}
				tries += 1;
				if (tries > MOST_TRIES) return fail(row, words.lost);
				show(row, words.again);
				if (row.id) offset = -1;
				await pause(Math.min(500 * 2 ** tries, 15000));
			}
		}
		if (!row.isOver) {
			row.isSent = true;
			show(row, words.sent, row.size);
		}
	};

	const add = (files) => {
		for (const file of files) {
			const key = [file.name, file.size, file.lastModified].join("|");
			if (rows.some((row) => row.key === key && row.file && !row.hasFailed)) continue;
			rows.filter((row) => row.key === key).forEach(take);
			const row = addRow(file.name, file.size, file);
			const begun = shelf()[key];
			row.key = key;
			if (begun) { row.id = begun.id; row.isResumed = true; }
			working = working.then(() => sendFile(row));
		}
	};

	form.addEventListener("submit", async (event) => {
		if (!rows.length) return;
		event.preventDefault();
		if (isSending) return;
		isSending = true;
		await working;
		isSending = false;
		const bad = rows.find((row) => row.hasFailed && !row.isSeen);
		if (bad) {
			bad.isSeen = true;
			return bad.node.scrollIntoView();
		}
		// A picture's own button saves what was typed, without files, too.
		const act = event.submitter?.getAttribute("formaction");
		const sent = rows.filter((row) => row.isSent);
		if (!sent.length && !act) return;
		if (act) form.action = act;
		for (const row of sent) {
			form.append(Object.assign(make("input"),
				{ type: "hidden", name: "staged", value: row.id }));
			show(row, words.reading);
			forget(row.key);
		}
		form.submit();
	});
	field.addEventListener("change", () => { add(field.files); field.value = ""; });
	for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
		drop.addEventListener(name, (event) => {
			event.preventDefault();
			drop.classList.toggle("u-drop--over", /er$/.test(name));
			if (name === "drop") add(event.dataTransfer.files);
		});
	}
	drop.querySelector(".u-drop__or").hidden = false;
	Object.entries(shelf()).forEach(([key, begun]) => {
		ask({ id: begun.id }).then((told) => {
			if (told.problem) return forget(key);
			const row = addRow(begun.name, begun.size);
			Object.assign(row, { key, id: begun.id, isSent: told.offset === begun.size });
			show(row, row.isSent ? words.sent : words.resumed, told.offset);
		}).catch(() => {});
	});
})();
