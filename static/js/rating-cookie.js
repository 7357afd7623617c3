// The page is the same for all readers; only the browser knows whether this reader has voted.
(() => {
  const form = document.querySelector("[data-rating-cookie]");
  const thanks = document.querySelector("[data-rated-thanks]");
  if (!form || !thanks) return;
  const voted = document.cookie.split("; ").some((pair) => pair.startsWith(`${form.dataset.ratingCookie}=`));
  form.hidden = voted;
  thanks.hidden = !voted;
})();
