/** Whether the log may hold what people and models said: arguments, answers, messages of errors. Only `LOG_CONTENT=true` says so. */
export const logsContent = (env: NodeJS.ProcessEnv): boolean => env.LOG_CONTENT === 'true';
