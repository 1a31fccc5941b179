// Shows only the messages that have every word that is searched for, and the days that have any.
const field = document.querySelector("input");
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let day = null;
  for (const row of document.querySelector("main").children) {
    if (row.tagName === "H2") (day = row).hidden = words.length > 0;
    else {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      row.classList.toggle("follows", row.dataset.follows === "true" && !words.length);
      if (!row.hidden) day.hidden = false;
    }
  }
});
