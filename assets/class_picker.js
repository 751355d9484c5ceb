// The class to explain: a combobox that searches as one types (WAI-ARIA 1.2, list autocomplete).
// What is typed replaces what stands there; leaving or Escape puts it back; × returns to the prediction.
const find = (selector) => element.querySelector(selector);
const PREDICTED = -1, PAGE = 8;
let entries = []; // all that can be picked: { index, names in the order of the languages }
let matches = []; // those that the list shows
let chosen = PREDICTED, active = -1, typed = '';

const chinese = () => document.documentElement.dataset.language === 'zh';
const language = () => (chinese() ? 1 : 0);
const plain = (words) => words.toLowerCase().replace(/[_\s]+/g, ' ').trim();

function shown({ index, names }) {
  if (index === PREDICTED) return names[language()];
  return `${chinese() ? [...names].reverse().join(' ') : names[0]} (${index})`;
}

// 0 is the best: the whole name, a word of it, the beginning of a word, any part; -1 is none.
function rank(entry, wanted) {
  const names = [...entry.names, shown(entry), String(entry.index)].map(plain);
  const words = names.flatMap((name) => name.split(/[^\p{L}\p{N}]+/u));
  if (names.includes(wanted)) return 0;
  if (words.includes(wanted)) return 1;
  if (words.some((word) => word.startsWith(wanted))) return 2;
  return names.some((name) => name.includes(wanted)) ? 3 : -1;
}

const isOpen = () => !find('.found').hidden;

function list() {
  const wanted = plain(typed);
  matches = !wanted ? entries : entries
    .map((entry) => [rank(entry, wanted), entry]).filter(([place]) => place >= 0)
    .sort((one, other) => one[0] - other[0]).map(([, entry]) => entry);
  find('ul').replaceChildren(...matches.map((entry, place) => {
    const option = document.createElement('li');
    Object.assign(option, { id: `class-option-${place}`, textContent: shown(entry) });
    option.setAttribute('role', 'option');
    option.dataset.place = place;
    return option;
  }));
  find('.coming').hidden = entries.length > 1;
  find('.none').hidden = matches.length > 0 || entries.length === 1;
  find('.spoken').textContent = find('.none').hidden ? String(matches.length) : find(`.none [lang^=${chinese() ? 'zh' : 'en'}]`).textContent;
  find('.found').hidden = false;
  find('input').setAttribute('aria-expanded', 'true');
  move(wanted ? 0 : matches.findIndex((entry) => entry.index === chosen));
}

function move(place) {
  active = Math.max(-1, Math.min(matches.length - 1, place));
  const options = [...find('ul').children];
  options.forEach((option, at) => option.setAttribute('aria-selected', at === active));
  const option = options[active];
  if (!option) return find('input').removeAttribute('aria-activedescendant');
  find('input').setAttribute('aria-activedescendant', option.id);
  const box = find('ul');
  if (option.offsetTop < box.scrollTop) box.scrollTop = option.offsetTop;
  const over = option.offsetTop + option.offsetHeight - box.clientHeight;
  if (over > box.scrollTop) box.scrollTop = over;
}

function close() {
  const input = find('input');
  find('.found').hidden = true;
  find('ul').replaceChildren();
  find('.spoken').textContent = '';
  matches = [];
  active = -1;
  typed = '';
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
  input.value = shown(entries.find((entry) => entry.index === chosen));
  find('.back').hidden = chosen === PREDICTED;
}

function pick(index) {
  const changed = index !== chosen;
  chosen = index;
  close();
  find('input').select();
  if (changed) trigger('input', { index });
}

element.addEventListener('focusin', (event) => {
  if (event.target.matches('input')) event.target.select();
});
element.addEventListener('focusout', (event) => {
  if (event.target.matches('input')) close();
});
element.addEventListener('mousedown', (event) => {
  const nothing = !matches.length; // found: a click begins anew, as on a closed box
  const opens = event.target.matches('input') && (!isOpen() || nothing);
  if (event.target.closest('.found') || opens) event.preventDefault(); // no caret, and the box keeps the focus
  if (opens) event.target.focus();
  if (opens) event.target.select();
});
element.addEventListener('click', (event) => {
  const option = event.target.closest('[role=option]');
  if (option) return pick(matches[+option.dataset.place].index);
  if (event.target.closest('.back')) {
    pick(PREDICTED);
    return find('input').focus();
  }
  if (!event.target.matches('input') || isOpen()) return;
  list();
});
element.addEventListener('input', (event) => {
  typed = event.target.value;
  list();
  if (!plain(typed)) move(0); // emptied: Enter returns to the prediction
});
element.addEventListener('keydown', (event) => {
  if (!event.target.matches('input') || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
  if (step) {
    event.preventDefault();
    if (isOpen()) move(active < 0 && step < 0 ? matches.length - 1 : Math.max(0, active + step));
    else list();
  } else if (event.key === 'Enter' && isOpen()) {
    event.preventDefault();
    if (active >= 0) pick(matches[active].index);
  } else if (event.key === 'Escape' && isOpen()) {
    event.preventDefault();
    close();
    event.target.select();
  }
});

function settle() { // other classes: the prediction is explained again
  entries = [{ index: PREDICTED, names: JSON.parse(find('.class-picker').dataset.predicted) },
    ...JSON.parse(props.value || '[]').map((names, index) => ({ index, names }))];
  chosen = PREDICTED;
  if (isOpen()) list(); // what is being typed stays
  else close();
}
new MutationObserver(close).observe(document.documentElement, { attributes: true, attributeFilter: ['data-language'] });
watch('value', settle);
window.explorerLanguage?.apply(element);
settle();
