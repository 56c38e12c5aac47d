// Copies a field's text. Without this script, or where a browser forbids it, the field can be selected.

const status = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    if (!(await copy(field))) return;
    const label = button.firstChild;
    const before = label.data;
    status.textContent = status.dataset.copied;
    if (before === status.dataset.copied) return;
    label.data = status.dataset.copied;
    setTimeout(() => {
      label.data = before;
    }, 3000);
  });
}

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select(); // over plain HTTP there is no clipboard: Ctrl+C does it
    return false;
  }
}
