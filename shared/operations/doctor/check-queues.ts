import type { QueueClient } from '@azure/storage-queue';
import { DeadLetters } from '../../azure/queues/dead-letters.ts';
import { shardNumbers } from '../../azure/storage/shards.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { codeOf, isMissingParent, isNotFound, statusOf } from '../../azure/storage/storage-errors.ts';
import { messageOf } from '../../core/errors.ts';
import { MAX_MESSAGES_PER_GET } from '../../core/limits.ts';
import { readMessage } from '../../tools/messages.ts';
import { TRIGGER_QUEUES } from '../trigger-queues.ts';
import { UNDELIVERED_EVENTS } from './azure/wanted-roles.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Finding, fail, pass, warn } from './finding.ts';

/**
 * Checks that the queues of the tools exist, can be read and hold messages that the tools understand, and that no message was moved to a
 * poison queue or a dead-letter store. It only peeks.
 */
export async function checkQueues({
  config,
  storage,
  account,
  shardStorage,
}: DoctorContext): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const shard of shardNumbers(config.storage.readShards)) {
    const { queue } = shardStorage(shard);
    const where = shard === 0 ? '' : ` (shard ${shard})`;
    const named = (finding: Finding): Finding => ({ ...finding, check: `${finding.check}${where}` });
    for (const { queues } of config.tools) {
      findings.push(
        named(await checkQueue(queue(queues.input), true)),
        named(await checkQueue(queue(queues.output), false)),
        named(
          await checkEmpty(
            queue(queues.poison),
            'The host moved these calls here: the app stopped while it answered them',
            account === undefined || shard === 0 ? account : `${account}${shard}`,
          ),
        ),
      );
    }
  }
  for (const { name, lost } of TRIGGER_QUEUES) {
    const meaning = `The host moved these messages here: ${lost}`;
    findings.push(await checkEmpty(storage.queue(`${name}-poison`), meaning, account));
  }
  findings.push(await checkDeadLetters(storage), await checkUndelivered({ storage, account }));
  return findings;
}

async function checkQueue(queue: QueueClient, isInput: boolean): Promise<Finding> {
  const check = `queue ${queue.name}`;
  try {
    const { peekedMessageItems: visible } = await queue.peekMessages({ numberOfMessages: MAX_MESSAGES_PER_GET });
    const { approximateMessagesCount: count = 0 } = await queue.getProperties();
    const unreadable = isInput
      ? visible.map(({ messageText }) => readMessage(messageText)).find((call) => 'unreadable' in call)
      : undefined;
    if (unreadable && 'unreadable' in unreadable) {
      const fix =
        'the sender must write base64 of JSON with a CorrelationId; host.json needs "messageEncoding": "none"';
      return fail(check, `a waiting message cannot be answered: ${unreadable.unreadable}`, fix);
    }
    const hidden = visible.length < MAX_MESSAGES_PER_GET ? count - visible.length : 0;
    if (isInput && hidden > 0) {
      return warn(
        check,
        `${hidden} of ${count} calls are locked: an instance is answering them, or stopped without answering`,
        'run the doctor again: locks of a stopped instance expire within ten minutes, then another instance answers',
      );
    }
    return pass(check, count === 0 ? 'empty' : `${count} waiting`);
  } catch (error) {
    return explain(check, error);
  }
}

async function checkEmpty(queue: QueueClient, meaning: string, account: string | undefined): Promise<Finding> {
  const check = `queue ${queue.name}`;
  try {
    const { approximateMessagesCount: count = 0 } = await queue.getProperties();
    if (count === 0) return pass(check, 'empty');
    const where = account === undefined ? '' : ` --account-name ${account}`;
    return fail(
      check,
      `${count} messages. ${meaning}`,
      `az storage message peek${where} --queue-name ${queue.name} --auth-mode login, and see the log of the app at their time`,
    );
  } catch (error) {
    // Azure has these queues from the start; on this machine each is created when it is first needed.
    return isNotFound(error) ? pass(check, 'does not exist yet') : explain(check, error);
  }
}

/** Events of blobs that Event Grid could not deliver. */
async function checkUndelivered({ storage, account }: Pick<DoctorContext, 'storage' | 'account'>): Promise<Finding> {
  const check = `container ${UNDELIVERED_EVENTS}`;
  try {
    const container = await storage.container(UNDELIVERED_EVENTS);
    const first = await container.listBlobsFlat().next();
    if (first.done === true) return pass(check, 'empty');
    const where = account === undefined ? '' : ` --account-name ${account}`;
    return fail(
      check,
      `Event Grid could not deliver events, for instance ${first.value.name}: blobs were not ingested until the nightly comparison`,
      `az storage blob list${where} --container-name ${UNDELIVERED_EVENTS} --auth-mode login; check the roles of the Event Grid identity; delete the blobs afterwards`,
    );
  } catch (error) {
    if (isMissingParent(error) || isNotFound(error)) return pass(check, 'does not exist');
    // A caller without access to blobs still gets the other checks.
    if (statusOf(error) === 403)
      return warn(check, `you may not read it (${codeOf(error)})`, 'get the role "Storage Blob Data Reader" on it');
    return explain(check, error);
  }
}

/** Dead letters that are counted. */
const MAX_LETTERS = 100;

async function checkDeadLetters(storage: Storage): Promise<Finding> {
  const check = 'dead letters';
  try {
    const { items, next } = await new DeadLetters(storage).list({ limit: MAX_LETTERS });
    const [newest] = items;
    if (newest === undefined) return pass(check, 'none');
    const count = next === undefined ? `${items.length}` : `more than ${MAX_LETTERS}`;
    return fail(
      check,
      `${count} messages could not be processed. The newest, of the queue ${newest.queue}: ${newest.reason}`,
      'list them with GET /api/operations/dead-letters; replay or delete each',
    );
  } catch (error) {
    return explain(check, error);
  }
}

function explain(check: string, error: unknown): Finding {
  if (isNotFound(error)) return fail(check, 'it does not exist', 'npm run doctor -- --fix');
  if (statusOf(error) === 403 || statusOf(error) === 401) {
    const role =
      'get the role "Storage Queue Data Contributor" on the account, and check its firewall (ALLOWED_IP_RANGES)';
    return fail(check, `storage denies access (${codeOf(error)})`, `${role}; azd provision assigns it in dev`);
  }
  return fail(
    check,
    messageOf(error).split('\n')[0] ?? '',
    'run npm start on this machine; on Azure check DATA_STORAGE__queueServiceUri and the network rules of the account',
  );
}
