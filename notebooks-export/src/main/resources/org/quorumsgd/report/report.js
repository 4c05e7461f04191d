/* The report's pages: data from the file itself, and what a tab that is watched does not need. */
'use strict';

const Report = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const {main, el, colour, format, Chart, SortedTable} = Quorum;
  const names = new Map([
    ['test_error', 'test error'], ['validation_error', 'validation error'], ['test_loss', 'test loss'], ['validation_loss', 'validation loss'],
    ['train_loss', 'train loss'], ['spread', 'spread'], ['images_per_second', 'images/s'],
    ['mean_staleness', 'mean staleness'], ['virtual_time', 'virtual time'],
  ]);

  // ---- CSV

  const cell = value => (value == null ? '' : /[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

  /** Address of a file made of rows of cells. */
  const csv = rows => URL.createObjectURL(new Blob([rows.map(row => row.map(cell).join() + '\n').join('')], {type: 'text/csv'}));

  // ---- One run

  /** The columns of a table of rounds between two rounds, both included. */
  function between(columns, [from, to], last = Infinity) {
    const at = columns.round.map((round, index) => (round >= from && round <= to ? index : -1)).filter(index => index >= 0).slice(-last);
    return Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, at.map(index => values[index])]));
  }

  function part({from, to}) {
    if (from == null || !data.series.round) return data;
    const {round} = data.perAgent;
    const strip = round.map((each, index) => (each >= from && each <= to ? index : -1)).filter(index => index >= 0);
    return {
      ...data, series: between(data.series, [from, to]), table: between(data.series, [from, to], 30),
      perAgent: {
        ...data.perAgent, round: strip.map(at => round[at]),
        ...Object.fromEntries(['distance', 'loss', 'learningRate', 'staleness'].filter(key => data.perAgent[key])
          .map(key => [key, data.perAgent[key].map(row => strip.map(at => row[at]))])),
      },
    };
  }

  function roundsCsv() {
    const columns = Object.keys(data.series);
    return csv([columns, ...(data.series.round ?? []).map((_, at) => columns.map(key => data.series[key][at]))]);
  }

  const stateOf = each => (each.status === 'running' ? 'running when this was written' : each.status);

  async function run() {
    const rounds = roundsCsv();
    await Quorum.show('run', {
      live: false,
      id: () => data.id,
      ids: () => [],
      runs: async () => ({runs: [data]}),
      run: async (id, query) => part(query),
      state: stateOf,
      links: {run: () => null, runs: () => null, comparison: () => null, of: each => [['Kept rounds as CSV', rounds, each.id + '-rounds.csv']]},
    });
    const rows = document.getElementById('quorum-rows');
    if (data.theory.length) rows.before(theory());
    if (data.layers.length) rows.before(layers());
    if (data.staleness) rows.before(staleness());
    rows.after(facts());
  }

  function theory() {
    const host = el('div', {id: 'quorum-theory'}, el('h3', null, 'Theory and this run'));
    new SortedTable(host, [
      {key: 'quantity', label: 'quantity', text: true, cell: row => row.quantity},
      {key: 'theory', label: 'theory', text: true, cell: row => row.theory},
      {key: 'run', label: 'this run', text: true, cell: row => row.run},
      {key: 'holds', label: 'holds', text: true, cell: row => row.holds},
    ], 'Theory and this run').show(data.theory.map(([quantity, says, did, holds]) => ({quantity, theory: says, run: did, holds})));
    return host;
  }

  function layers() {
    const host = el('div', {id: 'quorum-layers'}, el('h3', null, 'Layers at the end'));
    const all = data.layers.reduce((sum, layer) => sum + (layer.spread ?? 0), 0);
    new SortedTable(host, [
      {key: 'block', label: 'array', text: true, cell: row => row.block}, {key: 'parameters', label: 'parameters'}, {key: 'spread', label: 'spread'},
      {key: 'share', label: 'share of the spread, %', cell: row => format(row.share, 3)},
      {key: 'each', label: 'spread of a parameter', cell: row => format(row.each, 3)},
    ], 'Layers at the end').show(data.layers.map(layer => ({
      ...layer, share: all > 0 ? 100 * layer.spread / all : null, each: layer.spread == null ? null : layer.spread / layer.parameters,
    })));
    return host;
  }

  function staleness() {
    const host = el('div', {id: 'quorum-staleness'}, el('h3', null, 'Staleness of each agent’s commits'));
    new SortedTable(host, [
      {key: 'agent', label: 'agent', cell: row => String(row.agent)}, {key: 'commits', label: 'commits'},
      {key: 'mean', label: 'mean', cell: row => format(row.mean, 4)},
      {key: 'rms', label: 'root mean square', cell: row => format(row.rms, 4)}, {key: 'largest', label: 'largest'},
    ], 'Staleness of each agent’s commits').show(data.staleness.agents);
    return host;
  }

  function facts() {
    return el('div', {id: 'quorum-facts'}, el('h3', null, 'What it was made of'),
      el('dl', {class: 'facts'}, ...data.facts.flatMap(([name, value]) => [el('dt', null, name), el('dd', {'data-fact': name}, value)])));
  }

  // ---- Several runs, those that differ in their seed only as one group

  const AXES = {rounds: () => 1, epochs: group => group.epochs, seconds: group => group.seconds, 'service times': group => group.serviceTimes};
  const slots = new Map(); // group -> number of its colour
  let axis = 'rounds';

  function choose(group) {
    const used = new Set(slots.values());
    slots.set(group, Array.from({length: data.groups.length}, (_, at) => at).find(at => !used.has(at)));
  }

  /** As much of a group's name as tells it from all others. */
  function shortName({name}) {
    const parts = name.split(', ');
    const begin = (text, length) => text.split(', ').slice(0, length).join(', ');
    const length = parts.findIndex((_, at) => data.groups.filter(other => begin(other.name, at + 1) === begin(name, at + 1)).length === 1);
    return length < 0 ? name : begin(name, length + 1);
  }

  const colourOf = group => colour('c' + slots.get(group) % Quorum.COLOURS);

  /** The mean with the digits that its deviation leaves. */
  function meanText({n, mean, deviation}) {
    if (mean == null) return '–';
    if (n < 2 || !(deviation > 0) || Math.abs(mean) >= 1e5 || Math.abs(mean) < 1e-3) {
      return format(mean, 4) + (n < 2 ? '' : ' ± ' + format(deviation, 2));
    }
    const digits = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(deviation))));
    return `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
  }

  function groups() {
    data.groups.slice(0, Quorum.COLOURS).forEach(choose);
    document.title = `${data.title} - Quorum`;
    const seeded = data.groups.some(group => group.runs.length > 1);
    const [heading, ranking, tools, charts, differences] = ['heading', 'ranking', 'tools', 'charts', 'runs'].map(name => el('div', {id: 'quorum-' + name}));
    charts.className = 'charts';
    tools.className = 'links';
    const states = Object.entries(data.runs.reduce((count, each) => ({...count, [each.status]: (count[each.status] ?? 0) + 1}), {}));
    heading.append(el('h2', null, data.title), el('p', null,
      `${data.runs.length} runs: ${states.map(([state, count]) => `${count} ${state}`).join(', ')}. `,
      seeded ? 'Those that differ in their seed only stand together, by mean ± sample standard deviation and range over the n that are done. ' : '',
      `Ordered by ${names.get(data.rankedBy)}, lowest first.`));
    main.append(heading, ranking, tools, charts, differences);
    const drawn = new Map();

    function draw(range) {
      const chosen = data.groups.filter(group => slots.has(group));
      const scale = AXES[axis];
      for (const [place, chart] of Quorum.COMPARISONS.entries()) {
        const measured = chosen.filter(group => group.curves[chart.key] && scale(group) > 0);
        if (!measured.some(group => group.curves[chart.key].round.length > 1)) {
          drawn.get(chart)?.figure.remove();
          drawn.delete(chart);
          continue;
        }
        if (!drawn.has(chart)) drawn.set(chart, new Chart(charts, chart, place));
        const curves = measured.map(group => {
          const {round, mean, low, high} = group.curves[chart.key];
          const shown = round.map((each, at) => at).filter(at => !range || (round[at] * scale(group) >= range[0] && round[at] * scale(group) <= range[1]));
          const of = values => shown.map(at => values[at]);
          return [shown.map(at => round[at] * scale(group)), of(mean), of(low ?? mean), of(high ?? mean)];
        });
        const [x, ...lines] = uPlot.join(curves);
        drawn.get(chart).show(x, measured.map((group, at) => ({
          label: shortName(group), colour: colourOf(group), values: lines[3 * at],
          ...(group.curves[chart.key].low ? {low: lines[3 * at + 1], high: lines[3 * at + 2]} : {}),
        })), {over: axis});
      }
      showTools(range);
    }

    function showTools(range) {
      const axes = Object.keys(AXES).filter(name => data.groups.some(group => AXES[name](group) > 0));
      tools.replaceChildren(
        Quorum.axisChoice(axes, axis, name => {
          axis = name;
          Quorum.look(null);
        }),
        el('button', {type: 'button', disabled: range ? null : '', onclick: () => Quorum.look(null)}, 'everything'),
        el('span', {class: 'hint'}, seeded ? 'Lines are means, bands go from the lowest to the highest seed. Drag over a chart to zoom.' : 'Drag over a chart to zoom.'));
    }

    showRanking(ranking, seeded, () => Quorum.look(null));
    Quorum.follow({live: false, state: stateOf, links: {run: each => each.page ?? null}}, range => {
      draw(range);
      showRuns(differences);
    });
    Quorum.look(null);
    main.append(el('details', null, el('summary', null, 'What all runs share'), el('pre', null, data.common)));
  }

  function showRanking(host, seeded, changed) {
    const measured = [...names.keys()].filter(key => data.groups.some(group => group.results[key]));
    const table = new SortedTable(host, [
      {key: 'rank', label: 'rank', cell: row => String(row.rank)},
      {key: 'name', label: 'group', text: true, cell: row => el('label', {class: 'pick'}, pick(row.group, table, changed), swatch(row.group), row.name)},
      {key: 'n', label: 'n', cell: row => count(row.group)},
      ...(seeded ? [{key: 'each', label: `${names.get(data.rankedBy)} of each`, cell: row => dots(row.group)}] : []),
      ...measured.map(key => ({key, label: names.get(key), cell: row => result(row.group.results[key])})),
    ], 'Ranking');
    table.show(data.groups.map((group, at) => ({
      rank: at + 1, group, name: group.name, each: group.results[data.rankedBy]?.mean, n: group.results[data.rankedBy]?.n ?? 0,
      ...Object.fromEntries(measured.map(key => [key, group.results[key]?.mean])),
    })));
    host.append(el('div', {class: 'links'}, el('a', {href: rankingCsv(measured), download: `${data.title}-ranking.csv`}, 'Ranking as CSV')));
  }

  function pick(group, table, changed) {
    return el('input', {
      type: 'checkbox', 'aria-label': 'draw', checked: slots.has(group) ? '' : null, onchange: event => {
        if (event.target.checked) choose(group);
        else slots.delete(group);
        table.show(table.rows);
        changed();
      },
    });
  }

  const swatch = group => el('span', {class: 'swatch', style: slots.has(group) ? `background:${colourOf(group)}` : null});

  function count(group) {
    const n = group.results[data.rankedBy]?.n ?? 0;
    const others = Object.entries(group.states).filter(([state]) => state !== 'done').map(([state, runs]) => `${runs} ${state}`);
    return el('span', null, String(n), others.length ? el('small', null, others.join(', ')) : null);
  }

  function result(sample) {
    if (!sample) return '–';
    return el('span', null, meanText(sample), sample.n > 1 ? el('small', null, `${format(sample.lowest, 4)} … ${format(sample.highest, 4)}`) : null);
  }

  /** Each run as a dot, on one scale for all groups; a tick is the mean. */
  function dots(group) {
    const of = each => each.results[data.rankedBy];
    const all = data.groups.map(of).filter(Boolean);
    const [low, high] = [Math.min(...all.map(each => each.lowest)), Math.max(...all.map(each => each.highest))];
    const left = value => `left:${(high > low ? 100 * (value - low) / (high - low) : 50).toFixed(1)}%`;
    const sample = of(group);
    return el('span', {class: 'dots', title: sample?.values.map(value => format(value, 4)).join(', ')},
      ...(sample ? [el('i', {class: 'mean', style: left(sample.mean)}), ...sample.values.map(value => el('i', {style: left(value)}))] : []));
  }

  function rankingCsv(measured) {
    const parts = ['n', 'mean', 'deviation', 'lowest', 'highest'];
    return csv([['group', ...measured.flatMap(key => parts.map(name => `${key}_${name}`))],
      ...data.groups.map(group => [group.name, ...measured.flatMap(key => parts.map(name => group.results[key]?.[name]))])]);
  }

  /** The tab's own table, each run in the colour of its group. */
  function showRuns(host) {
    const table = el('div');
    host.replaceChildren(el('h3', null, 'Runs and what they differ in'), table);
    const colours = new Map(data.groups.flatMap(group => group.runs.map(id => [id, slots.has(group) ? colourOf(group) : 'transparent'])));
    Quorum.showDifferences(table, data.runs.map(each => ({...each, colour: colours.get(each.id)})));
  }

  return {run, groups};
})();
