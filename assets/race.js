// The Race tab: asks for what is new, draws it, lets a person replay and stop.
const find = (selector) => element.querySelector(selector), all = (selector) => [...element.querySelectorAll(selector)];
const viewer = Math.random().toString(36).slice(2), MINE = 'explorer-race-tokens', SHOWN = 'explorer-race-shown';
const remembered = (box, name) => { try { return JSON.parse(box.getItem(name)); } catch (error) { return null; } };
const remember = (box, name, value) => { try { box.setItem(name, JSON.stringify(value)); } catch (error) { /* a private window */ } };
const tokens = () => remembered(localStorage, MINE) ?? {};
const LIVE = ['waiting', 'preparing', 'running', 'paused'], HEARTBEAT = 20000;

let log = emptyLog(), replay = null; // the step that is looked at; null: the newest
let away = false; // after reset nothing is shown until something is started or chosen
const stats = (window.explorerRace = { polls: 0, drawings: 0, log: () => log });
const shownStep = () => (replay == null ? log.n - 1 : Math.min(replay, log.n - 1));
const quantityOf = (name) => find(`[data-chart="${name}"] .quantity`).value;

function attach(key) { // show another race from its first step
  if (log.key === key) return;
  log = emptyLog(); log.key = key; log.token = tokens()[key] ?? null;
  replay = null; away = !key; detailed = -1; following = '';
  if (key) lost = '';
  remember(sessionStorage, SHOWN, key);
  for (const part of all('.word')) { part.textContent = '–'; part.dataset.word = ''; }
  for (const part of all('.numbers, .first, .detail, .summary, .facts')) part.textContent = '';
  for (const chart of all('.chart .plot')) if (chart._fullLayout) window.Plotly.purge(chart);
  redrawn = {};
  for (const name of Object.keys(zoomed)) delete zoomed[name];
  controls();
}

function controls(answer) {
  const live = LIVE.includes(log.phase), own = Boolean(log.token);
  const usable = { pause: live && own && log.phase !== 'paused', resume: live && own && log.phase === 'paused', step: live && own, stop: live && own, reset: Boolean(log.key) };
  for (const button of all('[data-wish]')) {
    button.disabled = !usable[button.dataset.wish];
    if (['pause', 'resume'].includes(button.dataset.wish)) button.hidden = (button.dataset.wish === 'resume') !== (log.phase === 'paused');
  }
  element.querySelector('progress').value = log.steps ? log.n / log.steps : 0;
  const parts = [];
  if (log.phase) {
    parts.push(fill(`race_phase_${log.phase}`, { before: answer?.before ?? 0 }));
    if (answer?.downloaded != null) parts.push(fill('race_downloading', { share: Math.round(100 * answer.downloaded) }));
    if (log.n) parts.push(fill('race_share', { step: log.rows[log.n - 1][0], steps: log.steps }));
    const speed = rate();
    if (speed && log.phase !== 'recorded') parts.push(fill('race_rate', { rate: speed }));
    if (log.facts) parts.push(say(log.facts.device));
    if (memory) parts.push(fill('race_memory', { memory: (memory / 2 ** 30).toFixed(1) }));
  }
  find('.status').textContent = parts.join(' · ');
  find('.note').textContent = log.key && live && !own ? fill('race_attached') : log.key ? following : lost;
  const trouble = find('.failure');
  if (answer) { trouble.hidden = !answer.trouble; trouble.innerHTML = answer.trouble ?? ''; }
  const slider = find('.replay input');
  slider.disabled = log.n < 2; slider.max = Math.max(1, log.n);
  if (replay == null) slider.value = slider.max;
  find('.replay output').textContent = log.n ? `${fill('race_step')} ${log.rows[shownStep()][0]}` : '';
  find('.replay .live').hidden = replay == null;
  find('.shown').hidden = !log.n; find('.empty').hidden = Boolean(log.key); // never a blank figure
  find('.title').textContent = log.facts ? [say(log.title), ...['depth', 'normalization', 'initialization', 'seed'].map((name) => setting(name, log.facts.settings[name])), dataName()].join(' · ') : '';
  find('.keep').hidden = !log.n;
  if (log.key) find('.download').href = new URL(`explorer/race/${log.key}.zip`, document.baseURI).href;
}
function rate() { // of the last 20 steps, in computing time
  const from = Math.max(0, log.n - 21), seconds = log.n > 1 ? log.rows[log.n - 1][1] - log.rows[from][1] : 0;
  return seconds > 0 ? ((log.n - 1 - from) / seconds).toPrecision(2) : null;
}

