import { answerHttp } from '../../shared/tools/answer-http.ts';
import { answerMcp } from '../../shared/tools/mcp-server.ts';
import { requestRefund } from '../fixture-app/tools/request-refund.ts';
import { deadlyStorage } from './deadly-storage.ts';
import { mcpCall } from './mcp-call.ts';
import { ToolHarness } from './tool-harness.ts';

/**
 * Run as a process of its own: answers one refund call over MCP and dies of SIGKILL at a given request to storage.
 * `node crashing-mcp-call.ts CONNECTION TARGET METHOD before|after KEY ORDER`
 */
const [connection = '', target = '', method = '', moment = '', key = '', orderNumber = ''] = process.argv.slice(2);

const world = new ToolHarness(connection);
const storage = deadlyStorage(world.storage, { target, method, moment });
const request = mcpCall({ name: requestRefund.name, arguments: { orderNumber, reason: 'It broke.' }, key });
await answerMcp(request, [requestRefund], (tool, call) => answerHttp(tool, call, world.services({ storage })));
