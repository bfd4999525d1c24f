// One page of a table. Every text is set as text; sorting and turning pages is done by the kernel.
let tables = 0;

function make(tag, text, attributes = {}) {
  const node = document.createElement(tag);
  if (text !== null) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function render({ model, el }) {
  const group = `documine-choice-${++tables}`;

  function button(text, label, key, message, disabled) {
    const node = make("button", text, { type: "button", "aria-label": label, "data-key": key });
    node.disabled = disabled;
    node.addEventListener("click", () => model.send(message));
    return node;
  }

  function head(page) {
    const row = make("tr", null);
    if (page.choice) {
      const cell = make("th", null, { class: "choice", scope: "col" });
      if (page.choice === "many") cell.append(all(page));
      else cell.append(make("span", "choose", { class: "unseen" }));
      row.append(cell);
    }
    page.headers.forEach((header, at) => {
      const isSorted = page.column === at;
      const order = isSorted ? (page.descending ? "descending" : "ascending") : "none";
      const cell = make("th", null, { scope: "col", "aria-sort": order });
      if (page.numbers[at]) cell.className = "number";
      const node = button(header, `sort by ${header}`, `sort-${at}`, { kind: "sort", column: at });
      node.append(make("span", isSorted ? (page.descending ? "▼" : "▲") : "", { class: "order", "aria-hidden": "true" }));
      cell.append(node);
      row.append(cell);
    });
    return row;
  }

  function all(page) {
    const box = make("input", null, { type: "checkbox", "aria-label": "choose all", "data-key": "all" });
    box.checked = page.total > 0 && page.count === page.total;
    box.indeterminate = page.count > 0 && page.count < page.total;
    box.addEventListener("change", () => model.send({ kind: "all", wanted: box.checked }));
    return box;
  }

  function body(page) {
    return page.rows.map((texts, at) => {
      const row = make("tr", null);
      const isChosen = page.chosen.includes(at);
      row.classList.toggle("chosen", isChosen);
      if (page.choice) row.append(choice(page, texts, at, isChosen));
      texts.forEach((text, column) => {
        const cell = make("td", text, { title: text });
        if (page.numbers[column]) cell.className = "number";
        row.append(cell);
      });
      return row;
    });
  }

  function choice(page, texts, at, isChosen) {
    const type = page.choice === "many" ? "checkbox" : "radio";
    const box = make("input", null, { type, name: group, "aria-label": `choose ${texts[0]}`, "data-key": `row-${at}` });
    box.checked = isChosen;
    box.addEventListener("change", () => {
      // Read off the page, since an earlier click's answer may still be on its way.
      const boxes = [...el.querySelectorAll("tbody input")];
      model.send({ kind: "choose", rows: boxes.flatMap((one, row) => (one.checked ? [row] : [])) });
    });
    const cell = make("td", null, { class: "choice" });
    cell.append(box);
    return cell;
  }

  function foot(page) {
    const bar = make("div", null, { class: "pages" });
    const last = Math.min(page.first + page.size, page.total);
    const chosen = page.choice === "many" && page.count ? `, ${page.count.toLocaleString("en")} chosen` : "";
    const number = (n) => n.toLocaleString("en");
    const where = page.total > page.size ? `${number(page.first + 1)} to ${number(last)} of ` : "";
    const what = page.total === 1 ? page.noun.replace(/s$/, "") : page.noun;
    bar.append(make("span", `${where}${number(page.total)} ${what}${chosen}`, { role: "status" }));
    if (page.total > page.size) {
      bar.append(button("‹ Back", "page back", "back", { kind: "turn", pages: -1 }, page.first === 0));
      bar.append(button("Next ›", "next page", "next", { kind: "turn", pages: 1 }, last >= page.total));
    }
    return bar;
  }

  function draw() {
    const page = model.get("page");
    // Everything is drawn anew, so whoever works by keyboard is put back where they were.
    const focused = el.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    if (!page.total) {
      el.replaceChildren(make("div", page.empty, { class: "documine-empty" }));
      return;
    }
    const frame = make("div", null, { class: "documine-rows" });
    const table = make("table", null, { "aria-label": page.noun });
    const top = make("thead", null);
    top.append(head(page));
    const rows = make("tbody", null);
    rows.append(...body(page));
    table.append(top, rows);
    frame.append(table);
    const scrolled = el.querySelector(".documine-rows");
    const [left, height] = scrolled ? [scrolled.scrollLeft, scrolled.scrollTop] : [0, 0];
    el.replaceChildren(frame, foot(page));
    frame.scrollLeft = left;
    frame.scrollTop = height;
    if (focused) el.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }

  el.classList.add("documine-table");
  // A click anywhere in a row does what its box does.
  el.addEventListener("click", (event) => {
    if (event.target.closest("button, input")) return;
    event.target.closest("tbody tr")?.querySelector("input")?.click();
  });
  model.on("change:page", draw);
  draw();
  return () => model.off("change:page", draw);
}
export default { render };
