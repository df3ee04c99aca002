import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { seededRandom } from '../../../shared/core/random.ts';
import { agentsCommand } from '../../../shared/operations/project/agents-command.ts';
import config from '../app/foundry.config.ts';
import { AgentCalls, persistently } from '../calls.ts';
import { type ChaosPlatform, signalFamily, startChaos } from '../chaos-platform.ts';
import { type ChaosOptions, type Check, exactly, type Row } from '../row.ts';

/**
 * Azurite is stopped with SIGTERM: it writes its data to disk only every five seconds, so that a SIGKILL would lose writes that it has
 * confirmed, which Azure does not.
 */
const EVENTS = {
  'host killed': 8,
  'storage restarted': 4,
  'emulator killed': 4,
  'host stopped': 2,
  'storage stopped': 1,
  'emulator stopped': 1,
} as const;
type Event = keyof typeof EVENTS;

export const kills: Row = {
  name: 'kills',
  title: 'kills of host, storage, emulator; SIGSTOP of each',
  run: async (options) => {
    const platform = await startChaos();
    const calls = new AgentCalls(platform.endpoints.storage);
    const questions = await askAgent(platform);
    try {
      const counts = await carryOut(platform, calls, questions.ask, options);
      options.print(`  waiting for ${calls.unanswered} answers ...`);
      await calls.settled(options.patienceMs);
      options.keep('kills', { events: counts.events, late: calls.late() });
      return [
        {
          what: 'events',
          value: Object.entries(counts.done)
            .map(([event, count]) => `${count} × ${event}`)
            .join(', '),
        },
        ...(await calls.checks(platform.repeats())),
        ...(await questions.checks()),
      ];
    } finally {
      await calls.close();
      await platform.stop();
    }
  },
};

/** Sends the calls in as many portions as there are events; each event strikes at a moment of its own within its portion. */
async function carryOut(
  platform: ChaosPlatform,
  calls: AgentCalls,
  ask: () => Promise<void>,
  { seed, kills: count, calls: total, pauseMs, print }: ChaosOptions,
): Promise<{ done: Partial<Record<Event, number>>; events: { event: Event; at: string; until: string }[] }> {
  const random = seededRandom(seed);
  const bag = Object.entries(EVENTS).flatMap(([event, weight]) => Array<Event>(weight).fill(event as Event));
  const done: Partial<Record<Event, number>> = {};
  const events: { event: Event; at: string; until: string }[] = [];
  for (let at = 0; at < count; at++) {
    const event = bag[Math.floor(random() * bag.length)] ?? 'host killed';
    done[event] = (done[event] ?? 0) + 1;
    const portion = Math.floor(((at + 1) * total) / count) - calls.sent;
    const delay = 50 + random() * 700;
    // Some handlers are under way when the event strikes, some have just begun, some have ended.
    const pauses = Array.from({ length: portion }, () => Math.floor(random() * 300));
    const sending = (async () => {
      for (const pause of pauses) {
        await calls.send(pause);
        await sleep(700 / portion);
      }
    })();
    const asking = ask();
    await sleep(delay);
    print(`  ${at + 1} of ${count}: ${event}; ${calls.unanswered} of ${calls.sent} calls open`);
    const begun = new Date();
    await strike(platform, event, pauseMs);
    events.push({ event, at: begun.toISOString(), until: new Date().toISOString() });
    await Promise.all([sending, asking]);
  }
  return { done, events };
}

async function strike(platform: ChaosPlatform, event: Event, pauseMs: number): Promise<void> {
  const [subject, what] = event.split(' ') as ['host' | 'storage' | 'emulator', string];
  const service = { host: platform.host, storage: platform.storage, emulator: platform.foundry }[subject];
  if (what === 'stopped') {
    signalFamily(service.pid, 'SIGSTOP');
    await sleep(pauseMs);
    signalFamily(service.pid, 'SIGCONT');
  } else if (subject === 'storage') await platform.restartStorage();
  else if (subject === 'host') {
    await platform.host.kill();
    await platform.restartHost();
  } else {
    await platform.foundry.kill();
    await platform.restartFoundry();
  }
}

/** Puts questions to the agent as background responses, whose tool calls go through the emulator. */
async function askAgent(platform: ChaosPlatform): Promise<{ ask(): Promise<void>; checks(): Promise<Check[]> }> {
  const { foundryProject, storage } = platform.endpoints;
  const env = { FOUNDRY_PROJECT_ENDPOINT: foundryProject, DATA_STORAGE: storage };
  await agentsCommand({ config, args: [], env, print: () => {} });
  const client = new OpenAI({ baseURL: `${foundryProject}/openai/v1`, apiKey: 'none', maxRetries: 0, timeout: 5_000 });
  const ids: string[] = [];
  return {
    ask: async () => {
      const request = { input: `Look up the square of ${ids.length}.`, background: true };
      const agent = { agent_reference: { type: 'agent_reference', name: 'worker' } };
      const { id } = await persistently(() => client.responses.create(request, { body: { ...request, ...agent } }));
      ids.push(id);
    },
    checks: async () => {
      const ended: Record<string, number> = {};
      for (const end = Date.now() + 60_000; ids.length > 0; await sleep(200)) {
        const response = await persistently(() => client.responses.retrieve(`${ids[0]}`));
        const isOver = !['queued', 'in_progress'].includes(response.status ?? '');
        if (!isOver && Date.now() < end) continue;
        const status = isOver ? `${response.status}` : 'hanging';
        ended[status] = (ended[status] ?? 0) + 1;
        ids.shift();
      }
      const all = Object.entries(ended).map(([status, count]) => `${count} ${status}`);
      return [
        { what: 'responses of an agent in the background', value: all.join(', ') },
        exactly('responses that never end', ended.hanging ?? 0, 0),
      ];
    },
  };
}
