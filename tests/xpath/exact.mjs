// A value that compares bit by bit: a number as its eight bytes, NaN always the same.
export function exact(value) {
  if (typeof value !== "number") return value;
  if (Number.isNaN(value)) return "NaN";
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  return bytes.getBigUint64(0).toString(16).padStart(16, "0");
}

// Ids that count up, so that both evaluators draw the same random numbers.
export function countingIds() {
  let number = 0;
  return () => `00000000-0000-4000-8000-${(++number).toString(16).padStart(12, "0")}`;
}
