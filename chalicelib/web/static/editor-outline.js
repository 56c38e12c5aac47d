// The lines of a form's outline: where each stands, and how they move. The page shows a move at once; the server, which is told
// after, decides what the form is.

const PLACE = "/questions/";

export class Outline {
  constructor(list, words) {
    this.list = list;
    this.words = words;
    this.prepare();
  }

  get lines() {
    return [...this.list.children].filter((each) => each.dataset.row !== undefined);
  }

  // Gives each line what only works with the script: a handle, and a way to add a question below.
  prepare() {
    for (const line of this.list.children) {
      if (line.querySelector(":scope > [data-handle]")) continue;
      line.prepend(this.button("handle", "⠿", this.words.drag, line));
      line.append(this.button("plus", "+", this.words.addBelow, line));
    }
  }

  button(name, sign, words, line) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = name;
    button.dataset[name] = button.dataset.own = "";
    button.textContent = sign;
    button.setAttribute("aria-label", `${words}: ${title(line)}`);
    return button;
  }

  depth(line) {
    return line.dataset.at.split(PLACE).length - 2;
  }

  find(at) {
    return this.lines.find((line) => line.dataset.at === at);
  }

  // A place in a line's question that the server wrote, after the line has moved.
  placeNow(at, line) {
    const written = line?.querySelector("input[name=at]")?.value;
    return written && at.startsWith(written) ? line.dataset.at + at.slice(written.length) : at;
  }

  // A line with all that is inside it.
  block(line) {
    const block = [line];
    for (let next = line.nextElementSibling; next && this.depth(next) > this.depth(line); next = next.nextElementSibling) block.push(next);
    return block;
  }

  // The lines that move with a line: all that are chosen if it is one of them, those inside others left out.
  chosenWith(line) {
    const chosen = this.lines.filter((each) => each.querySelector("input[name=at]:checked"));
    if (!chosen.includes(line)) return [line];
    return chosen.filter((each) => !chosen.some((other) => each.dataset.at.startsWith(`${other.dataset.at}/`)));
  }

  parent(line) {
    let above = line.previousElementSibling;
    while (above && this.depth(above) >= this.depth(line)) above = above.previousElementSibling;
    return above;
  }

  siblingBefore(line) {
    let above = line.previousElementSibling;
    while (above && this.depth(above) > this.depth(line)) above = above.previousElementSibling;
    return above && this.depth(above) === this.depth(line) ? above : null;
  }

  siblingAfter(line) {
    const next = this.block(line).at(-1).nextElementSibling;
    return next && this.depth(next) === this.depth(line) ? next : null;
  }

  // Makes a step in the page; false where it leads nowhere.
  step(name, line) {
    const block = this.block(line);
    const depth = this.depth(line);
    if (name === "up") {
      const before = this.siblingBefore(line);
      return Boolean(before) && this.place(block, before, depth);
    }
    if (name === "down") {
      const after = this.siblingAfter(line);
      return Boolean(after) && this.place(block, this.block(after).at(-1).nextElementSibling, depth);
    }
    if (name === "in") {
      const group = this.siblingBefore(line);
      return group?.dataset.group !== undefined && this.place(block, block.at(-1).nextElementSibling, depth + 1);
    }
    if (name === "out") {
      const group = this.parent(line);
      return Boolean(group) && this.place(block, this.block(group).at(-1).nextElementSibling, depth - 1);
    }
    return false;
  }

  // Puts a block before a line (at the end without one), at a depth.
  place(block, before, depth) {
    return this.placeAll([block], before, depth);
  }

  placeAll(blocks, before, depth) {
    const depths = new Map();
    for (const block of blocks) for (const line of block) depths.set(line, depth + this.depth(line) - this.depth(block[0]));
    keepFocus(() => {
      for (const line of depths.keys()) this.list.insertBefore(line, before);
      this.renumber(depths);
    });
    return true;
  }

  remove(line) {
    for (const each of this.block(line)) each.remove();
    this.renumber();
  }

  // Writes each line's place anew; `changed` holds the depths that differ. A question that is not saved yet counts as none.
  renumber(changed = new Map()) {
    const counts = [];
    for (const line of this.list.children) {
      const depth = changed.get(line) ?? this.depth(line);
      counts.length = Math.min(counts.length, depth + 1);
      const number = (counts[depth] ?? -1) + 1;
      const at = [...counts.slice(0, depth), number].map((each) => PLACE + each).join("");
      if (line.dataset.at !== at) this.setPlace(line, at, depth);
      if (line.dataset.row !== undefined) counts[depth] = number;
    }
  }

  setPlace(line, at, depth) {
    line.dataset.at = at;
    const name = `depth-${Math.min(depth, 3)}`;
    if (line.classList.contains(name)) return;
    line.classList.remove("depth-0", "depth-1", "depth-2", "depth-3");
    line.classList.add(name);
  }

  // Makes the lines what the server's page shows. A line is the same if its question has the same name, so that what is open in
  // it and the focus stay.
  sync(page) {
    const known = new Map();
    for (const line of this.lines) known.set(line.dataset.row, [...(known.get(line.dataset.row) ?? []), line]);
    keepFocus(() => {
      let spot = this.list.firstElementChild;
      for (const fresh of [...page.children]) {
        const line = known.get(fresh.dataset.row)?.shift();
        while (spot && spot.dataset.row === undefined) spot = spot.nextElementSibling;
        if (line) this.replace(line, fresh);
        if (line && line === spot) spot = spot.nextElementSibling;
        else this.list.insertBefore(line ?? document.adoptNode(fresh), spot);
      }
      [...known.values()].flat().forEach((line) => this.drop(line));
      this.prepare();
    });
  }

  // A line whose question is gone stays only while something is open in it.
  drop(line) {
    if (!line.querySelector(":scope > [data-panel]")) return line.remove();
    line.classList.add("gone");
    delete line.dataset.row;
  }

  // Shows a line as the server has it; what the script added to it stays.
  replace(line, fresh) {
    const own = [...line.children].filter((each) => each.dataset.own !== undefined);
    const isOpen = line.classList.contains("open");
    for (const { name, value } of fresh.attributes) line.setAttribute(name, value);
    line.classList.toggle("open", isOpen);
    const theirs = [...line.children].filter((each) => each.dataset.own === undefined);
    const html = (elements) => elements.map((each) => each.outerHTML).join("");
    if (html(theirs) === html([...fresh.children])) return;
    const isTicked = theirs.some((each) => each.querySelector("[name=at]:checked"));
    theirs.forEach((each) => each.remove());
    const elements = [...fresh.children].map((each) => document.adoptNode(each));
    if (own[0]) own[0].after(...elements);
    else line.prepend(...elements);
    const tick = isTicked && line.querySelector("[name=at]");
    if (tick) tick.checked = true;
    for (const [name, words] of [["handle", this.words.drag], ["plus", this.words.addBelow]]) {
      line.querySelector(`:scope > .${name}`)?.setAttribute("aria-label", `${words}: ${title(line)}`);
    }
  }

  // In words: which of how many, and in which group.
  describe(line) {
    const group = this.parent(line);
    const siblings = (group ? this.block(group) : this.lines).filter((each) => this.depth(each) === this.depth(line));
    const words = group ? this.words.placeInGroup : this.words.place;
    return fill(words, { question: title(line), number: siblings.indexOf(line) + 1, count: siblings.length, group: group ? title(group) : "" });
  }
}

export function title(line) {
  return line.querySelector("h2")?.textContent.trim() ?? "";
}

export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// An element that is moved in the page loses the focus, and a button that is replaced is gone: the same button gets it back.
function keepFocus(change) {
  const focused = document.activeElement;
  const line = focused?.closest("li[data-row]");
  const { selectionStart, selectionEnd } = focused ?? {};
  change();
  if (!line || focused === document.activeElement) return;
  const again = focused.isConnected ? focused : find(line, focused);
  again?.focus({ preventScroll: true });
  if (again === focused && typeof selectionStart === "number") focused.setSelectionRange(selectionStart, selectionEnd);
}

function find(line, focused) {
  const name = focused.value?.split(" ")[0];
  const button = name && [...line.querySelectorAll("button")].find((each) => each.value.split(" ")[0] === name);
  return button || line.querySelector("h2 a");
}