const zoomed = {}; // chart -> axis -> range that a person chose: it stays until a double click
function follow(plot, name) {
  if (plot.heard) return;
  plot.heard = true;
  plot.on('plotly_relayout', (changes) => {
    for (const [key, value] of Object.entries(changes)) {
      const [, axis, end] = key.match(/^([xy]axis2?)\.range(?:\[(\d)\])?$/) ?? [];
      if (!axis) continue;
      const range = (zoomed[name] ??= {})[axis] ?? [...plot._fullLayout[axis].range];
      zoomed[name][axis] = end === undefined ? [...value] : Object.assign(range, { [end]: value });
    }
  });
  plot.on('plotly_doubleclick', () => { delete zoomed[name]; setTimeout(() => paint(true), 0); });
}

let drawing = false, wanted = false, redrawn = {};
const DUE = { 'profile-a': 80, 'profile-b': 80, loss: 300, accuracy: 300, heat: 500 }; // least milliseconds between two drawings
const figureOf = (name) => ({ 'profile-a': () => profileFigure(log, shownStep(), quantityOf(name)), 'profile-b': () => profileFigure(log, shownStep(), quantityOf(name)),
  heat: () => heatFigure(log, quantityOf('profile-a'), replay), loss: () => lossFigure(log, replay), accuracy: () => accuracyFigure(log, replay) }[name]());
async function paint(force) {
  if (drawing || !log.n || !isShown(find('.bar'))) { wanted ||= Boolean(force); return; }
  drawing = true;
  try {
    words(); detail(); // these wait for no drawing script
    const Plotly = await loadPlotly();
    const now = performance.now(), live = log.phase === 'running' && replay == null;
    for (const chart of all('.chart')) {
      const name = chart.dataset.chart, plot = chart.querySelector('.plot');
      if (disposed || !isShown(plot) || !log.n) continue;
      const last = redrawn[name] ?? { at: 0, n: 0 };
      if (!force && last.n === log.n) continue;
      if (!force && live && now - last.at < DUE[name]) { wanted = true; continue; }
      redrawn[name] = { at: now, n: log.n };
      if (name === 'profile-a') stats.drawings++;
      const figure = figureOf(name);
      for (const [axis, range] of Object.entries(zoomed[name] ?? {})) figure.layout[axis].range = [...range];
      await Plotly.react(plot, figure.data, figure.layout, CONFIG);
      follow(plot, name);
      chart.querySelector('.trouble').textContent = '';
    }
    summaries(); facts();
  } catch (error) {
    find('.chart .trouble').textContent = say({ en: 'This figure could not be drawn: ', zh: '无法绘制此图：' }) + error.message;
  } finally { drawing = false; }
  if (wanted) { wanted = false; setTimeout(() => paint(!LIVE.includes(log.phase) || log.phase === 'paused'), 60); }
}

let newly = false; // started from here, not seen yet
let lost = '', following = ''; // what is said beside the races
let offline = 0, listedAt = 0;
const pause = (least) => Math.max(least, Math.min(400, 400 / (rate() || Infinity))); // milliseconds: two fifths of a step, so that each is drawn by itself
async function poll() {
  const list = Date.now() - listedAt > 2000, key = log.key;
  const answer = away && !list ? {} : await server.poll({ viewer, run: key, cursor: log.n, facts: Boolean(log.facts), list });
  stats.polls++;
  if (list) { listedAt = Date.now(); races(answer.races ?? []); }
  if (key !== log.key || away) return answer.wait ?? 500;
  if (answer.gone) { attach(null); lost = fill('race_gone'); controls({}); return 1000; }
  if (!answer.run) { controls(answer); return 500; }
  if (!log.key) attach(answer.run); // somebody's race is under way: look on
  const before = log.phase, fresh = received(log, answer);
  controls(answer);
  if (fresh && newly) { newly = false; find('.bar').scrollIntoView({ block: 'start', behavior: 'smooth' }); } // words and figures on one screen
  if (fresh) words(); // at once, however long the figures take
  if (fresh || before !== log.phase) paint(!LIVE.includes(log.phase) || replay != null);
  if (answer.following && !LIVE.includes(log.phase)) {
    if (log.token) remember(localStorage, MINE, { ...tokens(), [answer.following]: log.token });
    following = fill('race_next');
    controls(answer);
    if (!moving) moving = setTimeout(() => { moving = null; if (replay == null && log.key === key) attach(answer.following); }, 5000);
  }
  return log.n < answer.done ? 0 : LIVE.includes(log.phase) ? pause(answer.wait) : 1000;
}
let moving = null;
const sleep = (time) => new Promise((done) => setTimeout(done, time));
const nap = (time) => Promise.race([sleep(time), new Promise((done) => { // a page that is looked at again catches up at once
  const back = () => { if (!document.hidden) { document.removeEventListener('visibilitychange', back); done(); } };
  document.addEventListener('visibilitychange', back); setTimeout(() => document.removeEventListener('visibilitychange', back), time + 50);
})]);
async function loop() {
  while (element.isConnected && !disposed) {
    let wait = 500;
    const began = performance.now();
    try { wait = await poll(); if (offline) { offline = 0; controls({}); } } catch (error) {
      wait = Math.min(5000, 300 * 2 ** offline++);
      find('.status').textContent = fill('race_offline');
    }
    await (document.hidden ? nap(HEARTBEAT) : sleep(Math.max(0, wait - (performance.now() - began))));
  }
  dispose();
}

