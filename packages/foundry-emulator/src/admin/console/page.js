// The console of the emulator: looks at /_emulator/ every second, and sends what its forms say.
const REFRESH_MS = 1000;
const place = (id) => document.getElementById(id);

/** An element with its children; text is never read as markup. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children.map((child) => (child instanceof Node ? child : String(child ?? ''))));
  return made;
}

async function ask(path, method = 'GET', body = undefined) {
  const answer = await fetch(`/_emulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const parsed = text === '' ? {} : JSON.parse(text);
  if (!answer.ok) throw new Error(parsed.error?.message ?? `${method} ${path}: ${answer.status}`);
  return parsed;
}

/** Replaces rows when something has changed. The focus stays where it was, or goes to the heading when its row is no more. */
const shown = new Map();
function fill(id, values, row, none) {
  const text = JSON.stringify(values);
  if (shown.get(id) === text) return;
  shown.set(id, text);
  const table = place(id).closest('table');
  const focused = place(id).contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const columns = table.querySelectorAll('thead th').length;
  const rows =
    values.length > 0 ? values.map(row) : [element('tr', {}, element('td', { colspan: columns, class: 'none' }, none))];
  place(id).replaceChildren(...rows);
  if (focused === undefined) return;
  const again = [...place(id).querySelectorAll('[data-key]')].find(({ dataset }) => dataset.key === focused);
  (again ?? place(table.getAttribute('aria-labelledby'))).focus();
}

const cell = (value, className) => element('td', className ? { class: className } : {}, value);

const target = ({ operation, path, method }) => operation ?? path ?? method ?? 'everything';

function showFaults({ faults }) {
  const describe = ({ status, drop, delayMs, afterEffect }) =>
    [
      status && `answers ${status}${afterEffect ? ' after the effect' : ''}`,
      drop && `drops the connection ${drop} the effect`,
      delayMs && `waits ${delayMs} ms`,
    ]
      .filter(Boolean)
      .join(', ');
  fill(
    'fault-rows',
    faults,
    (fault) =>
      element(
        'tr',
        {},
        cell(describe(fault), 'long'),
        cell(`${target(fault)}${fault.times ? `, ${fault.times} times` : ''}`),
        cell(fault.hits, 'number'),
        element(
          'td',
          {},
          element(
            'button',
            {
              type: 'button',
              'data-key': fault.id,
              onclick: () => act(() => ask(`faults/${fault.id}`, 'DELETE'), 'The fault is disarmed.'),
              'aria-label': `Disarm what strikes ${target(fault)}`,
            },
            'Disarm',
          ),
        ),
      ),
    'None is armed.',
  );
}

function showObjects({ collections }) {
  fill(
    'object-rows',
    collections.filter(({ count }) => count > 0),
    ({ project, name, count }) =>
      element(
        'tr',
        {},
        cell(project, 'long'),
        element(
          'td',
          {},
          element(
            'button',
            {
              type: 'button',
              'data-key': `${project} ${name}`,
              'aria-controls': 'objects',
              onclick: () => act(() => openCollection(project, name)),
            },
            name,
          ),
        ),
        cell(count, 'number'),
      ),
    'Nothing yet.',
  );
}

async function openCollection(project, name) {
  const { objects } = await ask(`objects/${encodeURIComponent(project)}/${encodeURIComponent(name)}`);
  place('objects-name').textContent = `${name} of ${project}, the newest first`;
  place('object-list').replaceChildren(
    ...objects.map(({ key, object }) =>
      element(
        'li',
        {},
        element(
          'details',
          {},
          element('summary', {}, key),
          element('pre', { tabindex: '0', role: 'group', 'aria-label': key }, JSON.stringify(object, null, 2)),
        ),
      ),
    ),
  );
  place('objects').hidden = false;
  place('objects').focus();
}

function showRequests({ requests }) {
  fill(
    'request-rows',
    requests,
    ({ time, status, method, path, operation, durationMs, fault }) =>
      element(
        'tr',
        {},
        cell(String(time).slice(11, 23), 'short'),
        cell(`${status ?? 'no answer'}${fault ? ' (fault)' : ''}`, status >= 400 || !status ? 'bad short' : 'short'),
        cell(`${method} ${path}`, 'long'),
        cell(operation ?? '–', 'long'),
        cell(durationMs ?? '', 'number'),
      ),
    'None yet.',
  );
}

async function showCoverage() {
  const { served, total, operations } = await ask('coverage');
  place('covered').textContent = `${served} of ${total} operations of the two references are served.`;
  fill(
    'coverage-rows',
    operations,
    ({ group, id, method, path, served: is }) =>
      element('tr', {}, cell(group), cell(id, 'long'), cell(`${method} ${path}`, 'long'), cell(is ? 'yes' : 'not yet')),
    '',
  );
}

async function refresh() {
  const [health, faults, objects] = await Promise.all([ask('health'), ask('faults'), ask('objects')]);
  place('summary').textContent = `${health.requests} requests since the start`;
  place('now').textContent = health.now;
  place('now').setAttribute('datetime', health.now);
  place('scale').textContent = health.scale === 0 ? 'standing still' : `${health.scale} s pass in one second`;
  showFaults(faults);
  showObjects(objects);
  if (place('live').checked) showRequests(await ask('requests?limit=100'));
}

/** Does something and looks again. What came of it, and what goes wrong, is said, and stays until something else is done. */
async function act(work, done = '') {
  try {
    await work();
    say(done);
    await refresh();
  } catch (error) {
    say(error.message, 'bad');
  }
}

function say(text, kind = '') {
  place('message').className = kind;
  place('message').textContent = text;
}

/** What a form says when it is sent. */
const whenSent = (id, work, done) =>
  place(id).addEventListener('submit', (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    act(() => work(form), done);
  });

whenSent('clock', (form) => ask('clock', 'POST', { advance: form.get('advance') }), 'The clock was advanced.');
whenSent('pace', (form) => ask('clock', 'POST', { scale: Number(form.get('scale')) }), 'The pace is set.');
whenSent(
  'faults',
  (form) =>
    ask('faults', 'POST', {
      operation: form.get('operation'),
      status: Number(form.get('status')),
      times: Number(form.get('times')),
    }),
  'The fault is armed.',
);

await act(showCoverage);
let away = false;
setInterval(async () => {
  try {
    await refresh();
    if (away) say('The emulator is back.');
    away = false;
  } catch (error) {
    if (!away) say(`The emulator does not answer: ${error.message}`, 'bad');
    away = true;
  }
}, REFRESH_MS);
