'use strict';
/* The list of moments is all there is; this only shows its pictures one at a time. It writes no markup. */
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const PLAY_MS = 1400;
  const stores = new Map();     /* number of a picture to the element that has its text */
  const byId = id => document.getElementById(id);
  let moments = [];
  let current = -1;
  let when = 'before';
  let shown = 0;
  let timer = 0;

  document.documentElement.classList.add('scripted');

  /* A noscript element is text as long as there are scripts: nothing is decoded until it is looked at. */
  const source = number => {
    const store = stores.get(number);
    const text = store === undefined ? '' : store.textContent;
    const from = text.indexOf(' href="') + 7;
    return from < 7 ? '' : text.slice(from, text.indexOf('"', from));
  };

  const fill = svg => {
    const use = svg.querySelector('use');
    if (use === null)
      return '';
    const image = document.createElementNS(SVG, 'image');
    const url = source(use.getAttribute('href').slice('#picture-'.length));
    const size = svg.viewBox.baseVal;
    image.setAttribute('width', size.width);
    image.setAttribute('height', size.height);
    image.setAttribute('href', url);
    use.replaceWith(image);
    return url;
  };

  const plainFigure = moment => {
    const screen = moment.querySelector('i[data-picture]');
    if (screen === null)
      return null;
    const figure = document.createElement('figure');
    const view = document.createElement('div');
    const svg = document.createElementNS(SVG, 'svg');
    const use = document.createElementNS(SVG, 'use');
    figure.className = 'shot';
    svg.setAttribute('viewBox', '0 0 ' + screen.dataset.size);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', byId('stage').getAttribute('aria-label'));
    use.setAttribute('href', '#picture-' + screen.dataset.picture);
    view.className = 'view';
    svg.append(use);
    view.append(svg);
    figure.append(view);
    return figure;
  };

  const figuresOf = moment => ({
    before: moment.querySelector('.shot[data-when="before"]'),
    after: moment.querySelector('.shot[data-when="after"]'),
  });

  const show = async moment => {
    const token = ++shown;
    const figures = figuresOf(moment);
    const both = figures.before !== null && figures.after !== null;
    const chosen = both ? figures[when] : figures.before || figures.after;
    const figure = chosen === null ? plainFigure(moment) : chosen.cloneNode(true);

    for (const name of ['before', 'after']) {
      byId(name).disabled = !both;
      byId(name).setAttribute('aria-pressed', String(both && name === when));
    }

    if (figure === null) {
      const text = document.createElement('p');
      text.textContent = byId('moments').dataset.nothing;
      byId('frame').replaceChildren(text);
      return;
    }

    const svg = figure.querySelector('svg');
    const url = fill(svg);
    figure.style.setProperty('--aspect', String(svg.viewBox.baseVal.width / svg.viewBox.baseVal.height));
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch (error) {
      /* A picture that cannot be shown leaves the frame empty, with the action drawn on it. */
    }
    if (token === shown)
      byId('frame').replaceChildren(figure);
  };

  /* Of what is higher than its window the beginning counts. */
  const bringIntoView = moment => {
    moment.scrollIntoView({ block: moment.offsetHeight > innerHeight / 3 ? 'start' : 'nearest' });
  };

  const select = (index, scroll) => {
    if (moments.length === 0)
      return;
    index = Math.max(0, Math.min(moments.length - 1, index));
    const moment = moments[index];
    if (index !== current) {
      if (current >= 0) {
        moments[current].classList.remove('current');
        moments[current].removeAttribute('aria-current');
      }
      current = index;
      moment.classList.add('current');
      moment.setAttribute('aria-current', 'true');
      const sentence = moment.querySelector('.sentence').textContent;
      const time = moment.querySelector('time').textContent;
      byId('where').textContent = time;
      byId('what').textContent = sentence;
      byId('evidence').replaceChildren(...Array.from(
        moment.querySelectorAll(':scope > .findings, :scope > .quote, .ways'), part => part.cloneNode(true)));
      byId('count').textContent = `${index + 1} / ${moments.length}`;
      byId('position').value = index;
      byId('position').setAttribute('aria-valuetext', `${time} ${sentence}`);
      for (const id of ['first', 'previous'])
        byId(id).disabled = index === 0;
      for (const id of ['next', 'final'])
        byId(id).disabled = index === moments.length - 1;
    }
    show(moment);
    if (scroll)
      bringIntoView(moment);
  };

  const choose = name => {
    when = name;
    if (current >= 0)
      show(moments[current]);
  };

  const pause = () => {
    clearInterval(timer);
    timer = 0;
    byId('play').setAttribute('aria-pressed', 'false');
  };

  const play = () => {
    if (timer !== 0) {
      pause();
      return;
    }
    if (current === moments.length - 1)
      select(0, true);
    byId('play').setAttribute('aria-pressed', 'true');
    timer = setInterval(() => {
      select(current + 1, true);
      if (current === moments.length - 1)
        pause();
    }, PLAY_MS);
  };

  const go = index => {
    pause();
    select(index, true);
  };

  const onKey = event => {
    const target = event.target;
    const onRange = target === byId('position');
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey)
      return;
    const keys = {
      ArrowRight: () => go(current + 1),
      ArrowLeft: () => go(current - 1),
      Home: () => go(0),
      End: () => go(moments.length - 1),
      b: () => choose(when === 'before' ? 'after' : 'before'),
      p: play,
    };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!Object.hasOwn(keys, key) || (onRange && key.length > 1))
      return;
    if (target.closest('pre, .prose') !== null && key.length > 1)
      return;
    event.preventDefault();
    keys[key]();
  };

  const onClick = event => {
    const moment = event.target.closest('.moment');
    if (moment === null || event.target.closest('summary, details') !== null || String(getSelection()) !== '')
      return;
    pause();
    select(moments.indexOf(moment), false);
  };

  /* On a narrow window the screen covers the top of what scrolls. */
  const fitScrolling = () => {
    const above = matchMedia('(max-width: 979px)').matches ? byId('stage').offsetHeight : 0;
    document.documentElement.style.scrollPaddingTop = above + 'px';
    if (above > 0 && current >= 0 && byId('stage').getBoundingClientRect().top <= 0)
      bringIntoView(moments[current]);
  };

  const followHash = () => {
    const moment = /^#m[0-9]+$/.test(location.hash) ? byId(location.hash.slice(1)) : null;
    const index = moments.indexOf(moment);
    if (index >= 0)
      go(index);
    return index >= 0;
  };

  const start = () => {
    moments = Array.from(document.querySelectorAll('#moments > .moment'));
    document.querySelectorAll('noscript[data-store]').forEach(store => stores.set(store.dataset.store, store));
    if (moments.length === 0)
      return;

    byId('stage').hidden = false;
    byId('position').max = moments.length - 1;
    byId('first').addEventListener('click', () => go(0));
    byId('previous').addEventListener('click', () => go(current - 1));
    byId('play').addEventListener('click', play);
    byId('next').addEventListener('click', () => go(current + 1));
    byId('final').addEventListener('click', () => go(moments.length - 1));
    byId('before').addEventListener('click', () => choose('before'));
    byId('after').addEventListener('click', () => choose('after'));
    byId('position').addEventListener('input', event => go(Number(event.target.value)));
    byId('moments').addEventListener('click', onClick);
    document.addEventListener('keydown', onKey);
    addEventListener('hashchange', followHash);
    addEventListener('beforeprint', () => document.querySelectorAll('#moments .view > svg').forEach(fill));

    new ResizeObserver(fitScrolling).observe(byId('stage'));
    if (!followHash()) {
      const first = moments.findIndex(moment => moment.classList.contains('step'));
      select(first < 0 ? 0 : first, false);
    }
  };

  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', start);
  else
    start();
})();