function races(listed) { // the races that are kept, the newest first
  const menu = find('.races'), time = (born) => new Date(born).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  const entries = listed.map((each) => [each.key, `${time(each.born)} ${say(each.title)} – ${fill(each.phase === 'waiting' ? 'race_in_line' : `race_phase_${each.phase}`)}`]);
  const options = (log.key && entries.some(([key]) => key === log.key) ? [] : [['', '–']]).concat(entries);
  if (document.activeElement === menu && menu.options.length === options.length) return;
  const wanted = JSON.stringify(options);
  if (menu.dataset.now !== wanted) { menu.dataset.now = wanted; menu.replaceChildren(...options.map(([key, name]) => new Option(name, key))); }
  menu.value = log.key ?? '';
}

element.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const chart = button.closest('.chart')?.dataset.chart, wish = button.dataset.wish;
  if (button.dataset.format && log.n) {
    const plot = button.closest('.chart').querySelector('.plot'), profile = chart.startsWith('profile'), step = log.rows[shownStep()][0];
    const name = profile ? `race-${chart}-step${step}` : `race-${chart}`; // the others hold every step
    const what = chart === 'loss' || chart === 'accuracy' ? fill(`race_${chart}`) : fill(`race_q_${quantityOf(profile ? chart : 'profile-a')}`);
    const title = `<b>${what}${profile ? ` · ${fill('race_step')} ${step}` : ''}</b><br><span style="font-size: 75%">${find('.title').textContent}</span>`;
    if (button.dataset.format === 'csv') saveAs(csvHref(tableOf(chart)), `${name}.csv`); else savePicture(plot, name, button.dataset.format, title);
  } else if (button.matches('.live')) { replay = null; controls(); paint(true); }
  else if (wish === 'reset') {
    const { key, token } = log;
    attach(null); away = true;
    Object.assign(log, { phase: null }); controls({});
    if (key && token) await server.wish({ run: key, token, wish: 'stop' });
  } else if (wish) {
    const answer = await server.wish({ run: log.key, token: log.token, wish });
    if (answer.refused) { find('.failure').hidden = false; find('.failure').innerHTML = answer.refused; }
    if (answer.phase) { if (wish === 'stop') controls(); listedAt = 0; }
  }
});
element.addEventListener('input', (event) => {
  if (!event.target.matches('.replay input')) return;
  replay = +event.target.value >= log.n ? null : +event.target.value - 1;
  controls(); paint(true);
});
element.addEventListener('change', (event) => {
  if (event.target.matches('.quantity')) { delete zoomed[event.target.closest('[data-chart]').dataset.chart]; paint(true); }
  if (event.target.matches('.races') && event.target.value) { attach(event.target.value); listedAt = 0; }
});

function speak() { // all that is said by script, in the language of now
  for (const menu of all('.quantity')) {
    const chosen = menu.value || (menu.closest('[data-chart]').dataset.chart === 'profile-a' ? 'activation_gradient' : 'weight_gradient');
    menu.replaceChildren(...QUANTITIES.map((name) => new Option(fill(`race_q_${name}`), name)));
    menu.value = chosen;
  }
  window.explorerLanguage?.apply(element);
  controls();
  listedAt = 0;
  if (log.n) { facts(); summaries(); paint(true); }
}
function started() {
  if (!props.value) return;
  const { key, token } = JSON.parse(props.value);
  if (key in tokens() && key === log.key) return;
  remember(localStorage, MINE, { ...Object.fromEntries(Object.entries(tokens()).slice(-20)), [key]: token });
  attach(key);
  listedAt = 0;
  newly = true;
}
for (const plot of all('.plot')) own(plot, () => paint(true));
new MutationObserver(() => element.isConnected && speak()).observe(document.documentElement, { attributes: true, attributeFilter: ['data-language'] });
watch('value', started);
speak();
attach(remembered(sessionStorage, SHOWN)); away = false;
started();
loop();
