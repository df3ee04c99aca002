import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { QueueServiceClient } from '@azure/storage-queue';
import { startAzurite as startOn } from '../../local/platform/azurite.ts';
import { startAzurite } from './azurite.ts';

describe('Azurite for the local platform', () => {
  it('serves queues to the SDK on free ports', async () => {
    const azurite = await startAzurite();
    try {
      const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('hello');
      await queue.create();
      await queue.sendMessage('world');
      const { receivedMessageItems } = await queue.receiveMessages();
      expect(receivedMessageItems.map((message) => message.messageText)).toEqual(['world']);
    } finally {
      await azurite.stop();
    }
  });

  it('says which port is taken and how to choose another', async () => {
    const first = await startAzurite();
    try {
      const queue = Number(new URL(first.endpoints.queue).port);
      await expect(startOn({ ports: { blob: 0, queue, table: 0 } })).rejects.toThrow(
        new RegExp(`Port ${queue}.*AZURITE_QUEUE_PORT`),
      );
    } finally {
      await first.stop();
    }
  });

  it('names the folder and the remedy when its data is damaged', async () => {
    const location = mkdtempSync(path.join(os.tmpdir(), 'azurite-damaged-'));
    try {
      writeFileSync(path.join(location, '__azurite_db_queue__.json'), '{"filename":"x","collections":[{"name":"Quer');
      await expect(startOn({ location })).rejects.toThrow(/damaged.*Delete that folder/s);
    } finally {
      rmSync(location, { recursive: true, force: true });
    }
  });
});
