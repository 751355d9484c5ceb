// One answer on the page: opacity, channels by mouse and arrow keys, the block view.
// The drawing itself is HTML made in Python; this only asks for more of it and puts it in place.
const view = () => element.querySelector('.view');
const key = () => view()?.dataset.key;
const speak = () => window.explorerLanguage?.apply(element);

async function ask(question, request, place) {
  const asked = key();
  place.setAttribute('aria-busy', 'true');
  try {
    const answer = await server[question]({ key: asked, ...request });
    if (asked !== key()) return null; // another photograph was chosen meanwhile
    place.innerHTML = answer.html;
    speak();
    return answer;
  } catch (error) {
    place.textContent = String(error.message || error);
    return null;
  } finally {
    place.removeAttribute('aria-busy');
  }
}

let waiting = null; // the newest wish while an answer is under way, so that held keys do not pile up
let busy = false;
async function channel(request) {
  if (busy) { waiting = request; return; }
  busy = true;
  const panel = element.querySelector('.channel');
  const answer = panel && await ask('channel', request, panel);
  if (answer && answer.count) {
    panel.dataset.count = answer.count;
    // while a newer wish waits, the keys have already moved on: an old answer must not pull them back
    if (!waiting) Object.assign(panel.dataset, { stage: answer.stage, rank: answer.rank });
    for (const cell of element.querySelectorAll('.channels button')) {
      const chosen = +cell.closest('.card').dataset.stage === answer.stage && +cell.dataset.rank === answer.rank;
      cell.setAttribute('aria-pressed', chosen);
      if (chosen) for (const other of cell.parentElement.children) other.tabIndex = other === cell ? 0 : -1;
    }
  }
  busy = false;
  if (waiting) { const next = waiting; waiting = null; channel(next); }
}

element.addEventListener('click', (event) => {
  const cell = event.target.closest('.channels button');
  if (cell) { cell.focus(); channel({ stage: +cell.closest('.card').dataset.stage, rank: +cell.dataset.rank }); }
  const block = event.target.closest('button.block');
  if (block) ask('block', { block: block.dataset.block }, element.querySelector('.block-sum'));
});

element.addEventListener('keydown', (event) => {
  if (event.target.matches('input')) return;
  const panel = element.querySelector('.channel');
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 4, ArrowUp: -4 }[event.key];
  const cell = event.target.closest('.channels button');
  if (!step || !(cell || event.target.closest('.channel'))) return;
  event.preventDefault();
  const stage = cell ? +cell.closest('.card').dataset.stage : +panel.dataset.stage;
  const from = panel.dataset.stage === String(stage) && panel.dataset.rank ? +panel.dataset.rank : +(cell?.dataset.rank ?? 0);
  const rank = Math.max(0, Math.min(+(panel.dataset.count || 1e9) - 1, from + step));
  Object.assign(panel.dataset, { stage, rank });
  const near = element.querySelector(`.card[data-stage="${stage}"] .channels button[data-rank="${rank}"]`);
  if (near) near.focus(); // beyond the sheet the keys go on through all channels, the panel follows
  channel({ stage, rank });
});

element.addEventListener('change', (event) => {
  const panel = element.querySelector('.channel');
  if (event.target.matches('input[type=number]') && event.target.value === '') return; // nothing typed yet
  if (event.target.matches('.channel-number')) channel({ stage: +panel.dataset.stage, channel: +event.target.value });
  if (event.target.matches('.block-channel'))
    ask('block', { block: event.target.dataset.block, channel: +event.target.value }, element.querySelector('.block-sum'));
});

const OPACITY = '--heat-opacity';
element.addEventListener('input', (event) => {
  if (event.target.matches('.opacity input')) document.documentElement.style.setProperty(OPACITY, event.target.value / 100);
});

element.addEventListener('toggle', (event) => { // toggle does not bubble: hence the capture
  const part = event.target;
  if (!part.matches('details[data-question]') || !part.open || part.dataset.asked) return;
  part.dataset.asked = 'yes';
  ask(part.dataset.question, {}, part.querySelector('.body'));
}, true);

function settle() { // a new answer keeps the opacity that the person chose
  const chosen = getComputedStyle(document.documentElement).getPropertyValue(OPACITY);
  for (const slider of element.querySelectorAll('.opacity input')) if (chosen) slider.value = chosen * 100;
  speak();
}
watch('value', settle);
settle();
