// What is said beside the figures: the words, the rules behind them, summaries, facts.
let memory = null, batches = {}, detailed = -1, asking = false, askedAt = 0, later = null;
async function detail() { // the rule behind the word, at most once a second, and at once when replaying
  const step = shownStep();
  if (asking || step < 0 || step === detailed) return;
  if (replay == null && Date.now() - askedAt < 1000) { later ??= setTimeout(() => { later = null; detail(); }, 1000); return; }
  asking = true; askedAt = Date.now();
  try {
    const key = log.key, answer = await server.detail({ run: key, step: step + 1 });
    if (key !== log.key || !answer.step) return;
    detailed = step;
    batches = answer.batches;
    memory = answer.memory.device ?? answer.memory.program;
    for (const kind of KINDS) if (answer[kind]) find(`.lane.${kind} .detail`).innerHTML = answer[kind];
    window.explorerLanguage?.apply(element);
    facts();
  } catch (error) { /* the next poll says what is wrong */ } finally { asking = false; }
  if (replay != null && detailed !== shownStep()) detail();
}

function lastTested(step, kind) { // accuracy is measured now and then
  let last = step;
  while (last > 0 && entry(log, last, kind)?.[TEST] == null) last--;
  return percent(entry(log, last, kind)?.[TEST]);
}

function words() { // large enough for the back row
  const step = shownStep(), quantity = quantityOf('profile-a');
  for (const kind of KINDS) {
    const lane = find(`.lane.${kind}`), now = entry(log, step, kind);
    let last = step;
    while (last > 0 && !entry(log, last, kind)) last--;
    const each = now ?? entry(log, last, kind);
    if (!each) continue;
    const word = props.words.gradients[each[WORD]];
    for (const [of, chosen] of Object.entries({ gradients: word, learning: props.words.learning[each[LEARNING]] })) {
      const part = lane.querySelector(`.word[data-of="${of}"]`), said = fill(`race_word_${chosen.replaceAll(' ', '_')}`);
      if (part.textContent !== said) part.textContent = said;
      part.dataset.word = chosen;
    }
    const norms = extremes(log, last, 'weight_gradient', kind);
    lane.querySelector('.numbers').textContent = [
      fill('race_summary_accuracy', { accuracy: lastTested(last, kind), loss: each[LOSS] == null ? '–' : short(each[LOSS]) }),
      norms.high > 0 ? fill('race_span', { low: short(norms.low), high: short(norms.high) }) : '',
      now && !each[OUT] ? '' : fill('race_out', { step: log.rows[last][0] })].filter(Boolean).join(' · ');
    const first = props.words.gradients[each[FIRST]];
    lane.querySelector('.first').textContent = first === word ? '' : fill('race_first', { word: fill(`race_word_${first}`) });
  }
}

function summaries() {
  const step = shownStep(), number = log.rows[step][0];
  for (const name of ['profile-a', 'profile-b']) {
    const quantity = quantityOf(name);
    find(`[data-chart="${name}"] .summary`).textContent = KINDS.filter((kind) => entry(log, step, kind)).map((kind) => {
      const at = extremes(log, step, quantity, kind);
      return fill('race_summary_profile', { step: number, network: named(kind), first: short(at.first), last: short(at.last) })
        + (at.under ? ` ${at.under} × ${fill('race_underflow')}.` : '') + (at.over ? ` ${at.over} × ${fill('race_overflow')}.` : '');
    }).join(' ');
  }
  find('[data-chart="heat"] .summary').textContent = fill('race_summary_heat', { quantity: fill(`race_q_${quantityOf('profile-a')}`), steps: log.n });
  find('[data-chart="accuracy"] .summary').textContent = fill('race_summary_tested', Object.fromEntries(KINDS.map((kind) => [kind, lastTested(step, kind)])));
  find('[data-chart="loss"] .summary').textContent = fill('race_summary_loss', Object.fromEntries(KINDS.map((kind) => [kind, short(entry(log, step, kind)?.[LOSS] ?? NaN)])));
}

const setting = (name, value) => { // as the form says it
  const { label, values } = props.settings[name];
  return `${say(label).split(/[:：(（]/)[0].trim()}: ${values[value] ? say(values[value]) : value ?? '–'}`;
};
const dataName = () => { const known = props.settings.data.values[log.facts.data]; return known ? say(known) : log.facts.data; };
function facts() {
  if (!log.facts) return;
  const { weights_sha256: weights, data_sha256, settings, parameters } = log.facts, same = weights.plain === weights.residual;
  find('.facts').textContent = [fill(same ? 'race_same' : 'race_same_not', { weights: weights.plain.slice(0, 12), data: data_sha256.slice(0, 12) }),
    batches.plain && batches.plain === batches.residual ? fill('race_same_batches', { batches: batches.plain.slice(0, 12), step: detailed + 1 }) : '',
    fill('race_facts', { data: dataName(), train: log.facts.train_images, test: log.facts.test_images, plain: parameters.plain, residual: parameters.residual }),
    Object.entries(settings).filter(([name]) => name !== 'data').map(([name, value]) => setting(name, value)).join('; ')].join(' · ');
}
