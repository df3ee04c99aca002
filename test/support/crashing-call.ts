import { requestRefund } from '../fixture-app/tools/request-refund.ts';
import { deadlyStorage } from './deadly-storage.ts';
import { ToolHarness } from './tool-harness.ts';

/**
 * Run as a process of its own: takes one refund call off the queue and dies of SIGKILL at a given request to storage, before it is
 * sent or after it is answered. `node crashing-call.ts CONNECTION TARGET METHOD before|after`
 */
const [connection = '', target = '', method = '', moment = ''] = process.argv.slice(2);

const world = new ToolHarness(connection);
await world.deliver(requestRefund, { storage: deadlyStorage(world.storage, { target, method, moment }) });
