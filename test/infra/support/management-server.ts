import { type FakeAzure, startFakeAzure } from '../../support/fake-azure.ts';
import type { Cloud } from '../arm/cloud.ts';
import { answerManagement } from '../arm/face.ts';

/** Serves the management API of a stand-in subscription on loopback. */
export async function serveManagement(current: () => Cloud): Promise<FakeAzure> {
  const azure = await startFakeAzure();
  azure.otherwise = ({ method, path, query }) => answerManagement(current(), method, path, query);
  return azure;
}
