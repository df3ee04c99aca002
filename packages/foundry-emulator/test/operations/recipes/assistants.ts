import type { Kitchen, Recipe } from '../kitchen.ts';

const metadata = { body: { metadata: { team: 'a' } } };
const said = { role: 'user', content: 'Look up order 1042 please' };
const lookUp = {
  type: 'function',
  function: {
    name: 'look_up_order',
    description: 'Look up an order by its number.',
    parameters: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'] },
  },
};

export async function assistant({ made }: Kitchen, more: object = {}) {
  const { id } = await made('Create_Assistant', { body: { model: 'gpt-4o', ...more } });
  return { assistant_id: `${id}` };
}

export async function thread({ made }: Kitchen) {
  const { id } = await made('Create_Thread', { body: { messages: [said] } });
  return { thread_id: `${id}` };
}

export async function message({ made }: Kitchen, of: { thread_id: string }) {
  const { id } = await made('Create_Message', { params: of, body: said });
  return { ...of, message_id: `${id}` };
}

/** Looks at a run until it says what is waited for: runs go on by themselves. */
export async function runIn({ made }: Kitchen, params: { thread_id: string; run_id: string }, wanted: string) {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((done) => setTimeout(done, 5))) {
    if ((await made('Get_Run', { params })).status === wanted) return params;
  }
  throw new Error(`The run ${params.run_id} never was ${wanted}.`);
}

async function begun(kitchen: Kitchen, of: { thread_id: string }, body: object) {
  const { id } = await kitchen.made('Create_Run', { params: of, body });
  return { ...of, run_id: `${id}` };
}

export async function endedRun(kitchen: Kitchen, of?: { thread_id: string }) {
  const params = await begun(kitchen, of ?? (await thread(kitchen)), await assistant(kitchen));
  return runIn(kitchen, params, 'completed');
}

/** A run that waits for the output of a function, and so does not end by itself. */
export async function waitingRun(kitchen: Kitchen, more: object = {}) {
  const body = { ...(await assistant(kitchen)), tools: [lookUp], ...more };
  return runIn(kitchen, await begun(kitchen, await thread(kitchen), body), 'requires_action');
}

export async function outputs(kitchen: Kitchen, of?: { thread_id: string; run_id: string }) {
  const params = of ?? (await waitingRun(kitchen));
  const { required_action } = await kitchen.made('Get_Run', { params });
  const { tool_calls } = (required_action as { submit_tool_outputs: { tool_calls: { id: string }[] } })
    .submit_tool_outputs;
  const tool_outputs = tool_calls.map(({ id }) => ({ tool_call_id: id, output: 'It is on its way.' }));
  return { params, body: { tool_outputs } };
}

/** A run that has called one function after the other, and waits for the last. */
export async function runOfSteps(kitchen: Kitchen, count: number) {
  const additional_messages = [{ role: 'user', content: 'Go on, step by step' }];
  const params = await waitingRun(kitchen, { additional_messages });
  for (let at = 1; at < count; at++) {
    await kitchen.made('Submit_Tool_Outputs_To_Run', await outputs(kitchen, params));
    await runIn(kitchen, params, 'requires_action');
  }
  return params;
}

async function step(kitchen: Kitchen) {
  const params = await endedRun(kitchen);
  const { data } = await kitchen.made('List_Run_Steps', { params });
  const [first] = data as { id: string }[];
  return { ...params, step_id: `${first?.id}` };
}

export const assistants = {
  List_Assistants: async (kitchen) => {
    await assistant(kitchen);
    return {};
  },
  Create_Assistant: () => ({ body: { model: 'gpt-4o', name: 'helper', tools: [lookUp] } }),
  Get_Assistant: async (kitchen) => ({ params: await assistant(kitchen) }),
  Modify_Assistant: async (kitchen) => ({ params: await assistant(kitchen), ...metadata }),
  Delete_Assistant: async (kitchen) => ({ params: await assistant(kitchen) }),
  Create_Thread: () => ({ body: { messages: [said] } }),
  Get_Thread: async (kitchen) => ({ params: await thread(kitchen) }),
  Modify_Thread: async (kitchen) => ({ params: await thread(kitchen), ...metadata }),
  Delete_Thread: async (kitchen) => ({ params: await thread(kitchen) }),
  List_Threads: async (kitchen) => {
    await thread(kitchen);
    return {};
  },
  Delete_Message: async (kitchen) => ({ params: await message(kitchen, await thread(kitchen)) }),
  List_Messages: async (kitchen) => ({ params: await thread(kitchen) }),
  Create_Message: async (kitchen) => ({ params: await thread(kitchen), body: said }),
  Get_Message: async (kitchen) => ({ params: await message(kitchen, await thread(kitchen)) }),
  Modify_Message: async (kitchen) => ({ params: await message(kitchen, await thread(kitchen)), ...metadata }),
  Create_Thread_And_Run: async (kitchen) => ({ body: { ...(await assistant(kitchen)), thread: { messages: [said] } } }),
  List_Runs: async (kitchen) => ({ params: await endedRun(kitchen) }),
  Create_Run: async (kitchen) => ({ params: await thread(kitchen), body: await assistant(kitchen) }),
  Get_Run: async (kitchen) => ({ params: await endedRun(kitchen) }),
  Modify_Run: async (kitchen) => ({ params: await endedRun(kitchen), ...metadata }),
  Submit_Tool_Outputs_To_Run: (kitchen) => outputs(kitchen),
  Cancel_Run: async (kitchen) => ({ params: await waitingRun(kitchen) }),
  List_Run_Steps: async (kitchen) => ({ params: await endedRun(kitchen) }),
  Get_Run_Step: async (kitchen) => ({ params: await step(kitchen) }),
} satisfies Record<string, Recipe>;
