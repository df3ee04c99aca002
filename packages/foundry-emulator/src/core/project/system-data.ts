/** Who made things, where the service has a person's name. */
export const MAKER = 'emulator';

/** Who made and changed something, and when, as the camel-case groups say it. Times are milliseconds since 1970. */
export const systemData = ({ createdAt, changedAt }: { readonly createdAt: number; readonly changedAt: number }) => ({
  createdAt: new Date(createdAt).toISOString(),
  createdBy: MAKER,
  lastModifiedAt: new Date(changedAt).toISOString(),
  lastModifiedBy: MAKER,
});
