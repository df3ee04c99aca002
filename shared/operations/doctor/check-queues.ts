import type { QueueClient } from '@azure/storage-queue';
import { DeadLetters } from '../../azure/queues/dead-letters.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { codeOf, isNotFound, statusOf } from '../../azure/storage/storage-errors.ts';
import { messageOf } from '../../core/errors.ts';
import { MAX_MESSAGES_PER_GET } from '../../core/limits.ts';
import { readMessage } from '../../tools/messages.ts';
import { TRIGGER_QUEUES } from '../trigger-queues.ts';
import { type Finding, fine, type Patient, wrong } from './finding.ts';

/** Every tool's queues: there, readable by whoever asks, their messages in a form the tools read, nothing given up. Only peeks. */
export async function checkQueues({ config, storage }: Patient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { queues } of config.tools) {
    findings.push(
      await checkQueue(storage.queue(queues.input), true),
      await checkQueue(storage.queue(queues.output), false),
    );
    findings.push(
      await checkEmpty(
        storage.queue(queues.poison),
        'The host gave these calls up: the app died while it answered them',
      ),
    );
  }
  for (const { name, lost } of TRIGGER_QUEUES) {
    findings.push(await checkEmpty(storage.queue(`${name}-poison`), `The host gave these messages up: ${lost}`));
  }
  findings.push(await checkDeadLetters(storage));
  return findings;
}

async function checkQueue(queue: QueueClient, input: boolean): Promise<Finding> {
  const check = `queue ${queue.name}`;
  try {
    const { peekedMessageItems: waiting } = await queue.peekMessages({ numberOfMessages: MAX_MESSAGES_PER_GET });
    const bad = input
      ? waiting.map(({ messageText }) => readMessage(messageText)).find((call) => 'unreadable' in call)
      : undefined;
    if (bad && 'unreadable' in bad) {
      const mend = 'have its sender write base64 of JSON with a CorrelationId, and host.json "messageEncoding": "none"';
      return wrong(check, `a waiting message cannot be answered: ${bad.unreadable}`, mend);
    }
    return fine(check, waiting.length === 0 ? 'there, empty' : `there, ${waiting.length} or more waiting`);
  } catch (error) {
    return explain(check, error);
  }
}

async function checkEmpty(queue: QueueClient, meaning: string): Promise<Finding> {
  const check = `queue ${queue.name}`;
  try {
    const { approximateMessagesCount: count = 0 } = await queue.getProperties();
    if (count === 0) return fine(check, 'empty');
    return wrong(
      check,
      `${count} messages. ${meaning}`,
      `az storage message peek --queue-name ${queue.name} --auth-mode login, and the log of the app at their time`,
    );
  } catch (error) {
    // It is made when it is first needed.
    return isNotFound(error) ? fine(check, 'never needed') : explain(check, error);
  }
}

const MAX_LETTERS = 100;

async function checkDeadLetters(storage: Storage): Promise<Finding> {
  const check = 'dead letters';
  try {
    const { items, next } = await new DeadLetters(storage).list({ limit: MAX_LETTERS });
    const [newest] = items;
    if (newest === undefined) return fine(check, 'none');
    const count = next === undefined ? `${items.length}` : `more than ${MAX_LETTERS}`;
    return wrong(
      check,
      `${count} messages were given up. The newest, of the queue ${newest.queue}: ${newest.reason}`,
      'GET /api/operations/dead-letters lists them; replay or delete each',
    );
  } catch (error) {
    return explain(check, error);
  }
}

function explain(check: string, error: unknown): Finding {
  if (isNotFound(error)) return wrong(check, 'it does not exist', 'npm run doctor -- --fix');
  if (statusOf(error) === 403 || statusOf(error) === 401) {
    const role =
      'the role "Storage Queue Data Contributor" on the account for you, and its firewall (ALLOWED_IP_RANGES)';
    return wrong(check, `storage refuses to show it (${codeOf(error)})`, `${role}; azd provision grants it in dev`);
  }
  return wrong(
    check,
    messageOf(error).split('\n')[0] ?? '',
    'npm start on this machine, or DATA_STORAGE__queueServiceUri and the network rules of the account',
  );
}
