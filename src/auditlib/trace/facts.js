// Shows what a number is in a small card: on hover and focus, and on click, tap or Enter until it is closed.
(() => {
  const card = document.getElementById("fact-card");
  if (!card || !card.showPopover) return;
  const says = card.querySelector(".fact-says");
  const link = card.querySelector(".fact-link");
  const page = link.getAttribute("href");
  let pinned = null;

  const place = (number) => {
    const box = number.getBoundingClientRect();
    const left = Math.min(box.left, window.innerWidth - card.offsetWidth - 8);
    const below = box.bottom + 6;
    const fits = below + card.offsetHeight < window.innerHeight;
    card.style.left = `${Math.max(8, left)}px`;
    card.style.top = `${fits ? below : Math.max(8, box.top - card.offsetHeight - 6)}px`;
  };
  const show = (number) => {
    says.textContent = number.dataset.says;
    link.textContent = `Open the entry of ${number.dataset.fact}`;
    link.setAttribute("href", `${page}#fact-${number.dataset.fact}`);
    number.after(card); // so that Tab goes from the number into its card
    if (!card.matches(":popover-open")) card.showPopover();
    place(number);
  };
  const hide = () => {
    pinned = null;
    if (card.matches(":popover-open")) card.hidePopover();
  };
  const numberOf = (event) => event.target.closest && event.target.closest("button.fact");

  card.setAttribute("popover", "manual");
  document.addEventListener("mouseover", (event) => {
    const number = numberOf(event);
    if (number && !pinned) show(number);
  });
  document.addEventListener("mouseout", (event) => {
    const to = event.relatedTarget;
    if (numberOf(event) && !pinned && !(to && card.contains(to))) hide();
  });
  card.addEventListener("mouseleave", () => { if (!pinned) hide(); });
  document.addEventListener("focusin", (event) => {
    const number = numberOf(event);
    if (number) { pinned = null; show(number); }
    else if (!card.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const number = numberOf(event);
    if (number) {
      if (pinned === number) hide();
      else { show(number); pinned = number; }
    } else if (!card.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  window.addEventListener("scroll", hide, { passive: true });
})();
