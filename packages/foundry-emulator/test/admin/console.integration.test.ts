import { hasChromium, openPage, type Page } from '../../../../test/support/chromium.ts';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
  await emulator.project.agents
    .createVersion('<b>support', { kind: 'prompt', model: 'gpt-4o' } as never)
    .catch(() => {});
  await emulator.project.agents.createVersion('support', { kind: 'prompt', model: 'gpt-4o' } as never);
});
afterAll(() => emulator.close());

it('the console is a page that loads nothing from elsewhere', async () => {
  const page = await fetch(`${emulator.endpoints.admin}/`);
  expect(page.headers.get('content-type')).toMatch('text/html');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, source]) => `${source}`);
  // An icon of nothing, so that the browser asks for none.
  expect(sources).toEqual(['data:,', '/_emulator/console.css', '/_emulator/console.js']);
  for (const source of sources.slice(1)) expect((await fetch(new URL(source, page.url))).status).toBe(200);
});

it('what is kept can be looked at', async () => {
  const { collections } = await emulator.admin<{ collections: object[] }>('GET', 'objects');
  expect(collections).toContainEqual({ project: 'local', name: 'agents', count: 1 });
  const { objects } = await emulator.admin<{ objects: object[] }>('GET', 'objects/local/agentVersions?limit=1');
  expect(objects).toEqual([{ key: 'support:1', object: expect.objectContaining({ name: 'support' }) }]);
});

const inBrowser = hasChromium ? describe : describe.skip;
const lacking = hasChromium ? '' : ' (skipped: it lacks chromium on the PATH)';

inBrowser(`in a browser, by keyboard alone${lacking}`, () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(`${emulator.endpoints.admin}/`);
    await page.until(
      `${text('covered')}.includes('of 150 operations') && document.querySelector('#object-rows button')`,
    );
  });
  afterAll(() => page?.close());
  beforeEach(() => page.evaluate('document.activeElement.blur()'));

  const text = (id: string) => `document.getElementById('${id}').textContent`;
  const focused = () =>
    page.evaluate<string>(`(({ tagName, id, name, textContent }) => {
      const own = name || textContent.trim();
      return tagName + ' ' + (id || own);
    })(document.activeElement)`);
  /** Goes forward from the beginning of the page until something has the focus. */
  const tabTo = async (wanted: string) => {
    const passed: string[] = [];
    for (let at = 0; at < 60; at++) {
      await page.press('Tab');
      passed.push(await focused());
      if (passed.at(-1) === wanted) return passed;
    }
    throw new Error(`${wanted} is not reached; there are ${passed.join(', ')}.`);
  };

  it('shows what there is', async () => {
    await page.until(`${text('requests')}.includes('/api/projects/local/agents/support/versions')`);
    expect(await page.evaluate(text('fault-rows'))).toBe('None is armed.');
  });

  it('goes through everything in the order in which it stands, and back', async () => {
    await page.evaluate("document.querySelector('.skip').focus()");
    expect(await focused()).toBe('A Skip to the requests');
    const passed = await tabTo('INPUT live');
    const objects = await page.evaluate<string[]>(
      "[...document.querySelectorAll('#object-rows button')].map(({ textContent }) => 'BUTTON ' + textContent)",
    );
    expect(objects.length).toBeGreaterThan(0);
    expect(passed).toEqual([
      ...['INPUT advance', 'BUTTON Advance', 'INPUT scale', 'BUTTON Set the pace'],
      ...['INPUT operation', 'INPUT status', 'INPUT times', 'BUTTON Arm'],
      ...objects,
      'INPUT live',
    ]);
    await page.press('Tab', { shift: true });
    expect(await focused()).toBe(objects.at(-1));
  });

  it('skips to the requests', async () => {
    await page.evaluate("document.querySelector('.skip').focus()");
    await page.press('Enter');
    expect(await focused()).toBe('SECTION requests');
  });

  it('everything that takes the focus has a name, and so have the tables', async () => {
    interface Node {
      role?: { value: string };
      name?: { value: string };
      properties?: { name: string; value: { value: unknown } }[];
    }
    const { nodes } = await page.command<{ nodes: Node[] }>('Accessibility.getFullAXTree');
    const focusable = nodes.filter(
      ({ role, properties = [] }) =>
        role?.value === 'table' || properties.some(({ name, value }) => name === 'focusable' && value.value === true),
    );
    expect(focusable.length).toBeGreaterThan(12);
    expect(focusable.filter(({ name }) => !name?.value).map(({ role }) => role?.value)).toEqual([]);
  });

  it('sets the pace by Enter in its own field, and says so', async () => {
    await tabTo('INPUT scale');
    await page.type('0');
    await page.press('Enter');
    await page.until(`${text('message')} === 'The pace is set.' && ${text('scale')} === 'standing still'`);
    expect(await emulator.admin('GET', 'clock')).toMatchObject({ scale: 0 });
    expect(await focused()).toBe('INPUT scale');
  });

  it('keeps saying what went wrong while the page goes on', async () => {
    await tabTo('INPUT advance');
    await page.type('tomorrow');
    await page.press('Enter');
    await page.until(`${text('message')}.includes('duration')`);
    const requests = await page.evaluate<string>(text('summary'));
    await emulator.project.agents.list().next();
    await page.until(`${text('summary')} !== ${JSON.stringify(requests)}`);
    expect(await page.evaluate(text('message'))).toContain('duration');
    expect(await page.evaluate("document.getElementById('message').getAttribute('role')")).toBe('status');
  });

  it('arms a fault and disarms it, and the focus is not lost with its row', async () => {
    await tabTo('INPUT times');
    await page.type('7');
    await page.press('Enter');
    await page.until(`${text('fault-rows')}.includes('Responses_*, 7 times')`);
    await tabTo('BUTTON Disarm');
    await page.press('Space');
    await page.until(`${text('fault-rows')} === 'None is armed.'`);
    expect(await focused()).toBe('H2 faults-title');
    expect(await page.evaluate(text('message'))).toBe('The fault is disarmed.');
  });

  it('keeps the focus on an entry whose row is made anew, and opens it', async () => {
    await tabTo('BUTTON agents');
    await emulator.project.agents.createVersion('another', { kind: 'prompt', model: 'gpt-4o' } as never);
    await page.until(`document.activeElement.closest('tr').textContent === 'localagents2'`);
    expect(await focused()).toBe('BUTTON agents');
    await page.press('Enter');
    await page.until("document.activeElement.id === 'objects'");
    expect(await page.evaluate(text('object-list'))).toContain('another');
    await page.press('Tab');
    await page.press('Enter');
    await page.until("document.querySelector('#object-list details').open");
  });
});
