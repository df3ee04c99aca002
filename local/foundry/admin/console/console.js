// The console of the emulator: looks at /_emulator/ twice a second, and sends what its forms say.
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

/** Replaces rows only when something has changed, so that the focus stays where it is. */
const shown = new Map();
function fill(id, values, row, none) {
  const text = JSON.stringify(values);
  if (shown.get(id) === text) return;
  shown.set(id, text);
  const columns = place(id).closest('table').querySelectorAll('thead th').length;
  const rows =
    values.length > 0 ? values.map(row) : [element('tr', {}, element('td', { colspan: columns, class: 'none' }, none))];
  place(id).replaceChildren(...rows);
}

const cell = (value, className) => element('td', className ? { class: className } : {}, value);

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
        cell(describe(fault)),
        cell(
          `${fault.operation ?? fault.path ?? fault.method ?? 'everything'}${fault.times ? `, ${fault.times} times` : ''}`,
        ),
        cell(fault.hits, 'number'),
        element(
          'td',
          {},
          element(
            'button',
            {
              type: 'button',
              onclick: () => act(() => ask(`faults/${fault.id}`, 'DELETE')),
              'aria-label': `Disarm ${fault.id}`,
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
        cell(project),
        element(
          'td',
          {},
          element('button', { type: 'button', onclick: () => act(() => openCollection(project, name)) }, name),
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
        element('details', {}, element('summary', {}, key), element('pre', {}, JSON.stringify(object, null, 2))),
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
        cell(String(time).slice(11, 23)),
        cell(`${status ?? 'no answer'}${fault ? ' (fault)' : ''}`, status >= 400 || !status ? 'bad' : ''),
        cell(`${method} ${path}`),
        cell(operation ?? '–'),
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
      element('tr', {}, cell(group), cell(id), cell(`${method} ${path}`), cell(is ? 'yes' : 'not yet')),
    '',
  );
}

async function refresh() {
  const [health, faults, objects] = await Promise.all([ask('health'), ask('faults'), ask('objects')]);
  place('summary').textContent = `${health.requests} requests since the start`;
  place('now').textContent = health.now;
  place('now').setAttribute('datetime', health.now);
  place('scale').textContent = health.scale === 0 ? 'standing still' : `${health.scale} s in one`;
  showFaults(faults);
  showObjects(objects);
  if (place('live').checked) showRequests(await ask('requests?limit=100'));
}

/** Does something and looks again; what goes wrong is said. */
async function act(work) {
  try {
    await work();
    await refresh();
  } catch (error) {
    place('summary').textContent = error.message;
  }
}

place('clock').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const pace = event.submitter?.name === 'pace';
  act(() => ask('clock', 'POST', pace ? { scale: Number(form.get('scale')) } : { advance: form.get('advance') }));
});
place('faults').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  act(() =>
    ask('faults', 'POST', {
      operation: form.get('operation'),
      status: Number(form.get('status')),
      times: Number(form.get('times')),
    }),
  );
});

await act(showCoverage);
setInterval(() => act(async () => {}), REFRESH_MS);
