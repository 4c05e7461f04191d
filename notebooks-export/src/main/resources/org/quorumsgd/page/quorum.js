/*
 * Pages of runs: one, several side by side, a list. Whatever a user has named enters them as text nodes only. Where the data come
 * from, and where links lead, is the source's to say:
 *   live            whether a run may still go on
 *   id()            the run that the page is of; ids(): those to compare, none for the first ones
 *   runs()          a promise of {runs: [run without its rounds]}
 *   run(id, query)  a promise of a run, null where there is nothing new; query: {points, seen, from, to}
 *   state(run)      its status in words
 *   links           addresses, or null where there is none: run(run), runs(), comparison(runs); of(run): [[text, address, file name if it is one to keep]];
 *                   job(number), left out where there are no jobs
 */
'use strict';

const Quorum = (() => {
  const main = document.getElementById('quorum');
  let source;
  const POLL_MILLIS = 2000;
  const COLOURS = 8;
  const COMPARED = 8;

  const measure = (key, label) => ({key, label});
  const varies = values => new Set(values.filter(value => value != null)).size > 1;
  const CHARTS = [
    {title: 'Loss', unit: 'loss', alarms: ['Diverging'], series: [
      measure('train_loss', 'train, mean of agents'), measure('validation_loss', 'validation'), measure('test_loss', 'test')]},
    {title: 'Error of the quorum model', unit: 'misclassified fraction', series: [
      measure('validation_error', 'validation'), measure('test_error', 'test')]},
    {title: 'Spread of the agents', unit: '(1/p) Σ |xⁱ − x̄|²', log: true, alarms: ['Desynchronized', 'Collapsed'], series: [
      measure('spread', 'spread'), {label: 'theory’s bound', dash: [6, 4], of: run => run.spreadBound}]},
    {title: 'Distances', unit: 'distance', log: true, series: [
      measure('center_quorum_distance', 'centre to quorum'), measure('pairwise_max_distance', 'farthest two agents')]},
    {title: 'Staleness', unit: 'staleness of a commit', series: [
      measure('mean_staleness', 'mean'), measure('rms_staleness', 'root mean square'), measure('largest_staleness', 'largest')]},
    {title: 'Energies of GEM', unit: 'energy', log: true, series: [
      measure('central_energy', 'central'), measure('proxy_energy', 'proxy')]},
    {title: 'Scalings that are clamped', unit: 'share of the parameters', series: [measure('clamped_share', 'share')]},
    {title: 'Gradients in flight', unit: 'gradients', drawn: varies, series: [
      measure('gradients_in_flight', 'in flight'), measure('set_difference', 'in one of two models only')]},
    {title: 'Learning rate', unit: 'η', series: [measure('learning_rate', 'learning rate')]},
    {title: 'Coupling gain', unit: 'k', drawn: values => values.some(value => value), series: [measure('coupling_gain', 'gain')]},
    {title: 'Noise of the centre’s gradient', unit: 'centre / agent', series: [
      measure('noise_ratio', 'measured'), {label: '1/√p, independent agents', dash: [6, 4], of: run => 1 / Math.sqrt(run.agents)}]},
    {title: 'Time of a round', unit: 'seconds', log: true, needs: 'slowest_agent_seconds', alarms: ['Agent stuck'], series: [
      measure('slowest_agent_seconds', 'compute, slowest agent'), measure('broadcast_seconds', 'broadcast'), measure('gather_seconds', 'gather'),
      measure('driver_seconds', 'driver'), measure('evaluation_seconds', 'evaluation'),
      {...measure('overhead_seconds', 'overhead'), unless: 'broadcast_seconds'}]},
    {title: 'Throughput', unit: 'images / s', alarms: ['Slower than before'], series: [measure('images_per_second', 'images/s')]},
    {title: 'Between hosts and devices', unit: 'bytes a round', series: [measure('device_bytes', 'all agents')]},
  ];
  const OF_EACH_AGENT = [
    {title: 'Train loss of each agent', unit: 'loss', key: 'loss'},
    {title: 'Learning rate of each agent', unit: 'η', key: 'learningRate'},
    {title: 'Staleness of each agent’s last commit', unit: 'staleness', key: 'staleness'},
  ];
  const HISTOGRAM = {title: 'Staleness of all commits', unit: 'commits', bars: true};
  const COMPARISONS = [
    {title: 'Test error', unit: 'misclassified fraction', key: 'test_error'},
    {title: 'Validation error', unit: 'misclassified fraction', key: 'validation_error'},
    {title: 'Train loss', unit: 'loss', key: 'train_loss'},
    {title: 'Test loss', unit: 'loss', key: 'test_loss'},
    {title: 'Spread of the agents', unit: '(1/p) Σ |xⁱ − x̄|²', key: 'spread', log: true},
    {title: 'Throughput', unit: 'images / s', key: 'images_per_second'},
    {title: 'Mean staleness', unit: 'staleness of a commit', key: 'mean_staleness'},
  ];
  const AXES = {rounds: 'round', epochs: 'epoch', seconds: 'wall_seconds', 'service times': 'virtual_time'};
  const COLUMNS = [
    ['round', 'round'], ['epoch', 'epoch'], ['train_loss', 'train loss'], ['validation_loss', 'validation loss'],
    ['validation_error', 'validation error'], ['test_loss', 'test loss'], ['test_error', 'test error'], ['spread', 'spread'],
    ['center_quorum_distance', 'centre–quorum'], ['gradient_norm', 'gradient norm'], ['learning_rate', 'η'], ['coupling_gain', 'k'],
    ['slowest_agent_seconds', 'compute, s'], ['overhead_seconds', 'overhead, s'], ['images_per_second', 'images/s'],
    ['broadcast_seconds', 'broadcast, s'], ['gather_seconds', 'gather, s'], ['driver_seconds', 'driver, s'],
    ['evaluation_seconds', 'evaluation, s'], ['slowest_agent', 'slowest agent'],
    ['mean_staleness', 'mean staleness'], ['rms_staleness', 'r.m.s. staleness'], ['largest_staleness', 'largest staleness'],
    ['virtual_time', 'virtual time'], ['gradients_in_flight', 'in flight'], ['set_difference', 'set difference'],
    ['central_energy', 'central energy'], ['proxy_energy', 'proxy energy'], ['clamped_share', 'clamped'],
    ['device_bytes', 'bytes to and from devices'],
  ];

  // ---- Small things

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else if (value != null) node.setAttribute(name, value);
    }
    node.append(...children.filter(child => child != null));
    return node;
  }

  const colour = index => getComputedStyle(main).getPropertyValue('--' + index).trim();

  function format(value, digits = 5) {
    if (value == null) return '–';
    if (Number.isInteger(value) && Math.abs(value) < 1e9) return value.toLocaleString('en');
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(digits - 2) : String(+value.toPrecision(digits));
  }

  function duration(seconds) {
    if (!Number.isFinite(seconds)) return '–';
    const whole = Math.round(seconds);
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    return hours ? `${hours} h ${minutes} min` : minutes ? `${minutes} min ${whole % 60} s` : `${whole} s`;
  }

  function configurationOf(text) {
    const values = new Map();
    let section = '';
    for (const line of text.split('\n')) {
      const open = line.match(/^(\S+) \{$/);
      const pair = line.match(/^\s*(\S+) = (.*)$/);
      if (open) section = open[1] + '.';
      else if (line === '}') section = '';
      else if (pair) values.set(section + pair[1], pair[2]);
    }
    return values;
  }

  const state = run => source.state(run);
  const roundOf = run => run.latest.round ?? 0;
  const roundsPerSecond = run => roundOf(run) / run.latest.wall_seconds;
  const link = (address, ...text) => (address == null ? el('span', null, ...text) : el('a', {href: address}, ...text));
  const stateMark = run => el('span', {class: 'state ' + run.status, title: run.failure || null}, state(run));
  const progressBar = run => el('progress', {max: run.rounds || 1, value: roundOf(run), 'aria-label': 'rounds done'});

  const PULLS = {
    'qsgd': 'each pulled to the centre of mass of all',
    'easgd': 'each pulled to a low-pass filter of their centre of mass',
    'sd-qsgd': 'each pulled to a mean that favours the more successful',
    'none': 'not coupled',
  };
  /** The same where agents wait for nobody. */
  const COMMITS = {
    'qsgd': 'pulled to the running mean of their commits',
    'easgd': 'pulled to a centre that each exchanges with alone',
    'downpour': 'commits added to the centre',
    'mdownpour': 'commits added to the centre with momentum',
    'agn': 'commits divided by their steps',
    'adag': 'commits damped where the centre has moved since the pull',
    'dynsgd': 'commits divided by staleness + 1',
    'staleness-aware': 'commits divided by their staleness',
    'worst-case': 'commits divided by the largest staleness so far + 1',
    'worst-case-decay': 'commits divided by the largest staleness so far + 1 and by their number',
    'gem': 'commits scaled to the energy of one agent’s momentum',
    'dasgd': 'gradients sent to each other without a server',
  };

  const valuesOf = run => (run.configuration ? configurationOf(run.configuration) : new Map());
  const clockOf = run => (valuesOf(run).get('clock') ?? 'none');

  function howOften(period, clock) {
    const steps = period === '1' ? 'every step' : `every ${period} steps`;
    return clock !== 'none' ? `after ${steps}` : period === '1' ? `at ${steps}` : steps;
  }

  function inWords(run) {
    const values = valuesOf(run);
    const period = values.get('coupling.period');
    const clock = clockOf(run);
    return [
      `${run.algorithm.toUpperCase()}: ${run.agents} agents`,
      ...(clock === 'none' ? [PULLS[run.algorithm]] : [`each in its own time${clock === 'virtual' ? ' on a virtual clock' : ''}`, COMMITS[run.algorithm]]),
      period && !['none', 'dasgd'].includes(run.algorithm) && howOften(period, clock),
      values.get('optimiser.name'), `${run.parameters.toLocaleString('en')} parameters`,
    ].filter(Boolean).join(', ');
  }

  // ---- Charts

  let view = null; // the rounds that all charts show, [from, to]; null: all of them
  let whenViewChanges = () => {};

  function look(range) {
    view = range;
    whenViewChanges();
  }

  /** A chart, in its place among the others, that keeps its hidden series and its scale when its data change. */
  class Chart {
    constructor(host, {title, unit, log, bars}, place) {
      this.unit = unit;
      this.log = Boolean(log);
      this.bars = Boolean(bars);
      this.marks = [];
      this.told = el('small');
      this.plotted = el('div');
      this.logButton = el('button', {type: 'button', title: 'Logarithmic scale', onclick: () => {
        this.log = !this.log;
        this.draw();
      }}, 'log');
      this.figure = el('figure', {style: `order: ${place}`}, el('figcaption', null, el('span', null, title, ' ', this.told), this.logButton), this.plotted);
      host.append(this.figure);
      new ResizeObserver(() => this.plot?.setSize(this.size())).observe(this.plotted);
    }

    /** How far two bars are apart. */
    get barWidth() {
      return this.rounds.length > 1 ? this.rounds[1] - this.rounds[0] : 1;
    }

    size() {
      return {width: Math.max(200, this.plotted.clientWidth), height: 230};
    }

    /**
     * series: [{label, colour, dash, values, low, high}], values over rounds, in a band where low and high are given; marks: [{from, to}],
     * rounds to be seen; over: what the horizontal axis is, where that is not the round.
     */
    show(rounds, series, {marks = [], over = 'round'} = {}) {
      const lines = (all, x) => [x, ...all.map(s => s.label + s.colour + Boolean(s.low))].join();
      const sameLines = this.series && lines(this.series, this.over) === lines(series, over);
      this.rounds = rounds;
      this.marks = marks;
      this.over = over;
      this.series = series;
      if (sameLines && this.plot) this.plot.setData(this.data());
      else this.draw();
    }

    data() {
      const above0 = value => (value > 0 ? value : null);
      const banded = this.series.filter(s => s.low);
      return [this.rounds, ...[...this.series.map(s => s.values), ...banded.flatMap(s => [s.high, s.low])]
        .map(values => (this.log ? values.map(above0) : values))];
    }

    draw() {
      const hidden = new Set(this.plot?.series.filter(s => !s.show).map(s => s.label));
      const banded = this.series.filter(s => s.low);
      this.plot?.destroy();
      this.logButton.setAttribute('aria-pressed', this.log);
      const [text, line] = [colour('muted'), colour('line')];
      const many = this.series.length > COLOURS; // too many for a legend: the nearest line is named
      const axis = {stroke: text, grid: {stroke: line, width: 1}, ticks: {stroke: line, width: 1}, font: '12px system-ui', labelFont: '12px system-ui'};
      this.plot = new uPlot({
        ...this.size(),
        scales: {x: {time: false, ...(this.bars ? {range: (u, min, max) => [min - this.barWidth / 2, max + this.barWidth / 2]} : {})},
          y: {distr: this.log ? 3 : 1, ...(this.bars ? {range: (u, min, max) => (this.log ? [.5, 2 * max] : [0, 1.05 * max])} : {})}},
        axes: [
          {...axis, label: this.over, labelSize: 18, size: 32},
          {...axis, label: this.unit, labelSize: 18, size: 58, values: (u, ticks) => ticks.map(tick => (tick == null ? '' : format(tick, 4)))},
        ],
        cursor: {
          sync: {key: this.bars ? null : 'rounds', filters: {pub: type => type === 'mousemove' || type === 'mouseleave'}},
          drag: {x: !this.bars, y: false, setScale: false},
          bind: {dblclick: () => () => look(null)},
          dataIdx: nearestMeasured,
          ...(many ? {focus: {prox: 1e6}} : {}),
        },
        legend: {show: !many},
        ...(many ? {focus: {alpha: .15}} : {}),
        hooks: {drawClear: [u => this.mark(u)], setCursor: [u => many && this.name(u)], setSeries: [u => many && this.name(u)], setSelect: [u => {
          if (u.select.width < 4) return;
          const range = [u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')];
          u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
          look([Math.max(0, Math.floor(range[0])), Math.ceil(range[1])]);
        }], setSeries: [(u, at, {show}) => {
          const band = banded.indexOf(this.series[at - 1]);
          if (show != null && band >= 0) [0, 1].forEach(edge => u.setSeries(this.edgeOf(band) + edge, {show}));
        }]},
        series: [{label: this.over, value: (u, value) => format(value)}, ...this.series.map(s => ({
          label: s.label, stroke: s.colour, width: many ? 1 : 1.5, dash: s.dash, spanGaps: true, show: !hidden.has(s.label),
          points: {size: 4}, value: (u, value) => format(value),
          ...(this.bars ? {paths: uPlot.paths.bars({size: [.85, 48]}), fill: s.colour + 'aa', points: {show: false}} : {}),
        })), ...banded.flatMap(s => Array.from({length: 2}, () => ({
          label: s.label, class: 'edge', stroke: 'transparent', spanGaps: true, points: {show: false}, show: !hidden.has(s.label),
        })))],
        bands: banded.map((s, at) => ({series: [this.edgeOf(at), this.edgeOf(at) + 1], fill: s.colour + '33'})),
      }, this.data(), this.plotted);
    }

    /** Where the upper edge of a band is among the plot's series; the lower one comes next. */
    edgeOf(band) {
      return 1 + this.series.length + 2 * band;
    }

    /** The part of the chart in which an alarm lasted. */
    mark(plot) {
      const {left, top, width, height} = plot.bbox;
      const within = round => Math.min(left + width, Math.max(left, plot.valToPos(round, 'x', true)));
      plot.ctx.save();
      plot.ctx.fillStyle = colour('alarm');
      for (const {from, to} of this.marks) {
        const begin = within(from);
        plot.ctx.fillRect(begin, top, Math.max(2, (to == null ? left + width : within(to)) - begin), height);
      }
      plot.ctx.restore();
    }

    /** Says which line is nearest to the cursor. */
    name(plot) {
      const at = plot.cursor.left < 0 ? -1 : plot.series.findIndex((series, index) => index && series._focus);
      const value = at < 0 ? null : plot.data[at][plot.cursor.idxs?.[at] ?? plot.cursor.idx];
      this.told.textContent = value == null ? '' : `${plot.series[at].label}: ${format(value, 3)}`;
    }
  }

  /** The index nearest to the cursor's at which the series is measured. */
  function nearestMeasured(plot, series, index) {
    const values = plot.data[series];
    if (series === 0 || values[index] != null) return index;
    for (let step = 1; step < values.length; step++) {
      if (values[index - step] != null) return index - step;
      if (values[index + step] != null) return index + step;
    }
    return index;
  }

  /** Every agent's distance to the centre as one row of colours, by its ratio to the root mean square of the round. */
  class Strip {
    constructor(host) {
      this.canvas = el('canvas', {class: 'strip', onmousemove: event => this.tell(event), onmouseleave: () => this.told.replaceChildren()});
      this.told = el('span');
      host.append(el('figure', {class: 'wide', style: `order: ${CHARTS.length + OF_EACH_AGENT.length + 1}`},
        el('figcaption', null, el('span', null, 'Distance of each agent to the centre'),
          el('small', null, 'one row an agent, rounds from left to right')),
        this.canvas,
        el('div', {class: 'strip-legend'}, 'half the others’', el('span', {class: 'ramp'}), 'twice the others’', this.told)));
      new ResizeObserver(() => this.draw()).observe(this.canvas);
    }

    show({round, distance}) {
      this.round = round;
      this.distance = distance;
      this.typical = round.map((_, column) => {
        const measured = distance.map(row => row[column]).filter(value => value != null);
        return Math.sqrt(measured.reduce((sum, value) => sum + value * value, 0) / measured.length);
      });
      this.draw();
    }

    draw() {
      const {round, distance, canvas} = this;
      if (!round?.length || !canvas.clientWidth) return;
      this.rowHeight = Math.max(5, Math.min(20, Math.floor(240 / distance.length)));
      this.left = 52;
      const [width, height] = [canvas.clientWidth, this.rowHeight * distance.length];
      const scale = window.devicePixelRatio || 1;
      [canvas.width, canvas.height, canvas.style.height] = [width * scale, height * scale, height + 'px'];
      const pen = canvas.getContext('2d');
      pen.scale(scale, scale);
      const ramp = ['near', 'middle', 'far'].map(colour).map(rgb);
      const [first, last] = [round[0], round[round.length - 1]];
      this.x = value => this.left + (width - this.left) * (value - first) / Math.max(1, last - first);
      distance.forEach((row, agent) => row.forEach((value, column) => {
        if (value == null) return;
        const from = column === 0 ? this.left : (this.x(round[column - 1]) + this.x(round[column])) / 2;
        const to = column === round.length - 1 ? width : (this.x(round[column]) + this.x(round[column + 1])) / 2;
        pen.fillStyle = mixed(ramp, this.typical[column] > 0 ? Math.log2(value / this.typical[column]) : 0);
        pen.fillRect(from, agent * this.rowHeight, Math.ceil(to - from), this.rowHeight - (this.rowHeight > 8 ? 1 : 0));
      }));
      pen.fillStyle = colour('muted');
      pen.font = '12px system-ui';
      pen.textBaseline = 'middle';
      const every = Math.ceil(16 / this.rowHeight);
      for (let agent = 0; agent < distance.length; agent += every) {
        pen.fillText('agent ' + agent, 0, Math.min(height - 7, Math.max(7, (agent + .5) * this.rowHeight)));
      }
    }

    tell(event) {
      const {round, distance, canvas} = this;
      const agent = Math.floor(event.offsetY / this.rowHeight);
      const near = column => Math.abs(this.x(round[column]) - event.offsetX);
      const column = round.reduce((best, _, index) => (near(index) < near(best) ? index : best), 0);
      const value = distance[agent]?.[column];
      this.told.textContent = value == null ? ''
        : `round ${round[column]}, agent ${agent}: ${format(value, 3)}, ${format(value / this.typical[column], 3)} × root mean square`;
    }
  }

  const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));

  /** position: -1 at the first of three colours, 1 at the last. */
  function mixed([low, middle, high], position) {
    const end = position < 0 ? low : high;
    const share = Math.min(1, Math.abs(position));
    return `rgb(${middle.map((value, at) => Math.round(value + share * (end[at] - value))).join(' ')})`;
  }

  // ---- Tables

  /** columns: [{key, label, text, cell(row) -> node}], rows: objects. */
  class SortedTable {
    constructor(host, columns, label) {
      this.columns = columns;
      this.order = null;
      this.head = el('tr', null, ...columns.map(column => el('th', {scope: 'col', class: column.text ? 'text' : null},
        el('button', {type: 'button', onclick: () => this.sort(column)}, column.label))));
      this.body = el('tbody');
      host.append(el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label},
        el('table', {class: 'rows'}, el('thead', null, this.head), this.body)));
    }

    sort(column) {
      this.order = {column, sign: this.order?.column === column ? -this.order.sign : 1};
      this.columns.forEach((each, at) => this.head.children[at].setAttribute('aria-sort',
        each !== column ? 'none' : this.order.sign > 0 ? 'ascending' : 'descending'));
      this.show(this.rows);
    }

    show(rows) {
      this.rows = rows;
      const sorted = [...rows];
      if (this.order) {
        const {column: {key}, sign} = this.order;
        sorted.sort((a, b) => (a[key] == null) - (b[key] == null) || sign * (a[key] > b[key] ? 1 : a[key] < b[key] ? -1 : 0));
      }
      this.body.replaceChildren(...sorted.map(row => el('tr', null, ...this.columns.map(column =>
        el('td', {class: column.text ? 'text' : null, 'data-key': column.key}, column.cell ? column.cell(row) : format(row[column.key]))))));
    }
  }

  function tiles(pairs) {
    return pairs.filter(([, value]) => value != null && value !== '–')
      .map(([name, value]) => el('div', null, el('dt', null, name), el('dd', {'data-tile': name}, value)));
  }

  const lasted = alarm => (alarm.to == null ? `since round ${format(alarm.from)}`
    : alarm.to === alarm.from ? `in round ${format(alarm.from)}` : `in rounds ${format(alarm.from)} to ${format(alarm.to)}`);

  /** What went wrong; what lasts comes first. */
  const alarmList = run => el('ul', {class: 'alarms'}, ...[...run.alarms].sort((a, b) => (a.to != null) - (b.to != null)).map(alarm =>
    el('li', {class: alarm.to == null ? 'lasting' : null}, el('strong', null, `${alarm.kind} ${lasted(alarm)}`), ': ', alarm.text)));

  const lasting = run => run.alarms.filter(alarm => alarm.to == null);
  const inShort = run => lasting(run).map(alarm => alarm.kind).join(', ') || (run.alarms.length ? `${run.alarms.length} over` : '–');

  // ---- The list of runs

  async function runsPage() {
    const note = el('p');
    const links = el('div', {class: 'links'});
    main.append(note, links);
    const table = new SortedTable(main, [
      {key: 'name', label: 'run', text: true, cell: run => link(source.links.run(run), run.name || run.id)},
      {key: 'id', label: 'run id', text: true, cell: run => run.id},
      {key: 'state', label: 'state', text: true, cell: run => stateMark(run)},
      {key: 'alarming', label: 'alarms', text: true, cell: run => el('span', {class: run.lasting ? 'failure' : null}, run.alarming)},
      {key: 'words', label: 'algorithm', text: true, cell: run => run.words},
      {key: 'progress', label: 'rounds', cell: run => el('span', null, `${roundOf(run).toLocaleString('en')} / ${run.rounds.toLocaleString('en')}`, progressBar(run))},
      {key: 'rate', label: 'rounds/s'}, {key: 'images_per_second', label: 'images/s', cell: run => format(run.images_per_second, 4)},
      {key: 'train_loss', label: 'train loss'}, {key: 'test_loss', label: 'test loss'},
      {key: 'validation_error', label: 'validation error'}, {key: 'test_error', label: 'test error'}, {key: 'spread', label: 'spread'},
    ], 'Runs');
    await repeatedly(async () => {
      const {runs} = await source.runs();
      note.textContent = runs.length ? `${runs.length} in this application` : 'None yet: a run appears here when it begins.';
      links.replaceChildren(...(runs.length > 1 ? [link(source.links.comparison(runs.slice(0, COMPARED)),
        runs.length > COMPARED ? `The first ${COMPARED} side by side` : 'Side by side')] : []));
      table.show(runs.map(run => ({
        ...run, ...run.latest, state: state(run), lasting: lasting(run).length, alarming: inShort(run), words: inWords(run), progress: roundOf(run) / run.rounds, rate: roundsPerSecond(run),
      })));
      return source.live;
    });
  }

  // ---- One run

  async function runPage() {
    const id = source.id();
    const parts = Object.fromEntries(['heading', 'words', 'failure', 'alarms', 'links', 'progress', 'tiles', 'tools', 'charts', 'rows', 'configuration']
      .map(name => [name, el('div', {id: 'quorum-' + name})]));
    main.append(...Object.values(parts));
    parts.charts.className = 'charts';
    parts.tiles.className = 'tiles';
    parts.tools.className = 'links';
    const reset = el('button', {type: 'button', disabled: '', onclick: () => look(null)}, 'all rounds');
    parts.tools.append(reset, el('span', {class: 'hint'}, 'Drag over a chart to zoom, click a name below it to hide a line.'));
    const charts = new Map();
    let strip = null;
    parts.rows.append(el('h3', null, 'Last rounds'));
    const rowsHost = parts.rows.appendChild(el('div'));
    let table = null;
    let seen = -1;

    async function load(force) {
      const query = {points: Math.min(600, Math.max(200, main.clientWidth >> 1))};
      if (!force) query.seen = seen;
      if (view) [query.from, query.to] = view;
      const run = await source.run(id, query);
      if (!run) return true;
      seen = run.logged;
      describe(run);
      draw(run);
      return source.live && run.status === 'running';
    }

    function describe(run) {
      const {latest, table: rows} = run;
      document.title = `${run.name || run.id} - Quorum`;
      parts.heading.replaceChildren(el('h2', null, run.name || run.id, ' ', stateMark(run)));
      const round = clockOf(run) === 'none' ? '' : ` A round is ${run.agents} ${run.algorithm === 'dasgd' ? 'gradients' : 'commits'}.`;
      parts.words.replaceChildren(el('p', null, `${inWords(run)}.${round} Run ${run.id}, begun ${new Date(run.startMillis).toLocaleString()}.`));
      parts.failure.replaceChildren(...(run.failure ? [el('p', {class: 'failure'}, run.failure)] : []));
      parts.alarms.replaceChildren(...(run.alarms.length ? [alarmList(run)] : []));
      parts.links.className = 'links';
      parts.links.replaceChildren(...source.links.of(run).map(([text, address, download]) => el('a', {href: address, download}, text)));
      parts.progress.replaceChildren(progressBar(run));
      const sum = key => (rows[key] ?? []).reduce((total, value) => total + (value ?? 0), 0);
      const [compute, overhead] = [sum('slowest_agent_seconds'), sum('overhead_seconds')];
      const shares = run.perAgent.slowestShare;
      const slowest = shares.indexOf(Math.max(...shares));
      const rate = roundsPerSecond(run);
      parts.tiles.replaceChildren(...tiles([
        ['rounds', `${roundOf(run).toLocaleString('en')} / ${run.rounds.toLocaleString('en')}`],
        ['epoch', format(latest.epoch, 4)],
        [run.endMillis ? 'took' : 'running for', duration(latest.wall_seconds)],
        ['still needs', run.status === 'running' && source.live ? duration((run.rounds - roundOf(run)) / rate) : null],
        ['rounds/s', format(rate, 3)],
        ['images/s', format(latest.images_per_second, 4)],
        ['overhead of a round', compute + overhead > 0 ? format(100 * overhead / (compute + overhead), 3) + ' %' : null],
        ['most often slowest', shares.length > 1 && latest.slowest_agent_seconds != null ? `agent ${slowest}${new Set(run.perAgent.host).size > 1 ? ' on ' + run.perAgent.host[slowest] : ''} (${format(100 * shares[slowest], 2)} %)` : null],
        ['train loss', format(latest.train_loss)],
        ['test loss', format(latest.test_loss)],
        ['validation error', format(latest.validation_error)],
        ['test error', format(latest.test_error)],
        ['spread', format(latest.spread)],
        ...stalenessTiles(run),
      ]));
      if (!parts.configuration.childElementCount) {
        parts.configuration.append(el('details', null, el('summary', null, 'Configuration'), el('pre', null, run.configuration)));
      }
    }

    function draw(run) {
      const {series} = run;
      reset.disabled = !view;
      for (const chart of CHARTS) {
        const present = chart.series.filter(s => !series[s.unless]).filter(s => s.of?.(run) != null || (series[s.key] ?? []).some(value => value != null && (!chart.log || value > 0)));
        if (!present.some(s => s.key) || (chart.needs && !series[chart.needs])) continue;
        if (!charts.has(chart) && chart.drawn && !present.some(s => chart.drawn(series[s.key]))) continue;
        if (!charts.has(chart)) charts.set(chart, new Chart(parts.charts, chart, CHARTS.indexOf(chart)));
        charts.get(chart).show(series.round, present.map(s => ({
          label: s.label, colour: colour('c' + chart.series.indexOf(s)), dash: s.dash,
          values: s.of ? series.round.map(() => s.of(run)) : series[s.key],
        })), {marks: run.alarms.filter(alarm => chart.alarms?.includes(alarm.kind))});
      }
      for (const chart of OF_EACH_AGENT) {
        const lines = run.perAgent[chart.key];
        if (!(lines?.length > 1)) continue;
        if (!charts.has(chart)) charts.set(chart, new Chart(parts.charts, chart, CHARTS.length + OF_EACH_AGENT.indexOf(chart)));
        charts.get(chart).show(run.perAgent.round, lines.map((values, agent) => ({
          label: 'agent ' + agent, colour: colour('c' + agent % COLOURS), values,
        })));
      }
      if (run.staleness) {
        if (!charts.has(HISTOGRAM)) charts.set(HISTOGRAM, new Chart(parts.charts, HISTOGRAM, CHARTS.length + OF_EACH_AGENT.length));
        charts.get(HISTOGRAM).show(run.staleness.bars.from, [{label: 'commits', colour: colour('c0'), values: run.staleness.bars.commits}], {over: 'staleness'});
      }
      if (run.perAgent.distance.length > 1) {
        strip ??= new Strip(parts.charts);
        strip.show(run.perAgent);
      }
      const rows = run.table;
      const columns = columnsOf(run);
      if (!table || columns.map(({key}) => key).join() !== table.columns.map(({key}) => key).join()) {
        rowsHost.replaceChildren();
        table = new SortedTable(rowsHost, columns, 'Last rounds');
      }
      table.show((rows.round ?? []).map((_, at) => Object.fromEntries(Object.entries(rows).map(([key, values]) => [key, values[at]]))).reverse());
    }

    whenViewChanges = () => load(true).catch(tell);
    await repeatedly(() => load(false));
  }

  /** Those of which the run has measured anything. */
  function columnsOf({latest, series, table}) {
    const measured = key => (key === 'slowest_agent' ? table[key] && latest.slowest_agent_seconds != null
      : key === 'coupling_gain' ? series[key]?.some(gain => gain) : latest[key] != null);
    const jobs = source.links.job && table.job?.some(job => job >= 0);
    return [...COLUMNS.filter(([key]) => measured(key)).map(([key, label]) => ({key, label})),
      ...(jobs ? [{key: 'job', label: 'Spark job', cell: row => (!(row.job >= 0) ? '–' : link(source.links.job(row.job), String(row.job)))}] : [])];
  }

  /** Of all commits where the source knows them, otherwise of those of the newest round. */
  function stalenessTiles({staleness, implicitMomentum, latest}) {
    return [
      ...(staleness ? [['S_avg', format(staleness.mean, 4)], ['S_rms', format(staleness.rms, 4)], ['S_max', format(staleness.largest)]]
        : [['mean staleness', format(latest.mean_staleness, 4)], ['largest staleness', format(latest.largest_staleness)]]),
      ['implicit momentum', format(implicitMomentum, 3)],
      ['virtual time', format(latest.virtual_time)],
    ];
  }

  // ---- Several runs

  async function comparePage() {
    const ids = source.ids().slice(0, COMPARED);
    const all = (await source.runs()).runs;
    const chosen = new Set(ids.length ? ids : all.slice(0, COMPARED).map(run => run.id));
    const choice = el('details', null, el('summary', null, 'Choose runs'));
    choice.append(...all.map(run => el('div', null, link(
      source.links.comparison(all.filter(other => chosen.has(other.id) !== (other.id === run.id))), chosen.has(run.id) ? '− ' : '+ ', run.name || run.id, ' · ', run.id))));
    const host = el('div', {class: 'charts'});
    const tableHost = el('div');
    const tools = el('div', {class: 'links'});
    main.append(el('div', {class: 'links'}, link(source.links.runs(), 'All runs')),
      tableHost, tools, host, choice);
    const charts = new Map();
    let axis = 'rounds';

    async function load() {
      const range = view && axis === 'rounds' ? {from: view[0], to: view[1]} : {}; // of other axes the server knows nothing
      const runs = await Promise.all([...chosen].map(id => source.run(id, {points: 200, ...range})));
      showDifferences(tableHost, runs);
      tools.replaceChildren(axisChoice(Object.keys(AXES).filter(name => runs.some(run => run.series[AXES[name]])), axis, name => {
        axis = name;
        look(null);
      }));
      for (const chart of COMPARISONS) {
        const measured = runs.filter(run => run.series[chart.key] && run.series[AXES[axis]]);
        if (!measured.length) {
          charts.get(chart)?.figure.remove();
          charts.delete(chart);
          continue;
        }
        if (!charts.has(chart)) charts.set(chart, new Chart(host, chart, COMPARISONS.indexOf(chart)));
        const [x, ...values] = uPlot.join(measured.map(run => within(view, run.series[AXES[axis]], run.series[chart.key])));
        charts.get(chart).show(x, values.map((line, at) => ({
          label: measured[at].id, colour: colour('c' + runs.indexOf(measured[at]) % COLOURS), values: line,
        })), {over: axis});
      }
      return source.live && runs.some(run => run.status === 'running');
    }

    whenViewChanges = () => load().catch(tell);
    await repeatedly(load);
  }

  /** The points between both ends of a range, null for all. */
  function within(range, x, values) {
    const shown = x.map((_, at) => at).filter(at => x[at] != null && (!range || (x[at] >= range[0] && x[at] <= range[1])));
    return [shown.map(at => x[at]), shown.map(at => values[at])];
  }

  /** What charts may be drawn over. */
  const axisChoice = (axes, chosen, choose) => el('span', {class: 'choice', role: 'group', 'aria-label': 'horizontal axis'}, 'over',
    ...axes.map(name => el('button', {type: 'button', 'aria-pressed': name === chosen, onclick: () => choose(name)}, name)));

  /** One row a run: how it ended, and the keys in which the runs differ. */
  function showDifferences(host, runs) {
    const configurations = runs.map(run => configurationOf(run.configuration));
    const keys = [...new Set(configurations.flatMap(values => [...values.keys()]))]
      .filter(key => new Set(configurations.map(values => values.get(key))).size > 1);
    const results = ['train_loss', 'test_loss', 'validation_error', 'test_error', 'spread', 'mean_staleness', 'virtual_time'].filter(key => runs.some(run => run.latest[key] != null));
    host.replaceChildren();
    const table = new SortedTable(host, [
      {key: 'id', label: 'run', text: true, cell: row => el('span', null,
        el('span', {class: 'swatch', style: `background:${row.colour ?? colour('c' + row.at % COLOURS)}`}), link(source.links.run(row), row.id))},
      {key: 'state', label: 'state', text: true, cell: row => stateMark(row)},
      ...keys.map((key, at) => ({key: 'key' + at, label: key, cell: row => row['key' + at] ?? '–'})),
      ...results.map(key => ({key, label: key.replace('_', ' ')})),
      ...(runs.some(run => run.failure) ? [{key: 'failure', label: 'why it ended early', text: true, cell: row => row.failure || '–'}] : []),
    ], 'Differences in configuration and results');
    table.show(runs.map((run, at) => ({
      ...run, ...run.latest, at, state: state(run), ...Object.fromEntries(keys.map((key, index) => ['key' + index, configurations[at].get(key)])),
    })));
  }

  // ---- The clock

  const trouble = el('p', {class: 'failure', role: 'alert'});

  function tell(error) {
    trouble.textContent = error.message;
    main.prepend(trouble);
  }

  /** Calls again as long as there may be something new and the page is looked at. */
  async function repeatedly(load) {
    for (;;) {
      try {
        if (!document.hidden && !(await load())) return;
        trouble.remove();
      } catch (error) {
        tell(error instanceof TypeError ? new Error('The application no longer answers; it may have ended.') : error);
      }
      await new Promise(wake => setTimeout(wake, POLL_MILLIS));
    }
  }

  /** Shows a page: runs, run or compare. */
  function show(page, from) {
    source = from;
    return ({runs: runsPage, run: runPage, compare: comparePage})[page]().catch(tell);
  }

  /** For a page of another script: {@code changed} is called with the part [from, to] that the charts are to show, null for all. */
  function follow(from, changed) {
    source = from;
    whenViewChanges = () => changed(view);
  }

  return {show, main, el, colour, format, duration, configurationOf, look, follow, Chart, SortedTable, tiles, axisChoice, showDifferences, COMPARISONS, COLOURS};
})();
