// Moving a line by its handle: with a mouse, a pen or a finger. A mark shows where it will stand; to the left and right it leaves a
// group or enters one.

const STEP = 24;
const EDGE = 60;
const START = 4;

export class Drag {
  // `drop(lines, target)` is told where lines were let go: the line that follows or null, the depth, and the place for the server.
  constructor(outline, drop) {
    this.outline = outline;
    this.drop = drop;
    this.mark = document.createElement("div");
    this.mark.className = "drop-mark";
    outline.list.addEventListener("pointerdown", (event) => this.start(event));
    for (const [name, act] of [["pointermove", "move"], ["pointerup", "end"], ["pointercancel", "cancel"]]) {
      outline.list.addEventListener(name, (event) => this.active?.pointer === event.pointerId && this[act](event));
    }
    addEventListener("keydown", (event) => event.key === "Escape" && this.active && this.cancel());
  }

  start(event) {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    const line = handle.closest("li");
    if (line.dataset.row === undefined) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    this.active = { pointer: event.pointerId, line, x: event.clientX, y: event.clientY, lastY: event.clientY, lastX: event.clientX };
  }

  // Once, when the drag begins: the lines between which it may end.
  measure() {
    const { outline, active } = this;
    active.lines = outline.chosenWith(active.line);
    active.block = active.lines.flatMap((line) => outline.block(line));
    active.depth = outline.depth(active.line);
    const inside = new Set(active.block);
    const others = outline.lines.filter((line) => !inside.has(line));
    active.others = others.map((line) => ({ line, depth: outline.depth(line), isGroup: line.dataset.group !== undefined }));
    active.block.forEach((line) => line.classList.add("dragged"));
    outline.list.parentElement.append(this.mark);
    active.isMoving = true;
  }

  move(event) {
    const { active } = this;
    [active.lastX, active.lastY] = [event.clientX, event.clientY];
    if (!active.isMoving) {
      if (Math.hypot(active.lastX - active.x, active.lastY - active.y) < START) return;
      this.measure();
      this.scroll();
    }
    this.aim();
  }

  aim() {
    const { active, outline } = this;
    const at = this.find(active.lastY);
    const [above, below] = [active.others[at - 1], active.others[at]];
    const deepest = above ? above.depth + (above.isGroup ? 1 : 0) : 0;
    const wanted = active.depth + Math.round((active.lastX - active.x) / STEP);
    const depth = Math.max(below?.depth ?? 0, Math.min(deepest, wanted));
    active.target = { before: below?.line ?? null, depth, to: this.placeAfter(at, depth) };
    const box = (below ?? above)?.line.getBoundingClientRect();
    if (!box) return;
    const list = outline.list.parentElement.getBoundingClientRect();
    this.mark.style.top = `${(below ? box.top - 6 : box.bottom + 6) - list.top}px`;
    this.mark.style.left = `${Math.min(active.target.depth, 3) * 20}px`;
  }

  // The first line whose middle is below a height, by halves: lines that were never on the screen have no sure height.
  find(y) {
    const { others } = this.active;
    let [low, high] = [0, others.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const box = others[middle].line.getBoundingClientRect();
      if (box.top + box.height / 2 > y) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  // The place that the server knows: right after the sibling above, else the first of its group.
  placeAfter(index, depth) {
    const above = this.active.others.slice(0, index).findLast((each) => each.depth <= depth);
    if (!above) return "/questions/0";
    const { at } = above.line.dataset;
    return above.depth < depth ? `${at}/questions/0` : at.replace(/\d+$/, (number) => Number(number) + 1);
  }

  // Near the window's edges the page moves along.
  scroll() {
    const { active } = this;
    if (!active?.isMoving) return;
    const y = active.lastY;
    const by = y < EDGE ? y - EDGE : Math.max(y - (innerHeight - EDGE), 0);
    if (by) {
      scrollBy(0, by / 4);
      this.aim();
    }
    requestAnimationFrame(() => this.scroll());
  }

  end() {
    const { lines, target } = this.active;
    this.cancel();
    if (target) this.drop(lines, target);
  }

  cancel() {
    this.active?.block?.forEach((line) => line.classList.remove("dragged"));
    this.mark.remove();
    this.active = undefined;
  }
}
