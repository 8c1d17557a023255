'use strict';
// The page: reads the embedded data once, then each section draws itself. No request leaves it.
(() => {
  const DATA = JSON.parse(document.getElementById('data').textContent);
  const RUNS = DATA.runs;
  const DATASETS = DATA.datasets.map((d) => d.name);
  const SETTINGS = DATA.settings.map((s) => s.name);
  const ABOUT = new Map(DATA.settings.map((s) => [s.name, s]));
  // Controls bound the methods; they are shown, and never ranked or tested.
  const METHODS = SETTINGS.filter((s) => !ABOUT.get(s).control);
  const CONTROLS = SETTINGS.filter((s) => ABOUT.get(s).control);
  const METRICS = DATA.metrics;
  const MAIN = METRICS.filter((m) => !m.variant);
  const TOOLS = ['preprocess', 'embed-import', 'knn', 'train', 'cluster', 'metric-tc', 'ora', 'gsea'];
  const STATUS = {
    done: ['✓', 'done'],
    wrong_usage: ['!', 'wrong usage'],
    bad_data: ['✕', 'bad data'],
    nothing_to_produce: ['∅', 'nothing to produce'],
    left_out: ['∅', 'left out'],
    missing: ['?', 'missing'],
  };
  // Okabe and Ito's colours first (safe for colour-blind readers), then tones apart from them in lightness.
  const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#6a3d9a', '#8c6d31', '#1f3a5f',
    '#a6d854', '#7f0000', '#66c2a5', '#b15928', '#fb9a99', '#4d4d4d', '#bcbd22', '#17becf', '#9e9ac8', '#31a354'];
  const OTHER = '#b8bec6';
  const CONTROL = '#7d8793';
  const SHAPES = ['circle', 'triangle', 'diamond', 'rect'];
  const LINES = { best: 'path://M0 0H10V2H0z', worst: 'path://M0 0H2V2H0zM4 0H6V2H4zM8 0H10V2H8z' };

  // ---- small helpers -------------------------------------------------------------------------------------------------
  const $ = (id) => document.getElementById(id);

  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) {
        node.addEventListener(name.slice(2), value);
      } else if (value === true) {
        node.setAttribute(name, '');
      } else if (value !== false && value !== undefined) {
        node.setAttribute(name, value);
      }
    }
    node.append(...children.flat().filter((child) => child !== undefined && child !== ''));
    return node;
  }

  const isControl = (setting) => Boolean(ABOUT.get(setting).control);
  const colourOf = (setting) => (isControl(setting) ? CONTROL : COLOURS[METHODS.indexOf(setting) % COLOURS.length]);
  const shapeOf = (setting) => (isControl(setting) ? ABOUT.get(setting).control : SHAPES[METHODS.indexOf(setting) % SHAPES.length]);
  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[c]));
  const plural = (n, what) => `${n} ${what}${n === 1 ? '' : 's'}`;
  const unique = (values) => [...new Set(values)];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const isNumber = (value) => typeof value === 'number';

  function digits(x) {
    const size = Math.abs(x);
    return size >= 100 ? 0 : size >= 10 ? 1 : size > 1 ? 2 : 3;
  }
  const format = (x, places = digits(x)) =>
    x.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places }).replace('-', '−');
  const formatP = (p) => (p === 0 ? '0' : p < 0.001 ? p.toExponential(1).replace('-', '−') : format(p, 3));
  function formatSeconds(s) {
    if (s < 120) return `${s < 10 ? Number(s.toFixed(1)) : Math.round(s)} s`;
    return s < 7200 ? `${Number((s / 60).toFixed(s < 600 ? 1 : 0))} min` : `${(s / 3600).toFixed(1)} h`;
  }
  const formatMb = (mb) => (mb >= 1024 ? `${(mb / 1024).toFixed(1)} GB` : `${Math.round(mb)} MB`);

  function spread(values) {
    const n = values.length;
    if (!n) return { n };
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const sd = n > 1 ? Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1)) : undefined;
    return { n, mean, sd };
  }

  // ---- the values: metrics.csv holds one row per run and metric, in this order ------------------------------------------
  const column = (table, name) => DATA.tables[table].columns.indexOf(name);
  const valueColumn = column('metrics', 'value');
  const metricIndex = new Map(METRICS.map((m, i) => [m.id, i]));
  const places = new Map(RUNS.map((run, i) => [run, i]));
  function valueOf(run, metric) {
    const cell = DATA.tables.metrics.rows[places.get(run) * METRICS.length + metricIndex.get(metric)][valueColumn];
    return isNumber(cell) ? cell : undefined;
  }
  const reasons = new Map(DATA.tables.undefined.rows.map((row) => [row.slice(0, 4).join('\u0000'), row[4]]));
  const reasonOf = (run, metric) => reasons.get([run.dataset, run.setting, run.seed, metric].join('\u0000'));
  const groups = new Map();
  for (const run of RUNS) {
    const key = `${run.dataset}\u0000${run.setting}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const runsOf = (dataset, setting) => groups.get(`${dataset}\u0000${setting}`) ?? [];
  const overSeeds = (dataset, setting, metric) =>
    spread(runsOf(dataset, setting).map((run) => valueOf(run, metric)).filter(isNumber));

  /** A setting's figure for a metric: over seeds of one data set, or over the data sets' means. */
  function figure(setting, metric, datasets) {
    const expected = datasets.filter((d) => runsOf(d, setting).length);
    if (datasets.length === 1) {
      return { ...overSeeds(datasets[0], setting, metric), expected: runsOf(datasets[0], setting).length, unit: 'seed' };
    }
    const means = expected.map((d) => overSeeds(d, setting, metric).mean).filter(isNumber);
    return { ...spread(means), expected: expected.length, unit: 'data set' };
  }

  /** What a figure rests on: of one data set the share of its runs, as a method that draws nothing has one run only. */
  function support(f) {
    return f.unit === 'seed' ? f.n / f.expected : f.n;
  }

  /** The settings with the best figure among those that rest on the most data; the order of all that can be ranked. */
  function ranked(metric, figures) {
    if (metric.direction === 'none') return [];
    const having = figures.filter((f) => f.n);
    const most = Math.max(0, ...having.map(support));
    const sign = metric.direction === 'lower' ? 1 : -1;
    return having.filter((f) => support(f) === most).sort((a, b) => sign * (a.mean - b.mean));
  }
  /** Equal up to the rounding of their sums. */
  const tied = (a, b) => Math.abs(a.mean - b.mean) <= 1e-12 * Math.max(1, Math.abs(a.mean));

  const sharedDatasets = (metric) => DATASETS.filter((d) => {
    const able = METHODS.filter((s) => DATASETS.some((other) => overSeeds(other, s, metric).n));
    return able.every((s) => overSeeds(d, s, metric).n);
  });

  // ---- tables and downloads ----------------------------------------------------------------------------------------------
  const csvCell = (value) => (/[",\n\r]/.test(String(value)) ? `"${String(value).replace(/"/g, '""')}"` : String(value));
  const csv = (columns, rows) => [columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\n') + '\n';

  function downloadButton(name, make, text = `Download ${name}`) {
    return el('button', {
      type: 'button',
      class: 'plain',
      'data-file': name,
      onclick: () => {
        const url = URL.createObjectURL(new Blob([make()], { type: 'text/csv' }));
        const link = el('a', { href: url, download: name });
        document.body.append(link);
        link.click();
        link.remove();
        setTimeout(() => URL.revokeObjectURL(url), 10000);
      },
    }, text);
  }

  /**
   * A table that sorts by a click on its header.
   * The rows of the foot stay last, whatever the order. Columns: {title, number, value(row), show(row), cell(row) a finished td, tip, direction}; value undefined sorts last.
   */
  function table(place, { columns, rows, foot = [], file, sort = -1, descending = false, pinned = false, tall = false, note = '',
    plainHead = false }) {
    let order = sort;
    let down = descending;
    const body = el('tbody');
    const lines = (some) => some.map((row) => el('tr', {}, columns.map((col, i) => {
      if (col.cell) return col.cell(row);
      const content = col.show ? col.show(row) : col.value(row);
      const attributes = { class: col.number ? 'number' : undefined };
      return pinned && i === 0
        ? el('th', { scope: 'row' }, content ?? '')
        : el('td', attributes, content === undefined ? el('span', { class: 'void' }, '–') : content);
    })));
    const heads = columns.map((col, i) => {
      const arrow = el('span', { class: 'arrow', 'aria-hidden': 'true' });
      const name = [el('span', {}, col.title), col.direction ? el('span', { class: 'direction' }, ` ${col.direction}`) : ''];
      const button = el('button', {
        type: 'button',
        'data-tip': col.tip,
        onclick: () => {
          down = order === i ? !down : Boolean(col.number) && col.direction !== '↓';
          order = i;
          draw();
        },
      }, name, arrow);
      return el('th', { scope: 'col', class: col.number ? 'number' : undefined }, plainHead ? name : button);
    });

    function draw() {
      const sorted = rows.slice();
      if (order >= 0) {
        const { value } = columns[order];
        const compare = (a, b) => (isNumber(a) && isNumber(b) ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true }));
        sorted.sort((x, y) => {
          const a = value(x);
          const b = value(y);
          if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
          return down ? compare(b, a) : compare(a, b);
        });
      }
      heads.forEach((head, i) => {
        const arrow = head.querySelector('.arrow');
        if (!arrow) return;
        head.setAttribute('aria-sort', i !== order ? 'none' : down ? 'descending' : 'ascending');
        arrow.textContent = i !== order ? '' : down ? '▼' : '▲';
      });
      body.replaceChildren(...lines(sorted));
    }

    draw();
    place.replaceChildren(
      el('div', { class: `scroll${pinned ? ' pinned' : ''}${tall ? ' tall' : ''}`, tabindex: '0', role: 'group', 'aria-label': 'Table' },
        el('table', {}, el('thead', {}, el('tr', {}, heads)), body, foot.length ? el('tbody', { class: 'foot' }, lines(foot)) : '')),
      file || note ? el('div', { class: 'below' }, el('span', { class: 'small' }, note),
        file ? downloadButton(file.name, file.make) : '') : '');
  }

  // ---- controls ----------------------------------------------------------------------------------------------------------
  function choice(label, options, changed, value = options[0]) {
    const select = el('select', { onchange: (e) => changed(e.target.value) }, options.map((o) => {
      const [key, text] = Array.isArray(o) ? o : [o, o];
      return el('option', { value: key, selected: key === value }, text);
    }));
    return el('label', {}, label, select);
  }

  function segments(label, options, value, changed) {
    const buttons = options.map(([key, text]) => el('button', {
      type: 'button',
      'aria-pressed': String(key === value),
      'data-key': key,
      onclick: () => {
        buttons.forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.key === key)));
        changed(key);
      },
    }, text));
    return el('span', { class: 'segments', role: 'group', 'aria-label': label }, buttons);
  }

  function swatch(setting) {
    const shapes = {
      circle: '<circle cx="6" cy="6" r="5"/>',
      triangle: '<path d="M6 1 11 11H1z"/>',
      diamond: '<path d="M6 0 12 6 6 12 0 6z"/>',
      rect: '<rect x="1" y="1" width="10" height="10"/>',
      best: '<path d="M0 5H12V7H0z"/>',
      worst: '<path d="M0 5H2V7H0zM5 5H7V7H5zM10 5H12V7H10z"/>',
    };
    const span = el('span', { 'aria-hidden': 'true' });
    span.innerHTML = `<svg width="12" height="12" fill="${colourOf(setting)}">${shapes[shapeOf(setting)]}</svg>`;
    return span.firstChild;
  }

  /** Buttons that show and hide settings in a section's charts. */
  function settingLegend(hidden, changed, settings = METHODS) {
    return el('span', { class: 'legend', role: 'group', 'aria-label': 'Show or hide settings' }, settings.map((setting) =>
      el('button', {
        type: 'button',
        'aria-pressed': 'true',
        onclick: (e) => {
          hidden.has(setting) ? hidden.delete(setting) : hidden.add(setting);
          e.currentTarget.setAttribute('aria-pressed', String(!hidden.has(setting)));
          changed();
        },
      }, swatch(setting), setting)));
  }

  /** A setting's name with what a reader must know when comparing it. */
  function named(setting) {
    const { input, knows, control } = ABOUT.get(setting);
    const marks = [
      control ? `control: ${control}` : '',
      knows && !control ? `knows the ${knows.replaceAll(', ', ' and the ')}` : '',
      input.split(', ').includes('log1p') ? `fed ${input}` : '',
    ].filter(Boolean);
    return [setting, ...marks.map((mark) => el('span', { class: 'mark' }, mark))];
  }

  // ---- charts: made when they come near the window, all of them before printing -------------------------------------------
  const charts = new Map();
  const near = new IntersectionObserver((entries) => entries.filter((e) => e.isIntersecting).forEach((e) => {
    near.unobserve(e.target);
    renderChart(e.target);
  }), { rootMargin: '500px' });
  const sizes = new ResizeObserver((entries) => entries.forEach((e) => {
    const entry = charts.get(e.target);
    if (entry && entry.instance && e.contentRect.width) {
      entry.instance.resize();
      if (entry.fluid) entry.instance.setOption(entry.option(e.target.clientWidth));
    }
  }));

  function chart(label, option, fluid = false) {
    const node = el('div', { class: 'chart', role: 'img', 'aria-label': label });
    charts.set(node, { option, fluid });
    near.observe(node);
    sizes.observe(node);
    return node;
  }
  function renderChart(node) {
    const entry = charts.get(node);
    if (!entry) return;
    entry.instance ??= echarts.init(node);
    entry.instance.setOption(entry.option(node.clientWidth), true);
  }
  /** Replaces the charts of a place; the old ones give their memory back. */
  function fill(place, nodes) {
    place.querySelectorAll('.chart').forEach((node) => {
      charts.get(node)?.instance?.dispose();
      charts.delete(node);
      near.unobserve(node);
      sizes.unobserve(node);
    });
    place.replaceChildren(...nodes);
  }
  const redraw = (place) => place.querySelectorAll('.chart').forEach((node) => charts.get(node)?.instance && renderChart(node));
  const base = () => ({ animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: css('--text') } });
  const axis = () => ({
    axisLine: { lineStyle: { color: css('--line') } },
    axisTick: { show: false },
    axisLabel: { color: css('--muted'), fontSize: 12 },
    splitLine: { lineStyle: { color: css('--line'), width: 0.7 } },
  });
  const tooltip = () => ({
    backgroundColor: css('--paper'),
    borderColor: css('--line'),
    textStyle: { color: css('--text'), fontSize: 13 },
    confine: true,
  });
  // A canvas does not follow the paper's width, a picture of it does.
  window.addEventListener('beforeprint', () => charts.forEach((entry, node) => {
    renderChart(node);
    entry.instance.resize();
    node.querySelectorAll('img').forEach((image) => image.remove());
    node.append(el('img', { src: entry.instance.getDataURL({ pixelRatio: 2 }), alt: '' }));
  }));
  window.addEventListener('afterprint', () => document.querySelectorAll('.chart > img').forEach((image) => image.remove()));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach((entry, node) => entry.instance && renderChart(node)));

  // ---- explanations of metrics on hover and focus ----------------------------------------------------------------------------
  // What a metric can need of the method itself, and the field of a run that says whether it is there.
  const OF_THE_METHOD = { topics: 'topics', 'own clusters': 'own_clusters' };
  const lacking = (setting, need) => {
    const said = need in OF_THE_METHOD ? RUNS.filter((r) => r.setting === setting).map((r) => r[OF_THE_METHOD[need]]) : [];
    return said.includes(false) && !said.includes(true);
  };
  const needs = (m) => (m.needs.length ? `Needs ${m.needs.join(', ')}. ` : '');
  const better = (m) => ({ higher: 'Higher is better. ', lower: 'Lower is better. ', none: 'Not a score. ' }[m.direction]);
  const arrowOf = (m) => ({ higher: '↑', lower: '↓', none: '' }[m.direction]);
  function explain(target) {
    const metric = METRICS[metricIndex.get(target.dataset.tip)];
    if (!metric) return;
    const tip = $('tip');
    tip.replaceChildren(el('b', {}, `${metric.title} (${metric.id})`), el('span', { class: 'equation' }, metric.equation),
      metric.text, el('span', { class: 'small' }, better(metric), metric.range ? `Range ${metric.range}. ` : '', needs(metric)));
    tip.hidden = false;
    target.setAttribute('aria-describedby', 'tip');
    const at = target.getBoundingClientRect();
    tip.style.left = `${Math.max(12, Math.min(at.left - 20, innerWidth - tip.offsetWidth - 12))}px`;
    const above = at.top - tip.offsetHeight - 10;
    tip.style.top = `${above > 8 ? above : at.bottom + 10}px`;
  }
  const hideTip = () => { $('tip').hidden = true; };
  for (const [show, hide] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
    document.addEventListener(show, (e) => { const t = e.target.closest?.('[data-tip]'); if (t) explain(t); });
    document.addEventListener(hide, (e) => { if (e.target.closest?.('[data-tip]')) hideTip(); });
  }
  document.addEventListener('keydown', (e) => { if (e.key === 'Escape') hideTip(); });
  // Tabbing to a header may scroll: its explanation goes along, any other is in the way.
  addEventListener('scroll', () => {
    const focused = document.activeElement?.closest?.('[data-tip]');
    if (focused && !$('tip').hidden) explain(focused);
    else hideTip();
  }, { passive: true });

  // ---- sections --------------------------------------------------------------------------------------------------------------
  const holes = RUNS.filter((run) => run.status !== 'done');

  function overview() {
    const done = RUNS.length - holes.length;
    const versions = unique(RUNS.flatMap((r) => r.steps.map((s) => s.version)).filter(Boolean));
    $('lead').textContent = `${plural(SETTINGS.length, 'setting')} on ${plural(DATASETS.length, 'data set')} with `
      + `${DATA.seeds.length === 1 ? 'seed' : 'seeds'} ${DATA.seeds.join(', ')}: ${done} of ${plural(RUNS.length, 'expected run')} `
      + `${done === 1 ? 'is' : 'are'} complete.`;
    const standIns = DATA.datasets.filter((d) => d.view.includes('stand-in')).map((d) => d.name);
    if (standIns.length) {
      $('banner').append(el('p', { class: 'finding warning' }, el('b', { class: 'level' }, 'stand-in'),
        `The second view of ${standIns.join(', ')} is a stand-in, not external knowledge.`));
    }
    const tile = (name, value, more) => el('div', {}, el('dt', {}, name), el('dd', {}, value, more ? el('small', {}, ` ${more}`) : ''));
    $('tiles').append(
      tile('Runs complete', `${done}`, `of ${RUNS.length}`),
      tile('Data sets', DATASETS.length),
      tile('Settings', SETTINGS.length),
      tile(DATA.seeds.length === 1 ? 'Seed' : 'Seeds', DATA.seeds.length, DATA.seeds.length > 6 ? '' : DATA.seeds.join(', ')),
      tile('scE2TM', versions.join(', ') || DATA.version));
    const view = (d) => (d.view.includes('stand-in') ? el('span', { class: 'pill warning' }, 'stand-in, not external knowledge')
      : d.view === 'external' ? 'external embedding' : 'none');
    table($('datasets'), {
      pinned: true,
      columns: [
        { title: 'Data set', value: (d) => d.name },
        { title: 'Cells', number: true, value: (d) => d.cells, show: (d) => isNumber(d.cells) ? format(d.cells, 0) : undefined },
        { title: 'Genes', number: true, value: (d) => d.genes, show: (d) => isNumber(d.genes) ? format(d.genes, 0) : undefined },
        { title: 'Selected', number: true, value: (d) => d.selected_genes, show: (d) => isNumber(d.selected_genes) ? format(d.selected_genes, 0) : undefined },
        { title: 'Cell types', number: true, value: (d) => d.types, show: (d) => (d.types === 0 ? 'no labels' : d.types) },
        { title: 'Second view', value: (d) => d.view, show: view },
        { title: 'Expression matrix', value: (d) => d.values || undefined },
        { title: 'Runs complete', number: true, value: (d) => RUNS.filter((r) => r.dataset === d.name && r.status === 'done').length,
          show: (d) => { const all = RUNS.filter((r) => r.dataset === d.name); return `${all.filter((r) => r.status === 'done').length} of ${all.length}`; } },
      ],
      rows: DATA.datasets,
    });
    const said = (field) => DATA.settings.some((s) => s[field]);
    // Lines end between words, not after an option's dashes.
    const commandLine = (text) => el('span', {}, ...text.split(' ').flatMap((word) => [el('span', { class: 'word' }, word), ' ']));
    const size = (title, field) => ({ title, number: true, value: (s) => Number(s[field]) || undefined, show: (s) => s[field] || undefined });
    const dimensions = DATA.settings.map((s) => ({ ...s, dimensions: s.latent || s.components }));
    table($('settings'), {
      pinned: true,
      columns: [
        { title: 'Setting', value: (s) => s.name },
        { title: 'Model', value: (s) => s.model },
        said('topics') && size('Topics', 'topics'),
        dimensions.some((s) => s.dimensions) && size('Dimensions', 'dimensions'),
        said('epochs') && size('Epochs', 'epochs'),
        ...unique(DATA.settings.flatMap(Object.keys)).filter((field) => field.endsWith('_args') && said(field))
          .map((field) => ({ title: field, value: (s) => s[field] || undefined, show: (s) => (s[field] ? commandLine(s[field]) : undefined) })),
      ].filter(Boolean),
      rows: dimensions,
    });
  }

  const comparisonRows = DATA.tables.comparisons.rows.map((row) =>
    Object.fromEntries(DATA.tables.comparisons.columns.map((name, i) => [name, row[i] === '' ? undefined : row[i]])));

  function smallestP(n) {
    let ways = 1;
    for (let i = 1; i <= n; i++) ways = (ways * (n + i)) / i;
    return 2 / ways;
  }

  function short() {
    const rows = MAIN.map((metric) => {
      const figures = METHODS.map((setting) => ({ setting, ...figure(setting, metric.id, DATASETS) }));
      const order = ranked(metric, figures);
      const [best] = order;
      if (!best) return { metric, caution: metric.direction === 'none' ? 'not a score' : 'no setting has a value' };
      const winners = order.filter((f) => tied(f, best));
      const second = order.find((f) => !tied(f, best));
      const left = figures.filter((f) => f.n && support(f) < support(best)).map((f) => f.setting);
      const test = second && comparisonRows.find((c) => c.metric === metric.id
        && ((c.setting_a === best.setting && c.setting_b === second.setting) || (c.setting_b === best.setting && c.setting_a === second.setting)));
      const p = test?.adj_pval;
      const cautions = [];
      const alone = winners.length === 1 && !second;
      if (winners.length > 1) cautions.push('a tie');
      else if (alone) cautions.push(`nothing to compare ${best.setting} with`);
      else if (p === undefined) cautions.push('one data set: no test over data sets');
      else if (p > 0.05) {
        cautions.push(smallestP(best.n) > 0.05 ? `${best.n} data sets are too few for significance` : 'may be chance');
      }
      if (metric.needs.includes('gene sets') && ABOUT.get(best.setting).knows?.includes('gene sets')) {
        cautions.unshift(`${best.setting} is built from the gene sets that it is scored with`);
      }
      // Purity and numbers of pathways grow with the number of topics.
      if (['IP', 'ORA_N', 'GSEA_N'].includes(metric.id)) {
        const numbers = unique(figures.filter((f) => f.n).map((f) => ABOUT.get(f.setting).topics).filter(Boolean));
        if (numbers.length > 1) cautions.push(`numbers of topics differ (${numbers.join(', ')})`);
      }
      for (const { name, topics } of DATA.settings.filter((s) => s.control === 'worst')) {
        const both = DATASETS.filter((d) => [name, best.setting].every((s) => overSeeds(d, s, metric.id).n));
        const bound = figure(name, metric.id, both);
        const own = figure(best.setting, metric.id, both);
        if (both.length && !tied(bound, own) && (metric.direction === 'lower') === (bound.mean < own.mean)) {
          cautions.unshift(`${name}${topics ? `, of ${topics} topics,` : ''} scores ${format(bound.mean)}`
            + (bound.sd === undefined ? '' : ` ± ${format(bound.sd, digits(bound.mean))}`));
        }
      }
      if (left.length) cautions.push(`not ranked, fewer ${best.unit === 'seed' ? 'runs' : 'data sets'}: ${left.join(', ')}`);
      const caution = cautions.join('; ');
      return alone ? { metric, caution } : { metric, best, winners, second, p, caution };
    });
    const scored = rows.filter((r) => r.winners?.length === 1 && r.second);
    const wins = METHODS.map((setting) => [setting, scored.filter((r) => r.best.setting === setting)]).filter(([, won]) => won.length)
      .sort((x, y) => y[1].length - x[1].length);
    const clear = scored.filter((r) => isNumber(r.p) && r.p <= 0.05);
    const names = (list) => list.map((r) => r.metric.id).join(', ');
    const phrases = wins.map(([setting, won]) => `${setting} leads on ${won.length} (${names(won)})`);
    $('verdict').textContent = !scored.length ? '' : `Settings differ on ${plural(scored.length, 'metric')}: ${phrases.join('; ')}. `
      + (clear.length ? `The lead over the runner-up is significant (adjusted p ≤ 0.05) for ${names(clear)}${clear.length < scored.length ? '; elsewhere it may be chance.' : '.'}`
        : DATASETS.length === 1 ? 'On one data set no lead can be tested: read the order as a tendency, not as a result.'
          : 'No lead over a runner-up is significant: read the order as a tendency, not as a result.');
    const meanSd = (f) => f && [format(f.mean), f.sd === undefined ? '' : el('small', {}, ` ± ${format(f.sd, digits(f.mean))}`)];
    table($('short-table'), {
      pinned: true,
      plainHead: true,
      columns: [
        { title: 'Metric', value: (r) => r.metric.id, show: (r) => el('span', { 'data-tip': r.metric.id, tabindex: '0' }, `${r.metric.id} `, el('small', {}, `${arrowOf(r.metric)} ${r.metric.title}`)) },
        { title: 'Best', value: (r) => r.best?.setting, show: (r) => r.best && el('b', {}, r.winners.map((f) => f.setting).join(', ')) },
        { title: 'Mean ± sd', number: true, value: (r) => r.best?.mean, show: (r) => meanSd(r.best) },
        { title: 'Data sets', number: true, value: (r) => r.best?.n, show: (r) => r.best && (DATASETS.length === 1 ? '1' : `${r.best.n} of ${r.best.expected}`) },
        { title: 'Runner-up', value: (r) => r.second?.setting, show: (r) => r.second && [`${r.second.setting} `, el('small', {}, format(r.second.mean))] },
        { title: 'Adjusted p', number: true, value: (r) => r.p, show: (r) => isNumber(r.p) ? formatP(r.p) : undefined },
        { title: 'Caution', value: (r) => r.caution, show: (r) => el('span', { class: 'small' }, r.caution) },
      ],
      rows,
    });
  }

  function quality() {
    const place = $('findings');
    const problems = DATA.findings.filter((f) => f.level === 'PROBLEM').length;
    $('nav-quality').textContent = problems || '';
    if (!DATA.findings.length) {
      place.append(el('p', { class: 'finding' }, 'Nothing to report: every expected run is complete and no tool warned.'));
    }
    for (const f of DATA.findings) {
      const level = f.level.toLowerCase();
      const names = f.text ? f.where.join('; ') : f.where.flatMap((place) => [place, el('br')]).slice(0, -1);
      place.append(el('div', { class: `finding ${level}` },
        el('b', { class: 'level' }, level), el('b', {}, f.title),
        f.text ? el('p', {}, f.text) : '',
        f.where.length > 8
          ? el('details', { class: 'where' }, el('summary', {}, `${f.where.slice(0, 4).join('; ')} and ${f.where.length - 4} more`), ...[names].flat())
          : el('p', { class: 'where' }, ...[names].flat())));
    }
  }

  function metricsTable() {
    const state = { dataset: '', group: 'all', variants: false, shared: false };
    const kinds = unique(MAIN.map((m) => m.group));
    const hasVariants = METRICS.length > MAIN.length;
    const draw = () => {
      const shown = METRICS.filter((m) => (state.variants || !m.variant) && (state.group === 'all' || m.group === state.group));
      const rows = SETTINGS.map((setting) => ({ setting, figures: new Map() }));
      for (const metric of shown) {
        const datasets = state.dataset ? [state.dataset] : state.shared ? sharedDatasets(metric.id) : DATASETS;
        // One shared data set of several is still a mean over data sets, with n = 1.
        const figures = rows.map((row) => {
          const f = !state.dataset && state.shared && datasets.length === 1
            ? { ...spread([overSeeds(datasets[0], row.setting, metric.id).mean].filter(isNumber)), expected: 1, unit: 'data set' }
            : figure(row.setting, metric.id, datasets);
          row.figures.set(metric.id, { setting: row.setting, ...f });
          return row.figures.get(metric.id);
        });
        const order = ranked(metric, figures.filter((f) => !isControl(f.setting)));
        order.filter((f) => tied(f, order[0]) && order.length > 1).forEach((f) => { f.best = true; });
      }
      const cell = (metric) => (row) => {
        const f = row.figures.get(metric.id);
        if (!f.n) {
          const reason = unique(RUNS.filter((r) => r.setting === row.setting && (!state.dataset || r.dataset === state.dataset))
            .map((r) => reasonOf(r, metric.id)).filter(Boolean)).join('; ') || 'not run';
          const applies = metric.needs.every((need) => !lacking(row.setting, need));
          return el('td', { class: 'void', title: applies ? reason : `Not applicable: ${reason}` }, applies ? '–' : 'n/a');
        }
        const value = format(f.mean);
        return el('td', { class: f.best ? 'best' : undefined, title: `n = ${plural(f.n, f.unit)}` },
          f.best ? el('b', {}, value) : value,
          f.sd === undefined ? '' : el('span', { class: 'sd' }, `± ${format(f.sd, digits(f.mean))}`),
          f.n < f.expected ? el('span', { class: 'few' }, `n = ${f.n} of ${f.expected}`) : f.n === 1 ? el('span', { class: 'sd' }, 'n = 1') : '');
      };
      const meta = shown.map((m) => m.id);
      table($('metrics-table'), {
        pinned: true,
        columns: [
          { title: 'Setting', value: (row) => row.setting, show: (row) => named(row.setting) },
          ...shown.map((metric) => ({
            title: metric.id,
            number: true,
            direction: arrowOf(metric),
            tip: metric.id,
            value: (row) => row.figures.get(metric.id).mean,
            cell: cell(metric),
          })),
        ],
        rows: rows.filter((row) => !isControl(row.setting)),
        foot: rows.filter((row) => isControl(row.setting)),
        file: {
          name: 'table.csv',
          make: () => csv(['setting', ...meta.flatMap((m) => [`${m}_mean`, `${m}_sd`, `${m}_n`])],
            rows.map((row) => [row.setting, ...meta.flatMap((m) => { const f = row.figures.get(m); return [f.mean ?? '', f.sd ?? '', f.n]; })])),
        },
        note: 'Empty (–): undefined, n/a: not applicable to the method; neither counts as 0. Hover for the reason.',
      });
      const only = state.dataset || (DATASETS.length === 1 ? DATASETS[0] : '');
      $('metrics-hint').textContent = only
        ? `Mean ± standard deviation over the seeds of ${only}. Hover a metric for what it means, click it to sort.`
        : 'Mean ± standard deviation over data sets, each the mean of its seeds. Hover a metric for what it means, click it to sort.';
      $('metrics-note').textContent = 'Bold: the best mean among the settings that rest on the most data. ↑ higher is better.'
        + (CONTROLS.length ? ' Last: controls, never ranked or tested. They bound ARI, NMI, AMI and ASW (the control labels stays below 1 where a type has so few cells that it is no cluster of its own); the other metrics depend on the number of topics as well, so compare with a control of as many (--topics).' : '');
    };
    $('metrics-controls').append(
      choice('Data set', [['', `all ${DATASETS.length} (mean)`], ...DATASETS.map((d) => [d, d])], (v) => { state.dataset = v; draw(); }),
      kinds.length > 1 ? segments('Metrics', [['all', 'all'], ...kinds.map((g) => [g, g])], 'all', (g) => { state.group = g; draw(); }) : '',
      DATASETS.length > 1 ? el('label', {}, el('input', { type: 'checkbox', id: 'shared', onchange: (e) => { state.shared = e.target.checked; draw(); } }), 'shared data sets only') : '',
      hasVariants ? el('label', {}, el('input', { type: 'checkbox', id: 'variants', onchange: (e) => { state.variants = e.target.checked; draw(); } }), 'variants') : '');
    draw();
    $('glossary').querySelector('dl').append(...METRICS.map((m) => el('div', {},
      el('dt', {}, `${m.id} · ${m.title}`),
      el('dd', {}, el('span', { class: 'equation' }, m.equation), `${m.text} `, el('span', { class: 'small' }, `${better(m)}${needs(m)}`)))));
  }

  function plots() {
    const hidden = new Set();
    const place = $('plots-charts');
    const shown = MAIN.filter((m) => RUNS.some((run) => isNumber(valueOf(run, m.id))));
    const crowd = DATASETS.length * METHODS.length;
    place.style.setProperty('--columns', crowd <= 16 ? 3 : crowd <= 48 ? 2 : 1);
    /** Round bounds with some air around the values, none beyond what the metric can be. */
    const extent = (metric) => {
      const values = RUNS.map((run) => valueOf(run, metric.id)).filter(isNumber);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const air = (high - low) * 0.06 || Math.abs(high) * 0.1 || 0.1;
      const rough = (high - low + 2 * air) / 4;
      const power = 10 ** Math.floor(Math.log10(rough));
      const interval = power * ([1, 2, 2.5, 5].find((m) => m * power >= rough) ?? 10);
      const min = Math.floor((low - air) / interval) * interval;
      const max = Math.ceil((high + air) / interval) * interval;
      return {
        interval,
        min: metric.range.startsWith('[0') ? Math.max(0, min) : min,
        max: metric.range.endsWith(' 1]') && max > 1 ? Math.ceil(1 / interval - 1e-9) * interval : max,
      };
    };
    const why = (dataset, metric) => unique(RUNS.filter((r) => r.dataset === dataset && r.status === 'done' && r.topics)
      .map((r) => reasonOf(r, metric.id)).filter(Boolean)).join('; ') || 'no run is complete';
    const option = (metric, datasets) => (width) => {
      const settings = SETTINGS.filter((s) => !hidden.has(s));
      const methods = settings.filter((s) => !isControl(s));
      const step = Math.min(16, ((width - 60) / datasets.length) * (0.8 / Math.max(1, methods.length)));
      const long = Math.max(...datasets.map((d) => d.length)) * 7 > (width - 60) / datasets.length;
      const series = settings.flatMap((setting) => {
        const offset = [(methods.indexOf(setting) - (methods.length - 1) / 2) * step, 0];
        if (isControl(setting)) {
          return [{ type: 'scatter', clip: false, symbol: LINES[shapeOf(setting)], symbolSize: [Math.min(60, (width - 60) / datasets.length * 0.85), 2], name: setting,
            itemStyle: { color: CONTROL }, z: 1,
            data: datasets.map((d) => ({ d, f: overSeeds(d, setting, metric.id) })).filter(({ f }) => f.n).map(({ d, f }) => ({ value: [d, f.mean], f })) }];
        }
        const common = { type: 'scatter', clip: false, symbol: shapeOf(setting), symbolOffset: offset, name: setting };
        return [
          { ...common, symbolSize: 5, itemStyle: { color: colourOf(setting), opacity: 0.45 }, silent: true,
            data: datasets.flatMap((d) => runsOf(d, setting).map((run) => valueOf(run, metric.id)).filter(isNumber).map((v) => [d, v])) },
          { ...common, symbolSize: 10, itemStyle: { color: colourOf(setting), borderColor: css('--paper'), borderWidth: 1 },
            data: datasets.map((d) => ({ d, f: overSeeds(d, setting, metric.id) })).filter(({ f }) => f.n).map(({ d, f }) => ({ value: [d, f.mean], f })) },
        ];
      });
      return {
        ...base(),
        grid: { left: 46, right: 10, top: 12, bottom: long ? 62 : 26 },
        xAxis: { type: 'category', data: datasets, ...axis(), splitLine: { show: false },
          axisLabel: { ...axis().axisLabel, interval: 0, rotate: long ? 38 : 0, width: long ? 84 : undefined, overflow: 'truncate' } },
        yAxis: { type: 'value', ...axis(), splitNumber: 4, ...extent(metric),
          axisLabel: { ...axis().axisLabel, formatter: (v) => String(Number(v.toPrecision(3))) } },
        tooltip: { ...tooltip(), trigger: 'item', formatter: ({ seriesName, data }) => `<b>${escape(seriesName)}</b><br>${escape(data.value[0])}: ${format(data.f.mean)}`
          + `${data.f.sd === undefined ? '' : ` ± ${format(data.f.sd, digits(data.f.mean))}`}<br>${plural(data.f.n, 'seed')}` },
        series,
      };
    };
    fill(place, shown.map((metric) => {
      const datasets = DATASETS.filter((d) => SETTINGS.some((s) => overSeeds(d, s, metric.id).n));
      const without = DATASETS.filter((d) => !datasets.includes(d));
      return el('div', { class: 'card', 'data-metric': metric.id },
        el('h3', { 'data-tip': metric.id, tabindex: '0' }, `${metric.id} ${arrowOf(metric)} `, el('small', {}, metric.title)),
        chart(`${metric.title} of every setting on every data set; the numbers are in the table of metrics`, option(metric, datasets), true),
        without.length ? el('p', { class: 'without', title: without.map((d) => `${d}: ${why(d, metric)}`).join('\n') },
          `No value: ${without.map((d) => `${d} (${why(d, metric)})`).join(', ')}`) : '');
    }));
    $('plots-hint').textContent = `Small marks are seeds, large ones their mean${CONTROLS.length ? '; grey lines are controls, the dashed one the worst' : ''}.`;
    $('plots-controls').append(settingLegend(hidden, () => redraw(place), SETTINGS));
    if (!shown.length) place.append(el('p', { class: 'empty' }, 'No metric has a value.'));
  }

  function tests() {
    const tested = MAIN.filter((m) => comparisonRows.some((c) => c.metric === m.id));
    const draw = (metric) => {
      const rows = comparisonRows.filter((c) => c.metric === metric);
      const number = (key, title, show = (v) => format(v)) => ({ title, number: true, value: (r) => r[key], show: (r) => (isNumber(r[key]) ? show(r[key]) : undefined) });
      table($('tests-table'), {
        columns: [
          { title: 'A', value: (r) => r.setting_a },
          { title: 'B', value: (r) => r.setting_b },
          number('median_a', 'Median A'),
          number('median_b', 'Median B'),
          { title: 'n', value: (r) => r.n_a + r.n_b, show: (r) => `${r.n_a}, ${r.n_b}` },
          number('pval', 'p', formatP),
          number('adj_pval', 'Adjusted p', formatP),
        ],
        rows,
        sort: 6,
        note: unique(rows.map((r) => r.reason).filter(Boolean)).map((r) => `No p: ${r}.`).join(' '),
      });
    };
    if (METHODS.length < 2 || !tested.length) {
      $('tests-table').append(el('p', { class: 'hint' }, 'There is only one setting: nothing to compare.'));
    } else {
      $('tests-controls').append(choice('Metric', tested.map((m) => [m.id, `${m.id} · ${m.title}`]), draw));
      draw(tested[0].id);
    }
    const ids = MAIN.map((m) => m.id).filter((id) => DATA.tables.correlations.rows.some(([a, b, , r]) => (a === id || b === id) && isNumber(r) && [a, b].every((x) => !METRICS[metricIndex.get(x)].variant)));
    const cells = [];
    for (const [a, b, n, r, p] of DATA.tables.correlations.rows) {
      const [i, j] = [ids.indexOf(a), ids.indexOf(b)];
      if (i >= 0 && j >= 0 && isNumber(r)) cells.push({ value: [i, j, r], n, p }, { value: [j, i, r], n, p });
    }
    if (!cells.length) {
      $('correlations').append(el('p', { class: 'hint' }, 'Fewer than three points (setting, data set) have two metrics in common.'));
      return;
    }
    $('correlations').append(chart('Correlations between metrics; the numbers are in correlations.csv', (width) => ({
      ...base(),
      grid: { left: 66, right: 8, top: 8, bottom: 92 },
      xAxis: { type: 'category', data: ids, ...axis(), splitLine: { show: false }, axisLabel: { ...axis().axisLabel, rotate: 55, interval: 0 } },
      yAxis: { type: 'category', data: ids, inverse: true, ...axis(), splitLine: { show: false }, axisLabel: { ...axis().axisLabel, interval: 0 } },
      visualMap: { min: -1, max: 1, calculable: false, orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 12, itemHeight: 140, precision: 1,
        text: ['+1', '−1'], textStyle: { color: css('--muted') }, inRange: { color: ['#b2560d', '#f1a340', '#f7f7f7', '#7fb2d9', '#1a5e99'] } },
      tooltip: { ...tooltip(), formatter: ({ data }) => `${ids[data.value[0]]} and ${ids[data.value[1]]}<br>r = ${format(data.value[2], 3)}, p = ${formatP(data.p)}<br>${plural(data.n, 'point')}` },
      series: [{ type: 'heatmap', data: cells.map((c) => ({ ...c, label: { color: Math.abs(c.value[2]) > 0.75 ? '#fff' : '#1b2430' } })),
        label: { show: width / ids.length > 34, fontSize: 10.5, formatter: ({ value }) => value[2].toFixed(1).replace('-0.0', '0.0').replace('-', '−') } }],
    }), true));
  }

  function maps() {
    const withMaps = RUNS.filter((run) => run.map && !isControl(run.setting));
    const place = $('maps-charts');
    if (!withMaps.length) {
      fill(place, [el('p', { class: 'empty' }, 'No run left a map of its cells.')]);
      return;
    }
    const state = { dataset: withMaps[0].dataset, seed: withMaps[0].seed, colour: 'labels' };
    const LIMIT = COLOURS.length;

    /** The most frequent values get colours, the rest is grey; labels keep theirs in all settings of a data set. */
    function palette(factor, kind) {
      const counts = factor.names.map(() => 0);
      factor.codes.forEach((code) => counts[code]++);
      let names = factor.names.map((name, code) => ({ name, code, n: counts[code] })).filter((v) => v.name !== '');
      if (kind === 'labels') {
        const all = unique(withMaps.filter((r) => r.dataset === state.dataset).flatMap((r) => r.map.labels.names)).filter(Boolean)
          .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
        names = names.map((v) => ({ ...v, rank: all.indexOf(v.name) })).sort((a, b) => a.rank - b.rank);
      } else {
        names = names.sort((a, b) => b.n - a.n).map((v, rank) => ({ ...v, rank }));
      }
      const coloured = names.filter((v) => v.rank < LIMIT).map((v) => ({ name: v.name, n: v.n, codes: [v.code], colour: COLOURS[v.rank] }));
      const rest = names.filter((v) => v.rank >= LIMIT);
      const unnamed = factor.names.indexOf('');
      if (rest.length) coloured.push({ name: plural(rest.length, 'other'), n: rest.reduce((a, v) => a + v.n, 0), codes: rest.map((v) => v.code), colour: OTHER });
      if (unnamed >= 0) coloured.push({ name: 'none', n: counts[unnamed], codes: [unnamed], colour: OTHER });
      return coloured;
    }

    /** Lines that the names take below a map, by their usual width; beyond three they are leafed through. */
    function rowsOf(values, width) {
      const rows = Math.ceil(values.reduce((sum, v) => sum + 27 + 7 * (v.name.length + (state.colour === 'topics' ? 6 : 0)), 0) / width);
      return rows > 3 ? 4 : rows;
    }

    const word = { labels: 'label', clusters: 'cluster', topics: 'topic', nativeClusters: 'own cluster' };
    const none = { labels: 'no labels', clusters: 'no clusters', topics: 'the model has no topics', nativeClusters: 'the method has no clusters of its own' };
    function panel(setting) {
      const run = RUNS.find((r) => r.dataset === state.dataset && r.setting === setting && r.seed === state.seed);
      if (!run) return '';
      const title = el('h3', {}, `${setting} `, el('small', {}, `seed ${run.seed}`));
      if (!run.map) {
        const other = withMaps.some((r) => r.dataset === state.dataset && r.setting === setting);
        const why = run.reason || (other ? 'shown for another seed only, to keep the page small' : 'it left no map');
        return el('div', { class: 'card' }, title, el('div', { class: 'chart empty' }, `No map: ${why}`));
      }
      const { map } = run;
      const factor = map[state.colour];
      const values = palette(factor, state.colour);
      const nameless = values.every((v) => v.name === 'none');
      const drawn = map.x.length;
      const ari = valueOf(run, 'ARI');
      const subtitle = [
        drawn < map.cells ? `${format(drawn, 0)} of ${format(map.cells, 0)} cells drawn` : `${format(map.cells, 0)} cells`,
        isNumber(ari) ? `ARI ${format(ari)}` : '',
        nameless ? none[state.colour] : plural(unique(factor.codes).filter((c) => factor.names[c] !== '').length, word[state.colour]),
      ].filter(Boolean).join(' · ');
      const size = drawn < 800 ? 6 : drawn < 2500 ? 4.5 : 3;
      return el('div', { class: 'card', 'data-setting': setting, 'data-colour': state.colour }, title, el('p', {}, subtitle),
        chart(`Map of the cells of ${state.dataset} as ${setting} embeds them, coloured by ${word[state.colour]}`, (width) => ({
          ...base(),
          grid: { left: 4, right: 4, top: 4, bottom: nameless ? 4 : (rowsOf(values, width) % 4 || 1) * 21 + 12 },
          xAxis: { show: false, scale: true },
          yAxis: { show: false, scale: true },
          legend: nameless ? undefined : { type: rowsOf(values, width) < 4 ? 'plain' : 'scroll', bottom: 2, icon: 'circle', itemWidth: 10, itemHeight: 13, itemGap: 8,
            textStyle: { color: css('--text'), fontSize: 12 }, pageTextStyle: { color: css('--muted') },
            pageIconColor: css('--muted'), pageIconInactiveColor: css('--line'), pageIconSize: 11,
            formatter: (name) => (state.colour === 'topics' && /^\d+$/.test(name) ? `topic ${name}` : name) },
          tooltip: { ...tooltip(), trigger: 'item', formatter: ({ data }) => {
            const i = data[2];
            const line = (kind) => { const name = map[kind].names[map[kind].codes[i]]; return name ? `${word[kind]}: <b>${escape(name)}</b><br>` : ''; };
            return line('labels') + line('clusters') + line('topics') + line('nativeClusters');
          } },
          series: values.map((v) => {
            const codes = new Set(v.codes);
            const data = [];
            factor.codes.forEach((code, i) => { if (codes.has(code)) data.push([map.x[i], map.y[i], i]); });
            return { type: 'scatter', name: v.name, data, symbolSize: size, itemStyle: { color: v.colour, opacity: 0.85 },
              emphasis: { focus: 'series' }, progressive: 0 };
          }),
        }), true));
    }
    function draw() {
      const wide = METHODS.length < 3 || METHODS.length === 4;
      place.style.setProperty('--columns', wide ? 2 : 3);
      place.style.setProperty('--shape', wide ? '10 / 8' : '10 / 11');
      fill(place, METHODS.map(panel).filter(Boolean));
    }
    const seedChoice = el('span');
    const seeds = () => unique(RUNS.filter((r) => r.dataset === state.dataset).map((r) => r.seed)).filter((seed) => withMaps.some((r) => r.dataset === state.dataset && r.seed === seed));
    function offerSeeds() {
      if (!seeds().includes(state.seed)) [state.seed] = seeds();
      seedChoice.replaceChildren(choice('Seed', seeds(), (seed) => { state.seed = seed; draw(); }, state.seed));
    }
    offerSeeds();
    $('maps-controls').append(
      choice('Data set', unique(withMaps.map((r) => r.dataset)), (v) => { state.dataset = v; offerSeeds(); draw(); }),
      seedChoice,
      segments('Colour', [['labels', 'labels'], ['clusters', 'clusters'], ['topics', 'topics'],
        ...(withMaps.some((r) => r.map.nativeClusters.names.some(Boolean)) ? [['nativeClusters', 'own clusters']] : [])], state.colour, (v) => { state.colour = v; draw(); }));
    draw();
  }

  function topics() {
    const withTopics = RUNS.filter((run) => run.sheet);
    if (!withTopics.length) {
      $('topics-hint').textContent = 'No run left a table of topics: no model has topics, or metric-tc did not run.';
      return;
    }
    $('topics-hint').textContent = `Top genes of every topic, best first, with at most ${DATA.hits} significant pathways by ORA (adjusted p) and `
      + 'GSEA (q: FDR q, of the multilevel method the adjusted p; leading genes; largest NES first, below 0 depleted). Pale: the best one where none is significant. Cells: those whose strongest topic it is.';
    const state = { dataset: withTopics[0].dataset, setting: withTopics[0].setting, seed: withTopics[0].seed, search: '' };
    const count = el('span', { class: 'small', role: 'status' });
    const marked = (text) => {
      const at = state.search ? text.toLowerCase().indexOf(state.search) : -1;
      if (at < 0) return [text];
      return [text.slice(0, at), el('mark', {}, text.slice(at, at + state.search.length)), marked(text.slice(at + state.search.length))].flat();
    };
    // Names of pathways are long: they may break behind an underscore.
    const breakable = (parts) => parts.flatMap((part) => (typeof part === 'string' ? part.split(/(?<=_)/).flatMap((piece) => [piece, el('wbr')]) : [part]));
    const hit = (h, p, strong) => el('p', { class: `hit${strong ? '' : ' weak'}` }, el('span', { class: 'term' }, breakable(marked(h.term))),
      el('small', {}, [`${p} ${formatP(h.p ?? 1)}`, isNumber(h.nes) ? `NES ${format(h.nes, 2)}` : '', h.overlap ?? ''].filter(Boolean).join(' · '),
        h.genes ? ' · ' : '', marked(h.genes ?? '')));
    const hits = (topic, tool, p) => {
      const found = topic[tool];
      if (!found) return el('span', { class: 'void' }, '–');
      const more = topic[`${tool}_n`] - found.length;
      return [...found.map((h) => hit(h, p, topic[`${tool}_n`] > 0)), more > 0 ? el('small', {}, `and ${more} more`) : ''];
    };
    const run = () => withTopics.find((r) => r.dataset === state.dataset && r.setting === state.setting && r.seed === state.seed);
    function draw() {
      const all = run()?.sheet ?? [];
      const text = (t) => [t.topic, `topic ${t.topic}`, t.genes, ...[...(t.ora ?? []), ...(t.gsea ?? [])].flatMap((h) => [h.term, h.genes])].join(' ').toLowerCase();
      const rows = all.filter((t) => !state.search || text(t).includes(state.search));
      count.textContent = state.search ? `${rows.length} of ${plural(all.length, 'topic')}` : plural(all.length, 'topic');
      table($('topics-table'), {
        tall: true,
        pinned: true,
        sort: 1,
        descending: true,
        columns: [
          { title: 'Topic', value: (t) => (Number.isNaN(Number(t.topic)) ? t.topic : Number(t.topic)), show: (t) => t.topic },
          { title: 'Cells', number: true, value: (t) => t.cells, show: (t) => isNumber(t.cells) ? format(t.cells, 0) : undefined },
          { title: 'TC', number: true, tip: metricIndex.has('TC') ? 'TC' : undefined, value: (t) => t.tc, show: (t) => isNumber(t.tc) ? format(t.tc, 3) : undefined },
          { title: 'Top genes', value: (t) => t.genes, show: (t) => el('span', { class: 'genes' }, marked((t.genes ?? '').replace(/[;,]\s*/g, ' '))) },
          { title: 'ORA pathways', value: (t) => t.ora_n ?? 0, number: false, show: (t) => hits(t, 'ora', 'p') },
          { title: 'GSEA pathways', value: (t) => t.gsea_n ?? 0, show: (t) => hits(t, 'gsea', 'q') },
        ],
        rows,
        file: {
          name: 'topics.csv',
          make: () => csv(['dataset', 'setting', 'seed', 'topic', 'cells', 'tc', 'genes', 'ora_significant', 'ora_terms', 'gsea_significant', 'gsea_terms'],
            rows.map((t) => [state.dataset, state.setting, state.seed, t.topic, t.cells ?? '', t.tc ?? '', t.genes, t.ora_n ?? '', (t.ora_n ? t.ora : []).map((h) => h.term).join('; '),
              t.gsea_n ?? '', (t.gsea_n ? t.gsea : []).map((h) => h.term).join('; ')])),
        },
        note: 'All pathways of a topic are in the run\'s ora.tsv and gsea.tsv.',
      });
    }
    const selects = el('span', { class: 'controls', style: 'margin:0' });
    function offer() {
      const settings = unique(withTopics.filter((r) => r.dataset === state.dataset).map((r) => r.setting));
      if (!settings.includes(state.setting)) [state.setting] = settings;
      const seeds = withTopics.filter((r) => r.dataset === state.dataset && r.setting === state.setting).map((r) => r.seed);
      if (!seeds.includes(state.seed)) [state.seed] = seeds;
      const change = (key) => (value) => { state[key] = value; offer(); };
      selects.replaceChildren(
        choice('Data set', unique(withTopics.map((r) => r.dataset)), change('dataset'), state.dataset),
        choice('Setting', settings, change('setting'), state.setting),
        choice('Seed', seeds, change('seed'), state.seed));
      draw();
    }
    $('topics-controls').append(selects, el('input', { type: 'search', placeholder: 'Search genes, pathways, topics', 'aria-label': 'Search topics',
      oninput: (e) => { state.search = e.target.value.trim().toLowerCase(); draw(); } }), count);
    offer();
  }

  function training() {
    const trained = RUNS.filter((run) => run.losses);
    const place = $('training-charts');
    if (!trained.length) {
      fill(place, [el('p', { class: 'empty' }, 'No run recorded loss terms.')]);
      return;
    }
    const hidden = new Set();
    const state = { dataset: trained[0].dataset, log: false };
    const curve = (losses, term) => losses.epoch.map((epoch, i) => [epoch, isNumber(losses[term][i]) && (!state.log || losses[term][i] > 0) ? losses[term][i] : null]);
    function draw() {
      const runs = trained.filter((r) => r.dataset === state.dataset);
      const terms = unique(runs.flatMap((r) => Object.keys(r.losses))).filter((t) => t !== 'epoch');
      place.style.setProperty('--columns', Math.min(3, Math.max(2, terms.length)));
      fill(place, terms.map((term) => el('div', { class: 'card', 'data-term': term }, el('h3', {}, term.replace(/_/g, ' ')),
        chart(`Loss term ${term} over epochs on ${state.dataset}`, () => ({
          ...base(),
          grid: { left: 58, right: 12, top: 12, bottom: 26 },
          xAxis: { type: 'value', ...axis(), splitLine: { show: false }, max: 'dataMax', min: 'dataMin' },
          yAxis: { type: state.log ? 'log' : 'value', scale: true, ...axis(), splitNumber: 4,
            axisLabel: { ...axis().axisLabel, formatter: (v) => (Math.abs(v) >= 1e4 ? format(v, 0) : String(Number(v.toPrecision(4)))) } },
          tooltip: { ...tooltip(), trigger: 'axis', order: 'valueDesc', valueFormatter: (v) => (isNumber(v) ? String(Number(v.toPrecision(5))) : '–') },
          series: runs.filter((r) => !hidden.has(r.setting) && r.losses[term]).map((r) => ({
            type: 'line', name: `${r.setting}, seed ${r.seed}`, data: curve(r.losses, term), showSymbol: r.losses.epoch.length === 1,
            lineStyle: { width: 1.4, opacity: 0.8, color: colourOf(r.setting), type: ['solid', 'dashed', 'dotted'][DATA.seeds.indexOf(r.seed) % 3] },
            itemStyle: { color: colourOf(r.setting) },
          })),
        })))));
    }
    $('training-controls').append(
      choice('Data set', unique(trained.map((r) => r.dataset)), (v) => { state.dataset = v; draw(); }),
      el('label', {}, el('input', { type: 'checkbox', onchange: (e) => { state.log = e.target.checked; redraw(place); } }), 'logarithmic'),
      settingLegend(hidden, () => redraw(place), METHODS.filter((setting) => trained.some((run) => run.setting === setting))));
    draw();
  }

  function cost() {
    const timed = RUNS.filter((run) => run.steps.some((s) => isNumber(s.seconds)));
    if (!timed.length) {
      $('efficiency-table').append(el('p', { class: 'hint' }, 'No run recorded its time.'));
      return;
    }
    const used = TOOLS.filter((tool) => timed.some((r) => r.steps.some((s) => s.tool === tool && isNumber(s.seconds))));
    const settings = METHODS.filter((s) => timed.some((r) => r.setting === s));
    const of = (setting, tool, key) => timed.filter((r) => r.setting === setting).flatMap((r) => r.steps).filter((s) => s.tool === tool && isNumber(s[key])).map((s) => s[key]);
    const bars = (names, series, show) => ({
      ...base(),
      grid: { left: 8, right: 26, top: 52, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 11, itemHeight: 11, itemGap: 8, textStyle: { color: css('--text'), fontSize: 12 } },
      xAxis: { type: 'value', ...axis(), axisLabel: { ...axis().axisLabel, formatter: show, hideOverlap: true }, splitNumber: 3 },
      yAxis: { type: 'category', inverse: true, data: names, ...axis(), axisLabel: { color: css('--text'), fontSize: 12.5, width: 120, overflow: 'truncate' } },
      tooltip: { ...tooltip(), trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (v) => (isNumber(v) ? show(v) : '–') },
      series,
    });
    $('cost-charts').style.setProperty('--columns', 2);
    const time = chart('Seconds per tool and setting; the numbers are in the table below', () => bars(settings, used.map((tool, i) => ({
      type: 'bar', stack: 'all', name: tool, itemStyle: { color: COLOURS[i] }, barMaxWidth: 22, data: settings.map((s) => spread(of(s, tool, 'seconds')).mean ?? 0) })), formatSeconds));
    const measured = used.filter((tool) => settings.some((s) => of(s, tool, 'peak_rss_mb').length));
    const memory = chart('Peak memory per tool and setting', () => bars(measured, settings.map((s) => ({
      type: 'bar', name: s, itemStyle: { color: colourOf(s) }, barMaxWidth: 10, data: measured.map((tool) => Math.max(0, ...of(s, tool, 'peak_rss_mb')) || null) })), formatMb));
    time.style.height = `${Math.max(170, 90 + settings.length * 34)}px`;
    memory.style.height = `${Math.max(170, 90 + measured.length * Math.max(18, settings.length * 7))}px`;
    fill($('cost-charts'), [
      el('div', { class: 'card' }, el('h3', {}, 'Time of one run'), el('p', {}, 'Mean over data sets and seeds, by tool; shared steps count in every run that uses them.'), time),
      el('div', { class: 'card' }, el('h3', {}, 'Peak memory'), el('p', {}, 'The largest of all data sets and seeds, by tool.'), memory),
    ]);
    const cellsOf = new Map(DATA.datasets.map((d) => [d.name, d.cells]));
    const bySize = DATASETS.slice().sort((a, b) => (cellsOf.get(a) ?? Infinity) - (cellsOf.get(b) ?? Infinity));
    const rows = bySize.flatMap((dataset) => SETTINGS.map((setting) => {
      const runs = runsOf(dataset, setting);
      const train = runs.flatMap((r) => r.steps.filter((s) => s.tool === 'train'));
      return { dataset, setting, n: train.filter((s) => isNumber(s.seconds)).length,
        seconds: spread(train.map((s) => s.seconds).filter(isNumber)).mean,
        step: spread(runs.map((r) => r.ms_per_step).filter(isNumber)).mean,
        memory: train.some((s) => isNumber(s.peak_rss_mb)) ? Math.max(...train.map((s) => s.peak_rss_mb).filter(isNumber)) : undefined,
        device: unique(runs.map((r) => unique([r.device, r.backend].filter(Boolean)).join(', ')).filter(Boolean)).join('; ') || undefined };
    })).filter((r) => r.n);
    const costOf = new Map(rows.map((r) => [`${r.dataset}\u0000${r.setting}`, r]));
    const at = (setting, dataset) => costOf.get(`${dataset}\u0000${setting}`);
    table($('efficiency-table'), {
      pinned: true,
      columns: [
        { title: 'Setting', value: (setting) => setting, show: named },
        ...bySize.map((dataset) => ({
          title: `${dataset}${isNumber(cellsOf.get(dataset)) ? `, ${format(cellsOf.get(dataset), 0)} cells` : ''}`,
          number: true,
          direction: '↓',
          value: (setting) => at(setting, dataset)?.seconds,
          show: (setting) => {
            const r = at(setting, dataset);
            return r && [isNumber(r.seconds) ? formatSeconds(r.seconds) : '–',
              el('span', { class: 'sd' }, isNumber(r.memory) ? formatMb(r.memory) : '')];
          },
        })),
      ],
      rows: METHODS.filter((setting) => bySize.some((dataset) => at(setting, dataset))),
      note: 'Seconds of training (step train, mean over seeds) and peak memory of its process (largest); neighbours, clustering and scoring are not in it.',
    });
    table($('cost-table'), {
      columns: [
        { title: 'Data set', value: (r) => r.dataset },
        { title: 'Cells', number: true, value: (r) => cellsOf.get(r.dataset), show: (r) => isNumber(cellsOf.get(r.dataset)) ? format(cellsOf.get(r.dataset), 0) : undefined },
        { title: 'Setting', value: (r) => r.setting },
        { title: 'Training', number: true, value: (r) => r.seconds, show: (r) => isNumber(r.seconds) ? formatSeconds(r.seconds) : undefined },
        { title: 'Step', number: true, value: (r) => r.step, show: (r) => isNumber(r.step) ? `${format(r.step, r.step < 10 ? 2 : 0)} ms` : undefined },
        { title: 'Peak memory', number: true, value: (r) => r.memory, show: (r) => isNumber(r.memory) ? formatMb(r.memory) : undefined },
        { title: 'Device, backend', value: (r) => r.device },
        { title: 'Seeds', number: true, value: (r) => r.n },
      ],
      rows,
      tall: rows.length > 14,
      note: 'Means over seeds; memory is the largest. One row per run: runs.csv.',
    });
    if (DATA.trace.length) {
      const place = el('div');
      $('trace-table').append(el('h3', {}, 'All tasks, as Nextflow traced them'), place);
      table(place, {
        columns: [
          { title: 'Process', value: (t) => t.tool },
          { title: 'Tasks', number: true, value: (t) => t.tasks },
          { title: 'Failed', number: true, value: (t) => t.failed },
          { title: 'Time in all', number: true, value: (t) => t.seconds, show: (t) => formatSeconds(t.seconds) },
          { title: 'Longest', number: true, value: (t) => t.longest, show: (t) => formatSeconds(t.longest) },
          { title: 'Peak memory', number: true, value: (t) => t.peak_mb, show: (t) => (t.peak_mb ? formatMb(t.peak_mb) : undefined) },
        ],
        rows: DATA.trace,
      });
    }
  }

  function grid() {
    $('nav-holes').textContent = holes.length || '';
    $('grid-hint').textContent = `${RUNS.length - holes.length} of ${RUNS.length} are complete. One square per seed (${DATA.seeds.join(', ')}): `
      + Object.values(STATUS).map(([sign, text]) => `${sign} ${text}`).join(', ') + '.';
    const square = (run) => el('span', { class: `cell ${run.status}`, title: `${run.dataset} · ${run.setting} · seed ${run.seed}: ${STATUS[run.status][1]}${run.reason ? ` (${run.reason})` : ''}`,
      role: 'img', 'aria-label': `seed ${run.seed}: ${STATUS[run.status][1]}` }, STATUS[run.status][0]);
    table($('grid-table'), {
      pinned: true,
      plainHead: true,
      columns: [{ title: 'Data set', value: (d) => d },
        ...SETTINGS.map((setting) => ({ title: setting, value: (d) => d, show: (d) => { const runs = runsOf(d, setting); return runs.length ? runs.map(square) : undefined; } }))],
      rows: DATASETS,
    });
    if (!holes.length) return;
    const place = el('div');
    $('holes').append(el('h3', {}, 'Every hole, by name'), place);
    table(place, {
      columns: [
        { title: 'Data set', value: (r) => r.dataset },
        { title: 'Setting', value: (r) => r.setting },
        { title: 'Seed', value: (r) => r.seed },
        { title: 'Status', value: (r) => r.status, show: (r) => el('span', { class: `pill ${['nothing_to_produce', 'left_out'].includes(r.status) ? 'warning' : 'problem'}` }, STATUS[r.status][1]) },
        { title: 'Reason', value: (r) => r.reason },
        { title: 'Tools that are done', value: (r) => r.steps.filter((s) => s.status === 'done').map((s) => s.tool).join(', ') || 'none' },
      ],
      rows: holes,
      tall: holes.length > 14,
    });
  }

  function provenance() {
    const programs = new Map();
    const add = (program, version, group) => {
      const key = `${program}\u0000${version}`;
      programs.set(key, { program, version, groups: unique([...(programs.get(key)?.groups ?? []), group].filter(Boolean)) });
    };
    RUNS.forEach((run) => run.steps.forEach((s) => s.version && add('sce2tm', s.version, s.tool)));
    DATA.versions.forEach((v) => add(v.program, v.version, v.group));
    add('this report', DATA.version, 'aggregate');
    table($('programs'), {
      plainHead: true,
      columns: [
        { title: 'Program', value: (p) => p.program },
        { title: 'Version', value: (p) => p.version },
        { title: 'Used by', value: (p) => p.groups.join(', '), show: (p) => el('small', {}, p.groups.join(', ')) },
      ],
      rows: [...programs.values()],
    });
    const withCommands = RUNS.filter((r) => r.steps.some((s) => s.command));
    const draw = (index) => table($('commands'), {
      plainHead: true,
      columns: [
        { title: 'Tool', value: (s) => s.tool },
        { title: 'Command', value: (s) => s.command, show: (s) => el('code', {}, s.command) },
        { title: 'Time', number: true, value: (s) => s.seconds, show: (s) => isNumber(s.seconds) ? formatSeconds(s.seconds) : undefined },
      ],
      rows: RUNS[index].steps.filter((s) => s.command),
      file: {
        name: 'commands.csv',
        make: () => csv(['dataset', 'setting', 'seed', 'tool', 'version', 'command'],
          RUNS.flatMap((r) => r.steps.filter((s) => s.command).map((s) => [r.dataset, r.setting, r.seed, s.tool, s.version ?? '', s.command]))),
      },
      note: 'The file holds the commands of all runs.',
    });
    if (withCommands.length) {
      $('commands-controls').append(choice('Run', withCommands.map((r) => [String(RUNS.indexOf(r)), `${r.dataset} · ${r.setting} · seed ${r.seed}`]), draw));
      draw(RUNS.indexOf(withCommands[0]));
    }
    const inputs = DATA.inputs.map(([dataset, tool, path, sha256]) => ({ dataset, tool, path, sha256 }));
    table($('inputs'), {
      tall: inputs.length > 12,
      columns: [
        { title: 'Data set', value: (f) => f.dataset },
        { title: 'Read by', value: (f) => f.tool },
        { title: 'File', value: (f) => f.path, show: (f) => el('code', {}, f.path) },
        { title: 'SHA-256', value: (f) => f.sha256, show: (f) => el('span', { class: 'hash', title: f.sha256 }, `${f.sha256.slice(0, 16)}…`) },
      ],
      rows: inputs,
      file: { name: 'inputs.csv', make: () => csv(['dataset', 'tool', 'path', 'sha256'], DATA.inputs) },
    });
  }

  function downloads() {
    const texts = {
      metrics: 'every metric of every expected run; empty where undefined',
      undefined: 'why a metric of metrics.csv is empty',
      runs: 'every expected run with status, reason, time, memory and device of its training',
      summary: 'mean, sd and n of each setting and metric, over data sets and on each data set',
      comparisons: 'pairwise Mann-Whitney tests between settings, per metric',
      correlations: "Pearson's correlation between metrics",
    };
    table($('files'), {
      plainHead: true,
      columns: [
        { title: 'File', value: (t) => t.name, show: (t) => downloadButton(`${t.name}.csv`, () => csv(t.columns, t.rows), `${t.name}.csv`) },
        { title: 'What it holds', value: (t) => texts[t.name] },
        { title: 'Columns', value: (t) => t.columns.join(', '), show: (t) => el('small', {}, t.columns.join(', ')) },
        { title: 'Rows', number: true, value: (t) => t.rows.length, show: (t) => format(t.rows.length, 0) },
      ],
      rows: Object.values(DATA.tables),
    });
  }

  function navigation() {
    const links = new Map([...document.querySelectorAll('nav a')].map((a) => [a.hash.slice(1), a]));
    const mark = () => {
      const line = innerHeight * 0.3;
      let current = 'overview';
      for (const id of links.keys()) if ($(id).getBoundingClientRect().top < line) current = id;
      if (innerHeight + scrollY >= document.documentElement.scrollHeight - 4) current = 'downloads';
      links.forEach((a, id) => (id === current ? a.setAttribute('aria-current', 'true') : a.removeAttribute('aria-current')));
    };
    addEventListener('scroll', mark, { passive: true });
    mark();
  }

  overview();
  short();
  quality();
  metricsTable();
  plots();
  tests();
  maps();
  topics();
  training();
  cost();
  grid();
  provenance();
  downloads();
  navigation();
  document.documentElement.dataset.ready = 'true';
})();
