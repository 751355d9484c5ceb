// A race as this page has it: its steps as they arrive, and what can be told from a number.
const KINDS = ['plain', 'residual'];
const SENT = props.sent; // the quantities that travel
const QUANTITIES = [...SENT.slice(0, 4), 'relative_gradient', SENT[4]]; // relative gradient = weight gradient / weight
const SMALLEST = 1.1754944e-38; // below it float32 loses digits
const LOSS = 0, TRAIN = 1, TEST = 2, RUNNING = 3, WORD = 4, FIRST = 5, LEARNING = 6, OUT = 7; // of a network's entry in a row

const emptyLog = () => ({ key: null, token: null, n: 0, rows: [], numbers: new Float32Array(0), facts: null, phase: null,
  spans: {}, steps: 0, title: null });

function received(log, answer) { // true if there is something new to draw
  Object.assign(log, { phase: answer.phase, steps: answer.steps, title: answer.title });
  if (answer.facts) { log.facts = answer.facts; log.width = SENT.length * KINDS.reduce((sum, kind) => sum + answer.facts.layers[kind].length, 0); }
  if (answer.from !== log.n || !answer.rows.length) return false;
  const bytes = Uint8Array.from(atob(answer.numbers), (letter) => letter.charCodeAt(0));
  const count = bytes.length / 3, start = log.n * log.width;
  if (log.numbers.length < start + count) {
    const larger = new Float32Array(Math.max(start + count, 2 * log.numbers.length, 64 * log.width));
    larger.set(log.numbers); log.numbers = larger;
  }
  const whole = new Uint8Array(4 * count); // 3-byte floats: the lowest byte is 0
  for (let i = 0; i < count; i++) { whole[4 * i + 1] = bytes[3 * i]; whole[4 * i + 2] = bytes[3 * i + 1]; whole[4 * i + 3] = bytes[3 * i + 2]; }
  log.numbers.set(new Float32Array(whole.buffer), start);
  log.rows.push(...answer.rows);
  const from = log.n;
  log.n += answer.rows.length;
  for (let step = from; step < log.n; step++) for (const quantity of QUANTITIES) widen(log, step, quantity);
  return true;
}

const entry = (log, step, kind) => log.rows[step][2 + KINDS.indexOf(kind)]; // step counts from 0 here; null: out of the race
const layersOf = (log, kind) => log.facts.layers[kind];

function values(log, step, quantity, kind) { // one number a layer
  if (quantity === 'relative_gradient') {
    const norm = values(log, step, 'weight_gradient', kind), weight = values(log, step, 'weight', kind);
    return norm.map((value, i) => value / weight[i]);
  }
  const [plain, residual] = KINDS.map((each) => layersOf(log, each).length);
  const start = step * log.width + SENT.indexOf(quantity) * (plain + residual) + (kind === 'plain' ? 0 : plain);
  return log.numbers.subarray(start, start + (kind === 'plain' ? plain : residual));
}

// What a log axis cannot show is marked, never dropped.
const state = (value) => (!Number.isFinite(value) ? 'over' : value < SMALLEST ? 'under' : 'shown');

function widen(log, step, quantity) { // the axis only ever grows, so that no figure jumps while it is looked at
  const span = (log.spans[quantity] ??= [Infinity, -Infinity]);
  for (const kind of KINDS) {
    if (!entry(log, step, kind)) continue;
    for (const value of values(log, step, quantity, kind)) {
      if (state(value) !== 'shown') continue;
      if (value < span[0]) span[0] = value;
      if (value > span[1]) span[1] = value;
    }
  }
}
function decades(log, quantity) { // whole powers of ten around all that was seen
  const [low, high] = log.spans[quantity] ?? [1, 1];
  if (!(low <= high)) return [-1, 1];
  return [Math.floor(Math.log10(low) - 0.15), Math.ceil(Math.log10(high) + 0.15)];
}

function extremes(log, step, quantity, kind) { // of what a log axis shows, and what it does not
  const found = { low: Infinity, high: -Infinity, under: 0, over: 0, first: NaN, last: NaN };
  const all = values(log, step, quantity, kind);
  all.forEach((value) => {
    const what = state(value);
    if (what !== 'shown') { found[what]++; return; }
    found.low = Math.min(found.low, value); found.high = Math.max(found.high, value);
  });
  const main = log.facts.settings.depth - 1; // projections stand behind the main path
  return Object.assign(found, { first: all[0], last: all[main - 1] });
}
function tableOf(chart) { // what a figure shows as it was measured: not finite and 0 are said, not placed
  const curves = [['loss', LOSS], ['train_accuracy', TRAIN], ['test_accuracy', TEST], ['running_test_accuracy', RUNNING]];
  const rows = [], each = (from, to, add) => {
    for (let step = from; step < to; step++) for (const kind of KINDS) if (entry(log, step, kind)) add(step, kind);
  };
  if (chart === 'loss' || chart === 'accuracy') {
    rows.push(['step', 'network', ...curves.map(([name]) => name)]);
    each(0, log.n, (step, kind) => rows.push([log.rows[step][0], kind, ...curves.map(([, what]) => entry(log, step, kind)[what])]));
    return rows;
  }
  const quantity = quantityOf(chart === 'heat' ? 'profile-a' : chart);
  rows.push(['step', 'network', 'layer', 'name', quantity]);
  each(...(chart === 'heat' ? [0, log.n] : [shownStep(), shownStep() + 1]), (step, kind) =>
    values(log, step, quantity, kind).forEach((value, i) => rows.push([log.rows[step][0], kind, i + 1, layersOf(log, kind)[i], value])));
  return rows;
}
const short = (value) => (!Number.isFinite(value) ? String(value) : value === 0 ? '0' : value >= 0.01 && value < 1000 ? Number(value.toPrecision(2)).toString() : value.toExponential(1).replace('e+', 'e'));
const percent = (share) => (share == null ? '–' : `${(100 * share).toFixed(0)} %`);
const fill = (key, parts = {}) => say(props.texts[key]).replace(/\{(\w+)\}/g, (_, name) => parts[name] ?? '');
