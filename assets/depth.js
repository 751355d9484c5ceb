// The table of verdicts: a click on a cell says which networks were meant.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-depth]');
  if (button) trigger('select', { customdata: [button.dataset.normalization, button.dataset.initialization, +button.dataset.depth] });
});
