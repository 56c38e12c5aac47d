// Looks up cells in lists and external data: rows as the page has them, `{column: text}`.

const rowsByCell = new WeakMap();

const cellOf = (row, column) => (Object.hasOwn(row, column) ? row[column] : "");

// Returns a cell of the first row that has the text in the column `key`; empty if none has it, or for an empty text.
export function lookUp(rows, column, key, text) {
  const columns = rowsByCell.get(rows) ?? new Map();
  rowsByCell.set(rows, columns);
  if (!columns.has(key)) {
    columns.set(key, new Map(rows.map((row) => [cellOf(row, key), row]).reverse()));
  }
  const row = text === "" ? undefined : columns.get(key).get(text);
  return row === undefined ? "" : cellOf(row, column);
}
